"""What the package rules are called and mean, in the words that ``explain``, the README and SARIF share."""

from __future__ import annotations

from auditor.rules import Rule

_LATEST = "The page grants support to the most recent version of what it lists, unless a row says otherwise"

RULES = (
    Rule(
        "MA101",
        "unlisted-package",
        "warning; note for general-purpose libraries",
        "The vendor publishes this package, but its support matrix does not list it",
        "The matrix page limits support to what it lists; a package of the vendor that no row covers is not eligible, however new"
        " it is. Only packages the project asks for itself are reported. General-purpose libraries (jsonwebtoken, jwks-rsa,"
        " express-jwt and the like) are a note, and only beside another component of the vendor.",
        "Move to the listed product that the finding names, or accept that questions about it go to its issue tracker, and ignore the"
        " finding with that reason.",
        '"passport-auth0": "^1.4.5"',
    ),
    Rule(
        "MA102",
        "unsupported-line",
        "error; warning while the line's successor is young",
        "A listed product on a release line that is not supported",
        f"{_LATEST}; whoever asks for help on an older line is told to upgrade first. Under the standard policy a line stays"
        " a warning for grace-days (90) after the first stable release of the line that directly followed it; the finding says from"
        " which day it fails.",
        "Upgrade to the line the finding names, with its migration guide. A new major is a breaking change: plan it.",
        '"@auth0/auth0-spa-js": "^1.22.6"',
    ),
    Rule(
        "MA103",
        "outdated-release",
        "warning; error under strict",
        "A supported line, but not its newest release",
        f"{_LATEST}. Read to the letter, any release but the newest is outside; support usually asks for the newest release of"
        " the line before it looks further. A range without a lockfile that keeps the newest release out is outdated too; as a"
        " peer range, or in a package that others install, it is a note.",
        "Update the lockfile with the command the finding gives; where the range forbids it, change the range.",
        '"node_modules/@auth0/auth0-react": {"version": "2.4.0"}',
    ),
    Rule(
        "MA104",
        "limited-support",
        "note where help is still given; warning where it is not",
        "Listed below full support",
        "The page has five levels. Sustained still comes with customer support, without new features; Bug Fixes, Community and"
        " Partner do not: fixes may appear, questions are not taken.",
        "Know it before an incident; where a fully supported product can do the same, plan the move.",
        '"auth0-lock": "^15.0.1"',
    ),
    Rule(
        "MA105",
        "support-ending",
        "warning",
        "A source prints an end for this line within the warning window",
        "A readme or the documentation gives a day on which support for the line ends, and it is within ending-window-days (90) of the"
        " audit's date. From the day after it the line is MA102, unless the page still lists it.",
        "Upgrade before the day the finding names.",
        '"auth0/auth0-php": "^8.0"',
    ),
    Rule(
        "MA106",
        "replaced-package",
        "error",
        "Deprecated, retired or archived",
        "The package's own readme, its registry entry or the documentation says that it is deprecated, retired or archived. Fixes have"
        " ended, those for security with them.",
        "Replace it by the successor that the finding names.",
        '"angular-auth0": "^3.1.0"',
    ),
    Rule(
        "MA107",
        "unresolved-version",
        "warning; note for peer ranges and published packages",
        "What is built cannot be known from what is declared",
        "A range without a lockfile admits both supported and unsupported lines, or the package comes from a git repository, a file or"
        " an address. Two builds of the same commit may then differ in whether support applies.",
        "Commit the lockfile, or narrow the range to the supported line.",
        '"auth0": ">=4"  (and no lockfile)',
    ),
    Rule(
        "MA108",
        "name-trap",
        "error if hijacked or impersonating; warning if easily confused",
        "The name is not what it seems",
        "Some names look like a product of the vendor and are another package: an unscoped name that somebody else holds, an earlier"
        " project, a path that was taken over, or an alias that installs something else under a product's name.",
        "Check what is meant, and ask for the package by its real name.",
        '"auth0-react": "^3.1.0"  (the SDK is @auth0/auth0-react)',
    ),
)

"""What the browser rules are called and mean, in the words that ``explain``, the README and SARIF share."""

from __future__ import annotations

from auditor.rules import Rule

_DECLARED = (
    "Judged are declared targets (browserslist, Vite, Babel, SWC, Parcel, or a build tool's own default) of workspaces that are"
    " built with a package of the vendor that runs in a browser or sends one to the login page."
)

RULES = (
    Rule(
        "MA201",
        "unlisted-browser",
        "note; warning under strict",
        "A declared browser that the support matrix does not list",
        "The page lists browsers for authentication and, asked for with --dashboard, for the Dashboard; what it does not list is not"
        f" eligible. {_DECLARED}",
        "Leave the browser out of the query, or accept that questions about it are not taken.",
        "last 2 versions   (which also asks for Opera Mini and Samsung Internet)",
    ),
    Rule(
        "MA202",
        "outdated-browser",
        "note; warning if far behind or below a floor",
        "A declared browser version that is not the newest",
        "The page covers the latest version of Chrome, Edge, Firefox and Safari, and prints floors for others. A query that also"
        " admits the newest release within browser-lag (4) releases, or asks by share of use, is a note: a list of targets is an"
        f" intent, not a user. One whose newest release is older, or that goes below a floor, is a warning. {_DECLARED}",
        "Raise the query so that it admits the newest release.",
        "chrome 80",
    ),
    Rule(
        "MA203",
        "browser-sdk-conflict",
        "error",
        "A declared browser that an SDK in the same project cannot run on",
        "A footnote of the page says that the SPA SDK from 2.0.0 on does not support Internet Explorer 11; what is built on that SDK"
        " inherits it, and Lock from 14 on has no support for it either. That Internet Explorer 10 is out as well is our inference:"
        f" nothing prints it. {_DECLARED}",
        "Take Internet Explorer out of the query, or keep the SDK out of what is built for it.",
        'ie 11   (beside "@auth0/auth0-react": "^2.4.0")',
    ),
)

"""Builds reports for the tests of the report formats: plain values, no pipeline."""

from __future__ import annotations

from auditor.model import Component, Declared, Location, Place, Requirement
from auditor.results import Command, Edit, Finding, Input, Judged, MatrixInfo, Report, Suppression, Upgrade

MATRIX = MatrixInfo(
    name="auth0",
    title="Auth0 Product Support Matrix",
    vendor="Auth0",
    revision="2026-11-20",
    checked="2026-11-20",
    source="https://docs.example.test/product-support-matrix",
    age_days=2,
    stale=False,
)
GUIDE = "https://github.com/auth0/auth0-spa-js/blob/main/MIGRATION_GUIDE.md"


def component(
    name: str,
    version: str | None,
    *,
    text: str = "",
    manifest: str = "package.json",
    project: str = "package-lock.json",
    ecosystem: str = "npm",
    line: int = 14,
) -> Component:
    wanted = text or f"^{version}"
    requirement = Requirement(ecosystem=ecosystem, name=name, text=wanted, at=line)
    declared = Declared(path=manifest, workspace="shop", folder="", requirement=requirement, effective=wanted)
    return Component(
        ecosystem=ecosystem,
        name=name,
        version=version,
        project=project,
        resolved_by="lockfile" if version else None,
        declared=(declared,),
        places=(Place(manifest, line), Place(project, 1204)),
        direct=True,
        scope="prod",
        paths=(("shop", name),),
        manager="npm",
        locked=True,
    )


def judged(
    name: str,
    version: str | None,
    *,
    number: int = 1,
    status: str = "unsupported",
    eligible: str = "after-upgrade",
    line: int = 14,
    latest: str = "2.28.3",
    context: bool = False,
    manifest: str = "package.json",
    project: str = "package-lock.json",
    ecosystem: str = "npm",
) -> Judged:
    item = component(name, version, line=line, manifest=manifest, project=project, ecosystem=ecosystem)
    return Judged(
        id=f"{number}:{name}",
        component=item,
        purl=None
        if ecosystem == "browser"
        else f"pkg:{ecosystem}/{name.replace('@', '%40')}" + (f"@{version}" if version else ""),
        product=name.rpartition("/")[2],
        product_name=name.rpartition("/")[2],
        release_line=(version or "").partition(".")[0] or None,
        level="supported",
        status=status,
        eligible=eligible,
        latest=latest,
        context=context,
        locations=(Location(manifest, line, 28, line, 37), Location(project, 1204, 18, 1204, 26)),
    )


def finding(
    rule: str,
    name: str,
    severity: str,
    message: str,
    item: Judged | None = None,
    *,
    upgrade: Upgrade | None = None,
    details: tuple[str, ...] = (),
    locations: tuple[Location, ...] | None = None,
    suppressed: Suppression | None = None,
    fails_from: str | None = None,
    fingerprint: str = "",
) -> Finding:
    return Finding(
        rule=rule,
        name=name,
        severity=severity,
        message=message,
        details=details,
        judged=item,
        locations=(item.locations if item else ()) if locations is None else locations,
        paths=item.component.paths if item else (),
        upgrade=upgrade,
        fails_from=fails_from,
        suppressed=suppressed,
        fingerprint=fingerprint or f"{rule}-{message[:24]}",
    )


def edit(old: str, new: str, *, path: str = "package.json", line: int = 14) -> Edit:
    return Edit(path, line, 29, line, 29 + len(old), old, new)


def manifest_upgrade(
    old: str, new: str, *, line: int = 14, path: str = "package.json", guide: str | None = GUIDE
) -> Upgrade:
    return Upgrade(
        kind="manifest",
        to=new.lstrip("^"),
        breaking=True,
        commands=(Command(".", "npm install"),),
        edits=(edit(old, new, line=line, path=path),),
        guide=guide,
    )


SPA = judged("@auth0/auth0-spa-js", "1.22.6")
REACT = judged("@auth0/auth0-react", "2.4.0", number=2, status="outdated", line=13, latest="2.27.0")
IE = judged(
    "ie",
    "11",
    number=3,
    status="unlisted",
    eligible="no",
    ecosystem="browser",
    manifest=".browserslistrc",
    project=".browserslistrc",
)
JWT = judged("jsonwebtoken", "9.0.2", number=4, status="unlisted", eligible="yes", line=20)

OLD_LINE = finding(
    "MA102",
    "unsupported-line",
    "error",
    "@auth0/auth0-spa-js 1.22.6 is on a line Auth0 no longer supports",
    SPA,
    upgrade=manifest_upgrade("^1.22.6", "^2.28.3"),
    details=("line 1 ended when 2.0.0 came out (2022-12-22)", "supported: 2, newest 2.28.3"),
)
BROWSER = finding(
    "MA203",
    "browser-sdk-conflict",
    "error",
    'browser target "ie 11" cannot run @auth0/auth0-spa-js 2',
    IE,
    locations=(Location(".browserslistrc", 3, 1, 3, 6),),
    upgrade=Upgrade(kind="none", reason="remove the line, or keep SPA JS out of that bundle"),
)._replace(paths=())
BEHIND = finding(
    "MA103",
    "outdated-release",
    "warning",
    "@auth0/auth0-react 2.4.0 is behind the newest release, 2.27.0",
    REACT,
    upgrade=Upgrade(kind="lockfile", to="2.27.0", commands=(Command(".", "npm update @auth0/auth0-react"),)),
)
GENERAL = finding("MA101", "unlisted-package", "note", "jsonwebtoken is not in the matrix", JWT)
STALE = finding("MA902", "stale-matrix", "note", "the matrix was last compared with its page 80 days ago")
BROKEN = finding(
    "MA901",
    "unreadable-input",
    "error",
    "package-lock.json stops in the middle of an object",
    locations=(Location("package-lock.json", 3, 31, 3, 31),),
    details=("an unfinished download or merge? restore it, or recreate it: npm install --package-lock-only",),
)
IGNORED = finding(
    "MA103",
    "outdated-release",
    "warning",
    "auth0-js 9.28.0 is behind the newest release, 9.32.0",
    judged("auth0-js", "9.28.0", number=5, status="outdated", line=15),
    suppressed=Suppression("ignore", "waits for the login page's rewrite", "2026-12-31"),
)

INPUTS = (
    Input(".browserslistrc", "browserslist", "read"),
    Input("package-lock.json", "package-lock", "read", 1932),
    Input("package.json", "package.json", "read", 40),
    Input("setup.py", "setup.py", "partial", 0, "decided at run time"),
    Input("web/package.json", "package.json", "skipped", 0, "a link to package.json"),
)


def report(*findings: Finding, **changes: object) -> Report:
    """A report of ``findings`` with the components they name; any field of it can be set."""
    named = {item.judged.id: item.judged for item in findings if item.judged}
    base = Report(
        matrices=(MATRIX,),
        as_of="2026-11-22",
        policy="standard",
        fail_on="error",
        roots=(".",),
        inputs=INPUTS,
        components=tuple(named.values()),
        findings=findings,
        eligible="after-upgrade" if findings else "yes",
        packages=1932,
        walked=212,
        skipped={"node_modules": 1},
    )
    return base._replace(**changes)  # type: ignore[arg-type]


def failing() -> Report:
    """The usual one: two errors, a warning, two notes, one ignored."""
    return report(BROWSER, BEHIND, OLD_LINE, IGNORED, GENERAL, STALE)


def passing() -> Report:
    good = tuple(
        judged(f"@auth0/auth0-{name}", "2.28.3", number=number, status="supported", eligible="yes")
        for number, name in enumerate(("spa-js", "react", "vue"))
    )
    return report(components=good, inputs=INPUTS[:3])


def empty() -> Report:
    return report(inputs=(), packages=0, roots=("./docs",))


HOSTILE = (
    "::error::owned",
    "x ::stop-commands::t",
    "##[error]owned",
    "##vso[task.complete]",
    "a\n::add-mask::b",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\x1b]0;title\x07\x1b[2J",
    "\x9b2J",
    "abc\u202edcb\u2066",
    "a|b||c\\|d",
    "`` ` ```code",
    "[click](https://evil.example.test) ![i](https://evil.example.test/i.png)",
    "https://evil.example.test/ www.evil.example.test @someone #12 <!-- -->",
    "](javascript:alert(1))",
    "%0A::error::x%25",
    "a,b:c=d::e",
    "--> fix  PASS",
    "lone\ud800surrogate\udcff",
    "x" * 10_000,
    ("word " * 2_000).strip(),
    "zero\u200bwidth\ufeff\u00ad\u3164",
    "line\u2028sep\u2029\x85\x0b\x0c\r\n",
    "]]></failure><x>&amp;&#0;",
    "\ufffe\uffff\x00\x01",
    "${{ secrets.X }} {{7*7}} {0}",
    "</script><style>*{display:none}</style>",
    "* - 1. # > item",
    "1. one",
    "_a_ **b** ~~c~~ :tada: $x$",
)


def hostile(text: str) -> Report:
    """A report in which everything that can come from the audited tree is ``text``."""
    place = Location(text, 3, 1, 3, 5)
    part = judged(text, text, manifest=text, project=text)._replace(
        product=None, product_name=None, locations=(place, place)
    )
    part = part._replace(component=part.component._replace(paths=((text, text),), alias=text))
    upgrade = Upgrade(
        kind="manifest",
        to="2.0.0",
        commands=(Command(text, f"npm install {text}"),),
        edits=(edit(text, text, path=text),),
        requires=(text,),
        reason=text,
    )
    one = finding(
        "MA102", "unsupported-line", "error", f"{text} is on a line {text}", part, upgrade=upgrade, details=(text, text)
    )
    two = finding("MA901", "unreadable-input", "warning", text, locations=(place,), details=(text,))
    three = finding("MA902", "stale-matrix", "note", text, suppressed=Suppression("ignore", text))
    return report(
        one,
        two,
        two._replace(upgrade=Upgrade(kind="none", reason=text)),
        two._replace(upgrade=Upgrade(kind="none", to=text)),
        three,
        show_suppressed=True,
        inputs=(Input(text, "package-lock", "partial", 3, text),),
        skipped={text: 1},
        notices=(text,),
        roots=(text,),
    )

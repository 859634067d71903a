"""Which findings an ignore covers, until when, and what is said of one that has had its day."""

from __future__ import annotations

import pytest

from auditor.config import Configuration, Source, load
from auditor.ignores import apply
from auditor.model import Component, Declared, Place, Requirement
from auditor.results import Finding, Judged, Suppression

TODAY = "2026-11-23"


def finding(
    rule: str = "MA103",
    *,
    name: str = "@auth0/auth0-react",
    purl: str | None = "pkg:npm/%40auth0/auth0-react@2.4.0",
    ecosystem: str = "npm",
    declared: tuple[str, ...] = ("package.json",),
    project: str = "package-lock.json",
) -> Finding:
    requirement = Requirement(ecosystem, name, "^2.4.0", 1)
    component = Component(
        ecosystem=ecosystem,
        name=name,
        version="2.4.0",
        project=project,
        locked=True,
        resolved_by="lockfile",
        declared=tuple(Declared(path, "shop", "", requirement, None) for path in declared),
        places=(*(Place(path, 1) for path in declared), Place(project, 2)),
        direct=bool(declared),
        scope="prod",
    )
    judged = Judged(
        "1", component, purl, "auth0-react", "React SDK", "2", "supported", "outdated", "after-upgrade", None
    )
    return Finding(rule, "outdated-release", "warning", "is behind", judged=judged, places=component.places)


def unplaced(rule: str = "MA902") -> Finding:
    return Finding(rule, "stale-matrix", "note", "is old")


def broken(path: str) -> Finding:
    return Finding("MA901", "unreadable-input", "error", "stops", places=(Place(path, 3),))


def ignoring(text: str, folder: str = "", base: str = "") -> Configuration:
    return load([Source(folder, ".matrix-audit.toml", f"ignore = [{{ reason = 'accepted', {text} }}]".encode())], base)


def reasons(configuration: Configuration, *findings: Finding) -> list[str | None]:
    """What suppresses each of the findings."""
    applied = apply(findings, configuration, TODAY)
    return [found.suppressed.reason if found.suppressed else None for found in applied[: len(findings)]]


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        pytest.param("rule = 'MA103'", True, id="the rule by its id"),
        pytest.param("rule = 'outdated-release'", True, id="the rule by its name"),
        pytest.param("rule = 'MA102'", False, id="another rule"),
        pytest.param("package = '@auth0/auth0-react'", True, id="the package by its name"),
        pytest.param("package = 'npm:@auth0/auth0-react'", True, id="the package with its ecosystem"),
        pytest.param("package = 'pkg:npm/%40auth0/auth0-react'", True, id="the package by its purl"),
        pytest.param("package = 'pkg:npm/@auth0/auth0-react?x=1#y'", True, id="a purl written otherwise"),
        pytest.param("package = 'pypi:@auth0/auth0-react'", False, id="another ecosystem"),
        pytest.param("package = '@auth0/Auth0-React'", False, id="npm names have case"),
        pytest.param("package = '@auth0'", False, id="a part of a name"),
        pytest.param("path = 'package.json'", True, id="the manifest"),
        pytest.param("path = 'package-lock.json'", True, id="the lockfile"),
        pytest.param("path = '*.lock'", False, id="another path"),
        pytest.param("rule = 'MA103', package = '@auth0/auth0-spa-js'", False, id="the rule for another package"),
        pytest.param("rule = 'MA103', package = '@auth0/auth0-react', path = '/package.json'", True, id="all three"),
    ],
)
def test_what_an_ignore_covers(text: str, covered: bool) -> None:
    assert reasons(ignoring(text), finding()) == ["accepted" if covered else None]


@pytest.mark.parametrize(
    ("ecosystem", "name", "package"),
    [
        pytest.param("pypi", "auth0-python", "Auth0_Python", id="PEP 503 names"),
        pytest.param("pypi", "auth0-python", "pkg:pypi/auth0.python", id="PEP 503 names in a purl"),
        pytest.param("nuget", "Auth0.AuthenticationApi", "auth0.authenticationapi", id="NuGet names"),
        pytest.param("maven", "com.auth0:java-jwt", "com.auth0:java-jwt", id="Maven coordinates"),
        pytest.param("maven", "com.auth0:java-jwt", "pkg:maven/com.auth0/java-jwt", id="a Maven purl"),
        pytest.param(
            "golang", "github.com/auth0/go-auth0/v2", "pkg:golang/github.com/auth0/go-auth0/v2", id="a Go module"
        ),
    ],
)
def test_names_compare_as_their_ecosystem_does(ecosystem: str, name: str, package: str) -> None:
    purl = f"pkg:{ecosystem}/{name.replace(':', '/')}@1.0.0"
    about = finding(ecosystem=ecosystem, name=name, purl=purl)
    assert reasons(ignoring(f"package = '{package}'"), about) == ["accepted"]
    assert reasons(ignoring(f"package = '{package}x'"), about) == [None]


def test_a_finding_without_a_package_is_covered_by_rule_and_path_alone() -> None:
    assert reasons(ignoring("path = 'old/'"), broken("old/yarn.lock"), broken("yarn.lock")) == ["accepted", None]
    assert reasons(ignoring("package = 'x'"), broken("yarn.lock")) == [None]
    assert reasons(ignoring("package = 'x'"), finding(name="y", purl=None)) == [None]


def test_a_finding_without_a_place_is_covered_from_the_audited_root_or_above() -> None:
    assert reasons(ignoring("rule = 'MA902'"), unplaced()) == ["accepted"]
    assert reasons(ignoring("rule = 'MA902'", "", "apps"), unplaced()) == ["accepted"]
    assert reasons(ignoring("rule = 'MA902'", "apps"), unplaced()) == [None]
    assert reasons(ignoring("rule = 'MA902', path = '*'"), unplaced()) == [None]


def test_an_ignore_reaches_no_further_than_its_folder() -> None:
    configuration = ignoring("rule = 'MA103'", "apps/old", "apps")
    inside = finding(declared=("old/package.json",), project="old/package-lock.json")
    beside = finding(declared=("older/package.json",), project="older/package-lock.json")
    assert reasons(configuration, inside, beside) == ["accepted", None]


def test_an_ignore_for_one_workspace_does_not_hide_the_package_in_another() -> None:
    shared = finding(declared=("apps/old/package.json", "apps/shop/package.json"))
    only_old = finding(declared=("apps/old/package.json",))
    assert reasons(ignoring("path = 'apps/old/'"), shared, only_old) == [None, "accepted"]
    assert reasons(ignoring("path = 'apps/'"), shared) == ["accepted"]


def test_a_package_that_nobody_declares_stands_in_the_lockfile() -> None:
    assert reasons(ignoring("path = 'package-lock.json'"), finding(declared=())) == ["accepted"]


@pytest.mark.parametrize(
    ("until", "holds"),
    [("2026-11-24", True), ("2026-11-23", True), ("2026-11-22", False)],
    ids=["the day before its last", "its last day", "the day after"],
)
def test_an_ignore_holds_through_its_last_day(until: str, holds: bool) -> None:
    applied = apply([finding()], ignoring(f"rule = 'MA103', until = {until}"), TODAY)
    assert applied[0].suppressed == (Suppression("ignore", "accepted", until) if holds else None)
    assert [found.rule for found in applied[1:]] == ([] if holds else ["MA904"])


def test_an_expired_ignore_is_a_warning_at_its_line() -> None:
    text = (
        b"grace-days = 1\n[[ignore]]\nrule = 'MA103'\npackage = 'x'\npath = 'y'\nreason = 'later'\nuntil = 2026-01-31\n"
    )
    (reported,) = apply([], load([Source("apps", ".matrix-audit.toml", text)]), TODAY)
    assert (reported.rule, reported.name, reported.severity) == ("MA904", "expired-ignore", "warning")
    assert reported.message == "the ignore for MA103, x, y has expired: its last day was 2026-01-31"
    assert reported.places == (Place("apps/.matrix-audit.toml", 2),)
    assert reported.details[-1] == "reason given: later"


def test_an_unused_ignore_is_a_note() -> None:
    (reported,) = apply([], ignoring("rule = 'MA103'"), TODAY)
    assert (reported.rule, reported.severity) == ("MA904", "note")
    assert reported.message == "the ignore for MA103 covers nothing"


def test_an_ignore_that_may_cover_something_in_another_run_is_not_called_unused() -> None:
    assert apply([], ignoring("rule = 'MA103'", "", "apps"), TODAY) == []
    assert apply([], ignoring("rule = 'MA601'"), TODAY, unchecked={"MA601"}) == []
    assert len(apply([], ignoring("rule = 'MA601', until = 2026-01-31", "", "apps"), TODAY)) == 1


def test_the_nearest_ignore_gives_the_reason_and_none_that_covers_counts_as_unused() -> None:
    configuration = load(
        [
            Source("", ".matrix-audit.toml", b"ignore = [{rule = 'MA103', reason = 'far'}]"),
            Source("apps", ".matrix-audit.toml", b"ignore = [{rule = 'MA103', reason = 'near'}]"),
        ]
    )
    about = finding(declared=("apps/package.json",), project="apps/package-lock.json")
    (applied,) = apply([about], configuration, TODAY)
    assert applied.suppressed == Suppression("ignore", "near")


@pytest.mark.parametrize(
    ("said", "expected"), [("off", []), ("error", ["error"])], ids=["switched off", "made an error"]
)
def test_the_configured_severity_of_the_report_on_ignores_holds(said: str, expected: list[str]) -> None:
    text = f"severity = {{ expired-ignore = '{said}' }}\nignore = [{{ rule = 'MA103', reason = 'x' }}]"
    configuration = load([Source("", ".matrix-audit.toml", text.encode())])
    assert [found.severity for found in apply([], configuration, TODAY)] == expected


def test_what_is_suppressed_already_and_the_report_on_ignores_itself_stay_as_they_are() -> None:
    before = finding()._replace(suppressed=Suppression("baseline", "known"))
    about_ignores = finding("MA904")
    applied = apply([before, about_ignores], ignoring("package = '@auth0/auth0-react'"), TODAY)
    assert applied[:2] == [before, about_ignores]


def test_a_run_that_does_not_trust_ignores_sees_none() -> None:
    configuration = ignoring("rule = 'MA103'").without_ignores()
    assert apply([finding()], configuration, TODAY) == [finding()]

"""The rules where they meet: inputs, ignores, partial files, statements without dates, and ranges beside all known lines."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from auditor.config import Settings, load
from auditor.matrix import load as load_matrix
from auditor.model import Gap
from auditor.pipeline import Request, audit
from auditor.results import Report
from auditor.rules.inputs import of_age, of_drift, of_gaps
from trees import ACME, DAY, MemoryTree, acme, check, entry, lockfile, manifest, only, project, said

SDK = "@acme/sdk"


@pytest.fixture
def altered(tmp_path: Path) -> Any:
    """A matrix of the invented vendor with some words replaced."""

    def make(file: str, *pairs: tuple[str, str]) -> Any:
        folder = tmp_path / "acme"
        shutil.copytree(ACME, folder)
        text = (folder / file).read_text()
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        (folder / file).write_text(text)
        return load_matrix(str(folder))

    return make


def judged(matrix: Any, files: dict[str, str], as_of: str = DAY) -> Report:
    return audit(Request(MemoryTree(files), (matrix,), load, as_of))


# Ranges without a lockfile


@pytest.mark.parametrize(
    ("wanted", "rule"),
    [
        pytest.param("^0.5.0", "MA102", id="older than any known line"),
        pytest.param("<1", "MA102", id="everything before the first line"),
        pytest.param("^9.0.0", None, id="newer than any known line"),
        pytest.param(">3.2.0", None, id="newer than the newest release"),
        pytest.param(">=0.1 <9", "MA107", id="everything"),
    ],
)
def test_a_range_beside_the_known_lines_passes_only_if_it_is_newer(wanted: str, rule: str | None) -> None:
    assert [found for found, _ in said(check(project({SDK: wanted})))] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("latest", 'what overrides "^3.0.0" does not say which release of @acme/sdk is built, and no lockfile does'),
        (
            "^1.0.0",
            '"^1.0.0", which overrides "^3.0.0", admits only releases of @acme/sdk that Acme no longer supports',
        ),
    ],
)
def test_an_override_is_named_where_it_decides(override: str, message: str) -> None:
    assert only(check(project({SDK: "^3.0.0"}, overrides={SDK: override}))).message == message


def test_a_range_that_only_a_young_successor_rules_out_is_in_grace() -> None:
    finding = only(check(project({SDK: "^2.0.0"})))
    assert (finding.severity, finding.fails_from) == ("warning", "2026-07-01")


# Optional and peer dependencies


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"optionalDependencies": {SDK: "^3.0.0"}}, id="an optional dependency"),
        pytest.param({"peerDependencies": {SDK: ">=1"}}, id="a peer"),
    ],
)
def test_what_need_not_be_installed_may_be_absent_from_the_lockfile(more: dict[str, Any]) -> None:
    report = check({"package.json": manifest(**more), "package-lock.json": lockfile({}, **more)})
    assert said(report) == []


def test_an_optional_dependency_alone_is_judged_as_any_other() -> None:
    more = {"optionalDependencies": {SDK: "^1.0.0"}}
    report = check({"package.json": manifest(**more), "package-lock.json": lockfile({SDK: "1.9.0"}, **more)})
    assert said(report) == [("MA102", "error")]


def test_a_peer_range_is_never_drift() -> None:
    both: dict[str, Any] = {"devDependencies": {SDK: "^3.0.0"}, "peerDependencies": {SDK: "^1.0.0"}}
    report = check({"package.json": manifest(**both), "package-lock.json": lockfile({SDK: "3.2.0"}, **both)})
    assert said(report) == []


@pytest.mark.parametrize(
    ("more", "version"),
    [
        pytest.param({"dependencies": {SDK: "^1.0.0"}, "devDependencies": {SDK: "^3.0.0"}}, "3.2.0", id="dev as well"),
        pytest.param({"dependencies": {SDK: "^3.0.0"}, "devDependencies": {SDK: "^1.0.0"}}, "3.2.0", id="prod as well"),
        pytest.param(
            {"dependencies": {SDK: "^1.0.0"}, "optionalDependencies": {SDK: "^3.0.0"}}, "3.2.0", id="optional as well"
        ),
    ],
)
def test_a_package_in_two_groups_has_drifted_from_neither_if_one_admits_it(more: dict[str, Any], version: str) -> None:
    report = check({"package.json": manifest(**more), "package-lock.json": lockfile({SDK: version}, **more)})
    assert said(report) == []


def test_a_package_in_two_groups_has_drifted_where_neither_admits_it() -> None:
    more: dict[str, Any] = {"dependencies": {SDK: "^3.1.0"}, "devDependencies": {SDK: "^3.2.0"}}
    report = check({"package.json": manifest(**more), "package-lock.json": lockfile({SDK: "3.0.0"}, **more)})
    assert [rule for rule, _ in said(report)].count("MA903") == 2


def test_a_peer_range_beside_another_does_not_hide_that_the_lockfile_has_drifted() -> None:
    more: dict[str, Any] = {"devDependencies": {SDK: "^1.0.0"}, "peerDependencies": {SDK: ">=1"}}
    report = check({"package.json": manifest(**more), "package-lock.json": lockfile({SDK: "3.2.0"}, **more)})
    assert [rule for rule, _ in said(report)] == ["MA903"]


def test_an_optional_dependency_overrides_another_of_its_name() -> None:
    report = check({"package.json": manifest({SDK: "^1.0.0"}, optionalDependencies={SDK: "^3.0.0"})})
    assert said(report) == []


def test_where_a_person_would_mend_it_comes_before_a_peer_range() -> None:
    files = {
        "package.json": manifest(workspaces=["packages/*"]),
        "packages/a/package.json": manifest(name="a", peerDependencies={SDK: ">=1"}),
        "packages/b/package.json": manifest({SDK: "^1.0.0"}, name="b"),
        "package-lock.json": lockfile({SDK: "1.9.0"}, workspaces=["packages/*"]),
    }
    finding = only(check(files))
    assert [place.path for place in finding.places] == [
        "packages/b/package.json",
        "packages/a/package.json",
        "package-lock.json",
    ]
    assert finding.workspace == "packages/b"


# Sources that are no release


def test_a_version_that_did_not_come_from_the_registry_is_not_judged_by_its_number() -> None:
    locked = {"version": "1.9.0", "resolved": "git+ssh://git@git.example.test/sdk.git#0123456"}
    report = check(project({SDK: "git+ssh://git@git.example.test/sdk.git"}, {SDK: locked}))
    assert said(report) == [("MA107", "warning")]
    assert [(item.status, item.eligible) for item in report.components] == [("unknown", "unknown")]


def test_a_source_that_is_not_listed_is_unlisted_wherever_it_comes_from() -> None:
    assert said(check(project({"@acme/extra": "github:acme/extra"}))) == [("MA101", "warning")]


def test_a_retired_package_is_retired_whatever_its_version() -> None:
    assert said(check(project({"acme-old": "latest"}))) == [("MA106", "error")]


@pytest.mark.parametrize(("more", "expected"), [({}, []), ({SDK: "^3.2.0"}, [("MA101", "note")])])
def test_a_general_library_of_unknown_version_counts_only_beside_another(
    more: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert said(check(project({"acme-tokens": "latest", **more}))) == expected


def test_a_locked_text_that_is_no_version_is_not_compared() -> None:
    finding = only(check(project({SDK: "^3.0.0"}, {SDK: entry("next")})))
    assert (finding.rule, finding.message) == ("MA107", '"next" is no version of @acme/sdk that can be compared')


def test_an_unlisted_package_that_somebody_else_brings_in_is_nobodys_business() -> None:
    held = {"a": entry("1.0.0", dependencies={"@acme/extra": "1"}), "@acme/extra": "1.1.0", SDK: "3.2.0"}
    report = check(project({"a": "1", SDK: "^3.0.0"}, held))
    assert (said(report), report.eligible) == ([], "yes")


def test_an_impersonating_package_is_an_error_however_it_got_in() -> None:
    files = project(
        {"@acme/extra": "1"},
        {
            "@acme/extra": entry("1.1.0", dependencies={"acmee-sdk": "1", "acme-sdk": "1"}),
            "acmee-sdk": "1.0.0",
            "acme-sdk": "1.0.0",
        },
    )
    assert sorted(said(check(files))) == [("MA101", "warning"), ("MA108", "error")]


# Statements


def test_a_retirement_without_a_date_or_successor_is_told_without() -> None:
    report = check(project({"acme-old": "1.5.0"}, {"acme-old": "1.5.0"}))
    assert only(report).details == (
        "The README calls it deprecated (README.md)",
        "instead: Acme SDK does all that it did",
    )


def test_an_undated_retirement_says_no_date(altered: Any) -> None:
    matrix = altered("products/acme-old.yaml", ('date: "2024-02-01", ', ""))
    assert only(judged(matrix, project({"acme-old": "1.5.0"}))).message == "acme-old 1.5.0 is out of maintenance"


def test_an_end_without_a_date_is_no_end(altered: Any) -> None:
    matrix = altered("products/acme-widget.yaml", ('date: "2026-07-31", ', ""))
    assert said(judged(matrix, project({"acme-widget": "3.5.0"}))) == [("MA104", "warning")]


@pytest.mark.parametrize(
    ("written", "fails_from", "shown"),
    [
        ("2026-04", "2026-07-30", "2026-04"),
        ("<=2026-04-15", "2026-07-15", "by 2026-04-15"),
    ],
)
def test_a_date_that_is_not_exact_counts_from_its_last_day(
    written: str, fails_from: str, shown: str, altered: Any
) -> None:
    matrix = altered(
        "products/acme-sdk.yaml",
        ('first: {version: "3.0.0", date: "2026-04-01"}', f'first: {{version: "3.0.0", date: "{written}"}}'),
    )
    finding = only(judged(matrix, project({SDK: "2.8.0"})))
    assert finding.fails_from == fails_from
    assert f"line 2 ended when 3.0.0 came out ({shown})" in finding.details[0]


def test_a_newest_release_by_a_day_says_by(altered: Any) -> None:
    matrix = altered("products/acme-sdk.yaml", ('date: "2026-05-20"', 'date: "<=2026-05-20"'))
    finding = only(judged(matrix, project({SDK: "3.1.0"}, {SDK: "3.1.0"})))
    assert finding.message.endswith("is behind the newest release, 3.2.0, out by 2026-05-20")


def test_an_unlisted_package_with_a_successor_names_it(altered: Any) -> None:
    more = "rows: []\nsuccessor: {product: acme-sdk, packages: {npm: '@acme/sdk'}, advice: Acme SDK has it all.}"
    matrix = altered("products/acme-extra.yaml", ("rows: []", more))
    finding = only(judged(matrix, project({"@acme/extra": "1.1.0"})))
    assert finding.details[-1] == "listed instead: Acme SDK has it all"
    assert finding.upgrade is not None
    assert (finding.upgrade.kind, finding.upgrade.reason) == ("replace", "Acme SDK has it all.")


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2026-05-01", [("MA104", "warning")]), ("2026-05-02", [("MA104", "warning"), ("MA105", "warning")])],
)
def test_an_end_is_told_from_ninety_days_before_it(as_of: str, expected: list[tuple[str, str]]) -> None:
    assert sorted(said(check(project({"acme-widget": "3.5.0"}), as_of=as_of))) == expected


@pytest.mark.parametrize(
    ("as_of", "listed", "rules"),
    [
        pytest.param("2026-07-31", True, ["MA104", "MA105"], id="on its last day a line is still supported"),
        pytest.param("2026-08-01", True, ["MA104", "MA902"], id="what the page still lists has not ended for it"),
        pytest.param("2026-08-01", False, ["MA102", "MA902"], id="what it does not list has"),
    ],
)
def test_a_printed_end_counts_from_the_day_after_unless_the_page_lists_the_line(
    as_of: str, listed: bool, rules: list[str], altered: Any
) -> None:
    row = '  - {id: widget.3, name: Acme Widget v3, level: bug-fixes, versions: "3", table: libraries/sdk, line: 12}\n'
    matrix = altered("products/acme-widget.yaml", *([] if listed else [(row, "")]))
    report = judged(matrix, project({"acme-widget": "3.5.0"}, {"acme-widget": "3.5.0"}), as_of)
    assert sorted(rule for rule, _ in said(report)) == rules


# Findings on files


@pytest.mark.parametrize(
    ("version", "expected", "notices"),
    [
        pytest.param("3.9.0", [("MA102", "error")], (), id="older than a line that has ended"),
        pytest.param("4.2.0", [("MA102", "error")], (), id="a line that has ended"),
        pytest.param("5.0.0", [], (), id="a line that has not"),
        pytest.param("5.9.0", [], ("auth0 5.9.0 is newer than the matrix knows and was accepted",), id="not yet seen"),
    ],
)
def test_where_no_release_is_confirmed_a_printed_end_still_counts(
    version: str, expected: list[tuple[str, str]], notices: tuple[str, ...]
) -> None:
    """The WordPress plugin: its releases are known by their tags alone."""
    files = {"auth0/WP_Auth0.php": f"<?php\n/*\nPlugin Name: Login by Auth0\nVersion: {version}\n*/\n"}
    report = judged(load_matrix("auth0"), files)
    assert [(one.rule, one.severity) for one in report.findings if one.judged] == expected
    assert report.notices == notices


def test_an_old_matrix_may_be_switched_off_or_raised() -> None:
    assert list(of_age((acme(),), "2026-07-31", Settings())) == []
    assert list(of_age((acme(),), "2027-07-31", Settings(severity={"MA902": "off"}))) == []
    (finding,) = of_age((acme(),), "2027-07-31", Settings(severity={"MA902": "error"}))
    assert (finding.severity, finding.places) == ("error", ())


def test_gaps_are_errors_or_notes_and_may_be_switched_off() -> None:
    gaps = [
        Gap("a/x.lock", "is broken", line=3, column=4, remedy="mend it"),
        Gap("setup.py", "is a program", broken=False, may_hide=True),
        Gap("other.py", "is a program", broken=False),
    ]
    found = list(of_gaps(gaps, Settings()))
    assert [(item.rule, item.severity, item.message, item.details, item.workspace) for item in found] == [
        ("MA901", "error", "x.lock is broken", ("mend it",), "a"),
        ("MA905", "note", "setup.py is a program", (), ""),
    ]
    assert [(place.line, place.column) for place in found[0].locations] == [(3, 4)]
    assert list(of_gaps(gaps, Settings(severity={"MA901": "off", "MA905": "off"}))) == []


def test_drift_under_an_unknown_package_manager_has_no_command() -> None:
    report = check(project({SDK: "^3.0.0"}, {}))
    component = report.components[0].component._replace(ecosystem="other", manager=None)
    (finding,) = of_drift(component, report.components[0], Settings())
    assert finding.upgrade is None


def test_drift_may_be_switched_off() -> None:
    report = check(project({SDK: "^3.0.0"}, {}), config='[severity]\nMA903 = "off"\n')
    assert said(report) == []
    component = report.components[0].component
    assert list(of_drift(component._replace(locked=False), report.components[0], Settings())) == []


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (
            '[[ignore]]\nrule = "MA103"\npackage = "@acme/sdk"\nreason = "r"\nuntil = "2026-06-09"\n',
            [("MA103", "warning"), ("MA904", "warning")],
        ),
        ('[[ignore]]\npackage = "acme-old"\nreason = "r"\n', [("MA103", "warning"), ("MA904", "note")]),
        ('[severity]\nMA904 = "off"\n[[ignore]]\npackage = "acme-old"\nreason = "r"\n', [("MA103", "warning")]),
        ('[[ignore]]\nrule = "MA301"\nreason = "r"\n', None),
    ],
    ids=["expired", "unused", "switched off", "of a rule that another release may check"],
)
def test_an_ignore_that_covers_nothing_is_told(config: str, expected: list[tuple[str, str]] | None) -> None:
    found = sorted(said(check(project({SDK: "3.1.0"}), config=config)))
    assert found == expected or (expected is None and ("MA103", "warning") in found)


def test_every_finding_but_those_on_the_run_has_a_fingerprint_that_upgrades_do_not_change() -> None:
    def prints(version: str, pad: str) -> set[str]:
        files = project({"left": "1", SDK: f"^{version}"}, {SDK: version, "left": "1.0.0"})
        files["package.json"] = files["package.json"].replace("{\n", "{\n" + pad, 1)
        return {finding.fingerprint for finding in check(files).findings}

    assert prints("1.9.0", "") == prints("1.0.0", "\n\n\n")
    assert all(len(text) == 32 for text in prints("1.9.0", ""))


# Two lockfiles of npm in one folder


def test_a_go_major_of_another_name_is_known_by_the_same_fingerprint() -> None:
    def found(required: str) -> tuple[str, str]:
        report = judged(load_matrix("auth0"), {"go.mod": f"module shop\n\ngo 1.22\n\nrequire {required}\n"})
        return next((item.rule, item.fingerprint) for item in report.findings if item.judged)

    old, new = found("github.com/auth0/go-jwt-middleware v1.0.0"), found("github.com/auth0/go-jwt-middleware/v2 v2.2.0")
    assert old == new
    assert old[0] == "MA102"


def test_a_shrinkwrap_holds_instead_of_the_lockfile_beside_it() -> None:
    files = project({SDK: "^3.0.0"}, {SDK: "3.1.0"})
    files["npm-shrinkwrap.json"] = lockfile({SDK: "3.2.0"}, {SDK: "^3.0.0"})
    report = check(files)
    assert said(report) == []
    assert [(item.path, item.status, item.reason) for item in report.inputs] == [
        ("npm-shrinkwrap.json", "read", None),
        ("package-lock.json", "skipped", "npm-shrinkwrap.json beside it holds instead"),
        ("package.json", "read", None),
    ]


def test_packages_are_counted_once() -> None:
    files = {
        "package.json": manifest(workspaces=["packages/*"]),
        "packages/b/package.json": manifest({"left": "1", "right": "2"}, name="b"),
        "package-lock.json": lockfile({"left": "1.0.0", "right": "2.0.0"}, workspaces=["packages/*"]),
        "loose/package.json": manifest({"left": "1"}, name="loose"),
    }
    assert check(files).packages == 3


# The whole


def test_findings_of_one_line_stand_in_the_order_of_their_rules() -> None:
    text = '{"name": "shop", "private": true, "dependencies": {"acme-old": "1.5.0", "@acme/extra": "1.1.0"}}'
    assert [finding.rule for finding in check({"package.json": text}).findings] == ["MA101", "MA106"]


def test_the_eligibility_of_a_project_is_the_worst_of_what_it_chose_itself() -> None:
    assert check(project({"left": "1"})).eligible == "unknown"
    assert check(project({SDK: "3.2.0", "acme-tokens": "9.2.0"})).eligible == "yes"
    assert check(project({SDK: "3.2.0", "@acme/extra": "1.1.0"})).eligible == "no"

"""The rules on declared browsers, on an invented vendor: what is listed, how old is old, and what an SDK cannot run on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from browser_trees import DAY, SPA, about, app, browsers, check, mended, package, rc, said
from trees import check as judged_by_acme
from trees import lockfile, manifest


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("last 1 chrome version", [], id="the newest release passes"),
        pytest.param("unreleased chrome versions", [], id="what is not out yet passes"),
        pytest.param(
            "last 2 chrome versions", [("MA202", "note")], id="with the newest admitted, an older one is a note"
        ),
        pytest.param("chrome >= 61", [("MA202", "note")], id="an open floor admits the newest"),
        pytest.param("chrome 80", [("MA202", "warning")], id="an old version alone is a warning"),
        pytest.param("chrome 60-100", [("MA202", "warning")], id="a closed range that ends early is a warning"),
        pytest.param("chrome 153", [("MA202", "note")], id="four releases behind the newest is a note"),
        pytest.param("chrome 152", [("MA202", "warning")], id="five releases behind it is a warning"),
        pytest.param("chrome 80, last 1 chrome version", [("MA202", "note")], id="another clause may admit the newest"),
        pytest.param("> 0.5% and chrome 109", [("MA202", "note")], id="what is asked by share of use is a note"),
        pytest.param("ios_saf >= 10", [], id="a printed floor takes the place of the newest"),
        pytest.param("ios_saf 9.3", [("MA202", "warning")], id="below a printed floor is a warning"),
        pytest.param("ios >= 9", [("MA202", "warning")], id="a query that goes below a floor is a warning"),
        pytest.param("and_chr 157", [], id="a floor of Android says nothing of Chrome's version"),
        pytest.param("ie 10-11", [], id="versions that a row names pass"),
        pytest.param("ie 9", [("MA201", "note")], id="a version that no row names is unlisted"),
        pytest.param("op_mini all", [("MA201", "note")], id="a browser without a row is unlisted"),
        pytest.param("samsung 30, opera 138", [("MA201", "note"), ("MA201", "note")], id="each clause is told once"),
        pytest.param("node 24", [], id="Node.js is no browser"),
    ],
)
def test_a_declared_target_is_judged(query: str, expected: list[tuple[str, str]]) -> None:
    assert said(check(rc(query, packages={"@globex/login": "1.4.0"}))) == expected


def test_one_clause_gives_one_finding_for_each_rule_that_lists_its_browsers() -> None:
    report = check(rc("> 0.5%", "last 2 versions", "not dead"))
    assert [(finding.rule, finding.locations[0].line) for finding in about(report)] == [
        ("MA201", 1),
        ("MA202", 1),
        ("MA201", 2),
    ]
    first = about(report)[0]
    assert first.message.startswith('"> 0.5%" targets what Globex does not list for authentication: ')
    assert "samsung 30" in first.message


def test_runs_of_versions_are_told_in_short() -> None:
    (finding,) = about(check(rc("chrome 100-110")))
    assert (
        finding.message
        == '"chrome 100-110" stops short of the newest releases: chrome 100 to 110; the newest are chrome 157'
    )


def test_each_finding_says_which_data_it_rests_on() -> None:
    (finding,) = about(check(rc("chrome 80")))
    assert finding.details[-1] == "by caniuse-lite 1.0.30001826 of 2026-11-11"


@pytest.mark.parametrize(("lag", "severity"), [(3, "warning"), (4, "note")])
def test_how_far_behind_is_a_setting(lag: int, severity: str) -> None:
    assert said(check(rc("chrome 153"), config=f"browser-lag = {lag}\n")) == [("MA202", severity)]


@pytest.mark.parametrize(
    ("policy", "query", "expected"),
    [
        ("strict", "op_mini all", [("MA201", "warning")]),
        ("lenient", "op_mini all", [("MA201", "note")]),
        ("strict", "last 2 chrome versions", [("MA202", "note")]),
    ],
)
def test_policies(policy: str, query: str, expected: list[tuple[str, str]]) -> None:
    assert said(check(rc(query), policy=policy)) == expected


def test_a_rule_can_be_turned_off() -> None:
    assert said(check(rc("op_mini all"), config='severity = { MA201 = "off" }\n')) == []


def test_an_ignore_names_a_browser() -> None:
    config = '[[ignore]]\nrule = "MA201"\npackage = "browser:op_mini"\nreason = "a market of ours"\n'
    report = check(rc("op_mini all"), config=config)
    assert said(report) == []
    assert [finding.rule for finding in report.findings if finding.suppressed] == ["MA201"]


def test_the_newest_release_is_that_of_the_audits_day() -> None:
    assert said(check(rc("chrome 150"), as_of=DAY)) == [("MA202", "warning")]
    assert said(check(rc("chrome 150"), as_of="2026-07-01")) == []


# What is judged at all


@pytest.mark.parametrize(
    ("packages", "judged"),
    [
        pytest.param({"@globex/spa": "2.8.0"}, True, id="an SDK that runs in a browser"),
        pytest.param({"@globex/login": "1.4.0"}, True, id="an SDK that sends a browser to the login page"),
        pytest.param({"@globex/api": "1.4.0"}, False, id="an SDK for servers alone"),
        pytest.param({"globex-tokens": "1.4.0"}, False, id="a library that is useful without the vendor"),
        pytest.param({"left-pad": "1.0.0"}, False, id="nothing of the vendor"),
    ],
)
def test_targets_are_judged_beside_a_package_that_meets_browsers(packages: dict[str, str], judged: bool) -> None:
    report = check(rc("op_mini all", packages=packages))
    assert bool(about(report)) is judged
    assert browsers(report)["op_mini all"].context is not judged


def test_another_ecosystems_package_in_the_same_folder_counts() -> None:
    files = {".browserslistrc": "op_mini all\n", "requirements.txt": "globex-login==1.4.0\n"}
    assert said(check(files)) == [("MA201", "note")]


def test_an_sdk_elsewhere_in_the_tree_does_not_count() -> None:
    files = {f"shop/{path}": text for path, text in app().items()}
    report = check({**files, "docs/package.json": manifest({}), "docs/.browserslistrc": "op_mini all\n"})
    assert said(report) == []


def monorepo(**targets: str) -> dict[str, str]:
    """Three workspaces: web asks for auth, auth for the SDK, and admin for nothing; ``targets`` are their queries."""
    asked = {"web": {"auth": "*"}, "auth": {"@globex/spa": "^2.0.0"}, "admin": {"left-pad": "^1.0.0"}}
    files = {"package.json": package(name="root", private=True, workspaces=["packages/*"])}
    entries: dict[str, object] = {"@globex/spa": "2.8.0", "left-pad": "1.0.0"}
    for name, dependencies in asked.items():
        files[f"packages/{name}/package.json"] = package(name=name, private=True, dependencies=dependencies)
        entries[f"packages/{name}"] = {"name": name, "version": "1.0.0", "dependencies": dependencies}
        entries[f"node_modules/{name}"] = {"resolved": f"packages/{name}", "link": True}
    files["package-lock.json"] = lockfile(entries, workspaces=["packages/*"])  # type: ignore[arg-type]
    return {**files, **{f"packages/{name}/.browserslistrc": f"{query}\n" for name, query in targets.items()}}


@pytest.mark.parametrize(
    ("workspace", "judged"),
    [
        pytest.param("auth", True, id="the workspace that has the SDK"),
        pytest.param("web", True, id="one that asks for it"),
        pytest.param("admin", False, id="one beside it"),
    ],
)
def test_workspaces_are_judged_with_what_they_are_built_with(workspace: str, judged: bool) -> None:
    assert bool(said(check(monorepo(**{workspace: "op_mini all"})))) is judged


def test_a_declaration_at_the_root_holds_for_the_workspaces_below() -> None:
    assert said(check({**monorepo(), ".browserslistrc": "op_mini all\n"})) == [("MA201", "note")]


def test_a_nearer_declaration_takes_its_place() -> None:
    nearer = {f"packages/{name}/.browserslistrc": "last 1 chrome version\n" for name in ("web", "auth", "admin")}
    report = check({**monorepo(), **nearer, ".browserslistrc": "op_mini all\n", "package.json": package(name="root")})
    assert said(report) == []
    assert browsers(report)["op_mini all"].context


# The Dashboard


def test_the_dashboards_tables_are_asked_for() -> None:
    files = rc("ios_saf 26.6, edge 156, last 1 chrome version")
    assert said(check(files)) == []
    found = about(check(files, dashboard=True))
    assert [(finding.rule, finding.message.partition(": ")[2]) for finding in found] == [
        ("MA201", "ios_saf 26.6"),
        ("MA201", "edge 156"),
    ]
    assert "for its Dashboard" in found[0].message


def test_what_neither_table_lists_is_told_once() -> None:
    assert said(check(rc("op_mini all"), dashboard=True)) == [("MA201", "note")]


# Environments and defaults


def test_environments_are_named_and_development_is_at_most_a_warning() -> None:
    environments = {"production": ["last 1 chrome version"], "development": ["ie 11"]}
    (finding,) = about(check(app(browserslist=environments)))
    assert (finding.rule, finding.severity) == ("MA203", "warning")
    assert finding.message == 'browser target "ie 11" (development) cannot run @globex/spa 2.8.0'
    assert browsers(check(app(browserslist=environments)))["ie 11"].component.scope == "dev"


def test_a_version_of_two_environments_is_one_component_with_both_places() -> None:
    files = app(browserslist={"production": ["chrome 157"], "development": ["last 1 chrome version"]})
    row = browsers(check(files))["chrome 157"]
    assert row.component.scope == "prod"
    assert len(row.locations) == 2


def test_a_build_tools_default_is_never_above_a_note() -> None:
    report = check(app({**SPA, "vite": "5.4.1"}))
    assert said(report) == [("MA201", "note"), ("MA202", "note")]
    finding = about(report)[0]
    assert (
        finding.details[0]
        == "nobody declared it: it is the default of Vite 5.4.1, read from vite 4.5.14, 5.4.21, 6.4.3"
    )
    assert finding.locations[0].path == "package.json"


@pytest.mark.parametrize(
    ("packages", "more"),
    [
        pytest.param({**SPA, "vite": "99.0.0"}, {}, id="of a release that nobody has read"),
        pytest.param({"left-pad": "1.0.0", "vite": "5.4.1"}, {}, id="without a package of the vendor"),
        pytest.param({**SPA, "vite": "5.4.1"}, {"browserslist": ["last 1 chrome version"]}, id="beside a declaration"),
    ],
)
def test_no_default_is_assumed(packages: dict[str, str], more: dict[str, object]) -> None:
    report = check(app(packages, **more))
    assert said(report) == []
    assert set(browsers(report)) <= {"chrome 157"}


def test_vites_own_word_means_what_the_release_in_the_lockfile_takes_it_for() -> None:
    files = {
        **app({**SPA, "vite": "8.3.8"}),
        "vite.config.js": "export default { build: { target: 'baseline-widely-available' } }",
    }
    report = check(files)
    assert "chrome 111" in browsers(report)
    assert "chrome 110" not in browsers(report)
    assert about(report)[0].locations[0].path == "vite.config.js"


# The conflict


@pytest.mark.parametrize(
    ("packages", "sdk"),
    [
        pytest.param({"@globex/spa": "2.0.0"}, "@globex/spa 2.0.0", id="by the page's footnote"),
        pytest.param({"@globex/react": "2.5.0"}, "@globex/react 2.5.0", id="a wrapper of it"),
        pytest.param({"globex-box": "14.0.0"}, "globex-box 14.0.0", id="by the release line"),
        pytest.param(
            {"@globex/spa": "2.8.0", "globex-box": "14.3.0"},
            "@globex/spa 2.8.0 and globex-box 14.3.0",
            id="two of them",
        ),
        pytest.param({"@globex/spa": "2.8.0", "@globex/react": "2.5.0"}, "@globex/spa 2.8.0", id="a wrapper beside it"),
    ],
)
def test_internet_explorer_cannot_run_an_sdk(packages: dict[str, str], sdk: str) -> None:
    (finding,) = about(check(rc("ie 11", packages=packages)))
    assert (finding.rule, finding.severity) == ("MA203", "error")
    assert finding.message == f'browser target "ie 11" cannot run {sdk}'


@pytest.mark.parametrize("packages", [{"@globex/spa": "1.9.0"}, {"@globex/react": "1.4.0"}, {"globex-box": "13.2.0"}])
def test_older_lines_run_there(packages: dict[str, str]) -> None:
    report = check(rc("ie 11", packages=packages))
    assert said(report) == []
    assert (browsers(report)["ie 11"].level, browsers(report)["ie 11"].status) == ("sustained", "limited")


def test_the_sdk_counts_however_it_arrived() -> None:
    packages = {"widget": "1.0.0"}
    entries: dict[str, Any] = {
        "widget": {"version": "1.0.0", "dependencies": {"@globex/spa": "^2.0.0"}},
        "@globex/spa": "2.8.0",
    }
    declared = {"widget": "^1.0.0"}
    files = {
        "package.json": manifest(declared),
        "package-lock.json": lockfile(entries, declared),
        ".browserslistrc": "ie 11\n",
    }
    (finding,) = about(check(files))
    assert finding.rule == "MA203"
    assert finding.paths == (("shop", *packages, "@globex/spa"),)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("^2.1.0", [("MA203", "error")]), ("^1.1.0", []), ("2.0.0", [("MA203", "error")]), (">=1", [])],
)
def test_without_a_lockfile_the_range_must_leave_no_doubt(wanted: str, expected: list[tuple[str, str]]) -> None:
    files = {"package.json": manifest({"@globex/spa": wanted}), ".browserslistrc": "ie 11\n"}
    assert said(check(files)) == expected


def test_what_nothing_prints_is_called_an_inference() -> None:
    (finding,) = about(check(rc("ie 10-11")))
    assert finding.message == 'browser target "ie 10-11", which brings ie 10, 11, cannot run @globex/spa 2.8.0'
    assert finding.details == (
        "Globex SPA 2.0.0 and later does not support Internet Explorer 11 (https://docs.example.test/spa-2)",
        "for ie 10 this is an inference: the same code runs there, and nothing prints it",
    )


def test_a_line_that_runs_on_none_needs_no_inference_and_sources_that_disagree_are_told() -> None:
    (finding,) = about(check(rc("ie 10", packages={"globex-box": "14.3.0"})))
    assert finding.details == (
        "globex-box 14 does not run on ie (CHANGELOG.md)",
        "sources disagree: The docs still list Internet Explorer 10.",
    )


def test_a_conflict_has_the_clause_first_and_then_the_sdk() -> None:
    (finding,) = about(check(rc("last 1 chrome version", "ie 11")))
    assert [(place.path, place.line) for place in finding.locations[:2]] == [
        (".browserslistrc", 2),
        ("package.json", 5),
    ]
    first = finding.locations[0]
    assert (first.column, first.end_column) == (1, 6)


def test_a_development_sdk_makes_a_warning() -> None:
    files = {
        "package.json": package(name="shop", devDependencies={"@globex/spa": "^2.0.0"}),
        "package-lock.json": lockfile(
            {"@globex/spa": {"version": "2.8.0", "dev": True}}, devDependencies={"@globex/spa": "^2.0.0"}
        ),
        ".browserslistrc": "ie 11\n",
    }
    assert said(check(files)) == [("MA203", "warning")]


# Suggestions


@pytest.mark.parametrize(
    ("files", "changed"),
    [
        pytest.param(rc("last 1 chrome version", "ie 11"), "last 1 chrome version\n", id="a line goes"),
        pytest.param(
            rc("last 1 chrome version", "ie 11 # for the old shop", "edge 156"),
            "last 1 chrome version\n # for the old shop\nedge 156\n",
            id="a line with a comment keeps the comment",
        ),
        pytest.param(rc("last 1 chrome version, ie 11"), "last 1 chrome version\n", id="an entry of a line goes"),
        pytest.param(rc("ie 11, last 1 chrome version"), "last 1 chrome version\n", id="the first entry goes"),
        pytest.param(rc("ie >= 11 or last 1 chrome version"), "last 1 chrome version\n", id="a clause goes"),
        pytest.param(
            rc("last 2 versions", "not ie <= 8"), "last 2 versions\nnot ie <= 11\n", id="an exclusion reaches further"
        ),
        pytest.param(
            rc("last 2 versions", "not op_mini all"),
            "last 2 versions\nnot op_mini all, not ie <= 11\n",
            id="an exclusion is added",
        ),
        pytest.param(
            rc("last 1 version", "not dead", "ie 11", "chrome 157"),
            "last 1 version\nnot dead\nchrome 157\n",
            id="what is brought back goes",
        ),
    ],
)
def test_the_smallest_change_of_a_text_file_passes(files: dict[str, str], changed: str) -> None:
    finding = next(finding for finding in about(check(files)) if finding.rule == "MA203")
    after = mended(files, finding)
    assert after[".browserslistrc"] == changed
    assert "MA203" not in [rule for rule, _ in said(check(after))]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["last 1 chrome version", "ie 11"], ["last 1 chrome version"]),
        (["ie 11", "last 1 chrome version"], ["last 1 chrome version"]),
        (["last 1 version"], ["last 1 version", "not ie 11"]),
        (["last 1 version", "not op_mini all"], ["last 1 version", "not op_mini all", "not ie 11"]),
        ("last 1 version", "last 1 version, not ie 11"),
        ("last 1 chrome version, ie 11", "last 1 chrome version"),
    ],
)
def test_the_smallest_change_of_a_package_json_passes(before: object, after: object) -> None:
    files = app(browserslist=before)
    finding = next(finding for finding in about(check(files)) if finding.rule == "MA203")
    changed = mended(files, finding)
    assert json.loads(changed["package.json"])["browserslist"] == after
    assert "MA203" not in [rule for rule, _ in said(check(changed))]


@pytest.mark.parametrize(
    ("query", "after"),
    [
        ("chrome 80", "chrome >= 80"),
        ("chrome 60-100", "chrome >= 60"),
        ("iOS >= 9", "iOS >= 10"),
        ("Chrome < 100", "Chrome >= 157"),
        ("op_mini all, chrome 157", "chrome 157"),
    ],
)
def test_old_and_unlisted_targets_are_mended_as_well(query: str, after: str) -> None:
    files = rc(query)
    changed = mended(files, about(check(files))[0])
    assert changed[".browserslistrc"] == f"{after}\n"
    assert not [rule for rule, severity in said(check(changed)) if severity == "warning" or rule == "MA201"]


@pytest.mark.parametrize("query", ["> 0.5%", "last 2 chrome versions", "op_mini all"])
def test_nothing_is_suggested_where_nothing_smaller_passes(query: str) -> None:
    assert [finding.upgrade for finding in about(check(rc(query)))] == [None] * len(about(check(rc(query))))


def test_where_no_edit_passes_the_words_say_what_to_do() -> None:
    files = {**app(), ".babelrc": '{"targets": {"ie": 11}}'}
    (finding,) = about(check(files))
    assert finding.upgrade is not None
    assert finding.upgrade.edits == ()
    assert finding.upgrade.reason == "take ie 11 out of what Babel targets, or keep the SDK out of that build"


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        pytest.param(
            "vite.config.js",
            "export default { build: { target: ['chrome157', 'ie11'] } }",
            "export default { build: { target: ['chrome157'] } }",
            id="an element of esbuild's list",
        ),
        pytest.param(
            "vite.config.js",
            "export default { build: { target: ['chrome157,ie11'] } }",
            None,
            id="one of several in a string",
        ),
        pytest.param(
            ".babelrc", '{"targets": {"browsers": ["chrome 157", "ie 11"]}}', None, id="a list inside an object"
        ),
        pytest.param(".babelrc", '{"targets": ["ie 11"]}', None, id="the only one"),
    ],
)
def test_other_tools_lists_are_changed_where_an_element_can_go(path: str, before: str, after: str | None) -> None:
    files = {**app(), path: before}
    finding = next(finding for finding in about(check(files)) if finding.rule == "MA203")
    assert finding.upgrade is not None
    assert finding.upgrade.kind == ("manifest" if after else "none")
    if after:
        assert mended(files, finding)[path] == after


@pytest.mark.parametrize(
    ("query", "after"),
    [
        ("last 12 years and ios > 0", "last 12 years and ios > 0, not ios_saf < 10"),
        ("electron 4.0", None),
    ],
)
def test_a_clause_without_a_number_to_raise_has_an_exclusion_or_nothing(query: str, after: str | None) -> None:
    files = rc(query)
    (finding,) = about(check(files))
    assert (finding.rule, finding.severity) == ("MA202", "warning")
    assert (mended(files, finding)[".browserslistrc"] if finding.upgrade else None) == (after and f"{after}\n")


# Components and the report


def test_each_version_is_a_component_without_a_purl() -> None:
    report = check(rc("ie 11", "chrome 156", "ios_saf 9.3", "samsung 30", packages={"@globex/login": "1.4.0"}))
    rows = {name: (row.status, row.eligible, row.level, row.latest) for name, row in browsers(report).items()}
    assert rows == {
        "chrome 156": ("outdated", "after-upgrade", "supported", "157"),
        "ie 11": ("limited", "yes", "sustained", "11"),
        "ios_saf 9.3": ("unsupported", "after-upgrade", "supported", "27.0"),
        "samsung 30": ("unlisted", "no", None, "31"),
    }
    row = browsers(report)["ie 11"]
    assert (row.purl, row.component.requirement, row.component.resolved_by) == (None, "ie 11", "declaration")
    assert len({judged.id for judged in report.components}) == len(report.components)


def test_a_target_is_an_intent_and_does_not_decide_whether_support_helps() -> None:
    assert check(rc("samsung 30", packages={"@globex/spa": "2.8.0"})).eligible == "yes"


def test_a_matrix_without_browsers_judges_none() -> None:
    report = judged_by_acme(rc("op_mini all", packages={"@acme/web": "2.1.0"}))
    assert [row.component.ecosystem for row in report.components] == ["npm"]
    assert said(report) == []


def test_fingerprints_tell_clauses_apart_and_outlive_moved_lines_and_upgrades() -> None:
    def prints(*queries: str) -> set[str]:
        return {finding.fingerprint for finding in about(check(rc(*queries)))}

    one, two = prints("op_mini all"), prints("samsung 30")
    assert len(one | two) == 2
    assert prints("# a comment", "op_mini all", "samsung 30") == one | two
    assert prints("chrome 100") == prints("chrome 110") != prints("edge 100")
    assert prints("last 9 chrome versions") == prints("last 3 chrome versions")


def test_a_project_that_pins_much_newer_data_is_told() -> None:
    report = check(rc("chrome 80", packages={**SPA, "caniuse-lite": "1.0.30001863"}))
    (notice,) = report.notices
    assert notice.startswith(
        "browsers were expanded with caniuse-lite 1.0.30001826 of 2026-11-11; the project's own, 1.0.30001863,"
    )
    report = check(rc("chrome 80", packages={**SPA, "caniuse-lite": "1.0.30001700"}))
    assert report.notices == ()
    assert about(report)[0].details[-1] == "by caniuse-lite 1.0.30001826 of 2026-11-11; the project has 1.0.30001700"


@pytest.mark.parametrize(
    ("installed", "told"),
    [
        ('{"version": "1.0.30001999"}', True),
        ('{"version": "1.0.30001700"}', False),
        ("{", False),
        ('{"version": 1}', False),
    ],
)
def test_installed_data_count_where_no_lockfile_pins_any(installed: str, told: bool) -> None:
    files = {**rc("chrome 80"), "node_modules/caniuse-lite/package.json": installed}
    assert bool(check(files).notices) is told


def test_a_version_that_may_have_come_out_since_our_data_was_made_is_partial_and_the_rest_is_judged() -> None:
    report = check(rc("chrome 175\nie 11", packages={"@globex/spa": "2.8.0"}))
    assert {finding.rule for finding in report.findings} == {"MA203", "MA905"}

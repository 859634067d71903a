"""The package rules on an invented vendor: each verdict, under each policy, on each side of each date."""

from __future__ import annotations

import pytest

from trees import check, entry, lockfile, manifest, only, project, said


def locked(name: str, version: str, wanted: str | None = None) -> dict[str, str]:
    return project({name: wanted or f"^{version}"}, {name: version})


@pytest.mark.parametrize(
    ("name", "version", "expected"),
    [
        pytest.param("@acme/sdk", "3.2.0", [], id="the newest release of the supported line passes"),
        pytest.param("@acme/sdk", "3.1.0", [("MA103", "warning")], id="an older release of the line is outdated"),
        pytest.param("@acme/sdk", "3.9.0", [], id="a release newer than the matrix knows passes"),
        pytest.param("@acme/sdk", "4.0.0", [], id="a line newer than the matrix knows passes"),
        pytest.param("@acme/sdk", "3.3.0-beta.1", [], id="a prerelease ahead of the newest passes"),
        pytest.param("@acme/sdk", "3.2.0-beta.1", [("MA103", "warning")], id="a prerelease of the newest is outdated"),
        pytest.param("@acme/sdk", "2.8.0", [("MA102", "warning")], id="the line just followed is in grace"),
        pytest.param("@acme/sdk", "1.9.0", [("MA102", "error")], id="a line further back fails"),
        pytest.param("@acme/sdk", "0.9.0", [("MA102", "error")], id="a line older than any known fails"),
        pytest.param("@acme/web", "1.4.0", [("MA102", "error")], id="without a date there is no grace"),
        pytest.param("acme-widget", "4.1.0", [("MA104", "note")], id="sustained is a note"),
        pytest.param(
            "acme-widget", "4.0.0", [("MA103", "warning"), ("MA104", "note")], id="sustained and outdated is both"
        ),
        pytest.param(
            "acme-widget", "3.5.0", [("MA104", "warning"), ("MA105", "warning")], id="an end within the window is told"
        ),
        pytest.param("acme-widget", "2.3.0", [("MA102", "error")], id="a stated end that passed fails"),
        pytest.param("acme-old", "1.5.0", [("MA106", "error")], id="a deprecated package fails"),
        pytest.param("@acme/extra", "1.1.0", [("MA101", "warning")], id="an unlisted package is warned of"),
        pytest.param(
            "@acme-labs/new", "0.1.0", [("MA101", "warning")], id="one of the vendor's that nobody described is"
        ),
        pytest.param("acme-tokens", "9.2.0", [], id="a general-purpose library on its own is nobody's business"),
        pytest.param("acme-sdk", "1.0.0", [("MA108", "warning")], id="a name easily confused is warned of"),
        pytest.param("acmee-sdk", "1.0.0", [("MA108", "error")], id="an impersonating name fails"),
        pytest.param("left-pad", "1.0.0", [], id="what is not the vendor's is not judged"),
    ],
)
def test_a_locked_version_is_judged(name: str, version: str, expected: list[tuple[str, str]]) -> None:
    assert said(check(locked(name, version))) == expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("standard", [("MA102", "warning")]),
        ("strict", [("MA102", "error")]),
        ("lenient", [("MA102", "warning")]),
    ],
)
def test_grace_holds_under_standard_and_not_under_strict(policy: str, expected: list[tuple[str, str]]) -> None:
    assert said(check(locked("@acme/sdk", "2.8.0"), policy=policy)) == expected


@pytest.mark.parametrize(
    ("as_of", "severity", "fails_from"),
    [("2026-04-01", "warning", "2026-07-01"), ("2026-06-30", "warning", "2026-07-01"), ("2026-07-01", "error", None)],
)
def test_grace_lasts_ninety_days_from_the_first_release_of_the_next_line(
    as_of: str, severity: str, fails_from: str | None
) -> None:
    finding = only(check(locked("@acme/sdk", "2.8.0"), as_of=as_of))
    assert (finding.rule, finding.severity, finding.fails_from) == ("MA102", severity, fails_from)


@pytest.mark.parametrize(
    ("files", "options"),
    [
        pytest.param(locked("@acme/sdk", "2.8.0"), {"policy": "lenient"}, id="under lenient"),
        pytest.param(locked("@acme/sdk", "2.8.0"), {"config": '[severity]\nMA102 = "note"\n'}, id="by configuration"),
        pytest.param({"package.json": manifest(devDependencies={"@acme/sdk": "^2.8.0"})}, {}, id="in development only"),
    ],
)
def test_what_never_fails_names_no_day_from_which_it_does(files: dict[str, str], options: dict[str, str]) -> None:
    finding = only(check(files, **options))
    assert (finding.rule, finding.fails_from) == ("MA102", None)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        pytest.param(
            locked("@acme/web", "1.4.0"), "@acme/web 1.4.0 is on a line Acme no longer supports", id="a version"
        ),
        pytest.param(
            project({"@acme/web": "^1.4.0"}),
            '"^1.4.0" admits only releases of @acme/web that Acme no longer supports',
            id="a range",
        ),
    ],
)
def test_the_message_says_that_without_a_date_there_is_no_grace(files: dict[str, str], message: str) -> None:
    assert only(check(files)).message == f"{message}; no source dates 2.0.0, so there is no grace"
    assert only(check(files, policy="strict")).message == message


def test_the_message_says_that_who_brings_a_package_in_is_not_known() -> None:
    lock = '# yarn lockfile v1\n\n\n"@acme/sdk@^1.0.0":\n  version "1.9.0"\n'
    finding = only(check({"yarn.lock": lock}))
    assert (finding.rule, finding.severity) == ("MA102", "error")
    assert finding.message.endswith("; yarn.lock does not say who brings it in")


def test_what_has_no_end_holds_on_the_last_day_that_can_be_written() -> None:
    report = check(locked("@acme/sdk", "3.2.0"), as_of="9999-12-31")
    assert [judged.status for judged in report.components] == ["supported"]


def test_before_the_next_line_came_out_the_line_was_supported() -> None:
    assert said(check(locked("@acme/sdk", "2.8.0"), as_of="2026-03-31")) == []


@pytest.mark.parametrize(
    ("policy", "version", "expected"),
    [
        ("strict", "3.1.0", [("MA103", "error")]),
        ("lenient", "3.1.0", [("MA103", "note")]),
        ("lenient", "1.9.0", [("MA102", "error")]),
        ("lenient", "0.9.0", [("MA102", "warning")]),
    ],
    ids=[
        "strict fails any but the newest",
        "lenient notes it",
        "lenient fails what has ended",
        "lenient warns of a line",
    ],
)
def test_policies_move_severities(policy: str, version: str, expected: list[tuple[str, str]]) -> None:
    assert said(check(locked("@acme/sdk", version), policy=policy)) == expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("strict", [("MA104", "note")]), ("standard", [("MA104", "note")]), ("lenient", [("MA104", "note")])],
)
def test_sustained_stays_a_note_under_every_policy(policy: str, expected: list[tuple[str, str]]) -> None:
    assert said(check(locked("acme-widget", "4.1.0"), policy=policy)) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param("^3.0.0", [], id="a range on the supported line passes"),
        pytest.param("3.2.0", [], id="an exact version is resolved by its declaration"),
        pytest.param("3.1.0", [("MA103", "warning")], id="an exact old version is outdated"),
        pytest.param("~3.1.0", [("MA103", "warning")], id="a range that keeps out the newest release is outdated"),
        pytest.param("~3.1.0 || >=4", [], id="a range that admits newer ones than are known passes"),
        pytest.param(">=1", [("MA107", "warning")], id="a range over supported and unsupported lines is not resolved"),
        pytest.param("*", [("MA107", "warning")], id="anything is not resolved"),
        pytest.param("^1.0.0", [("MA102", "error")], id="a range on an unsupported line fails"),
        pytest.param("^2.0.0", [("MA102", "warning")], id="a range on a line in grace is warned of"),
        pytest.param("latest", [("MA107", "warning")], id="a tag is not resolved"),
        pytest.param("^1.0 ^oops", [("MA107", "warning")], id="a text that is no range is not resolved"),
        pytest.param("github:acme/sdk#main", [("MA107", "warning")], id="a git source is not resolved"),
        pytest.param("https://host.example.test/sdk.tgz", [("MA107", "warning")], id="an address is not resolved"),
        pytest.param("file:../sdk", [("MA107", "warning")], id="a file outside the tree is not resolved"),
        pytest.param("file:./sdk", [], id="a file of the tree is the project's own"),
        pytest.param("workspace:*", [], id="a workspace member is the project's own"),
        pytest.param("npm:@acme/sdk@^1.0.0", [("MA102", "error")], id="an alias is read as what it stands for"),
    ],
)
def test_a_manifest_without_a_lockfile_is_judged_by_its_range(wanted: str, expected: list[tuple[str, str]]) -> None:
    assert said(check(project({"@acme/sdk": wanted}))) == expected


@pytest.mark.parametrize(
    ("wanted", "expected", "status", "eligible"),
    [
        ("^3.0.0", [("MA104", "warning"), ("MA105", "warning")], "limited", "no"),
        ("^4.0.0", [("MA104", "note")], "limited", "unknown"),
        ("~4.0.0", [("MA103", "warning"), ("MA104", "note")], "outdated", "after-upgrade"),
        ("^3.0.0 || ^4.0.0", [], "unknown", "unknown"),
    ],
)
def test_what_holds_of_a_supported_line_holds_of_a_range_on_it(
    wanted: str, expected: list[tuple[str, str]], status: str, eligible: str
) -> None:
    report = check(project({"acme-widget": wanted}))
    assert sorted(said(report)) == expected
    assert [(judged.status, judged.eligible) for judged in report.components] == [(status, eligible)]


def test_a_range_that_keeps_out_the_newest_release_is_mended_on_its_own_line() -> None:
    upgrade = only(check(project({"@acme/sdk": "~3.1.0"}))).upgrade
    assert upgrade is not None
    assert (upgrade.kind, upgrade.to, upgrade.breaking) == ("manifest", "3.2.0", False)
    assert [edit.new for edit in upgrade.edits] == ["~3.2.0"]


def test_a_peer_range_that_keeps_out_the_newest_release_is_a_note() -> None:
    assert said(check({"package.json": manifest(peerDependencies={"@acme/sdk": "~3.1.0"})})) == [("MA103", "note")]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"package.json": manifest(peerDependencies={"@acme/sdk": ">=1"})}, id="a peer range"),
        pytest.param(
            {"package.json": manifest({"@acme/sdk": ">=1"}, private=False, exports="./x.js")}, id="a published package"
        ),
    ],
)
def test_a_range_that_users_resolve_is_a_note(files: dict[str, str]) -> None:
    assert said(check(files)) == [("MA107", "note")]


def test_a_general_purpose_library_is_a_note_beside_another_package_of_the_vendor() -> None:
    report = check(
        project({"@acme/sdk": "^3.2.0", "acme-tokens": "^9.0.0"}, {"@acme/sdk": "3.2.0", "acme-tokens": "9.2.0"})
    )
    assert said(report) == [("MA101", "note")]


def test_a_development_dependency_is_at_most_a_warning() -> None:
    files = {
        "package.json": manifest(devDependencies={"@acme/sdk": "^1.0.0"}),
        "package-lock.json": lockfile({"@acme/sdk": entry("1.9.0", dev=True)}, devDependencies={"@acme/sdk": "^1.0.0"}),
    }
    assert said(check(files)) == [("MA102", "warning")]


def brought_in(by: str, version: str, *, direct_version: str = "1.1.0") -> dict[str, str]:
    return project(
        {by: "^1.0.0"}, {by: entry(direct_version, dependencies={"@acme/sdk": "^2.0.0"}), "@acme/sdk": version}
    )


def test_what_another_package_of_the_vendor_brings_in_is_context() -> None:
    report = check(brought_in("@acme/extra", "2.1.0"))
    assert said(report) == [("MA101", "warning")]
    context = {judged.component.name: judged.context for judged in report.components}
    assert context == {"@acme/extra": False, "@acme/sdk": True}


def test_what_nobody_described_brings_in_is_context_as_well() -> None:
    report = check(brought_in("@acme-labs/new", "2.1.0"))
    assert said(report) == [("MA101", "warning")]
    found = {judged.component.name: (judged.context, judged.product, judged.status) for judged in report.components}
    assert found == {"@acme/sdk": (True, "acme-sdk", "unsupported"), "@acme-labs/new": (False, None, "unlisted")}


def test_of_the_vendors_own_only_what_is_direct_is_unlisted() -> None:
    files = project(
        {"left-pad": "^1.0.0"},
        {"left-pad": entry("1.0.0", dependencies={"@acme-labs/new": "*"}), "@acme-labs/new": "1.0.0"},
    )
    assert said(check(files)) == []


@pytest.mark.parametrize("wanted", ["^1.0.0", "latest", "git+https://git.example.test/new.git"])
def test_what_nobody_described_is_unlisted_whatever_is_asked_of_it(wanted: str) -> None:
    assert said(check({"package.json": manifest({"@acme-labs/new": wanted})})) == [("MA101", "warning")]


def test_a_cut_off_is_told_even_of_context() -> None:
    report = check(brought_in("@acme/extra", "1.9.0"))
    assert ("MA102", "warning") in said(report)


def test_what_somebody_else_brings_in_is_a_warning_that_names_the_parent() -> None:
    finding = only(check(brought_in("some-framework", "0.9.0")))
    assert (finding.rule, finding.severity, finding.fails_from) == ("MA102", "warning", None)
    assert "some-framework" in finding.message
    assert finding.upgrade is not None
    assert finding.upgrade.kind == "parent"


def test_one_that_is_direct_as_well_is_judged_as_direct() -> None:
    files = project(
        {"@acme/extra": "^1.0.0", "@acme/sdk": "^1.0.0"},
        {"@acme/extra": entry("1.1.0", dependencies={"@acme/sdk": "^1.0.0"}), "@acme/sdk": "1.9.0"},
    )
    assert ("MA102", "error") in said(check(files))


def test_a_vendor_packages_own_alias_is_no_trap_and_no_finding() -> None:
    files = project(
        {"@acme/sdk": "^3.2.0"},
        {
            "@acme/sdk": entry("3.2.0", dependencies={"sdk-legacy": "npm:@acme/sdk@^2.0.0"}),
            "sdk-legacy": entry("2.1.0", name="@acme/sdk"),
        },
    )
    assert said(check(files)) == []


def test_an_alias_that_installs_something_else_under_a_products_name_is_a_trap() -> None:
    files = project({"@acme/sdk": "npm:evil@^1.0.0"}, {"@acme/sdk": entry("1.0.0", name="evil")})
    assert said(check(files)) == [("MA108", "warning")]


def test_a_local_package_is_never_judged() -> None:
    files = {
        "package.json": manifest({"@acme/sdk": "*"}, workspaces=["packages/*"]),
        "package-lock.json": lockfile(
            {
                "node_modules/@acme/sdk": {"resolved": "packages/sdk", "link": True},
                "packages/sdk": {"name": "@acme/sdk", "version": "0.0.1"},
            },
            {"@acme/sdk": "*"},
            workspaces=["packages/*"],
        ),
        "packages/sdk/package.json": manifest(name="@acme/sdk", version="0.0.1"),
    }
    assert said(check(files)) == []


def test_a_lockfile_entry_from_git_is_not_resolved_and_shows_its_specifier() -> None:
    source = "git+ssh://git@host.example.test/acme/sdk.git#0123456"
    files = project({"@acme/sdk": "github:acme/sdk"}, {"@acme/sdk": {"version": "3.2.0", "resolved": source}})
    finding = only(check(files))
    assert finding.rule == "MA107"
    assert "git@host.example.test" in finding.message


def test_a_lockfile_entry_without_a_version_is_not_resolved() -> None:
    finding = only(
        check(project({"@acme/sdk": "^3.0.0"}, {"@acme/sdk": {"resolved": "https://npm.example.test/x/-/x.tgz"}}))
    )
    assert (finding.rule, finding.message) == ("MA107", "package-lock.json records no version of @acme/sdk")


@pytest.mark.parametrize(
    ("declared", "version", "expected"),
    [
        pytest.param(
            "^3.2.0", "3.1.0", [("MA103", "warning"), ("MA903", "warning")], id="a lockfile behind its manifest"
        ),
        pytest.param("^3.0.0", "3.2.0", [], id="a lockfile within its manifest"),
        pytest.param("latest", "3.2.0", [], id="a tag cannot be compared"),
        pytest.param("", "3.2.0", [], id="a name and no range admits everything"),
    ],
)
def test_manifest_and_lockfile_are_compared(declared: str, version: str, expected: list[tuple[str, str]]) -> None:
    assert sorted(said(check(locked("@acme/sdk", version, declared)))) == expected


def test_a_package_that_the_lockfile_lacks_is_drift() -> None:
    finding = only(check(project({"@acme/sdk": "^3.0.0"}, {})))
    assert (finding.rule, finding.severity) == ("MA903", "warning")
    assert finding.message == 'package-lock.json has no @acme/sdk, which the manifest asks for as "^3.0.0"'


@pytest.mark.parametrize("more", [{"overrides": {"@acme/sdk": "3.2.0"}}, {"resolutions": {"@acme/sdk": "3.2.0"}}])
def test_an_override_explains_a_difference(more: dict[str, dict[str, str]]) -> None:
    assert said(check(project({"@acme/sdk": "^2.0.0"}, {"@acme/sdk": "3.2.0"}, **more))) == []


def test_severities_can_be_configured_and_rules_switched_off() -> None:
    config = '[severity]\nMA103 = "error"\n'
    assert said(check(locked("@acme/sdk", "3.1.0"), config=config)) == [("MA103", "error")]
    assert said(check(locked("@acme/sdk", "3.1.0"), config='[severity]\noutdated-release = "off"\n')) == []


def test_an_ignored_finding_does_not_count_and_keeps_its_reason() -> None:
    config = (
        '[[ignore]]\nrule = "MA103"\npackage = "@acme/sdk"\nreason = "frozen until the release"\nuntil = "2026-12-31"\n'
    )
    report = check(locked("@acme/sdk", "3.1.0"), config=config)
    assert report.active() == ()
    assert [finding.suppressed and finding.suppressed.reason for finding in report.findings] == [
        "frozen until the release"
    ]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-07-31", []),
        ("2026-08-01", [("MA902", "note")]),
        ("2026-11-28", [("MA902", "note")]),
        ("2026-11-29", [("MA902", "warning")]),
    ],
)
def test_an_old_matrix_says_so(as_of: str, expected: list[tuple[str, str]]) -> None:
    assert said(check(locked("@acme/sdk", "3.2.0"), as_of=as_of)) == expected


@pytest.mark.parametrize(
    ("name", "version", "status", "eligible"),
    [
        ("@acme/sdk", "3.2.0", "supported", "yes"),
        ("@acme/sdk", "3.1.0", "outdated", "after-upgrade"),
        ("@acme/sdk", "2.8.0", "unsupported", "after-upgrade"),
        ("acme-widget", "4.1.0", "limited", "yes"),
        ("acme-widget", "3.5.0", "limited", "no"),
        ("acme-old", "1.5.0", "replaced", "no"),
        ("@acme/extra", "1.1.0", "unlisted", "no"),
    ],
)
def test_components_say_their_status_and_whether_support_takes_a_question(
    name: str, version: str, status: str, eligible: str
) -> None:
    report = check(locked(name, version))
    assert [(judged.status, judged.eligible) for judged in report.components] == [(status, eligible)]
    assert report.eligible == eligible


def test_a_version_newer_than_the_matrix_is_accepted_and_said_to_be_so() -> None:
    report = check(locked("@acme/sdk", "4.0.0"))
    assert report.notices == ("@acme/sdk 4.0.0 is newer than the matrix knows and was accepted",)
    assert [judged.ahead for judged in report.components] == [True]

"""The same project on past days: judged by the releases that were out and by the page as it read then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.config import load as configure
from auditor.maintain.validate import validate
from auditor.matrix import Matrix, load
from auditor.pipeline import Request, audit
from auditor.rules.standing import current_line, latest_on, lines_on, listed_on, newest_on
from trees import MemoryTree, project

AUTH0 = load()
SHOP = project(
    {"@auth0/auth0-spa-js": "^1.22.6", "@auth0/nextjs-auth0": "^3.5.0", "@auth0/auth0-hono": "^1.0.0"},
    {"@auth0/auth0-spa-js": "1.22.6", "@auth0/nextjs-auth0": "3.5.0", "@auth0/auth0-hono": "1.2.6"},
)


def judged(day: str) -> dict[str, tuple[str, str | None]]:
    """By package: its status on that day, and the newest release that the matrix knows of for that day."""
    report = audit(Request(MemoryTree(SHOP), (AUTH0,), configure, day))
    return {one.component.name.partition("/")[2]: (one.status, one.latest) for one in report.components}


def test_three_days_three_verdicts() -> None:
    """Before 2025-12-18 the page named SPA JS 1, and neither Next.js nor Hono; Hono came on 2026-06-15."""
    assert judged("2025-12-17") == {
        "auth0-spa-js": ("supported", "2.11.0"),
        "nextjs-auth0": ("unlisted", "4.11.1"),
        "auth0-hono": ("unlisted", "1.2.6"),
    }
    assert judged("2026-06-14") == {
        "auth0-spa-js": ("unsupported", "2.21.1"),
        "nextjs-auth0": ("unsupported", "4.22.0"),
        "auth0-hono": ("unlisted", "1.2.6"),
    }
    assert judged("2026-11-22") == {
        "auth0-spa-js": ("unsupported", "2.28.3"),
        "nextjs-auth0": ("unsupported", "4.30.0"),
        "auth0-hono": ("supported", "1.2.6"),
    }


def rows(ecosystem: str, name: str, day: str) -> list[str]:
    match = AUTH0.match(ecosystem, name)
    assert match is not None
    return [row.name for row in listed_on(match, day).package.rows]


@pytest.mark.parametrize(
    ("ecosystem", "name", "before", "after"),
    [
        ("npm", "auth0", ["Auth0 Node v2"], ["Auth0 Node"]),
        ("pypi", "auth0-python", ["Auth0 Python v3"], ["Auth0 Python"]),
        ("composer", "auth0/auth0-php", ["Auth0 PHP v7"], ["Auth0 PHP"]),
        ("maven", "com.auth0.android:auth0", ["Auth0 Android v2", "Auth0 Android v1"], ["Auth0 Android"]),
        ("npm", "@auth0/auth0-react", [], ["Auth0 React"]),
    ],
    ids=["Node", "Python", "PHP", "Android, of which one line was at Bug Fixes", "React, which was not listed"],
)
def test_majors_were_named_until_the_page_dropped_them(
    ecosystem: str, name: str, before: list[str], after: list[str]
) -> None:
    assert rows(ecosystem, name, "2025-12-17") == before
    assert rows(ecosystem, name, "2025-12-18") == after


def test_the_iac_table_came_in_june() -> None:
    assert rows("terraform", "auth0/auth0", "2026-06-14") == []
    assert rows("terraform", "auth0/auth0", "2026-06-15") == ["Auth0 Terraform Provider", "Auth0 OpenTofu Provider"]


def test_nobody_is_sent_back_to_the_line_that_a_page_once_named() -> None:
    files = project({"auth0": "^4.0.0"}, {"auth0": "4.10.0"})
    (finding,) = audit(Request(MemoryTree(files), (AUTH0,), configure, "2025-12-01")).findings[:1]
    assert finding.message == "auth0 4.10.0 is on a newer line than Auth0's support matrix lists"
    assert finding.upgrade is not None
    assert (finding.upgrade.kind, finding.upgrade.to) == ("none", None)


@pytest.mark.parametrize("name", ["auth0-python", "auth0-server-python"])
def test_on_every_day_the_newest_is_the_last_release_that_was_out(name: str) -> None:
    """The oracle is the generated list itself, read a second time in the plainest way."""
    match = AUTH0.match("pypi", name)
    assert match is not None
    dated = [tuple(entry.split(" ")) for line in match.package.lines for entry in line.releases.split("\n")]
    assert len(dated) > 15
    for _, day in dated:
        out = {line.id: line for line in lines_on(match.package, day)}
        for line in out.values():
            own = [version for version, date in dated if date <= day and (version, date) in entries(line.releases)]
            newest = newest_on(line, day)
            assert newest is not None
            assert newest.version == own[-1]


def entries(text: str) -> list[tuple[str, ...]]:
    return [tuple(entry.split(" ")) for entry in text.split("\n")]


def test_an_upper_bound_counts_from_its_day_on() -> None:
    match = AUTH0.match("npm", "@auth0/nextjs-auth0")
    assert match is not None
    line = next(line for line in match.package.lines if line.id == "2")
    assert "2.6.3 <=2024-12-13\n2.7.0 2023-07-19" in line.releases
    assert newest_on(line, "2023-07-18") == line.first
    assert newest_on(line, "2023-07-19") == line.newest


def test_a_package_that_was_not_yet_retired_was_not_replaced() -> None:
    match = AUTH0.match("npm", "angular-auth0")
    assert match is not None
    assert match.package.replaced is not None
    assert listed_on(match, "2023-10-26").package.replaced is None
    assert listed_on(match, "2023-10-27").package.replaced == match.package.replaced


def test_a_prerelease_line_is_not_the_current_one_before_its_day() -> None:
    match = AUTH0.match("pypi", "auth0-python")
    assert match is not None
    line, release = current_line(match.package, "2026-07-14"), latest_on(match.package, "2026-07-14")
    assert line is not None
    assert release is not None
    assert (line.id, release.version) == ("5", "5.8.0")


ACME = Path(__file__).parent / "matrices" / "acme"


def copied(tmp_path: Path, **more: str) -> Path:
    for path in ACME.rglob("*.yaml"):
        target = tmp_path / path.relative_to(ACME)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    for name, text in more.items():
        (tmp_path / "releases").mkdir(exist_ok=True)
        (tmp_path / "releases" / f"{name}.yaml").write_text(text, "utf-8")
    return tmp_path


RELEASES = """\
product: acme-sdk
packages:
  - ecosystem: npm
    name: "@acme/sdk"
    evidence:
      - CHANGELOG.md
    releases:
      - "2.0.0 2022-02-01"
      - "2.4.0 2023-05-01"
      - "2.6.0"
      - "2.8.0 2026-03-01"
"""


def test_releases_of_a_matrix_of_ones_own_are_compiled_into_their_lines(tmp_path: Path) -> None:
    matrix = load(str(copied(tmp_path, sdk=RELEASES)))
    match = matrix.match("npm", "@acme/sdk")
    assert match is not None
    lines = {line.id: line for line in match.package.lines}
    assert lines["2"].releases == "2.0.0 2022-02-01\n2.4.0 2023-05-01\n2.6.0\n2.8.0 2026-03-01"
    assert lines["3"].releases == ""
    found = [newest_on(lines["2"], day) for day in ("2023-04-30", "2023-05-01", "2026-02-28", "2026-03-01")]
    assert [release and release.version for release in found] == ["2.0.0", "2.4.0", "2.4.0", "2.8.0"]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("acme-sdk", "acme-other", 3, "npm:@acme/sdk is no package of product acme-other"),
        ("2.4.0 2023-05-01", "2.9.0 2023-05-01", 10, "2.6.0 stands after 2.9.0"),
        ("2.4.0 2023-05-01", "2.0.0 2023-05-01", 9, "2.0.0 stands after 2.0.0"),
        ("2023-05-01", "2023-05-32", 9, "date 2023-05-32 is no day of the calendar"),
        ("2023-05-01", "2026-06-02", 9, "date 2026-06-02 is after the matrix's revision 2026-06-01"),
        ('"2.6.0"', "2.6.0", 10, "an entry of releases is not quoted"),
        ('"2.6.0"', '"2.6.0 soon"', 10, "an entry of releases is 2.6.0 soon"),
        ("evidence", "proof", 6, "an entry of packages has an unknown key proof"),
    ],
)
def test_a_fault_in_a_release_list_is_told_at_its_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    found = validate(str(copied(tmp_path, sdk=RELEASES.replace(old, new, 1))))
    assert (line, message) in [(fault.line, fault.message) for fault in found]


def test_a_package_has_one_release_list(tmp_path: Path) -> None:
    found = validate(str(copied(tmp_path, one=RELEASES, two=RELEASES)))
    assert [fault.message.partition(" already")[0] for fault in found] == ["npm:@acme/sdk"]


def test_a_compiled_matrix_holds_the_days_of_its_rows() -> None:
    compiled = Matrix(json.loads(json.dumps(AUTH0._compiled)))
    (row, former) = compiled.product("node-auth0").rows
    assert (row.valid_from, row.valid_until, former.valid_from, former.valid_until, former.line) == (
        "2025-12-18",
        None,
        None,
        "2025-12-17",
        0,
    )

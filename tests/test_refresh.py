"""A refresh of a small matrix against registries on this machine: what moves, what stays, and not a byte more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.commands import Outcome
from auditor.commands import matrix as command
from auditor.download import Limits
from auditor.errors import UserError
from auditor.maintain.ask import Way
from auditor.maintain.facts import Told, better, conflicts, merged, published
from auditor.maintain.refresh import Request, refresh, summary
from auditor.maintain.validate import validate
from auditor.matrix import load
from servers import Answers, Reply, serving

TODAY = "2026-07-01"
MATRIX = (Path(__file__).parent / "matrices" / "acme" / "matrix.yaml").read_text("utf-8")
GEM = """\
# Written by hand, and to stay so.
id: acme-gem
name: Acme Gem
repository: acme/gem
runs_in: [server]
rows:
  - {id: sdk.gem, name: Acme Gem, level: supported, versions: latest, table: libraries/sdk, line: 10}
packages:
  - ecosystem: gem
    name: acme
    current: "2"  # the line of Ruby 3
    newest_seen: {version: "2.3.0"}
    lines:
      - id: "1"
        first: {version: "1.0.0", date: "2020-01-10"}
        newest: {version: "1.9.0", date: "2022-01"}
      # a comment between lines
      - id: "2"
        first: {version: "2.0.0",   date: "2022-02-01"}  # odd spaces stay
        newest: {version: "2.1.0", date: "2023-03-01"}
        requires:
          runtime:
            ruby: ">= 3.0"
          source: gemspec of 2.1.0
    evidence: [CHANGELOG.md]
  - ecosystem: gem
    name: acme-rails
    current: "1"
    lines:
      - id: "1"
        first: {version: "1.0.0", date: "<=2021-01-01", verified: false}
        newest: {version: "1.2.0", date: "2021-06-01"}
      - id: "2"
        first: {version: "2.0.0", date: "2026-05-01", verified: false}
        newest: {version: "2.0.0", date: "2026-05-01", verified: false}
    evidence:
      - registry of gem on acme-rails, 2026-01-01
      - README.md
  - ecosystem: wordpress
    name: acme
    evidence: [readme.txt]
"""
ACME = {
    "0.9.0": "2019-05-01", "1.0.0": "2020-01-10", "1.9.0": "2022-01-15", "2.0.0": "2022-02-01", "2.1.0": "2023-03-01",
    "2.2.0": "2024-04-01", "3.0.0": "2026-06-01", "3.0.1": "2026-06-11", "3.1.0.beta1": "2026-06-20",
}  # fmt: skip
RAILS = {"1.0.0": "2021-01-02", "1.2.0": "2021-06-01", "2.0.0": "2026-05-01"}


def gems(versions: dict[str, str]) -> Reply:
    listed = [{"number": number, "created_at": f"{day}T00:00:00Z"} for number, day in versions.items()]
    return Reply(json.dumps(listed).encode())


def answers(acme: dict[str, str], rails: dict[str, str] | None = RAILS) -> Answers:
    found: Answers = {"/api/v1/versions/acme.json": gems(acme)}
    return found | ({"/api/v1/versions/acme-rails.json": gems(rails)} if rails else {})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "products").mkdir()
    (tmp_path / "matrix.yaml").write_text(MATRIX, "utf-8")
    (tmp_path / "products" / "acme-gem.yaml").write_text(GEM, "utf-8")
    assert validate(str(tmp_path)) == []
    return tmp_path


def run(folder: Path, table: Answers, **more: Any) -> Any:
    with serving(table) as server:
        way = Way(Limits(seconds=5), attempts=1, pause=lambda _: None)
        request = Request(str(folder), TODAY, addresses={"gem": server.base}, way=way, **more)
        return refresh(request, lambda *_: None)


def texts(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}


def test_what_moved_is_written_and_everything_else_stays(folder: Path) -> None:
    outcome = run(folder, answers(ACME))
    assert validate(str(folder)) == []
    changed = (folder / "products" / "acme-gem.yaml").read_text("utf-8")
    assert outcome.changed == (
        "gem:acme: newest of line 2 is 2.2.0 (was 2.1.0)",
        "gem:acme: new line 3, newest 3.0.1",
        "gem:acme-rails: newest of line 2 is 2.0.0 (was 2.0.0)",
    )
    expected = (
        GEM.replace('date: "2022-01"}', 'date: "2022-01-15"}')
        .replace('{version: "2.1.0", date: "2023-03-01"}', '{version: "2.2.0", date: "2024-04-01"}')
        .replace('current: "2"  #', 'current: "3"  #')
        .replace('    newest_seen: {version: "2.3.0"}\n', "")
        .replace(
            "          source: gemspec of 2.1.0\n",
            "          source: gemspec of 2.1.0\n"
            '      - id: "3"\n'
            '        first: {version: "3.0.0", date: "2026-06-01"}\n'
            '        newest: {version: "3.0.1", date: "2026-06-11"}\n',
        )
        .replace("evidence: [CHANGELOG.md]", f'evidence: [CHANGELOG.md, "registry of gem on acme, {TODAY}"]')
        .replace('current: "1"', 'current: "2"')
        .replace('"<=2021-01-01", verified: false', '"2021-01-02", verified: false')
        .replace('newest: {version: "2.0.0", date: "2026-05-01", verified: false}', 'newest: {version: "2.0.0", date: "2026-05-01"}')
        .replace("on acme-rails, 2026-01-01", f"on acme-rails, {TODAY}")
    )  # fmt: skip
    assert changed == expected
    match = load(str(folder)).match("gem", "acme")
    assert match is not None
    assert match.package.latest is not None
    assert match.package.latest.version == "3.0.1"
    assert match.package.lines[0].releases == "1.0.0 2020-01-10\n1.9.0 2022-01-15"


def test_a_second_run_changes_no_byte(folder: Path) -> None:
    run(folder, answers(ACME))
    before = texts(folder)
    outcome = run(folder, answers(ACME))
    assert (outcome.changed, outcome.files) == ((), ())
    assert texts(folder) == before


def test_check_writes_nothing_and_says_what_moved(folder: Path) -> None:
    before = texts(folder)
    outcome = run(folder, answers(ACME), check=True)
    assert outcome.changed
    assert "products/acme-gem.yaml" in outcome.files
    assert texts(folder) == before


def test_the_newest_never_moves_backwards(folder: Path) -> None:
    run(folder, answers(ACME))
    before = texts(folder)["products/acme-gem.yaml"]
    less = {version: day for version, day in ACME.items() if version < "2.1"}
    outcome = run(folder, answers(less))
    assert outcome.changed == ()
    assert texts(folder)["products/acme-gem.yaml"] == before


def test_a_mirror_s_first_seen_days_are_upper_bounds(folder: Path) -> None:
    seen = dict.fromkeys(ACME, "2026-06-30")
    outcome = run(folder, answers(seen, dict.fromkeys(RAILS, "2026-06-30")))
    assert outcome.notes == ("gem: its days are not known to be those of publication and count as upper bounds",)
    text = (folder / "products" / "acme-gem.yaml").read_text("utf-8")
    assert 'first: {version: "3.0.0", date: "<=2026-06-30"}' in text
    assert 'newest: {version: "1.9.0", date: "2022-01"}' in text
    assert '"<=2021-01-01", verified: false' in text
    run(folder, answers(ACME))
    assert 'first: {version: "3.0.0", date: "2026-06-01"}' in (folder / "products" / "acme-gem.yaml").read_text("utf-8")


def test_a_source_that_fails_keeps_its_facts_and_is_named(folder: Path) -> None:
    outcome = run(folder, answers(ACME, None) | {"/api/v1/versions/acme-rails.json": Reply(b"", 500)})
    assert outcome.failed[0].startswith("gem:acme-rails: http")
    assert outcome.failed[0].endswith("status 500; its facts stay")
    text = (folder / "products" / "acme-gem.yaml").read_text("utf-8")
    assert text[text.index("name: acme-rails") :] == GEM[GEM.index("name: acme-rails") :]
    assert 'releases: "2026-06-01"' in (folder / "matrix.yaml").read_text("utf-8")
    assert "not read:\n  gem:acme-rails" in summary(outcome)


def test_what_no_registry_has_is_named_and_the_day_of_comparison_moves(folder: Path) -> None:
    outcome = run(folder, answers(ACME, None))
    assert outcome.failed == ()
    assert outcome.absent[0].endswith("there is no such thing (status 404); its facts stay")
    assert outcome.absent[1] == "wordpress:acme: no registry of wordpress is known; its facts stay"
    assert f'releases: "{TODAY}"' in (folder / "matrix.yaml").read_text("utf-8")
    assert "not there:\n  gem:acme-rails" in summary(outcome)


def test_after_two_failures_a_registry_is_left_in_peace(folder: Path) -> None:
    more = GEM[GEM.index("  - ecosystem: gem\n    name: acme-rails") : GEM.index("  - ecosystem: wordpress")]
    extra = "".join(more.replace("acme-rails", f"acme-{number}") for number in range(9))
    path = folder / "products" / "acme-gem.yaml"
    path.write_text(GEM.replace("  - ecosystem: wordpress", f"{extra}  - ecosystem: wordpress"), "utf-8")
    table: Answers = {
        f"/api/v1/versions/{name}.json": Reply(b"", 500) for name in ("acme", *(f"acme-{n}" for n in range(9)))
    }
    outcome = run(folder, table)
    assert outcome.changed == ("days of releases, in 1 file",)
    assert [text for text in outcome.failed if text.endswith("not asked after 2 failures; its facts stay")]


def test_where_all_answered_the_day_of_comparison_moves(folder: Path) -> None:
    path = folder / "products" / "acme-gem.yaml"
    path.write_text(GEM[: GEM.index("  - ecosystem: wordpress")], "utf-8")
    run(folder, answers(ACME))
    text = (folder / "matrix.yaml").read_text("utf-8")
    assert f'releases: "{TODAY}"' in text
    assert f'revision: "{TODAY}"' in text
    assert 'page: "2026-06-01"' in text


def test_a_matrix_with_faults_is_not_refreshed(folder: Path) -> None:
    (folder / "products" / "acme-gem.yaml").write_text(GEM.replace("runs_in", "runs"), "utf-8")
    with pytest.raises(UserError, match="mend it before a refresh"):
        run(folder, {})


PAGE = """\
| Level | Description |
| --- | --- |
| Supported | all |
| Sustained | some |
| Bug Fixes | fixes |

## SDKs

| SDK | Support Level |
| --- | --- |
| Acme Gem | Supported |
"""


@pytest.mark.parametrize(
    ("page", "changed"),
    [
        (PAGE, []),
        (
            PAGE.replace("Gem | Supported", "Gem | Sustained"),
            ["the page, SDKs: Acme Gem, level: Supported became Sustained; write it by hand"],
        ),
        (
            f"{PAGE}| [Acme Pod](https://docs.example.test/pod) | Bug Fixes |\n",
            ["the page, SDKs: Acme Pod: nothing became Bug Fixes; write it by hand"],
        ),
    ],
    ids=["the same rows", "another level", "a new row"],
)
def test_the_page_is_compared_row_by_row(folder: Path, page: str, changed: list[str]) -> None:
    with serving({"/page.mdx": Reply(page.encode(), type="text/plain; charset=utf-8"), **answers(ACME)}) as server:
        way = Way(Limits(seconds=5), attempts=1)
        request = Request(str(folder), TODAY, ("pypi",), {}, way, page=f"{server.base}/page.mdx")
        outcome = refresh(request, lambda *_: None)
    assert [text for text in outcome.changed if text.startswith("the page")] == changed
    assert (f'page: "{TODAY}"' in (folder / "matrix.yaml").read_text("utf-8")) == (not changed)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("| Sustained | some |\n", "", "level Sustained is gone"),
        ("| Bug Fixes | fixes |\n", "| Bug Fixes | fixes |\n| Preview | none |\n", "new level Preview"),
        ("## SDKs", "## Libraries", "new table Libraries; table SDKs is gone"),
    ],
)
def test_a_page_of_another_shape_stops_the_run(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, old: str, new: str, message: str
) -> None:
    page = tmp_path_factory.mktemp("page") / "page.mdx"
    page.write_text(PAGE.replace(old, new), "utf-8")
    before = texts(folder)
    with pytest.raises(UserError, match=message):
        run(folder, answers(ACME), page=str(page))
    assert texts(folder) == before


def test_a_page_that_cannot_be_read_is_named(folder: Path) -> None:
    with serving({}) as server:
        request = Request(str(folder), TODAY, ("pypi",), page=f"{server.base}/page.mdx", way=Way(attempts=1))
        outcome = refresh(request, lambda *_: None)
    assert [text.startswith("the page: http") for text in outcome.failed] == [True]


def test_the_command_gives_status_1_where_upstream_moved(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MATRIX_AUDIT_CACHE", str(tmp_path / "cache"))
    from argparse import ArgumentParser

    parser = ArgumentParser()
    command.arguments(parser)
    with serving(answers(ACME)) as server:
        words = ["refresh", str(folder), "--no-page", "--only", "gem", "--registry", f"gem={server.base}"]
        found: list[Outcome] = [
            command.run(parser.parse_args([*words, *more])) for more in (["--check"], [], ["--check"])
        ]
    assert [outcome.status for outcome in found] == [1, 0, 0]
    assert found[2].text.startswith("nothing changed\n")


# Facts


@pytest.mark.parametrize(
    ("known", "told", "expected"),
    [
        (None, None, None),
        (None, "<=2026-01-01", "<=2026-01-01"),
        ("2026-01", "2026-02-03", "2026-02-03"),
        ("2026", "2026-02", "2026-02"),
        ("2026-02", "<=2026-01-01", "2026-02"),
        ("<=2026-03-01", "<=2026-01-01", "<=2026-01-01"),
        ("<=2026-03-01", "2026", "2026"),
        ("2026-01-01", "2026-02-02", "2026-01-01"),
    ],
)
def test_the_better_evidenced_date_is_kept(known: str | None, told: str | None, expected: str | None) -> None:
    assert better(known, told) == expected


def test_a_registry_is_believed_where_it_agrees() -> None:
    same = [("2026-01-05", "2026-01-08")] * 9
    assert published([*same, ("2020-01-01", "2026-01-01")])
    assert not published([*same[:8], *[("2020-01-01", "2026-01-01")] * 2])
    assert not published(same[:4])


def test_a_new_release_without_a_day_was_out_today() -> None:
    told = Told({"1.0.0": None, "1.1.0": None, "2.0.0-rc.1": None, "junk": None}, published=True)
    found = merged("npm", {"1.0.0": None}, told, TODAY, prereleases=False)
    assert found == {"1.0.0": None, "1.1.0": f"<={TODAY}"}
    assert "2.0.0-rc.1" in merged("npm", {}, told, TODAY, prereleases=True)


def test_days_that_disagree_are_told() -> None:
    told = Told({"1.0.0": "2026-02-01", "1.1.0": "2026-02-02", "1.2.0": None}, published=True)
    known: dict[str, str | None] = {"1.0.0": "2026-01-01", "1.1.0": "2026-02-01"}
    assert conflicts(known, told) == ["1.0.0: 2026-01-01 here, 2026-02-01 there"]
    assert conflicts(known, told._replace(published=False)) == []

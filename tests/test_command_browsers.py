"""The ``browsers`` command: a query or a project's targets as a table or JSON, in browserslist's order and with its errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.browserslist import expand
from auditor.cli import main
from browser_trees import DAY, GLOBEX, app

WORDS = ("--matrix", str(GLOBEX), "--as-of", DAY)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("BROWSERSLIST", "BROWSERSLIST_CONFIG", "BROWSERSLIST_ENV", "BROWSERSLIST_STATS", "NODE_ENV"):
        monkeypatch.delenv(name, raising=False)


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["browsers", *words, *WORDS]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def as_json(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    return json.loads(asked(capsys, *words, "--format", "json"))


def write(**files: str) -> None:
    for path, text in files.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text, "utf-8")


@pytest.mark.parametrize("query", ["defaults", "ie 10-11", "last 2 versions, not dead", "> 1% in us"])
def test_json_has_the_published_fields_in_browserslists_order(query: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = as_json(capsys, query)
    assert told["schema"] == "matrix-audit/browsers/1"
    assert told["data"] == {"caniuse": "1.0.30001826", "date": "2026-11-11"}
    assert told["query"] == query
    assert told["browsers"] == expand(query, now=DAY)


def test_several_words_are_one_query(capsys: pytest.CaptureFixture[str]) -> None:
    told = as_json(capsys, "ie 11", "chrome 157", "not ie 11")
    assert (told["query"], told["browsers"]) == ("ie 11, chrome 157, not ie 11", ["chrome 157"])


def test_the_table_has_level_use_and_date(capsys: pytest.CaptureFixture[str]) -> None:
    lines = asked(capsys, "ie 9-11, chrome 156-157, chrome 158, ios_saf 9.3, samsung 30, node 24").splitlines()
    table = [line.split("  ") for line in lines]
    cells = [[cell.strip() for cell in row if cell.strip()] for row in table if row != [""]]
    assert cells[0] == ["browser", "in the matrix", "usage", "released"]
    said = {row[0]: row[1] for row in cells[1:-1]}
    assert said == {
        "chrome 158": "Supported",
        "chrome 157": "Supported",
        "chrome 156": "Supported, outdated",
        "ie 11": "Sustained",
        "ie 10": "Sustained",
        "ie 9": "unlisted",
        "ios_saf 9.3": "Supported, below the floor",
        "node 24.22.0": "no browser",
        "samsung 30": "unlisted",
    }
    assert ["ie 11", "Sustained", "0.17 %", "2013-10-17"] in cells
    assert cells[-1] == ["9 versions, by caniuse-lite 1.0.30001826 of 2026-11-11, as of 2026-11-22"]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["foo"], "Unknown browser query `foo`. Maybe you are using old Browserslist or made typo in query."),
        (["ie 99"], "Unknown version 99 of ie"),
        (["extends browserslist-config-acme"], "Cannot find module 'browserslist-config-acme'"),
        (["> 1% in my stats"], "Custom usage statistics was not provided"),
        (["defaults", "--region", "zz"], "Unknown region name `zz`."),
        ([], "nothing here declares browsers; give a query, such as: matrix-audit browsers defaults"),
        (["defaults", "--as-of", "2026-02-30"], "not a day of the calendar: '2026-02-30'"),
        (["defaults", "--variables"], "Can't read nowhere config"),
    ],
)
def test_a_mistake_is_browserslists_message_and_status_2(
    words: list[str], error: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if "--variables" in words:
        monkeypatch.setenv("BROWSERSLIST_CONFIG", "nowhere")
    try:
        status = main(["browsers", *WORDS, *words])
    except SystemExit as end:
        status = int(end.code or 0)
    captured = capsys.readouterr()
    assert status == 2
    assert error in captured.err
    assert captured.out == ""


def test_coverage_adds_up(capsys: pytest.CaptureFixture[str]) -> None:
    told = as_json(capsys, "ie 11, samsung 30, chrome 156, ios_saf 9.3", "--coverage", "--region", "US")
    shares = told["coverage"]["global"]
    rows = {row["version"]: row["usage"] for row in told["details"]}
    assert shares["targeted"] == round(sum(rows.values()), 4)
    assert shares["outside"] == round(rows["samsung 30"] + rows["ios_saf 9.3"], 4)
    assert shares["inside"] == round(shares["targeted"] - shares["outside"], 4)
    assert set(told["coverage"]) == {"global", "region"}
    assert [row["regional"] is None for row in told["details"]].count(False) >= 1


def test_coverage_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    lines = asked(capsys, "ie 11, samsung 30", "--coverage", "--region", "alt-eu").splitlines()
    told = [line for line in lines if "targeted usage" in line]
    assert len(told) == 2
    assert "% of your targeted usage worldwide is outside what Globex lists (" in told[0]
    assert "% of your targeted usage in the region is outside what Globex lists (" in told[1]
    assert "in the region" in lines[0]


def test_a_terminal_gets_a_bar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert "[" + "#" * 30 + "] 0.0 % of" in asked(capsys, "ie 11", "--coverage")
    assert "[" + "." * 30 + "] 100.0 % of" in asked(capsys, "samsung 30", "--coverage")
    assert "\n0.0 % of your targeted usage" in asked(capsys, "node 24", "--coverage")


def test_a_projects_declarations_are_listed_with_their_places(capsys: pytest.CaptureFixture[str]) -> None:
    write(**app({"vite": "5.4.1"}, browserslist={"production": ["ie 11"], "development": ["chrome 157"]}))
    write(**{"tsconfig.json": '{"compilerOptions": {"target": "es2020"}}', "docs/.browserslistrc": "samsung 30\n"})
    told = as_json(capsys)
    assert told["query"] is None
    assert told["browsers"] == ["samsung 30", "ie 11", "chrome 157"]
    assert [(row["path"], row["line"], row["tool"], row["environment"], row["queries"]) for row in told["targets"]] == [
        ("docs/.browserslistrc", 1, "browserslist", "defaults", ["samsung 30"]),
        ("package.json", 9, "browserslist", "production", ["ie 11"]),
        ("package.json", 12, "browserslist", "development", ["chrome 157"]),
        ("tsconfig.json", 1, "TypeScript", "defaults", ["es2020"]),
    ]
    assert [row["default"] for row in told["targets"]] == [None] * 4
    lines = asked(capsys).splitlines()
    assert lines[0] == "docs/.browserslistrc:1  browserslist: samsung 30  [1 version]"
    assert "tsconfig.json:1  TypeScript: es2020  [no browsers]" in lines


def test_one_environment_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    write(**app({}, browserslist={"production": ["ie 11"], "development": ["chrome 157"]}))
    assert as_json(capsys, "--env", "development")["browsers"] == ["chrome 157"]


def test_a_default_is_marked(capsys: pytest.CaptureFixture[str]) -> None:
    write(**app({"vite": "8.3.8"}))
    first = asked(capsys).splitlines()[0]
    assert first.startswith("package.json:5  Vite (production): chrome >= 111")
    assert first.endswith("; nobody declared it: the default of Vite 8.3.8, read from vite 8.3.8]")


def test_what_is_not_known_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    write(**app({}), **{"vite.config.js": "export default { build: { target: TARGET } }", ".browserslistrc": "ie 11\n"})
    assert "not known: vite.config.js computes the targets of Vite: the browsers it targets are not known" in asked(
        capsys
    )
    write(**{".browserslistrc": "ie 11\nextends browserslist-config-acme\n"})
    assert any("browserslist-config-acme" in gap for gap in as_json(capsys)["partial"])


def test_a_projects_invalid_query_is_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    write(**{".browserslistrc": "foo\n"})
    assert main(["browsers", *WORDS]) == 2
    assert ".browserslistrc is refused by browserslist: Unknown browser query `foo`" in capsys.readouterr().err


def test_an_empty_declaration_targets_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    write(**{".browserslistrc": "# nothing\n"})
    assert asked(capsys).startswith(".browserslistrc:1  browserslist: nothing  [no browsers]\n")


def test_variables_are_heeded_when_asked(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    write(**{".browserslistrc": "chrome 157\n", "other": "[production]\nie 11\n[ssr]\nie 10\n"})
    monkeypatch.setenv("BROWSERSLIST", "samsung 30")
    assert as_json(capsys)["browsers"] == ["chrome 157"]
    assert as_json(capsys, "--variables")["browsers"] == ["samsung 30"]
    monkeypatch.delenv("BROWSERSLIST")
    monkeypatch.setenv("BROWSERSLIST_CONFIG", "other")
    assert as_json(capsys, "--variables")["browsers"] == ["ie 11"]
    monkeypatch.setenv("BROWSERSLIST_ENV", "ssr")
    assert as_json(capsys, "--variables")["browsers"] == ["ie 10"]
    monkeypatch.delenv("BROWSERSLIST_CONFIG")
    assert as_json(capsys, "--variables")["browsers"] == ["chrome 157"]


def test_a_query_may_refer_to_the_folder_it_is_asked_in(capsys: pytest.CaptureFixture[str]) -> None:
    write(**{".browserslistrc": "chrome 157\n", "node_modules/browserslist-config-acme/index.json": '["ie 11"]'})
    assert as_json(capsys, "browserslist config")["browsers"] == ["chrome 157"]
    assert as_json(capsys, "extends browserslist-config-acme")["browsers"] == ["ie 11"]

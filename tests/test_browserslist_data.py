"""The bundled figures, and their compact form."""

from __future__ import annotations

import os
import zlib
from pathlib import Path
from typing import Any

import pytest

from auditor.browserslist import Data, expand
from auditor.maintain import browser_data
from test_browserslist_queries import DAY, TABLE

DATA = Data()
BASELINE = [
    {
        "date": "2020-01-01",
        "browsers": [{"browser": "safari", "version": "2"}, {"browser": "ya_android", "version": "9"}],
    }
]


def content(**changed: Any) -> dict[str, Any]:
    """Packages of one browser, one feature and one region."""
    agent: dict[str, Any] = {
        "versions": ["1", "2.0-2.1", "TP"],
        "released": ["1", "2.0-2.1"],
        "dates": [["1", 86400], ["2.0-2.1", 172800], ["TP", None]],
        "usage": [["1", 0], ["2.0-2.1", 1e-7], ["TP", 12.5]],
    }
    return {
        "sources": {"caniuse-lite": "1.0.1"},
        "agents": {"safari": agent, "firefox": {**agent, "released": agent["versions"][:2]}},
        "features": {"grid": {"safari": {"1": "n d #1", "2.0-2.1": "a x", "TP": "y #2"}}},
        "regions": {"XX": [["safari 1", None], ["safari 2.0-2.1", 0.25], ["firefox 1", 0], ["firefox 2.0-2.1", 0]]},
        "esr": "firefox 1",
        "electron": [["1.0", "49"], ["1.10", "50"]],
        "node": ["20.0.0", "20.1.0"],
        "schedule": {"v20": {"start": "2023-04-18", "end": "2026-04-30"}},
        "baseline": BASELINE,
        **changed,
    }


def test_the_oracle_answers_from_the_same_versions() -> None:
    assert {name: DATA.sources[name] for name in TABLE.content["sources"]} == TABLE.content["sources"]
    assert DATA.version == TABLE.content["sources"]["caniuse-lite"]
    assert DATA.date == "2026-11-11"


def test_the_files_are_small_once_compressed() -> None:
    folder = Path(browser_data.FOLDER)
    assert sum(len(zlib.compress((folder / name).read_bytes())) for name in os.listdir(folder)) < 250_000


def test_what_is_encoded_is_read_back(tmp_path: Path) -> None:
    for name, text in browser_data.encode(content(), "2026-01-02").items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    data = Data(str(tmp_path))
    assert (data.version, data.date, data.firefox_esr) == ("1.0.1", "2026-01-02", "1")
    assert data.agents["safari"] == ("safari", ("1", "2.0-2.1", "TP"), ("1", "2.0-2.1"), {"1": 1, "2.0-2.1": 2})
    assert data.usage["safari 2.0-2.1"] == 1e-7
    assert data.aliases["safari"] == {"2.0": "2.0-2.1", "2.1": "2.0-2.1"}
    assert data.feature("grid") == {"safari": {"1": "n", "2.0-2.1": "a", "TP": "y"}}
    assert data.region("XX") == {
        "safari 1": None, "safari 2.0-2.1": 0.25, "safari TP": None, "firefox 1": 0, "firefox 2.0-2.1": 0, "firefox TP": None
    }  # fmt: skip
    assert data.region("YY") is None
    assert data.feature("flex") is None
    assert (data.electron, data.node_versions) == ({"1.0": "49", "1.10": "50"}, ("20.0.0", "20.1.0"))
    assert data.node_lines == (("20", "2023-04-18", "2026-04-30"),)
    assert data.baseline == (("2020-01-01", {"safari": "2"}),)
    assert expand("last 1 safari version", now=DAY, data=data) == ["safari 2.0-2.1"]


def changed_agent(**changed: object) -> dict[str, Any]:
    agents = content()["agents"]
    return {"agents": {**agents, "safari": {**agents["safari"], **changed}}}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        pytest.param(changed_agent(released=["2.0-2.1"]), "do not describe the same versions", id="released ones are not the first"),
        pytest.param(changed_agent(usage=[["TP", 0]]), "do not describe the same versions", id="shares of other versions"),
        pytest.param(changed_agent(dates=[["1", 1], ["2.0-2.1", 86400], ["TP", None]]), "without a day", id="a date that is no midnight"),
        pytest.param(changed_agent(dates=[["1", 0], ["2.0-2.1", None], ["TP", None]]), "without a day", id="a released version without a date"),
        pytest.param({"regions": {"XX": [["safari 9", 1]]}}, "in another order", id="a figure of an unknown version"),
        pytest.param({"regions": {"XX": [["safari TP", 1], ["safari 1", 2]]}}, "in another order", id="figures in another order"),
    ],
)  # fmt: skip
def test_packages_of_another_shape_are_refused(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(browser_data.DataError, match=message):
        browser_data.encode(content(**changed), "2026-01-02")


@pytest.mark.parametrize("value", [0, 0.0, 1, 12.5, 0.00523, 1e-7, 7.3956e-06, 100])
def test_a_figure_is_read_back_as_it_was(value: float) -> None:
    assert float(browser_data.figure(value)) == value


def test_a_figure_that_no_short_decimal_gives_is_refused() -> None:
    with pytest.raises(browser_data.DataError, match="cannot be written"):
        browser_data.figure(1e-25)


def test_a_data_file_that_is_not_there_yet_has_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_data, "FOLDER", str(tmp_path))
    assert browser_data.stored("agents.txt") is None

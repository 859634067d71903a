"""Queries: the real browserslist's answers, its clauses, and what no table of answers shows."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from typing import Any

import pytest

from auditor.browserslist import Clause, Options, QueryError, attribute, clauses, expand
from auditor.browserslist.grammar import KINDS
from browserslist_table import Table, unordered

DATA = os.path.join(os.path.dirname(__file__), "data", "browserslist", "answers.json")
TABLE = Table(DATA)
DAY = "2026-11-22"


def kinds_of(query: str | list[str]) -> set[str]:
    return {clause.kind for clause in clauses(query)}


def refused(query: str | list[str], **options: Any) -> str:
    with pytest.raises(QueryError) as caught:
        expand(query, now=DAY, **options)
    return str(caught.value)


@pytest.mark.parametrize("kind", [*(kind.name for kind in KINDS), "unknown"])
def test_queries_with_a_clause_of_this_kind_get_the_answer_of_browserslist(kind: str) -> None:
    cases = [case for case in TABLE.content["queries"] if kind in kinds_of(case[0])]
    assert len(cases) >= 2
    differing = {
        f"{query!r} {options}": (ours, theirs)
        for query, options, stored in cases
        if unordered(ours := TABLE.ask(query, options)) != unordered(theirs := TABLE.answer(stored))
    }
    assert differing == {}


def test_queries_without_any_clause_get_the_answer_of_browserslist() -> None:
    cases = [case for case in TABLE.content["queries"] if not kinds_of(case[0])]
    assert len(cases) >= 2
    assert [TABLE.ask(query, options) for query, options, _ in cases] == [[]] * len(cases)


def test_an_answer_is_in_browserslists_order() -> None:
    ordered = [case for case in TABLE.content["queries"] if "safari TP" not in TABLE.answer(case[2])]
    assert [TABLE.ask(query, options) for query, options, _ in ordered] == [TABLE.answer(case[2]) for case in ordered]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("ie 10", [("ie 10", 0, 0, 5, "or", False)], id="one clause"),
        pytest.param(
            "ie 9-11 and not  ie 10",
            [("ie 9-11", 0, 0, 7, "or", False), ("not  ie 10", 0, 12, 22, "and", True)],
            id="a negated clause after and",
        ),
        pytest.param(
            " ie 9 ,\tie 10 OR ie 11\n",
            [
                ("ie 9", 0, 1, 5, "or", False),
                ("ie 10", 0, 8, 13, "or", False),
                ("ie 11", 0, 17, 22, "or", False),
            ],
            id="offsets leave out the white space",
        ),
        pytest.param(
            ["", "ie 9", "ie 10 and", " ie 11"],
            [("ie 9", 1, 0, 4, "or", False), ("ie 10", 2, 0, 5, "or", False), ("ie 11", 3, 1, 6, "and", False)],
            id="an entry that ends in and goes on in the next one",
        ),
        pytest.param(
            "ie\u00a09\u2028or ie 10",
            [("ie\u00a09", 0, 0, 4, "or", False), ("ie 10", 0, 8, 13, "or", False)],
            id="white space beyond ASCII separates and keeps its place",
        ),
        pytest.param("ie 9,", [("ie 9", 0, 0, 4, "or", False), ("", 0, 5, 5, "or", False)], id="an empty last clause"),
        pytest.param([], [], id="no entries"),
    ],
)
def test_clauses_carry_their_offsets(query: str | list[str], expected: list[tuple[Any, ...]]) -> None:
    found = list(clauses(query))
    assert [clause[:6] for clause in found] == expected
    texts = [query] if isinstance(query, str) else query
    assert all(texts[clause.entry][clause.start : clause.end] == clause.text for clause in found)


def test_a_clause_names_its_kind_and_parts() -> None:
    assert list(clauses("not > 1.5% in alt-eu")) == [
        Clause("not > 1.5% in alt-eu", 0, 0, 20, "or", True, "popularity_in_place", (">", "1.5", "alt-eu"))
    ]


def test_each_version_is_attributed_to_the_clauses_that_brought_it() -> None:
    brought = attribute(["ie 9-10", "ie 10-11, not ie 9"], now=DAY)
    assert {name: [clause.text for clause in by] for name, by in brought.items()} == {
        "ie 11": ["ie 10-11"],
        "ie 10": ["ie 9-10", "ie 10-11"],
    }


def test_a_clause_joined_by_and_brings_what_it_leaves() -> None:
    brought = attribute("ie 9-11 and last 1 ie version", now=DAY)
    assert {name: [clause.entry for clause in by] for name, by in brought.items()} == {"ie 11": [0, 0]}


def test_the_day_may_be_a_date() -> None:
    assert expand("since 2026-11-05", now=dt.date(2026, 11, 22)) == expand("since 2026-11-05", now=DAY)


@pytest.mark.parametrize("day", ["", "today", "2026-02-30", "26-11-22", "2026-13-01"])
def test_what_is_no_day_is_refused(day: str) -> None:
    with pytest.raises(ValueError, match="is not a date of the form YYYY-MM-DD"):
        expand("last 1 year", now=day)


def test_current_node_needs_the_version_to_be_stated() -> None:
    assert "not stated" in refused("current node")
    assert expand("current node", now=DAY, node="18.2.0") == ["node 18.2.0"]


def test_browserslist_config_stands_for_the_projects_own_queries() -> None:
    assert expand("browserslist config", now=DAY, config=["ie 10", "ie 9"]) == ["ie 10", "ie 9"]
    assert expand("browserslist config", now=DAY) == expand("defaults", now=DAY)


def test_without_a_resolver_nothing_can_be_extended() -> None:
    assert refused("extends browserslist-config-x") == "Cannot find module 'browserslist-config-x'"
    assert "browserslist-stats.json" in refused("> 1% in browserslist-config-x stats")


@pytest.mark.parametrize(
    ("export", "expected"),
    [
        pytest.param(["ie 9"], ["ie 9"], id="a list"),
        pytest.param({"production": "ie 10", "defaults": ["ie 9"]}, ["ie 10"], id="the text of the environment"),
        pytest.param(
            {"test": "ie 10", "defaults": ["ie 9"]}, ["ie 9"], id="another environment's section is passed over"
        ),
        pytest.param({"test": "ie 10"}, [], id="no section for the environment"),
    ],
)
def test_a_configuration_that_is_extended_gives_its_section(export: object, expected: list[str]) -> None:
    assert expand("extends browserslist-config-x", now=DAY, extends=lambda _: export) == expected


@pytest.mark.parametrize("export", [None, "ie 9", 5, [["ie 9"]], {"production": 5}])
def test_any_other_export_is_refused(export: object) -> None:
    message = refused("extends browserslist-config-x", extends=lambda _: export)
    assert message == "`browserslist-config-x` config exports not an array of queries or an object of envs"


def test_any_name_may_be_extended_where_that_is_asked_for() -> None:
    assert expand("extends ./mine", now=DAY, dangerous_extend=True, extends=lambda _: ["ie 9"]) == ["ie 9"]


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"extends": lambda _: ["extends browserslist-config-x"]}, id="itself"),
        pytest.param({"extends": lambda name: [f"extends {name}x"]}, id="ever another"),
        pytest.param(
            {"config": "extends browserslist-config-x", "extends": lambda _: ["browserslist config"]}, id="in turn"
        ),
    ],
)
def test_configurations_that_extend_each_other_for_ever_are_refused(options: Options) -> None:
    assert refused("extends browserslist-config-x", **options).endswith("leads back to itself")


def test_a_configuration_that_is_extended_often_is_read_once() -> None:
    asked: list[str] = []

    def extends(name: str) -> list[str]:
        asked.append(name)
        return [f"extends {name}x"] * 2 if len(name) < 45 else ["ie 9"]

    assert expand("extends browserslist-config-x", now=DAY, extends=extends) == ["ie 9"]
    assert len(asked) == len(set(asked)) == 25


@pytest.mark.parametrize(
    ("stats", "expected"),
    [
        pytest.param({"ie": {"9": 5, "10": None, "11": "9"}}, ["ie 9"], id="what is no number is no share"),
        pytest.param({"ie": 5, "edge": {"12": 2}}, ["edge 12"], id="a browser without versions"),
        pytest.param({"dataByBrowser": None}, [], id="a wrapper around nothing"),
        pytest.param({}, [], id="an empty table"),
    ],
)
def test_statistics_of_any_shape_are_read(stats: dict[str, object], expected: list[str]) -> None:
    assert expand("> 1% in my stats", now=DAY, stats=stats) == expected


def test_statistics_of_a_browser_that_does_not_exist_are_refused_where_it_has_a_version_0() -> None:
    assert expand("> 1% in my stats", now=DAY, stats={"netscape": {"4": 5}}) == ["netscape 4"]
    assert refused("> 1% in my stats", stats={"netscape": {"0": 5}}) == "Unknown browser netscape"


HUGE = "9" * 6000
LEADING = "0" * 6000


@pytest.mark.parametrize(
    ("query", "same"),
    [
        (f"last {HUGE} ie versions", "last 0 ie versions"),
        (f"last {LEADING}2 ie versions", "last 2 ie versions"),
        (f"last {HUGE} ie major versions", "ie > 0"),
        (f"last {HUGE} years", "last 1000 years"),
        (f"since {HUGE}", "since 9999"),
        (f"since {LEADING}2026", "since 2026"),
        (f"since 2026-{HUGE}-{HUGE}", "since 9999"),
        (f"baseline {HUGE}", "baseline 13"),
        (f"baseline {LEADING}12", "baseline 12"),
        (f"> {HUGE}%", "> 100%"),
        (f"cover {HUGE}%", "cover 100%"),
        (f"ie < {HUGE}", "ie > 0"),
        (f"ie 6 - {HUGE}", "ie > 5.5"),
        (f"node >= {HUGE}.{HUGE}", "node > 999"),
        (f"node 20 - {HUGE}", "node >= 20"),
        (f"electron < {HUGE}", "electron > 0"),
    ],
    ids=lambda text: text[:20].strip("09"),
)
def test_numbers_of_any_length_are_read(query: str, same: str) -> None:
    assert expand(query, now=DAY) == expand(same, now=DAY)


def test_a_version_of_any_length_is_unknown() -> None:
    assert refused(f"ie {HUGE}") == f"Unknown version {HUGE} of ie"
    assert refused(f"electron {HUGE} - 5") == "Unknown version inf of electron"


@pytest.mark.parametrize(
    "extend",
    [lambda q: f"{q}, ie 9", lambda q: f"ie 9, {q}", lambda q: [q, "ie 9"]],
    ids=["before", "after", "in a list"],
)
def test_an_error_is_raised_wherever_its_clause_stands(extend: Callable[[str], str | list[str]]) -> None:
    assert refused(extend("netscape 4")) == "Unknown browser netscape"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("electron 99.0", "Unknown version 99.0 of electron"),
        ("chrome >= ESR", "Unknown version ESR of chrome"),
        (
            "extends browserslist-config-x/node_modules/y",
            "`node_modules` not allowed in Browserslist config. Use `dangerousExtend` option to disable.",
        ),
    ],
)
def test_what_browserslist_refuses_is_refused_in_its_words(query: str, message: str) -> None:
    assert refused(query) == message


def test_before_baseline_every_release_counts() -> None:
    assert expand("baseline 2014 and kaios > 0", now=DAY) == []
    assert expand("baseline 2014 including kaios and kaios > 0", now=DAY) == expand("kaios > 0", now=DAY)

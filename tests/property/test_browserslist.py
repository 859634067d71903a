"""What must hold of any query and any configuration text."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.browserslist import QueryError, clauses, expand
from auditor.browserslist.config import find_config, pick
from auditor.browserslist.shared import find_export

DAY = "2026-11-22"
WORDS = [
    "ie",
    "chrome",
    "ff",
    "op_mini",
    "all",
    "last",
    "2",
    "versions",
    "major",
    "years",
    "since",
    "2026-1",
    "unreleased",
    "baseline",
    "2022",
    "widely",
    "available",
    "on",
    "with",
    "downstream",
    "including",
    "kaios",
    ">",
    ">=",
    "<",
    "1%",
    "0.5%",
    "in",
    "US",
    "alt-eu",
    "my",
    "stats",
    "cover",
    "50%",
    "supports",
    "css-grid",
    "fully",
    "node",
    "electron",
    "20",
    "4.0",
    "-",
    "9-11",
    "esr",
    "tp",
    "current",
    "maintained",
    "phantomjs",
    "1.9",
    "extends",
    "browserslist",
    "config",
    "defaults",
    "dead",
    "not",
    "and",
    "or",
    ",",
    ",",
    "\n",
    "0",
    ".",
    "..",
]
QUERY = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(max_size=40)
SOUND = st.sampled_from(
    [
        "ie 6-11", "last 3 versions", "> 1%", "defaults", "dead", "cover 80% in US", "supports css-grid", "firefox esr", "safari TP",
        "since 2024", "baseline 2023 with downstream", "node 18 - 22", "electron >= 30", "unreleased versions", "op_mini all",
    ]
)  # fmt: skip


@given(QUERY | st.lists(QUERY, max_size=4))
def test_a_query_is_answered_or_refused(query: str | list[str]) -> None:
    with suppress(QueryError):
        answer = expand(query, now=DAY)
        assert len(answer) == len(set(answer))
        assert all(len(name.split(" ")) == 2 for name in answer)


@given(st.lists(QUERY | st.text(max_size=40), max_size=4))
@example(["ie and and", "ie"])
def test_clauses_are_where_they_say(query: list[str]) -> None:
    for clause in clauses(query):
        said = query[clause.entry][clause.start : clause.end]
        over = clause.end == len(query[clause.entry]) and clause.text.startswith(f"{said}\n")
        assert said == clause.text or over


@given(st.lists(SOUND, min_size=1, max_size=4), SOUND, st.sampled_from([", not ", " and not ", " or not "]))
def test_not_never_adds_and_leaves_nothing_of_what_it_names(queries: list[str], refused: str, joint: str) -> None:
    before = set(expand(", ".join(queries), now=DAY))
    after = set(expand(f"{', '.join(queries)}{joint}{refused}", now=DAY))
    assert after == before - set(expand(refused, now=DAY))


@given(SOUND, SOUND)
def test_and_keeps_what_both_have_and_or_adds_up(one: str, other: str) -> None:
    first, second = set(expand(one, now=DAY)), set(expand(other, now=DAY))
    assert set(expand(f"{one} and {other}", now=DAY)) == first & second
    assert set(expand(f"{one} or {other}", now=DAY)) == first | second


@given(
    st.text("[]#,\n\r browserslit10{}\":'\ufeff\u2028\\", max_size=60),
    st.sampled_from(["package.json", ".browserslistrc"]),
)
def test_any_configuration_is_read_or_refused(text: str, name: str) -> None:
    prefix = '{"browserslist":' if name == "package.json" else ""
    content = f"{prefix}{text}".encode()
    with suppress(QueryError):
        config = find_config(lambda path: content if path == name else None, "app")
        entries = pick(config) if config else None
        lines = content.decode().removeprefix("\ufeff").split("\n")
        assert all(
            lines[e.line - 1][e.column - 1 :].startswith(e.text) for e in entries or () if name != "package.json"
        )


@given(st.text("module.exports = export default[]{}:,;'\"`\\xu0$/* \n", max_size=60))
def test_any_program_is_read_or_refused(text: str) -> None:
    with suppress(QueryError):
        find_export(
            lambda path: f"module.exports = {text}".encode() if path.endswith("index.js") else None,
            "browserslist-config-x",
            "",
        )


PUMPED = {
    "blanks": lambda n: "ie 11" + " " * n + "x",
    "blanks before and": lambda n: "ie 11" + " " * n + "and",
    "commas": lambda n: "ie 11" + ", ie 10" * (n // 6),
    "negations": lambda n: "ie 11" + " and not ie 10" * (n // 12),
    "digits": lambda n: "ie " + "1" * n + "x",
    "digits of a share": lambda n: "> " + "1" * n,
    "dots": lambda n: "chrome " + "." * n + "-",
    "a long name": lambda n: "a" * n + " >",
    "years": lambda n: "last " + "1" * n + " years x",
    "baseline": lambda n: "baseline widely" + " " * n + "available" + " " * n + "x",
    "opera mini": lambda n: "op_mini " * (n // 8),
    "extends": lambda n: "extends " + "@a/" * (n // 3),
    "supports": lambda n: "fully supports " + "a-" * n + "!",
    "blanks beyond ASCII": lambda n: "ie" + "\u2003" * n + "11",
}  # fmt: skip


@pytest.mark.parametrize("shape", PUMPED)
def test_time_grows_with_the_length_of_a_query(shape: str) -> None:
    def seconds(length: int) -> float:
        query = PUMPED[shape](length)
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            with suppress(QueryError):
                expand(query, now=DAY)
            best = min(best, time.process_time() - start)
        return best

    seconds(1000)
    # A busy machine slows one of the two; a quadratic reader is sixteen times slower every time.
    assert any(seconds(80_000) < 4 * seconds(20_000) * 2.5 + 0.02 for _ in range(5))


def test_many_entries_that_go_on_are_read_in_a_bound() -> None:
    start = time.process_time()
    assert len(list(clauses(["ie 11,"] * 20_000))) == 20_001
    assert time.process_time() - start < 5

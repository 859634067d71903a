"""Positions: the region of every value of a JSON text is that value, however the text is written and whatever is in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.locate import MANY, Text, follower, json_span, repeated_keys, unquote
from auditor.model import At, Location
from auditor.source import utf16

keys = st.one_of(
    st.sampled_from(
        ["", "a", "dependencies", "packages", "node_modules/a", 'quo"ted', "back\\slash", "ä", "😀", "{", ":"]
    ),
    st.text(max_size=4),
)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), keys, st.text(max_size=8)
)
documents = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=25,
)
layouts = st.fixed_dictionaries(
    {
        "indent": st.sampled_from([None, 0, 2, "\t"]),
        "ensure_ascii": st.booleans(),
        "separators": st.sampled_from([None, (" ,", " : ")]),
    }
)


def routes(value: Any, route: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every value of a document with the route to it."""
    if route:
        yield route, value
    items: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from routes(inner, (*route, key))


def covered(text: str, place: Location) -> str:
    """The text of a region, cut out by lines and UTF-16 columns alone."""
    lines = text.split("\n")[place.line - 1 : place.end_line]
    units = [line.encode("utf-16-le", "surrogatepass") for line in lines]
    units[-1] = units[-1][: (place.end_column - 1) * 2]
    units[0] = units[0][(place.column - 1) * 2 :]
    return b"\n\0".join(units).decode("utf-16-le", "surrogatepass")


def expected(route: tuple[str | int, ...], value: Any) -> Any:
    """What the region says: a scalar itself; of an object or list in an object its key; else its bracket."""
    if not isinstance(value, dict | list):
        return value
    return route[-1] if isinstance(route[-1], str) else "[" if isinstance(value, list) else "{"


def said(text: str, place: Location) -> Any:
    region = covered(text, place)
    return region if region in {"[", "{"} else json.loads(region)


@given(documents, layouts)
def test_every_value_is_found_alone(document: Any, layout: dict[str, Any]) -> None:
    text = json.dumps(document, **layout)
    source = Text("a.json", text)
    assert {route: said(text, source.at(route)) for route, _ in routes(document)} == {
        route: expected(route, value) for route, value in routes(document)
    }


@given(documents, layouts)
def test_every_value_is_found_with_all_the_others(document: Any, layout: dict[str, Any]) -> None:
    text = json.dumps(document, **layout)
    wanted = dict(routes(document))
    follow = follower(text, "json", depth=max(map(len, wanted), default=0))
    found = [Text("a.json", text).region(*(follow(route) or (0, 0))) for route in wanted]
    assert [said(text, place) for place in found] == [expected(route, value) for route, value in wanted.items()]


@given(documents, layouts)
def test_nothing_is_found_where_a_route_leads_nowhere(document: Any, layout: dict[str, Any]) -> None:
    text = json.dumps(document, **layout)
    real = {route for route, _ in routes(document)}
    for route in [*real, ()]:
        longer = (*route, "no such key")
        if longer not in real:
            assert Text("a.json", text).at(longer) == Location("a.json", 1, 1, 1, 1)


def test_columns_count_what_an_editor_counts() -> None:
    text = '{"😀": {"é": "x"}}'
    assert Text("a.json", text).at(("😀", "é")) == Location("a.json", 1, 14, 1, 17)
    assert utf16("😀é") == 3
    assert utf16("\ud83d") == 1


def test_a_key_that_is_written_with_escapes_is_not_mistaken_for_one_that_is_not() -> None:
    text = '{"x": {"\\u0061": 1}, "a": 2}'
    assert [covered(text, Text("a.json", text).at(route)) for route in (("x", "a"), ("a",))] == ["1", "2"]


@pytest.mark.parametrize(
    ("place", "region"),
    [
        pytest.param(1, "first", id="a line is what it holds"),
        pytest.param(2, "second   x", id="without indentation and what trails"),
        pytest.param(3, "", id="an empty one is empty"),
        pytest.param(4, "", id="one of blanks as well"),
        pytest.param(5, "last", id="the last needs no end"),
        pytest.param(99, "last", id="a number that is too high is the last"),
        pytest.param(0, "first", id="one that is too low is the first"),
    ],
)
def test_a_line_number_is_a_place(place: int, region: str) -> None:
    text = "first\n  second   x \t\n\n   \nlast"
    assert covered(text, Text("a", text, "lines").at(place)) == region


def test_a_place_has_a_span_or_none_and_a_range_is_its_own() -> None:
    source = Text("a", "first\nsecond\n", "lines")
    assert [source.span(place) for place in (range(2, 4), 1, 2, 3, 0, 9, ("x", "y"))] == [
        (2, 4),
        (0, 5),
        (6, 12),
        (13, 13),
        None,
        None,
        None,
    ]


def test_the_places_of_one_text_may_be_lines_and_routes() -> None:
    text = '{\n"a": 1}'
    assert Text("a", text).lines([2, ("a",), ("b",), 0, 9]) == [2, 2, 1, 1, 2]


SYNTAXES = {
    "jsonc": '// é\n{\n  "a": {"b": ["x", "1.10"]}, // c\n}\n',
    "yaml": "# é\na:\n  b: [x, '1.10']\n",
    "toml": '# é\n[a]\nb = ["x", "1.10"]\n',
}


@pytest.mark.parametrize("many", [False, True], ids=["alone", "among many"])
@pytest.mark.parametrize(("syntax", "text"), SYNTAXES.items(), ids=SYNTAXES)
def test_other_syntaxes_are_followed_by_their_readers(syntax: str, text: str, many: bool) -> None:
    route: tuple[str | int, ...] = ("a", "b", 1)
    fill: list[At] = [("no", number) for number in range(MANY)] if many else []
    assert Text("f", text, syntax).lines([route, *fill])[0] == 3
    start, end = follower(text, syntax, depth=3 if many else None)(route) or (0, 0)
    assert text[start:end].strip("\"'") == "1.10"


def test_an_element_of_xml_is_found_by_its_route() -> None:
    text = "<a>\n  <b>1.10</b>\n</a>\n"
    assert covered(text, Text("f", text, "xml").at(("b",))) == "1.10"


def test_in_a_text_of_lines_a_route_is_two_offsets() -> None:
    source = Text("f", "first\nsecond", "lines")
    assert covered("first\nsecond", source.at((6, 9))) == "sec"
    assert source.at(("a", 1, 2)) == source.at((0, "a")) == Location("f", 1, 1, 1, 1)


# Keys that stand twice


@pytest.mark.parametrize(
    ("text", "depth", "expected"),
    [
        ('{"a": 1, "b": 2}', 9, []),
        ('{"a": 1, "a": 2}', 9, [(("a",), 9)]),
        ('{"a": 1, "\\u0061": 2}', 9, [(("a",), 9)]),
        ('{"a": {"b": 1, "b": 2}}', 9, [(("a", "b"), 15)]),
        ('{"a": {"b": 1, "b": 2}}', 1, []),
        ('{"a": {"b": 1}, "a": {"b": 2}}', 9, [(("a",), 16), (("a", "b"), 22)]),
        ('[{"b": 1}, {"b": 1}]', 9, []),
        ('["a", "a"]', 9, []),
        ('"a"', 9, []),
        ("", 9, []),
    ],
)
def test_a_key_that_stands_twice_is_told_with_its_second_place(
    text: str, depth: int, expected: list[tuple[tuple[str, ...], int]]
) -> None:
    assert repeated_keys(text, depth) == expected


@given(documents, layouts)
def test_what_a_program_wrote_repeats_nothing(document: Any, layout: dict[str, Any]) -> None:
    assert repeated_keys(json.dumps(document, **layout)) == []


@given(st.text())
def test_a_string_is_unquoted_as_json_does(text: str) -> None:
    assert unquote(json.dumps(text)) == text
    assert unquote(json.dumps(text, ensure_ascii=False)) == text


@pytest.mark.parametrize("text", ["", "}", "]", ",", ":", '{"a"', '{"a" "b"}', "[1,", '"a":', '{"a": }'])
def test_what_is_no_json_has_no_regions(text: str) -> None:
    assert json_span(text, ("x", "y")) is None

"""Turns where a scanner says something stands (a line, or a route of keys) into line and column.

Only what is reported is located, so a clean run pays nothing. A route that ends at a string or number gives that
value's region; one that ends at an object or list gives the region of its key. The syntaxes other than JSON are
followed by their readers (``auditor.readers``), which also say what a route is there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate

from auditor.model import At, Location
from auditor.source import position, utf16

Route = tuple[str | int, ...]
Span = tuple[int, int]
Follow = Callable[[Route], Span | None]

_STRING = r'"(?:[^"\\]++|\\.)*+"'
_TOKEN = (
    rf"\s*+(?:(?P<key>{_STRING})\s*+:|(?P<opens>[\[{{])|(?P<closes>[\]}}])|(?P<next>,)"
    rf'|(?P<scalar>{_STRING}|[^\s\[\]{{}}:,"]++))'
)
_PLAIN = rf'[^"\[\]{{}}]++|{_STRING}'
_FLAT = rf"[\[{{](?:{_PLAIN})*+[\]}}]"
_WHOLE = rf"[\[{{](?:{_PLAIN}|[\[{{](?:{_PLAIN}|{_FLAT})*+[\]}}])*+[\]}}]"
MANY = 30


class Text:
    """A text with the offsets of its lines, to locate several things in it."""

    def __init__(self, path: str, text: str, syntax: str = "json") -> None:
        self.path = path
        self.text = text
        self.syntax = syntax
        self._starts: list[int] = []
        self._follow: Follow | None = None

    def region(self, start: int, end: int) -> Location:
        """The location of the characters from ``start`` up to ``end``."""
        line, column = self._point(start)
        inside = self.text[start:end]
        last = self._point(end) if "\n" in inside else (line, column + utf16(inside))
        return Location(self.path, line, column, *last)

    def _point(self, offset: int) -> tuple[int, int]:
        if not self._starts:
            return position(self.text, offset)  # for a few places cheaper than to know where all lines start
        line = bisect_right(self._starts, offset)
        return line, utf16(self.text[self._starts[line - 1] : offset]) + 1

    def _index(self) -> None:
        if not self._starts:
            # Adding up lengths runs in C: a regular expression takes five times as long.
            self._starts = [0, *accumulate(map((1).__add__, map(len, self.text.split("\n"))))][:-1]

    def line(self, number: int) -> Location:
        """The location of what a line holds, without its indentation."""
        self._index()
        number = min(max(number, 1), len(self._starts))
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        content = self.text[start:end].rstrip()
        indent = len(content) - len(content.lstrip())
        return self.region(start + indent, start + max(len(content), indent))

    def at(self, place: At | range) -> Location:
        """The location of a line number, of offsets or of a route; the file's first character where the route leads nowhere."""
        if isinstance(place, int):
            return self.line(place)
        return self.region(*(self.span(place) or (0, 0)))

    def span(self, place: At | range) -> Span | None:
        """The offsets of what stands there, of a line without its end; None where it leads nowhere."""
        if isinstance(place, range):
            return place.start, place.stop
        if isinstance(place, int):
            self._index()
            if not 0 < place <= len(self._starts):
                return None
            start = self._starts[place - 1]
            return start, self._starts[place] - 1 if place < len(self._starts) else len(self.text)
        if self._follow is None:
            self._follow = follower(self.text, self.syntax)
        return self._follow(place)

    def lines(self, places: Sequence[At]) -> list[int]:
        """The lines of many places: with one pass over the text where each on its own would search it again."""
        routes = {place for place in places if isinstance(place, tuple)}
        self._index()
        if len(routes) >= MANY:
            self._follow = follower(self.text, self.syntax, depth=max(map(len, routes)))
        last = len(self._starts)
        return [
            min(max(place, 1), last)
            if isinstance(place, int)
            else bisect_right(self._starts, (self.span(place) or (0, 0))[0])
            for place in places
        ]


def follower(text: str, syntax: str, depth: int | None = None) -> Follow:
    """How routes are followed in a text; with ``depth`` they are many, none longer: one pass for all of them."""
    if syntax == "lines":
        return _offsets
    if syntax == "yaml":
        from auditor.readers import yaml

        quick = (lambda route: yaml.span(text, route)) if depth is None else yaml.keys(text).get
        return _either(quick, lambda: yaml.spans(text))
    if syntax == "toml":
        from auditor.readers import toml

        return _either(toml.first_values(text).get if depth else _nowhere, lambda: toml.spans(text))
    if syntax == "xml":
        from auditor.readers import xml

        root = xml.read(text)
        return lambda route: xml.span(text, root, route)
    if syntax == "jsonc":
        from auditor.readers import jsonc

        text = jsonc.plain(text)
    if depth is not None:
        return {route: span for route, span, _ in _nodes(text, 0, depth)}.get
    unescaped = None if "\\u" in text or "\\/" in text else text
    return lambda route: json_span(text, route, unescaped)


def _nowhere(_route: Route) -> Span | None:
    return None


def _offsets(route: Route) -> Span | None:
    start, end = route if len(route) == 2 else (0, 0)
    return (start, end) if isinstance(start, int) and isinstance(end, int) else None


def _either(quick: Follow, thorough: Callable[[], Mapping[Route, Span]]) -> Follow:
    """What ``quick`` finds, and what it does not in a table that is only made when the first such route comes."""
    table: list[Mapping[Route, Span]] = []

    def follow(route: Route) -> Span | None:
        found = quick(route)
        if found is None:
            if not table:
                table.append(thorough())
            found = table[0].get(route)
        return found

    return follow


def json_span(text: str, route: tuple[str | int, ...], unescaped: str | None = None) -> tuple[int, int] | None:
    """Start and end offset of what a route leads to in a JSON text, None where it leads nowhere.

    A whole lockfile is tokenised only where no key of the route is unique in it: a search for the deepest key
    that occurs once is a hundred times faster, and as exact, since that key can only be the one meant. That holds in
    ``unescaped``: the text itself if no key in it can be written in other letters.
    """
    for depth in range(len(route) - 1, -1, -1):
        found = _only_key(unescaped, route[depth])
        if found is not None:
            return _below(text, *found, route[depth + 1 :])
    return _last(text, 0, route)


def _only_key(text: str | None, key: str | int) -> tuple[Span, int] | None:
    """The one place where ``key`` is an object's key and the start of its value, if there is just one and no other is like it."""
    if text is None or not isinstance(key, str) or not key:
        return None
    quoted = f'"{key}"'
    found = text.find(quoted)
    if found < 0 or text[found - 1 : found] == "\\":
        return None
    second = text.find(quoted, found + 1)
    after = _past_blanks(text, found + len(quoted))
    if second >= 0 or text[after : after + 1] != ":":
        return None
    return (found, found + len(quoted)), _past_blanks(text, after + 1)


def _string_end(text: str, at: int) -> int:
    """The end of the JSON string that begins ``at``."""
    at += 1
    while at < len(text) and text[at] != '"':
        at += 2 if text[at] == "\\" else 1
    return at + 1


def _past_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _below(text: str, key: Span, value: int, route: Route) -> Span | None:
    """The span of a route below ``key``, whose value starts at ``value``."""
    if not route and text[value : value + 1] == '"':
        return value, _string_end(text, value)
    if not route:
        token = re.compile(_TOKEN, re.DOTALL).match(text, value)
        return token.span("scalar") if token and token["scalar"] else key
    return _last(text, value, route)


def _last(text: str, start: int, route: Route) -> Span | None:
    """The span of the last that a route leads to: of two equal keys, programs take the later."""
    found = [span for known, span, _ in _nodes(text, start, len(route)) if known == route]
    return found[-1] if found else None


def _nodes(text: str, start: int, depth: int) -> Iterator[tuple[Route, Span, Span]]:
    """The members of the JSON value at ``start``, down to ``depth`` levels, in the order of the text.

    Of each its route, its region, and that of its key, which is the same for what holds others; in a list the value's.

    Most of a lockfile lies deeper than its packages; what does is passed over as a whole.
    """
    route: list[str | int] = []
    objects: list[bool] = []
    key = (start, start)
    at = start
    # Compiled when they are needed: most things are found without.
    find, whole_at = re.compile(_TOKEN, re.DOTALL).search, re.compile(_WHOLE, re.DOTALL).match
    while token := find(text, at):
        at = token.end()
        kind = token.lastgroup or ""
        keyed = bool(objects) and objects[-1]
        if kind == "key":
            if keyed:
                key = token.span("key")
                route[-1] = unquote(token["key"])
        elif kind == "next":
            if objects and not keyed:
                route[-1] = int(route[-1]) + 1
        elif kind == "closes":
            objects and objects.pop()
            route and route.pop()
        else:
            opens = kind == "opens"
            if len(route) <= depth:
                value = token.span(kind)
                named = key if keyed else value
                yield tuple(route), named if opens else value, named
            whole = whole_at(text, at - 1) if opens and len(route) >= depth else None
            if whole:
                at = whole.end()
            elif opens:
                objects.append(token["opens"] == "{")
                route.append("" if objects[-1] else 0)
        if not objects:
            return


def unquote(token: str) -> str:
    """The text of a JSON string token."""
    if "\\" not in token:
        return token[1:-1]
    import json

    return str(json.loads(token, strict=False))


def times(text: str, route: Sequence[str | int]) -> int:
    """How many times a JSON text gives a route."""
    return sum(found == tuple(route) for found, _, _ in _nodes(text, 0, len(route)))


def repeated_keys(text: str, depth: int = 1 << 30) -> list[tuple[tuple[str | int, ...], int]]:
    """The routes, down to ``depth`` levels, that a JSON text gives twice, each with the offset of the later key.

    ``json`` keeps the last silently. What says the same both times is no matter: nobody reads it otherwise.
    """
    seen: dict[tuple[str | int, ...], str] = {}
    repeated = []
    for route, value, key in _nodes(text, 0, depth):
        # An object or list comes with the place of its key alone, and never says the same.
        said = text[slice(*value)] if value != key else str(key[0])
        if seen.setdefault(route, said) != said and isinstance(route[-1], str):
            repeated.append((route, key[0]))
    return repeated

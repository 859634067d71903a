"""On which line each key of a TOML text stands, which the parser does not tell. Only for text that it has accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator

Route = tuple[str | int, ...]

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<string>\"{3}(?:[^\"\\]|\\.|\"{1,2}(?!\"))*+\"{3,5}|'{3}(?:[^']|'{1,2}(?!'))*+'{3,5}|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')
    |(?P<end>\n)
    |(?P<mark>[\[\]{}=,.])
    |(?P<bare>[^\s\[\]{}=,.\#"']++)""",
    re.VERBOSE | re.DOTALL,
)


class _Token:
    __slots__ = ("kind", "line", "text")

    def __init__(self, kind: str, text: str, line: int) -> None:
        self.kind = kind
        self.text = text
        self.line = line


def lines(text: str) -> dict[Route, int]:
    """The 1-based line of every table header, key and list item, by route: ``("ignore", 0, "reason")``."""
    reader = _Reader(text)
    reader.document()
    return reader.found


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "comment":
            yield _Token(str(match.lastgroup), match[0], line)
        line += match[0].count("\n")
    yield _Token("stop", "", line)


class _Reader:
    """Reads statements one after the other, noting the line of each route the first time that it is seen."""

    def __init__(self, text: str) -> None:
        self.found: dict[Route, int] = {}
        self._rest = _tokens(text)
        self._now = next(self._rest)
        self._tables: dict[Route, int] = {}

    def document(self) -> None:
        table: Route = ()
        while self._now.kind != "stop":
            if self._now.text == "[" and self._now.kind == "mark":
                table = self._header()
            elif self._now.kind in ("bare", "string"):
                self._pair(table)
            else:
                self._next()

    def _next(self) -> _Token:
        """The token at hand; past the end, the end again."""
        token = self._now
        self._now = next(self._rest, token)
        return token

    def _at(self, mark: str) -> bool:
        return self._now.kind == "mark" and self._now.text == mark

    def _header(self) -> Route:
        line = self._next().line
        many = self._at("[")
        route: Route = ()
        for key in self._key():
            route = self._newest((*route, key))
            self.found.setdefault(route, line)
        if many:
            route = route[:-1] if isinstance(route[-1], int) else route
            self._tables[route] = self._tables.get(route, -1) + 1
            self.found.setdefault(route, line)
            route = (*route, self._tables[route])
        self.found.setdefault(route, line)
        return route

    def _newest(self, route: Route) -> Route:
        """A header inside a list of tables speaks of the list's newest table."""
        return (*route, self._tables[route]) if route in self._tables else route

    def _key(self) -> list[str]:
        """The parts of a dotted key, up to ``=`` or ``]`` and past all of them."""
        parts = []
        while not self._at("=") and self._now.kind not in ("end", "stop"):
            token = self._next()
            if token.kind in ("bare", "string"):
                parts.append(_unquoted(token.text))
            elif token.text == "]":
                break
        while self._at("=") or self._at("]"):
            self._next()
        return parts

    def _pair(self, table: Route) -> None:
        line = self._now.line
        route = table
        for part in self._key():
            route = (*route, part)
            self.found.setdefault(route, line)
        self._value(route)

    def _value(self, route: Route) -> None:
        if self._at("["):
            self._list(route)
        elif self._at("{"):
            self._inline_table(route)
        else:
            while self._now.kind in ("bare", "string") or self._at("."):
                self._next()

    def _list(self, route: Route) -> None:
        self._next()
        number = 0
        while not self._at("]") and self._now.kind != "stop":
            if self._now.kind == "end" or self._at(","):
                self._next()
                continue
            self.found.setdefault((*route, number), self._now.line)
            self._value((*route, number))
            number += 1
        self._next()

    def _inline_table(self, route: Route) -> None:
        self._next()
        while not self._at("}") and self._now.kind != "stop":
            if self._now.kind in ("bare", "string"):
                self._pair(route)
            else:
                self._next()
        self._next()


def _unquoted(text: str) -> str:
    """A key without its quotes; escapes stay as they are, for no key of ours needs one."""
    return text[1:-1] if text[0] in "\"'" else text

"""TOML by tomli, lockfile hashes left out beforehand, and where each key and value of an accepted text stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.source import ReadError, too_deep, utf16

if TYPE_CHECKING:
    from typing import Any

Route = tuple[str | int, ...]
Span = tuple[int, int]

# Artefacts of a release as uv, poetry, pdm and pylock.toml have them: a third to four fifths of the file. Only inline
# tables of strings, numbers and times, at column 0 and in arrays with nothing else: an extra may well be called "sdist"
# or "files" (poetry's cryptography has one).
_SCALAR = r'(?:"[^"\\\n]*+"|[0-9][0-9T:.Z+-]*+)'
_HASHES = rf"hashes = \{{ ?[a-z0-9-]+ = {_SCALAR} ?\}}"
_FIELD = rf"(?:{_HASHES}|[a-z-]+ = {_SCALAR})"
_ARTEFACT = rf"\{{ ?{_FIELD}(?:, {_FIELD})*+ ?\}}"
_ARTEFACTS = re.compile(
    rf"^(?:(?:wheels|files) = \[(?:\n(?: +{_ARTEFACT},?\n)++|{_ARTEFACT})\]\n|sdist = {_ARTEFACT}\n)", re.MULTILINE
)


def read(text: str) -> dict[str, Any]:
    """The document's table without the hash lists ``wheels``, ``files`` and ``sdist``; floats come as text.

    Raises ``ReadError`` for what is not TOML, names a key twice or nests too deep.
    """
    short = without_artefacts(text)
    if len(short) < len(text):
        import tomli

        try:
            return tomli.loads(short, parse_float=str)
        except (ValueError, RecursionError):
            # The whole text decides, and gives the error its true place.
            pass
    return _read_all(text)


def without_artefacts(text: str) -> str:
    """``text`` without its lists of hashed files; as it is where a multi-line string might hold the like of one."""
    return text if '"""' in text or "'''" in text else _ARTEFACTS.sub("", text)


def _read_all(text: str) -> dict[str, Any]:
    import tomli

    try:
        return tomli.loads(text, parse_float=str)
    except tomli.TOMLDecodeError as error:
        raise _refused(text, error) from None
    except ValueError:
        raise ReadError("holds a number of more digits than can be read") from None
    except RecursionError:
        raise too_deep() from None


def _refused(text: str, error: Any) -> ReadError:
    lines = text.replace("\r\n", "\n").split("\n")
    line = min(error.lineno, len(lines))
    column = utf16(lines[line - 1][: error.colno - 1]) + 1
    said = error.msg[:1].lower() + error.msg[1:]
    early = error.pos >= len(error.doc.rstrip()) and "overwrite" not in said
    remedy = "an unfinished download or merge? restore it" if early else "correct it here, or restore the file"
    return ReadError(f"is not valid TOML: {said}", line=line, column=column, remedy=remedy)


# Where things stand

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r]++|\#[^\n]*+)
    |(?P<string>\"{3}(?:[^\"\\]|\\.|\"{1,2}(?!\"))*+\"{3,5}|'{3}(?:[^']|'{1,2}(?!'))*+'{3,5}|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')
    |(?P<end>\n)
    |(?P<mark>[\[\]{}=,.])
    |(?P<bare>[^\s\[\]{}=,.\#"']++)""",
    re.VERBOSE | re.DOTALL,
)


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


def spans(text: str) -> dict[Route, Span]:
    """Start and end of everything in a text that ``read`` accepts: of a value, or of the key of what holds others.

    A table that only headers name has the last part of its first header; an item of a list of tables that of its own.
    """
    # What `read` leaves out leads nowhere; blanks in its place keep every offset.
    quiet = '"""' not in text and "'''" not in text
    walk = _Walk(_ARTEFACTS.sub(lambda found: " " * len(found[0]), text) if quiet else text)
    walk.document()
    return walk.found


def first_values(text: str) -> dict[Route, Span]:
    """Where the first value of each list item with a header of its own stands, such as ``("package", 7, "name")``.

    A lockfile's packages are found so with one search. Empty where a text could mean something else: a multi-line
    string, or a header in another spelling.
    """
    if '"""' in text or "'''" in text:
        return {}
    found: dict[Route, Span] = {}
    items: dict[str, int] = {}
    for match in _ITEM.finditer(text):
        section, key = match["section"], match["key"]
        if section is None:
            return {}
        items[section] = items.get(section, -1) + 1
        if key:
            found[section, items[section], key] = match.span("value")
    return found


# A header as tools write it, with the pair below it, or any other. A number or a word of TOML is no section: it might
# be the value in a list of lists.
_ITEM = re.compile(
    r"^(?:\[\[(?P<section>(?!(?:true|false|inf|nan)\])[A-Za-z_][\w-]*)\]\]\r?\n"
    r"(?:(?P<key>[\w-]+) = (?P<value>\"[^\"\\\n]*+\"))?|[ \t]*\[[ \t]*\[)",
    re.MULTILINE | re.ASCII,
)


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "space":
            yield _Token(str(match.lastgroup), match[0], *match.span())
    yield _Token("stop", "", len(text), len(text))


class _Walk:
    """Goes over the statements of a text; ``found`` keeps the first place of each route."""

    def __init__(self, text: str) -> None:
        self.found: dict[Route, Span] = {}
        self._rest = _tokens(text)
        self._now = next(self._rest)
        self._items: dict[Route, int] = {}

    def document(self) -> None:
        table: Route = ()
        while self._now.kind != "stop":
            if self._at("["):
                table = self._header()
            elif self._now.kind in {"bare", "string"}:
                self._pair(table)
            else:
                self._next()

    def _next(self) -> _Token:
        token = self._now
        self._now = next(self._rest, token)
        return token

    def _at(self, marks: str) -> bool:
        return self._now.kind == "mark" and self._now.text in marks

    def _header(self) -> Route:
        self._next()
        many = self._at("[")
        if many:
            self._next()
        route: Route = ()
        token = self._now
        for token in self._key("]"):
            route = self._newest(route)
            route = (*route, _name(token.text))
            self.found.setdefault(route, (token.start, token.end))
        if not many:
            return self._newest(route)
        self._items[route] = self._items.get(route, -1) + 1
        self.found[*route, self._items[route]] = (token.start, token.end)
        return (*route, self._items[route])

    def _newest(self, route: Route) -> Route:
        """A header that goes through a list of tables speaks of the list's newest."""
        return (*route, self._items[route]) if route in self._items else route

    def _key(self, ends: str) -> list[_Token]:
        """The parts of a dotted key, and past the mark that ends it (twice, behind a list's header)."""
        parts = []
        while self._now.kind not in {"stop", "end"} and not self._at(ends):
            token = self._next()
            if token.kind != "mark":
                parts.append(token)
        while self._at(ends):
            self._next()
        return parts

    def _pair(self, table: Route) -> None:
        route = table
        for token in self._key("="):
            route = (*route, _name(token.text))
            self.found.setdefault(route, (token.start, token.end))
        self._value(route, keyed=True)

    def _value(self, route: Route, *, keyed: bool) -> None:
        start = end = self._now
        if self._at("["):
            self._list(route)
        elif self._at("{"):
            self._inline_table(route)
        else:
            while self._now.kind in {"bare", "string"} or self._at("."):
                end = self._next()
            self.found[route] = (start.start, end.end)
            return
        if not keyed:
            self.found[route] = (start.start, start.end)

    def _list(self, route: Route) -> None:
        self._next()
        number = 0
        while not self._at("]") and self._now.kind != "stop":
            if self._now.kind == "end" or self._at(",}=."):
                self._next()
                continue
            self._value((*route, number), keyed=False)
            number += 1
        self._next()

    def _inline_table(self, route: Route) -> None:
        self._next()
        while not self._at("}") and self._now.kind != "stop":
            if self._now.kind in {"bare", "string"}:
                self._pair(route)
            else:
                self._next()
        self._next()


def _name(token: str) -> str:
    """A part of a key without its quotes."""
    if token[0] == '"' and "\\" in token:
        import tomli

        return str(tomli.loads(f"key = {token}")["key"])
    return token[1:-1] if token[0] in "\"'" else token

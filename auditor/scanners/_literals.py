"""Reads what JavaScript and JSON with comments write out: strings, lists and objects, each with its place. It runs nothing.

One pass over the text, whatever it holds: where a text ends in the middle of a string or comment, reading stops there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.records import NamedTuple

MAX_LENGTH = 1 << 18
MAX_DEPTH = 40

_BODY = r"(?:[^`\\$]|\\.|\$(?!\{))*+"
_TOKEN = re.compile(
    rf"""(?P<skip>\s++|//[^\n]*+|/\*.*?\*/)
    |(?P<string>"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|`{_BODY}`)
    |(?P<open>`{_BODY}\$\{{)
    |(?P<name>[\w$]++(?:\.[\w$]++)*+)
    |(?P<mark>=>|\.\.\.|[^"'`])""",
    re.DOTALL | re.VERBOSE,
)
_PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*+\])++/\w*+")
_REST = re.compile(rf"{_BODY}(`|\$\{{)", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(\r\n|.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
# After one of these, or after any sign but a closing bracket, a slash begins a pattern and does not divide.
_BEFORE_PATTERN = frozenset(("return", "typeof", "case", "in", "of", "void", "delete", "do", "else"))
_ENDS = frozenset((",", "}", "]", ")", ";", ""))


class Token(NamedTuple):
    """A piece of the text from ``start`` up to ``end``; ``kind`` is string, name, mark or other."""

    kind: str
    text: str
    start: int
    end: int


class Value(NamedTuple):
    """What is written out at a place: ``kind`` is text, word (a number, ``true``), list or object.

    ``at`` holds the offsets of a text without its quotes. ``exact`` says that the text stands there letter by letter.
    """

    kind: str
    at: range
    text: str = ""
    exact: bool = True
    items: tuple[Value, ...] = ()
    members: tuple[tuple[str, Value], ...] = ()

    def get(self, *keys: str) -> Value | None:
        """The member of an object that a route of keys leads to; the last one counts where a key stands twice."""
        value: Value | None = self
        for key in keys:
            if value is None:
                return None
            value = next((member for name, member in reversed(value.members) if name == key), None)
        return value


class ComputedError(Exception):
    """What stands at ``offset`` is not written out."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


def tokens(text: str) -> list[Token]:
    """The tokens of a JavaScript text, up to where it cannot be followed; there, one of the kind ``other`` ends the list."""
    found: list[Token] = []
    templates: list[int] = []
    depth = place = 0
    while place < len(text):
        token = _next(text, place, found)
        if token is None:
            found.append(Token("other", "", place, len(text)))
            break
        place = token.end
        if token.kind == "open":
            templates.append(depth)
            token = token._replace(kind="other")
        elif token.text == "{" and token.kind == "mark":
            depth += 1
        elif token.text == "}" and token.kind == "mark":
            if templates and templates[-1] == depth:
                rest = _REST.match(text, place)
                place = rest.end() if rest else len(text)
                if rest is None or rest[1] == "`":
                    templates.pop()
                continue
            depth -= 1
        if token.kind != "skip":
            found.append(token)
    return found


def _next(text: str, place: int, before: Sequence[Token]) -> Token | None:
    found = _TOKEN.match(text, place)
    if found is None:
        return None
    kind = found.lastgroup or "other"
    if found[0] != "/":
        return Token(kind, found[0], place, found.end())
    if text.startswith("/*", place):
        return None
    last = before[-1] if before else Token("mark", "", 0, 0)
    divides = (
        last.kind == "string"
        or (last.kind == "name" and last.text not in _BEFORE_PATTERN)
        or last.text in {")", "]", "}"}
    )
    if divides:
        return Token(kind, "/", place, place + 1)
    pattern = _PATTERN.match(text, place)
    return Token("other", "", place, pattern.end()) if pattern else None


def document(text: str) -> Value:
    """The one value that a text (JSON, JSON5) is made of. Raises ``ComputedError`` where it is none."""
    stream = Stream(text, tokens(text))
    value = stream.value(0, 0)
    if stream.at(stream.place).text or stream.at(stream.place).kind == "other":
        raise ComputedError(stream.at(stream.place).start)
    return value


class Stream:
    """Tokens of a text, and in ``place`` the number of the one to read next."""

    def __init__(self, text: str, found: Sequence[Token]) -> None:
        self.text = text
        self.found = found
        self.place = 0

    def at(self, number: int) -> Token:
        """The token of that number; past the end an empty one."""
        if number < len(self.found):
            return self.found[number]
        return Token("mark", "", len(self.text), len(self.text))

    def whole(self, number: int) -> Value:
        """The value that begins there and ends with what may follow one, ``as const`` allowed."""
        value = self.value(number, 0)
        if self.at(self.place).text == "as" and self.at(self.place + 1).text == "const":
            self.place += 2
        if self.at(self.place).text not in _ENDS or self.at(self.place).kind == "other":
            raise ComputedError(self.at(self.place).start)
        return value

    def value(self, number: int, depth: int) -> Value:
        """The value that begins with that token; raises ``ComputedError`` where it is not written out."""
        token = self.at(number)
        self.place = number + 1
        if token.kind == "string":
            inner = token.text[1:-1]
            said = _unescaped(inner) if "\\" in inner else inner
            return Value("text", range(token.start + 1, token.end - 1), said, inner == said)
        if token.kind == "name":
            return Value("word", range(token.start, token.end), token.text)
        if token.kind == "mark" and token.text in {"[", "{"} and depth < MAX_DEPTH:
            read = self._list if token.text == "[" else self._object
            return read(token, depth + 1)
        if token.kind == "mark" and token.text in {"-", "+"} and self.at(number + 1).kind == "name":
            self.place += 1
            return Value("word", range(token.start, self.at(number + 1).end), token.text + self.at(number + 1).text)
        raise ComputedError(token.start)

    def _list(self, opening: Token, depth: int) -> Value:
        items = []
        while self.at(self.place).text != "]" or self.at(self.place).kind != "mark":
            items.append(self.value(self.place, depth))
            self._separator("]")
        self.place += 1
        return Value("list", range(opening.start, self.at(self.place - 1).end), items=tuple(items))

    def _object(self, opening: Token, depth: int) -> Value:
        members = []
        while self.at(self.place).text != "}" or self.at(self.place).kind != "mark":
            key = self.at(self.place)
            if key.kind not in {"string", "name"} or self.at(self.place + 1).text != ":":
                raise ComputedError(key.start)
            name = key.text if key.kind == "name" else _unescaped(key.text[1:-1])
            members.append((name, self.value(self.place + 2, depth)))
            self._separator("}")
        self.place += 1
        return Value("object", range(opening.start, self.at(self.place - 1).end), members=tuple(members))

    def _separator(self, closing: str) -> None:
        token = self.at(self.place)
        if token.kind == "mark" and token.text == ",":
            self.place += 1
        elif token.kind != "mark" or token.text != closing:
            raise ComputedError(token.start)


def _unescaped(text: str) -> str:
    def meant(match: re.Match[str]) -> str:
        code = match[1] or match[2] or match[3]
        if code is None:
            return _ESCAPED.get(match[4], match[4])
        return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else "\ufffd"

    return _ESCAPE.sub(meant, text)


class Key(NamedTuple):
    """A member of an object in a program: its name, the names it lies under (None for a bracket without one), and its value's token.

    A call's name ends in ``(``.
    """

    name: str
    under: tuple[str | None, ...]
    number: int


def keys(found: Sequence[Token]) -> Iterator[Key]:
    """Every ``name: value`` (and shorthand, with the number of the name itself) of the objects in a program."""
    stack: list[str | None] = []
    for number, token in enumerate(found):
        if token.kind == "mark" and token.text in {"{", "[", "("}:
            stack.append(_label(found, number) if len(stack) < MAX_DEPTH else None)
        elif token.kind == "mark" and token.text in {"}", "]", ")"}:
            if stack:
                stack.pop()
        elif token.kind in {"name", "string"} and number and found[number - 1].text in {"{", ","}:
            after = found[number + 1].text if number + 1 < len(found) else ""
            under = tuple(stack) if len(stack) <= MAX_DEPTH else ()
            if after == ":":
                name = token.text[1:-1] if token.kind == "string" else token.text
                yield Key(name, under, number + 2)
            elif after in {",", "}"} and token.kind == "name":
                yield Key(token.text, under, number)


def _label(found: Sequence[Token], number: int) -> str | None:
    """What an opening bracket belongs to: the key before it, or the function that is called."""
    before = found[number - 1] if number else None
    if before is None:
        return None
    if found[number].text == "(":
        return f"{before.text}(" if before.kind == "name" else None
    if before.text == ":" and number > 1 and found[number - 2].kind in {"name", "string"}:
        key = found[number - 2]
        return key.text[1:-1] if key.kind == "string" else key.text
    return None

"""Reads what a JavaScript module exports where it is written out: strings, lists of them and objects of those.

It runs nothing and knows no other JavaScript: what is computed is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""(?:\s|//[^\n]*|/\*.*?\*/)++
    |(?P<string>"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\$]|\\.|\$(?!\{))*+`)
    |(?P<name>[\w$.]+)
    |(?P<mark>[\[\]{}:,;=])
    |(?P<other>.)""",
    re.DOTALL | re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(\r\n|.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_STRICT = ("string", "use strict")
_BEGINNINGS = ((("name", "module.exports"), ("mark", "=")), (("name", "export"), ("name", "default")))

Token = tuple[str, str]


class LiteralError(Exception):
    """The module's export is not written out."""


def exported_literal(text: str) -> object:
    """What follows ``module.exports =`` or ``export default``; `LiteralError` where it takes running to know."""
    tokens = _tokens(text)
    first = next(tokens)
    if first == _STRICT:
        first = _after(tokens, ";")
    if (first, next(tokens)) not in _BEGINNINGS:
        raise LiteralError
    value = _value(next(tokens), tokens)
    if _after(tokens, ";") != ("end", ""):
        raise LiteralError
    return value


def _tokens(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text.removeprefix("\ufeff")):
        kind = match.lastgroup
        if kind == "string":
            yield kind, _ESCAPE.sub(_unescaped, match[0][1:-1])
        elif kind:
            yield kind, match[0]
    while True:
        yield "end", ""


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code is None:
        return _ESCAPED.get(match[4], match[4])
    if int(code, 16) > 0x10FFFF:
        raise LiteralError
    return chr(int(code, 16))


def _after(tokens: Iterator[Token], mark: str) -> Token:
    token = next(tokens)
    return next(tokens) if token == ("mark", mark) else token


def _value(token: Token, tokens: Iterator[Token]) -> object:
    """A string, a list of strings, or an object of either."""
    if token == ("mark", "{"):
        return _object(tokens)
    if token == ("name", "null"):
        return None
    return _texts(token, tokens)


def _texts(token: Token, tokens: Iterator[Token]) -> str | list[str]:
    if token[0] == "string":
        return token[1]
    if token != ("mark", "["):
        raise LiteralError
    items = []
    token = next(tokens)
    while token[0] == "string":
        items.append(token[1])
        token = next(tokens)
        if token == ("mark", ","):
            token = next(tokens)
        elif token != ("mark", "]"):
            raise LiteralError
    if token != ("mark", "]"):
        raise LiteralError
    return items


def _object(tokens: Iterator[Token]) -> dict[str, object]:
    members: dict[str, object] = {}
    token = next(tokens)
    while token[0] in {"string", "name"}:
        if next(tokens) != ("mark", ":"):
            raise LiteralError
        members[token[1]] = _texts(next(tokens), tokens)
        token = next(tokens)
        if token == ("mark", ","):
            token = next(tokens)
        elif token != ("mark", "}"):
            raise LiteralError
    if token != ("mark", "}"):
        raise LiteralError
    return members

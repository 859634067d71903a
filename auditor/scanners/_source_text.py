"""Programs that declare dependencies, read as text: comments out of the way, the arguments of a call taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.records import NamedTuple

_QUIET = re.compile(
    r'("""(?:.|\n)*?"""|(?<!\\)"(?:[^"\\\n]|\\.)*")|/\*(?:.|\n)*?(?:\*/|\Z)|//[^\n]*',
)
_MARK = re.compile(r'(?<!\\)"(?:[^"\\\n]|\\.)*"|[()\[\]{},]')
_LABEL = re.compile(r"\s*([A-Za-z_]\w*)\s*:\s*")


class Argument(NamedTuple):
    """An argument of a call: its label (None where it has none), its text, and the offsets of that text."""

    label: str | None
    text: str
    start: int
    end: int


def without_comments(text: str) -> str:
    """A Swift text with its comments written over by blanks, so that offsets stay."""
    return _QUIET.sub(lambda found: found[0] if found[1] else re.sub(r"[^\n]", " ", found[0]), text)


def arguments(text: str, start: int) -> tuple[list[Argument], int] | None:
    """The arguments of the call whose opening bracket is at ``start``, and where it ends; None if it does not."""
    found: list[Argument] = []
    depth, first = 0, start + 1
    for token in _MARK.finditer(text, start):
        mark = token[0]
        if mark in "([{":
            depth += 1
        elif mark in ")]}":
            depth -= 1
            if depth == 0:
                found += _argument(text, first, token.start())
                return found, token.end()
        elif mark == "," and depth == 1:
            found += _argument(text, first, token.start())
            first = token.end()
    return None


def _argument(text: str, start: int, end: int) -> Iterator[Argument]:
    label = _LABEL.match(text, start, end)
    begin = label.end() if label else start
    value = text[begin:end]
    bare = value.strip()
    if bare:
        begin += len(value) - len(value.lstrip())
        yield Argument(label[1] if label else None, bare, begin, begin + len(bare))

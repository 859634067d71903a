"""Refuses JSON that says a key twice: a person sees the first, a program takes the last."""

from __future__ import annotations

import re

from auditor.locate import repeated_keys
from auditor.records import TYPE_CHECKING
from auditor.source import Document, ReadError, position

if TYPE_CHECKING:
    from typing import Any


def refuse(document: Document, tree: Any, remedy: str) -> None:
    """Raise ``ReadError`` at the second key. Counting first: the full look costs more than parsing the file."""
    waiting, keys = [tree], 0
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            keys += len(value)
            waiting += [inner for inner in value.values() if isinstance(inner, (dict, list))]
        elif isinstance(value, list):
            waiting += [inner for inner in value if isinstance(inner, (dict, list))]
    if len(re.findall(r'"\s*+:', document.text)) == keys:
        return
    for route, offset in repeated_keys(document.text):
        line, column = position(document.text, offset)
        raise ReadError(f'says "{route[-1]}" twice', line=line, column=column, remedy=remedy)

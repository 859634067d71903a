"""The hash that GitHub's code scanning knows a line by (``primaryLocationLineHash``), so that its alerts outlive line moves.

The rule is that of github/codeql-action, ``src/fingerprints.ts``: over the first 100 UTF-16 code units from the start of
a line, spaces and tabs left out, every line end a line feed, the end of the file a unit of 65535 and zeros from there on;
a polynomial in 37 modulo 2 to the 64; behind a colon, how many lines up to here have this hash.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable
from itertools import accumulate

from auditor.model import Location
from auditor.source import ReadError

WINDOW, BASE, MASK = 100, 37, 2**64 - 1
_END = 0xFFFF
_POWERS = [pow(BASE, exponent, MASK + 1) for exponent in range(WINDOW + 1)]


def of_tree(read: Callable[[str], bytes]) -> Callable[[Location], str | None]:
    """How to hash the line of a place; each file is read, by ``read``, when the first of its lines is asked for."""
    known: dict[str, list[str]] = {}

    def line_hash(location: Location) -> str | None:
        if location.path not in known:
            try:
                known[location.path] = of_text(read(location.path).decode("utf-8", "replace"))
            except ReadError:
                known[location.path] = []
        found = known[location.path]
        return found[location.line - 1] if 0 < location.line <= len(found) else None

    return line_hash


def of_text(text: str) -> list[str]:
    """The hash of each line of a file's text, which begins with its BOM if it has one."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
    units = array("H", plain.encode(f"utf-16-{sys.byteorder[0]}e", "surrogatepass"))
    units.append(_END)
    sums = array("Q", accumulate(units, lambda total, unit: (total * BASE + unit) & MASK, initial=0))
    starts = [0, *(place + 1 for place, unit in enumerate(units) if unit == 10)]
    counts: dict[int, int] = {}
    hashes = []
    for start in starts:
        value = _window(sums, start)
        counts[value] = counts.get(value, 0) + 1
        hashes.append(f"{value:x}:{counts[value]}")
    return hashes


def _window(sums: array[int], start: int) -> int:
    """The polynomial of the units from ``start`` on, filled up with zeros, from those of all beginnings of the text."""
    end = min(start + WINDOW, len(sums) - 1)
    value = sums[end] - sums[start] * _POWERS[end - start]
    return value * _POWERS[WINDOW - (end - start)] & MASK

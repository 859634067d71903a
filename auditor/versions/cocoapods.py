"""The order and requirements of CocoaPods, whose Ruby classes grew out of RubyGems' and order prereleases differently.

Our own because no Python library has it. A requirement is a list of terms with commas between them, in a Podfile's
words: ``~> 2.0`` (at least 2.0, before 3), ``>= 2.0``, a bare version for exactly that one; a path, a branch or a tag
is none.
"""

from __future__ import annotations

import re
from functools import lru_cache

_Part = tuple[int, int | str]  # (0, number) or (1, letters), or what stands for a release: after both
_Version = tuple[tuple[int, ...], tuple[_Part, ...]]
_Term = tuple[str, str]

_RELEASE: tuple[_Part, ...] = ((2, 0),)
_NUMBER = r"[0-9]++(?:\.[0-9a-zA-Z-]++)*+(?:\+[0-9a-zA-Z.-]++)?+"
_VERSION = re.compile(rf"\s*+({_NUMBER})\s*+", re.ASCII)
_TERM = re.compile(rf"\s*+(!=|>=|<=|~>|[=<>])?\s*+({_NUMBER})\s*+", re.ASCII)
_SEGMENT = re.compile(r"[0-9]++|[A-Za-z]++")


def _segments(text: str) -> tuple[list[int], list[str]]:
    """The numbers before the first word of a version, and what follows them."""
    parts: list[str] = _SEGMENT.findall(text.partition("+")[0])
    word = next((at for at, part in enumerate(parts) if not part.isdigit()), len(parts))
    return list(map(int, parts[:word])), parts[word:]


def _key(numbers: list[int], words: list[str]) -> _Version:
    while numbers and not numbers[-1]:
        numbers = numbers[:-1]
    found: list[_Part] = [(0, int(word)) if word.isdigit() else (1, word) for word in words]
    return tuple(numbers), tuple(found) or _RELEASE


@lru_cache(2048)
def _version(text: str) -> _Version | None:
    found = _VERSION.fullmatch(text)
    return _key(*_segments(found[1])) if found else None


def _bump(text: str) -> list[int]:
    """The first release that ``~>`` leaves out: the last number goes, the one before it moves up."""
    numbers, _ = _segments(text)
    kept = numbers[:-1] or numbers
    return [*kept[:-1], kept[-1] + 1]


@lru_cache(2048)
def _terms(text: str) -> tuple[_Term, ...] | None:
    if not text.strip():
        return ((">=", "0"),)
    found = [_TERM.fullmatch(part) for part in text.split(",")]
    return None if None in found else tuple((term[1] or "=", term[2]) for term in found if term)


def _holds(version: str, term: _Term) -> bool:
    operator, text = term
    one, other = _key(*_segments(version)), _key(*_segments(text))
    match operator:
        case "=":
            return one == other
        case "!=":
            return one != other
        case "<":
            return one < other
        case "<=":
            return one <= other
        case ">":
            return one > other
        case ">=":
            return one >= other
    return one >= other and _key(_segments(version)[0], []) < _key(_bump(text), [])


def compare(a: str, b: str) -> int | None:
    """-1, 0 or 1 as ``Pod::Version`` compares the segments of the two; None if either is no version."""
    first, second = _version(a), _version(b)
    return None if first is None or second is None else (first > second) - (first < second)


def satisfies(version: str, requirement: str) -> bool | None:
    """Whether every term of ``requirement`` holds; None for text that is neither a version nor a requirement."""
    terms = _terms(requirement)
    if _version(version) is None or terms is None:
        return None
    return all(_holds(version, term) for term in terms)


def admits(requirement: str, low: str, high: str | None) -> bool | None:
    """Whether a version of numbers alone, from ``low`` up to, not including, ``high``, can satisfy ``requirement``.

    What holds changes only at the versions named and where ``~>`` ends: those and a longer version right after each are
    enough.
    """
    terms, floor = _terms(requirement), _version(low)
    ceiling = None if high is None else _version(high)
    if terms is None or floor is None or (high is not None and ceiling is None):
        return None
    ends = [_segments(low)[0], *(_segments(text)[0] for _, text in terms), *(_bump(text) for _, text in terms)]
    places = max(map(len, [*ends, _segments(high or "0")[0]]))
    for end in ends:
        for numbers in (end, [*end, *[0] * (places - len(end)), 1]):
            key, text = _key(numbers, []), ".".join(map(str, numbers))
            inside = floor <= key and (ceiling is None or key < ceiling)
            if inside and all(_holds(text, term) for term in terms):
                return True
    return False


def release(version: str) -> tuple[int, ...] | None:
    """The numbers before the first word; None if ``version`` is no version."""
    return None if _version(version) is None else tuple(_segments(version)[0])


def is_prerelease(version: str) -> bool:
    """Whether a letter or a hyphen stands in ``version`` before any build metadata."""
    return _version(version) is not None and re.search(r"[A-Za-z-]", version.partition("+")[0]) is not None

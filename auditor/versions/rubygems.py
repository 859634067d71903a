"""The order and requirements of RubyGems, as ``Gem::Version`` and ``Gem::Requirement`` have them.

Our own because the one Python library that has them gets ``~>`` wrong around prereleases. A requirement is a list of
terms with commas between them, as a Gemfile.lock writes it; a prerelease has its place in the order and no other rule.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest

_Segment = tuple[int, int | str]  # (0, letters) or (1, number): letters come before any number
_Segments = tuple[_Segment, ...]
_Term = tuple[str, _Segments]

_ZERO: _Segment = (1, 0)
_NUMBER = r"[0-9]++(?:\.[0-9a-zA-Z]++)*+(?:-[0-9A-Za-z-]++(?:\.[0-9A-Za-z-]++)*+)?+"
_VERSION = re.compile(rf"\s*+({_NUMBER})\s*+", re.ASCII)
_TERM = re.compile(rf"\s*+(!=|>=|<=|~>|[=<>])?\s*+({_NUMBER})\s*+", re.ASCII)
_SEGMENT = re.compile(r"[0-9]++|[A-Za-z]++")


@lru_cache(2048)
def _version(text: str) -> _Segments | None:
    found = _VERSION.fullmatch(text)
    if not found:
        return None
    parts: list[str] = _SEGMENT.findall(found[1].replace("-", ".pre."))
    return tuple((1, int(part)) if part.isdigit() else (0, part) for part in parts)


def _canonical(segments: _Segments) -> _Segments:
    """``segments`` without the zeros that end its numbers and those that end what follows the first word."""
    word = next((at for at, segment in enumerate(segments) if not segment[0]), len(segments))
    parts = [list(segments[:word]), list(segments[word:])]
    for part in parts:
        while part and part[-1] == _ZERO:
            part.pop()
    return (*parts[0], *parts[1])


@lru_cache(2048)
def order(a: _Segments, b: _Segments) -> int:
    """-1, 0 or 1; what one side lacks counts as a zero."""
    for one, other in zip_longest(_canonical(a), _canonical(b), fillvalue=_ZERO):
        if one != other:
            return -1 if one < other else 1
    return 0


def _numbers(segments: _Segments) -> tuple[int, ...]:
    """The numbers before the first word."""
    found = []
    for _, number in segments:
        if isinstance(number, str):
            break
        found.append(number)
    return tuple(found)


def _segments(numbers: tuple[int, ...]) -> _Segments:
    return tuple((1, number) for number in numbers)


def _bump(segments: _Segments) -> _Segments:
    """The first release that ``~>`` leaves out: the last number goes, the one before it moves up."""
    numbers = _numbers(segments)
    kept = numbers[:-1] or numbers
    return _segments((*kept[:-1], kept[-1] + 1))


@lru_cache(2048)
def _terms(text: str) -> tuple[_Term, ...] | None:
    if not text.strip():
        return ((">=", (_ZERO,)),)
    terms = []
    for part in text.split(","):
        found = _TERM.fullmatch(part)
        version = found and _version(found[2])
        if not found or not version:
            return None
        terms.append((found[1] or "=", version))
    return tuple(terms)


def _holds(segments: _Segments, term: _Term) -> bool:
    operator, other = term
    answer = order(segments, other)
    match operator:
        case "=":
            return answer == 0
        case "!=":
            return answer != 0
        case "<":
            return answer < 0
        case "<=":
            return answer <= 0
        case ">":
            return answer > 0
        case ">=":
            return answer >= 0
    return answer >= 0 and order(_segments(_numbers(segments)), _bump(other)) < 0


def compare(a: str, b: str) -> int | None:
    """-1, 0 or 1 as ``Gem::Version`` orders the two; None if either is no version."""
    first, second = _version(a), _version(b)
    return None if first is None or second is None else order(first, second)


def satisfies(version: str, requirement: str) -> bool | None:
    """Whether every term of ``requirement`` holds; None for text that is neither a version nor a requirement."""
    segments, terms = _version(version), _terms(requirement)
    if segments is None or terms is None:
        return None
    return all(_holds(segments, term) for term in terms)


def admits(requirement: str, low: str, high: str | None) -> bool | None:
    """Whether a version of numbers alone, from ``low`` up to, not including, ``high``, can satisfy ``requirement``.

    What holds changes only at the versions named and where ``~>`` ends, so that those and what follows each at once
    (a longer version than any of them, ending in 1) are enough.
    """
    terms, floor = _terms(requirement), _version(low)
    ceiling = None if high is None else _version(high)
    if terms is None or floor is None or (high is not None and ceiling is None):
        return None
    ends = [
        floor,
        *(version for _, version in terms),
        *(_bump(version) for operator, version in terms if operator == "~>"),
    ]
    places = max(len(end) for end in (*ends, ceiling or floor))
    for numbers in map(_numbers, ends):
        for candidate in (numbers, (*numbers, *(0,) * (places - len(numbers)), 1)):
            segments = _segments(candidate)
            inside = order(floor, segments) <= 0 and (ceiling is None or order(segments, ceiling) < 0)
            if inside and all(_holds(segments, term) for term in terms):
                return True
    return False


def release(version: str) -> tuple[int, ...] | None:
    """The numbers before the first word; None if ``version`` is no version."""
    segments = _version(version)
    return None if segments is None else _numbers(segments)


def is_prerelease(version: str) -> bool:
    """Whether a letter stands anywhere in ``version`` (a hyphen counts as one)."""
    segments = _version(version)
    return segments is not None and any(not numeric for numeric, _ in segments)

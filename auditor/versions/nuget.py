"""The order and ranges of NuGet, as its documentation has them.

Our own because no Python library has them: Semantic Versioning with one to four numbers and labels without regard to
case; a bare version is the least that will do, brackets are intervals, and ``1.*`` holds what floats there: final
releases of line 1 (prereleases too where a label with a star follows, ``1.*-*``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from auditor.versions.semver import FINAL, Tag, identifiers

_Numbers = tuple[int, ...]
_Version = tuple[_Numbers, Tag]

_ID = r"[0-9A-Za-z-]++(?:\.[0-9A-Za-z-]++)*+"
_VERSION = re.compile(rf"\s*+([0-9]++(?:\.[0-9]++){{0,3}}+)(?:-({_ID}))?+(?:\+{_ID})?+\s*+", re.ASCII)
_FLOAT = re.compile(r"((?:[0-9]++\.){0,3}+)\*(?:-([0-9A-Za-z.-]*+)\*)?+")
_LABEL = re.compile(r"([0-9]++(?:\.[0-9]++){0,3}+)-([0-9A-Za-z.-]*+)\*")
_INTERVAL = re.compile(r"([\[(])([^,\[\]()]*+)(?:(,)([^,\[\]()]*+))?+([\])])")


class _Range(NamedTuple):
    """``numbers`` and ``label`` begin what floats; None where nothing, or no prerelease, does."""

    low: _Version | None
    with_low: bool = True
    high: _Version | None = None
    with_high: bool = False
    numbers: _Numbers | None = None
    label: str | None = None


@lru_cache(1024)
def _version(text: str) -> _Version | None:
    found = _VERSION.fullmatch(text)
    if not found:
        return None
    numbers = tuple(map(int, found[1].split(".")))
    return (*numbers, *(0,) * (4 - len(numbers))), identifiers(found[2].lower() if found[2] else None)


def _floating(text: str) -> _Range | None:
    found = _FLOAT.fullmatch(text) or _LABEL.fullmatch(text)
    if not found:
        return None
    numbers = tuple(int(part) for part in found[1].split(".") if part)
    if found.re is _LABEL:
        numbers = (*numbers, *(0,) * (4 - len(numbers)))
    label = None if found[2] is None else found[2].lower()
    low = (*numbers, *(0,) * (4 - len(numbers)))
    return _Range((low, FINAL if label is None else ()), numbers=numbers, label=label)


def _least(text: str) -> _Range | None:
    if "*" in text:
        return _floating(text.strip())
    version = _version(text)
    return version and _Range(version)


@lru_cache(1024)
def _range(text: str) -> _Range | None:
    text = text.strip()
    found = _INTERVAL.fullmatch(text)
    if not found:
        return _least(text)
    opened, low, comma, high, closed = found.groups()
    high = high if comma else low
    least = _least(low) if low.strip() else _Range(None)
    top = _version(high) if high.strip() else None
    if least is None or (top is None) is bool(high.strip()) or not (low + high).strip():
        return None
    if not comma and (opened, closed) != ("[", "]"):
        return None
    return least._replace(with_low=opened == "[", high=top, with_high=closed == "]")


def _floats(version: _Version, label: str, found: _Range) -> bool:
    if found.numbers is None:
        return True
    if version[0][: len(found.numbers)] != found.numbers:
        return False
    return version[1] == FINAL or (found.label is not None and label.startswith(found.label))


def _holds(version: _Version, label: str, found: _Range) -> bool:
    above = found.low is None or version > found.low or (found.with_low and version == found.low)
    below = found.high is None or version < found.high or (found.with_high and version == found.high)
    return above and below and _floats(version, label, found)


def compare(a: str, b: str) -> int | None:
    """-1, 0 or 1 as NuGet orders the two (build metadata does not count); None if either is no version."""
    first, second = _version(a), _version(b)
    return None if first is None or second is None else (first > second) - (first < second)


def satisfies(version: str, requirement: str) -> bool | None:
    """Whether ``requirement`` holds ``version``; None for a property (``$(Version)``) or any other text."""
    numbers, found = _version(version), _range(requirement)
    if numbers is None or found is None:
        return None
    return _holds(numbers, version.partition("+")[0].partition("-")[2].strip().lower(), found)


def admits(requirement: str, low: str, high: str | None) -> bool | None:
    """Whether a version of numbers alone, from ``low`` up to, not including, ``high``, is in the range.

    A range is one interval: the first such version at or after both lower ends, or the one right after, decides.
    """
    found, floor = _range(requirement), _version(low)
    ceiling = None if high is None else _version(high)
    if found is None or floor is None or (high is not None and ceiling is None):
        return None
    for numbers in (floor[0], found.low[0] if found.low else floor[0]):
        for candidate in (numbers, (*numbers[:-1], numbers[-1] + 1)):
            version = (candidate, FINAL)
            inside = floor <= version and (ceiling is None or version < ceiling)
            if inside and _holds(version, "", found):
                return True
    return False


def release(version: str) -> tuple[int, ...] | None:
    """Four numbers; None if ``version`` is no version."""
    found = _version(version)
    return found and found[0]


def is_prerelease(version: str) -> bool:
    """Whether a label follows the numbers."""
    found = _version(version)
    return found is not None and found[1] != FINAL

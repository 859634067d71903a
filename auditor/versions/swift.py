"""The order and requirements of Swift packages: what Package.swift, an Xcode project and a Cartfile can ask for.

Our own because no Python library has them. Requirements are read in these forms, quotes and a leading dot or not:
``from: 2.1.0`` (also ``upToNextMajor: 2.1.0``), ``upToNextMinor: 2.1.0``, ``exact: 2.1.0``, ``2.1.0..<3.0.0``,
``2.1.0...2.9.9``, and a Cartfile's ``~> 2.1``, ``>= 2.1``, ``== 2.1`` or nothing. A branch or a revision is none.
"""

from __future__ import annotations

import re
from functools import lru_cache

from auditor.versions.semver import FINAL, Tag, identifiers

_Triple = tuple[int, int, int]
_Version = tuple[_Triple, Tag]
_Range = tuple[_Version, bool, _Version | None, bool]  # lower end, a Cartfile's, upper end, with it

_ID = r"[0-9A-Za-z-]++(?:\.[0-9A-Za-z-]++)*+"
_NUMBER = rf"v?[0-9]++(?:\.[0-9]++){{0,2}}+(?:-{_ID})?+(?:\+{_ID})?+"
_VERSION = re.compile(rf"v?([0-9]++)(?:\.([0-9]++)(?:\.([0-9]++))?+)?+(?:-({_ID}))?+(?:\+{_ID})?+")
_NOISE = re.compile(r"[\"'()\s]++", re.ASCII)
_NAMED = re.compile(rf"\.?(from|exact|upToNextMajor|upToNextMinor)(?:Version)?+:?(?:from:)?({_NUMBER})")
_SPAN = re.compile(r"([^<>=~]+?)(\.\.<|\.\.\.)([^<>=~]++)")
_CARTFILE = re.compile(rf"(~>|>=|==)({_NUMBER})")


@lru_cache(1024)
def _version(text: str) -> _Version | None:
    found = _VERSION.fullmatch(text)
    if not found:
        return None
    return (int(found[1]), int(found[2] or 0), int(found[3] or 0)), identifiers(found[4])


def _ended(kind: str, low: _Version) -> _Range:
    """From ``low`` to the version of ``kind`` that ends the range; of a Cartfile's ``~> 0.1`` that is 0.2."""
    (major, minor, _), _ = low
    if kind in ("exact", "=="):
        return low, False, low, True
    if kind == ">=":
        return low, True, None, False
    within_minor = kind == "upToNextMinor" or (kind == "~>" and not major)
    above = (major, minor + 1, 0) if within_minor else (major + 1, 0, 0)
    return low, kind == "~>", (above, FINAL), False


@lru_cache(1024)
def _range(text: str) -> _Range | None:
    text = _NOISE.sub("", text)
    if not text:
        return ((0, 0, 0), FINAL), True, None, False
    found = _NAMED.fullmatch(text) or _CARTFILE.fullmatch(text)
    if found:
        low = _version(found[2])
        return low and _ended(found[1], low)
    span = _SPAN.fullmatch(text)
    low, high = (_version(span[1]), _version(span[3])) if span else (_version(text), None)
    if low is None or (span and high is None):
        return None
    return (low, False, high, span[2] == "...") if span else _ended("exact", low)


def _prerelease_counts(version: _Version, found: _Range) -> bool:
    """Whether a prerelease is looked at: only where an end is one, and never one of the release that ends the range."""
    low, cartfile, high, with_high = found
    if cartfile:
        return low[1] != FINAL and low[0] == version[0]
    if high is None or with_high:
        return low[1] != FINAL or (high is not None and high[1] != FINAL)
    return (low[1] != FINAL or high[1] != FINAL) and (high[1] != FINAL or high[0] != version[0])


def _holds(version: _Version, found: _Range) -> bool:
    low, _, high, with_high = found
    if version[1] != FINAL and not _prerelease_counts(version, found):
        return False
    return low <= version and (high is None or version < high or (with_high and version == high))


def compare(a: str, b: str) -> int | None:
    """-1, 0 or 1 by precedence (build metadata does not count); None if either is no version."""
    first, second = _version(a), _version(b)
    return None if first is None or second is None else (first > second) - (first < second)


def satisfies(version: str, requirement: str) -> bool | None:
    """Whether ``requirement`` holds ``version``; None for a branch, a revision or any other text."""
    found, wanted = _version(version), _range(requirement)
    return None if found is None or wanted is None else _holds(found, wanted)


def admits(requirement: str, low: str, high: str | None) -> bool | None:
    """Whether a final version from ``low`` up to, not including, ``high`` can satisfy ``requirement``.

    A requirement is one interval, closed below: its first final version at or after ``low`` decides.
    """
    wanted, floor = _range(requirement), _version(low)
    ceiling = None if high is None else _version(high)
    if wanted is None or floor is None or (high is not None and ceiling is None):
        return None
    first = (max(wanted[0], floor)[0], FINAL)
    return (ceiling is None or first < ceiling) and _holds(first, wanted)


def release(version: str) -> tuple[int, ...] | None:
    """Major, minor and patch; None if ``version`` is no version."""
    found = _version(version)
    return found and found[0]


def is_prerelease(version: str) -> bool:
    """Whether a prerelease tag follows the numbers."""
    found = _version(version)
    return found is not None and found[1] != FINAL

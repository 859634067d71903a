"""The order and constraints of pub, the package manager of Dart and Flutter, as its documentation has them.

Our own because no Python library has them: ``any``, ``^1.2.3``, or versions and ``<``, ``<=``, ``>``, ``>=`` that must
all hold; ``<2.0.0`` leaves out the prereleases of 2.0.0, and build metadata has its place in the order.
"""

from __future__ import annotations

import re
from functools import lru_cache

from auditor.versions.semver import FINAL, Tag, identifiers

_Triple = tuple[int, int, int]
_Version = tuple[_Triple, Tag, Tag]  # numbers, prerelease, build
_Range = tuple[_Version | None, bool, _Version | None, bool]  # lower end, with it, upper end, with it

_LOWEST: Tag = ((0, 0),)
_ID = r"[0-9A-Za-z-]++(?:\.[0-9A-Za-z-]++)*+"
_NUMBER = rf"([0-9]++)\.([0-9]++)\.([0-9]++)(?:-({_ID}))?+(?:\+({_ID}))?+"
_VERSION = re.compile(_NUMBER)
_PREFIX = re.compile(r"([0-9]++)(?:\.([0-9]++))?+")
_TERM = re.compile(rf"\s*+([<>]=?|)\s*+({_NUMBER})\s*+", re.ASCII)


@lru_cache(1024)
def _version(text: str) -> _Version | None:
    found = _VERSION.fullmatch(text)
    if not found:
        return None
    build = identifiers(found[5]) if found[5] else ()
    return (int(found[1]), int(found[2]), int(found[3])), identifiers(found[4]), build


def _caret(version: _Version) -> _Range:
    (major, minor, _), _, _ = version
    above = (major + 1, 0, 0) if major else (0, minor + 1, 0)
    return version, True, (above, _LOWEST, ()), False


def _narrowed(found: _Range, operator: str, version: _Version) -> _Range:
    low, with_low, high, with_high = found
    inclusive = operator in ("", "<=", ">=")
    if operator[:1] != "<" and (low is None or version >= low):
        low, with_low = version, inclusive and (version != low or with_low)
    if operator[:1] != ">" and (high is None or version <= high):
        high, with_high = version, inclusive and (version != high or with_high)
    return low, with_low, high, with_high


@lru_cache(1024)
def _range(text: str) -> _Range | None:
    text = text.strip()
    if text == "any":
        return None, False, None, False
    if text[:1] == "^":
        version = _version(text[1:].lstrip())
        return version and _caret(version)
    found: _Range = (None, False, None, False)
    at = 0
    while at < len(text):
        term = _TERM.match(text, at)
        version = term and _version(term[2])
        if not term or not version:
            return None
        found = _narrowed(found, term[1], version)
        at = term.end()
    low, with_low, high, with_high = found
    if high and not with_high and high[1] == FINAL and not high[2]:
        prerelease_below = low is not None and low[1] != FINAL and low[0] == high[0]
        high = high if prerelease_below else (high[0], _LOWEST, ())
    return (low, with_low, high, with_high) if text else None


def _holds(version: _Version, found: _Range) -> bool:
    low, with_low, high, with_high = found
    above = low is None or version > low or (with_low and version == low)
    return above and (high is None or version < high or (with_high and version == high))


def compare(a: str, b: str) -> int | None:
    """-1, 0 or 1 as pub orders the two; None if either is no version."""
    first, second = _version(a), _version(b)
    return None if first is None or second is None else (first > second) - (first < second)


def satisfies(version: str, requirement: str) -> bool | None:
    """Whether the constraint allows ``version``; None for a path, a git source or any other text."""
    found, wanted = _version(version), _range(requirement)
    return None if found is None or wanted is None else _holds(found, wanted)


def _bound(text: str) -> _Version | None:
    short = _PREFIX.fullmatch(text)
    return _version(f"{short[1]}.{short[2] or 0}.0" if short else text)


def admits(requirement: str, low: str, high: str | None) -> bool | None:
    """Whether a version of three numbers, from ``low`` up to, not including, ``high``, is allowed by the constraint.

    The constraint is one interval: its first such version at or after ``low``, or the one right after that, decides.
    """
    wanted, floor = _range(requirement), _bound(low)
    ceiling = None if high is None else _bound(high)
    if wanted is None or floor is None or (high is not None and ceiling is None):
        return None
    for major, minor, patch in (floor[0], wanted[0][0] if wanted[0] else floor[0]):
        for triple in ((major, minor, patch), (major, minor, patch + 1)):
            version: _Version = (triple, FINAL, ())
            if floor <= version and (ceiling is None or version < ceiling) and _holds(version, wanted):
                return True
    return False


def release(version: str) -> tuple[int, ...] | None:
    """Major, minor and patch; None if ``version`` is no version."""
    found = _version(version)
    return found and found[0]


def is_prerelease(version: str) -> bool:
    """Whether a prerelease tag follows the numbers."""
    found = _version(version)
    return found is not None and found[1] != FINAL

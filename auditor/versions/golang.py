"""The order of Go module versions, pseudo-versions and ``+incompatible`` ones included, and what go.mod asks for.

Our own because no Python library has it; the order is Semantic Versioning's, where minor and patch may be missing. A
go.mod names the least version that will do (minimal version selection), so that any later version satisfies it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from auditor.versions.semver import FINAL, Tag, identifiers

_Version = tuple[int, int, int, Tag]

_N = r"(0|[1-9][0-9]*+)"
_ID = r"(?:[0-9]*+[A-Za-z-][0-9A-Za-z-]*+|0|[1-9][0-9]*+)"
_BUILD = r"(?:\+[0-9A-Za-z-]++(?:\.[0-9A-Za-z-]++)*+)?+"
_VERSION = re.compile(rf"v?{_N}(?:\.{_N}(?:\.{_N}(?:-({_ID}(?:\.{_ID})*+))?+{_BUILD})?+)?+")


@lru_cache(2048)
def _version(text: str) -> _Version | None:
    found = _VERSION.fullmatch(text)
    if not found:
        return None
    return int(found[1]), int(found[2] or 0), int(found[3] or 0), identifiers(found[4])


def compare(a: str, b: str) -> int | None:
    """-1, 0 or 1 as Go orders the two (what follows a plus sign does not count); None if either is no version."""
    first, second = _version(a), _version(b)
    if first is None or second is None:
        return None
    return (first > second) - (first < second)


def satisfies(version: str, requirement: str) -> bool | None:
    """Whether ``version`` is at least the one that go.mod names; None for a branch, a path or ``latest``."""
    answer = compare(version, requirement)
    return None if answer is None else answer >= 0


def admits(requirement: str, low: str, high: str | None) -> bool | None:
    """Whether a final version from ``low`` up to, not including, ``high`` is at least the one that go.mod names."""
    wanted, floor = _version(requirement), _version(low)
    ceiling = None if high is None else _version(high)
    if wanted is None or floor is None or (high is not None and ceiling is None):
        return None
    # whatever lies at or after a version, the first final one there has its numbers
    first = (*max(wanted, floor)[:3], FINAL)
    return ceiling is None or first < ceiling


def release(version: str) -> tuple[int, ...] | None:
    """Major, minor and patch; None if ``version`` is no version."""
    found = _version(version)
    return found and found[:3]


def is_prerelease(version: str) -> bool:
    """Whether a prerelease tag follows the numbers, as in every pseudo-version."""
    found = _version(version)
    return found is not None and found[3] != FINAL

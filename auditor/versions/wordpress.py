"""The order of WordPress plugin versions: dotted numbers, which is all that a released plugin's header holds.

Our own because no Python library has it and so little is needed. A requirement is one version, or ``>=``, ``<`` and the
like with commas between them; any other is Composer's, by which plugins are required of wpackagist.
"""

from __future__ import annotations

import re
from functools import lru_cache

_Numbers = tuple[int, ...]

_VERSION = re.compile(r"[0-9]++(?:\.[0-9]++)*+")
_COMPOSERS = re.compile(r"[\^~*|<>]|\.x\b| - ")
_TERM = re.compile(r"[ \t]*+(!=|[<>]=?|=?)[ \t]*+([0-9]++(?:\.[0-9]++)*+)[ \t]*+")


def _trimmed(text: str) -> _Numbers:
    numbers = list(map(int, text.split(".")))
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


@lru_cache(256)
def _terms(text: str) -> tuple[tuple[str, _Numbers], ...] | None:
    terms = []
    for part in text.split(","):
        found = _TERM.fullmatch(part)
        if not found:
            return None
        terms.append((found[1] or "=", _trimmed(found[2])))
    return tuple(terms)


def _version(text: str) -> _Numbers | None:
    return _trimmed(text) if _VERSION.fullmatch(text) else None


def _holds(version: _Numbers, operator: str, other: _Numbers) -> bool:
    if version == other:
        return operator in ("=", "<=", ">=")
    return operator == "!=" or operator[0] == ("<" if version < other else ">")


def compare(a: str, b: str) -> int | None:
    """-1, 0 or 1 by the numbers, a missing one being 0; None if either is no version."""
    first, second = _version(a), _version(b)
    return None if first is None or second is None else (first > second) - (first < second)


def satisfies(version: str, requirement: str) -> bool | None:
    """Whether every term of ``requirement`` holds, or Composer says so; None for a text that neither knows."""
    numbers, terms = _version(version), _terms(requirement)
    if numbers is None:
        return None
    if terms is None and _COMPOSERS.search(requirement):
        from auditor.versions import composer

        return composer.satisfies(version, requirement)
    return None if terms is None else all(_holds(numbers, *term) for term in terms)


def admits(requirement: str, low: str, high: str | None) -> bool | None:
    """Whether a version from ``low`` up to, not including, ``high`` can satisfy ``requirement``.

    What holds changes only at the versions named: they and a longer version right after each are enough.
    """
    terms, floor = _terms(requirement), _version(low)
    ceiling = None if high is None else _version(high)
    if floor is None or (high is not None and ceiling is None):
        return None
    if terms is None:
        if not _COMPOSERS.search(requirement):
            return None
        from auditor.versions import composer

        return composer.admits(requirement, low, high)
    ends = [floor, *(other for _, other in terms)]
    places = max(len(end) for end in (*ends, ceiling or ()))
    for end in ends:
        for version in (end, (*end, *(0,) * (places - len(end)), 1)):
            inside = floor <= version and (ceiling is None or version < ceiling)
            if inside and all(_holds(version, *term) for term in terms):
                return True
    return False


def release(version: str) -> tuple[int, ...] | None:
    """The numbers as they stand; None if ``version`` is no version."""
    return tuple(map(int, version.split("."))) if _VERSION.fullmatch(version) else None


def is_prerelease(version: str) -> bool:  # noqa: ARG001
    """False: a version here is numbers alone."""
    return False

"""The order of Terraform provider versions and the constraints of ``required_providers``.

Our own because no Python library has them: terms with commas between them, ``~> 1.2`` and ``~> 1.2.3`` leave the last
number given free, missing numbers are zeros, and a prerelease is selected only by its exact name.
"""

from __future__ import annotations

import re
from functools import lru_cache

from auditor.versions.semver import FINAL, Tag, identifiers

_Triple = tuple[int, int, int]
_Version = tuple[_Triple, Tag]
_Term = tuple[str, _Version, _Triple]  # operator, version, and for ``~>`` the first release that it leaves out

_ID = r"[0-9A-Za-z-]++(?:\.[0-9A-Za-z-]++)*+"
_VERSION = re.compile(rf"([0-9]++)(?:\.([0-9]++)(?:\.([0-9]++))?+)?+(?:-({_ID}))?+(?:\+{_ID})?+")
_TERM = re.compile(rf"(!=|[<>]=?|~>|=?) ?([0-9]++)(?:\.([0-9]++)(?:\.([0-9]++))?+)?+(?:-({_ID}))?+")


@lru_cache(1024)
def _version(text: str) -> _Version | None:
    found = _VERSION.fullmatch(text)
    return ((int(found[1]), int(found[2] or 0), int(found[3] or 0)), identifiers(found[4])) if found else None


def _term(text: str) -> _Term | None:
    found = _TERM.fullmatch(text)
    if not found:
        return None
    operator, major, minor, patch, tag = found.groups()
    numbers = (int(major), int(minor or 0), int(patch or 0))
    above = (numbers[0], numbers[1] + 1, 0) if patch else (numbers[0] + 1, 0, 0)
    return operator or "=", (numbers, identifiers(tag)), above


@lru_cache(1024)
def _terms(text: str) -> tuple[_Term, ...] | None:
    text = text.strip(" ").removesuffix(",")
    found = [_term(part.strip(" ")) for part in text.split(",")] if text else []
    return None if None in found else tuple(term for term in found if term)


def _holds(version: _Version, term: _Term) -> bool:
    operator, other, above = term
    if operator == "=":
        return version == other
    match operator:
        case "!=":
            return version != other
        case "<":
            return version < other
        case "<=":
            return version <= other
        case ">":
            return version > other
        case ">=":
            return version >= other
    return other <= version and version[0] < above


def compare(a: str, b: str) -> int | None:
    """-1, 0 or 1 by precedence (build metadata does not count); None if either is no version."""
    first, second = _version(a), _version(b)
    return None if first is None or second is None else (first > second) - (first < second)


def satisfies(version: str, requirement: str) -> bool | None:
    """Whether every term of ``requirement`` selects ``version``; None for any other text."""
    found, terms = _version(version), _terms(requirement)
    if found is None or terms is None:
        return None
    named = found[1] == FINAL or any(operator == "=" for operator, _, _ in terms)
    return named and all(_holds(found, term) for term in terms)


def admits(requirement: str, low: str, high: str | None) -> bool | None:
    """Whether a final version from ``low`` up to, not including, ``high`` can satisfy ``requirement``.

    What holds changes only at the versions named: the final versions at and right after each are enough.
    """
    terms, floor = _terms(requirement), _version(low)
    ceiling = None if high is None else _version(high)
    if terms is None or floor is None or (high is not None and ceiling is None):
        return None
    for major, minor, patch in (floor[0], *(version[0] for _, version, _ in terms)):
        for triple in ((major, minor, patch), (major, minor, patch + 1)):
            version = (triple, FINAL)
            inside = floor <= version and (ceiling is None or version < ceiling)
            if inside and all(_holds(version, term) for term in terms):
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

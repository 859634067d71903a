"""Version order and ranges, each ecosystem by its own rules.

Answers None where there is nothing to compare (an alias, a workspace or URL specifier, text that is no version) and
never guesses. An ordering is a module of this package and is imported when its ecosystem is first asked about, so that
an audit pays only for what it compares; this module knows no rule of any of them. An ``ecosystem`` is a purl type, or
``terraform``, ``wordpress`` or ``runtime``; another one has no order here.
"""

from __future__ import annotations

from functools import cache

from auditor.modules import import_module
from auditor.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_ORDERINGS = {
    "cocoapods": "cocoapods",
    "composer": "composer",
    "gem": "rubygems",
    "golang": "golang",
    "maven": "maven",
    "npm": "semver",
    "nuget": "nuget",
    "pub": "pub",
    "pypi": "pep440",
    "runtime": "rubygems",  # dotted numbers, as many as there are: 8.5.9, 1.27.0, 25.0.4.1
    "swift": "swift",
    "terraform": "terraform",
    "wordpress": "wordpress",
}
_MAX_VERSION = 256
_MAX_RANGE = 4096


def _ordering(ecosystem: str, versions: tuple[str | None, ...], requirement: str = "") -> Any | None:
    """The module that orders ``ecosystem``; None for an unknown one, and for text that no ordering should have to read.

    Versions end at 256 characters, requirements at 4 KiB, and both are ASCII: the orderings rely on it.
    """
    if ecosystem not in _ORDERINGS or not requirement.isascii() or len(requirement) > _MAX_RANGE:
        return None
    if any(text is not None and (len(text) > _MAX_VERSION or not text.isascii()) for text in versions):
        return None
    return _module(_ORDERINGS[ecosystem])


@cache
def _module(name: str) -> Any:
    """An ordering; asking the import system for it each time would take longer than most answers."""
    return import_module(f"{__name__}.{name}")


def compare(ecosystem: str, a: str, b: str) -> int | None:
    """-1, 0 or 1 as ``a`` is older than, the same as or newer than ``b``; None if either is no version."""
    ordering = _ordering(ecosystem, (a, b))
    answer: int | None = ordering.compare(a, b) if ordering else None
    return answer


def satisfies(ecosystem: str, version: str, requirement: str) -> bool | None:
    """Whether the ecosystem's own tool accepts ``version`` for ``requirement``; None if the two cannot be compared."""
    ordering = _ordering(ecosystem, (version,), requirement)
    answer: bool | None = ordering.satisfies(version, requirement) if ordering else None
    return answer


def admits(ecosystem: str, requirement: str, low: str, high: str | None) -> bool | None:
    """Whether any final (not prerelease) version v with ``low`` <= v < ``high`` could satisfy ``requirement``.

    ``high`` None means no upper bound. Bounds may leave out trailing parts, so that a line's id will do. The answer
    comes from the ends of the intervals, not from the releases that exist. None if something cannot be read.
    """
    ordering = _ordering(ecosystem, (low, high), requirement)
    answer: bool | None = ordering.admits(requirement, low, high) if ordering else None
    return answer


def release(ecosystem: str, version: str) -> tuple[int, ...] | None:
    """The numbers of ``version`` before any prerelease or build part; None if it is no version."""
    ordering = _ordering(ecosystem, (version,))
    answer: tuple[int, ...] | None = ordering.release(version) if ordering else None
    return answer


def is_prerelease(ecosystem: str, version: str) -> bool:
    """Whether the ecosystem's own tool takes ``version`` for a prerelease; False if it is no version."""
    ordering = _ordering(ecosystem, (version,))
    return bool(ordering and ordering.is_prerelease(version))


def in_line(ecosystem: str, version: str, line: str) -> bool:
    """Whether ``line`` is a dotted prefix of ``version``: 2.27.0 is on "2", 0.16.1 on "0.16", and 1.2 on "1.2.0"."""
    numbers = release(ecosystem, version)
    parts = line.split(".")
    if numbers is None or not all(part.isascii() and part.isdigit() and len(part) < _MAX_VERSION for part in parts):
        return False
    padded = numbers + (0,) * (len(parts) - len(numbers))
    return padded[: len(parts)] == tuple(map(int, parts))

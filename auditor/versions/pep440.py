"""The order and ranges of PyPI: PEP 440 by ``packaging``, which is what pip itself compares with.

What PEP 440 does not know but the manifests of Poetry and Pipenv hold (``^4.7``, ``~4.7``, ``4.*``, ``*``, a bare
version, ``||``) is translated to it first. Must not import ``packaging`` before a version is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet
    from packaging.version import Version

_WILDCARD = re.compile(r"=?([0-9]++(?:\.[0-9]++)*+\.\*)")
_TERM = re.compile(r"([\^~=]?)[ \t]*+([0-9A-Za-z.!_-]++)")


@lru_cache(2048)
def _version(text: str) -> Version | None:
    from packaging.version import Version

    try:
        return Version(text)
    except ValueError:
        return None


def _specifiers(text: str) -> SpecifierSet | None:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return SpecifierSet(text)
    except InvalidSpecifier:
        return None


def _bump(version: Version, place: int) -> str:
    """The release of ``version`` cut after ``place`` (from 0), with the number there one higher."""
    numbers = [*version.release, 0, 0][: place + 1]
    numbers[place] += 1
    return f"{version.epoch}!{'.'.join(map(str, numbers))}"


def _translated(term: str) -> str | None:
    """One term of Poetry's as PEP 440 has it; None if it is neither."""
    if term == "*":
        return ""
    wildcard = _WILDCARD.fullmatch(term)
    if wildcard:
        return f"=={wildcard[1]}"
    found = _TERM.fullmatch(term)
    if not found:
        return term or None
    operator, version = found[1], _version(found[2])
    if version is None:
        return None
    if operator in ("", "="):
        return f"=={version}"
    if operator == "~":
        above = _bump(version, min(1, len(version.release) - 1))
    else:
        leading = next((at for at, number in enumerate(version.release[:3]) if number), len(version.release[:3]) - 1)
        above = _bump(version, leading)
    return f">={version},<{above}"


@lru_cache(2048)
def _alternatives(text: str) -> tuple[SpecifierSet, ...] | None:
    plain = _specifiers(text)
    if plain is not None:
        return (plain,)
    found = []
    for alternative in re.split(r"\|\|?", text):
        terms = [_translated(term.strip(" \t")) for term in alternative.split(",")]
        specifiers = None if None in terms else _specifiers(",".join(filter(None, terms)))
        if specifiers is None:
            return None
        found.append(specifiers)
    return tuple(found)


def compare(a: str, b: str) -> int | None:
    """-1, 0 or 1 as PEP 440 orders the two; None if either is no version."""
    first, second = _version(a), _version(b)
    if first is None or second is None:
        return None
    return (first > second) - (first < second)


def satisfies(version: str, requirement: str) -> bool | None:
    """Whether ``requirement`` holds ``version``, prereleases included; None for a URL, a path or any other text.

    A single version has no alternatives, and where those are missing PEP 440 lets prereleases in.
    """
    found, alternatives = _version(version), _alternatives(requirement)
    if found is None or alternatives is None:
        return None
    return any(specifiers.contains(found, prereleases=True) for specifiers in alternatives)


def _ends(alternatives: Iterable[SpecifierSet]) -> list[Version]:
    """The versions at which a requirement can begin or cease to hold."""
    ends = []
    for specifier in (specifier for specifiers in alternatives for specifier in specifiers):
        prefix = specifier.version.removesuffix(".*")
        version = _version(prefix)
        if version is None:
            continue
        ends.append(version)
        last = len(version.release) - (2 if specifier.operator == "~=" else 1)
        above = _version(_bump(version, last))
        if above and (prefix != specifier.version or specifier.operator == "~="):
            ends.append(above)
    return ends


def _followers(version: Version, places: int) -> list[Version]:
    """``version`` where it is final, and its nearest final followers: the release, a post-release, a longer one."""
    release = ".".join(map(str, version.release))
    post = version.post if version.pre is None else None
    longer = ".".join([release, *["0"] * (places - len(version.release)), "1"])
    texts = [str(version), release, f"{release}.post{post or 0}", f"{release}.post{(post or 0) + 1}", longer]
    found = [_version(text if text == str(version) else f"{version.epoch}!{text}") for text in texts]
    return [follower for follower in found if follower is not None and not follower.is_prerelease]


def admits(requirement: str, low: str, high: str | None) -> bool | None:
    """Whether a final version from ``low`` up to, not including, ``high`` can satisfy ``requirement``.

    Between two neighbouring ends nothing changes, so that the final versions right at and right after each are enough.
    """
    alternatives, floor = _alternatives(requirement), _version(low)
    ceiling = None if high is None else _version(high)
    if alternatives is None or floor is None or (high is not None and ceiling is None):
        return None
    ends = [floor, *_ends(alternatives)]
    places = max(len(end.release) for end in (*ends, ceiling or floor))
    return any(
        specifiers.contains(version, prereleases=True)
        for end in ends
        for version in _followers(end, places)
        if floor <= version and (ceiling is None or version < ceiling)
        for specifiers in alternatives
    )


def release(version: str) -> tuple[int, ...] | None:
    """The release segment; None if ``version`` is no version."""
    found = _version(version)
    return None if found is None else found.release


def is_prerelease(version: str) -> bool:
    """Whether ``version`` is an alpha, beta, candidate or development release."""
    found = _version(version)
    return found is not None and found.is_prerelease

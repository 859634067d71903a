"""Decides between what the matrix holds and what a registry tells: nothing is replaced by something less well known.

Values in, values out: no file is read and no registry asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cmp_to_key
from typing import NamedTuple

from auditor.days import between
from auditor.versions import compare, is_prerelease, release

Dated = dict[str, str | None]

ENOUGH, AGREEING, NEAR = 5, 0.9, 3


class Told(NamedTuple):
    """What a registry told of a package: ``published`` says that its days are those of publication."""

    versions: Dated
    published: bool


def published(pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether a registry's days are those of publication, by pairs of a known exact day and the day that it tells.

    A caching mirror tells when it first saw a version. A registry is believed where it agrees, within three days, with
    nine in ten of the days that are known from elsewhere, and at least five are.
    """
    apart = [abs(between(known, told)) for known, told in pairs]
    return len(apart) >= ENOUGH and sum(days <= NEAR for days in apart) >= AGREEING * len(apart)


def is_exact(date: str | None) -> bool:
    return date is not None and len(date) == 10


def better(known: str | None, told: str | None) -> str | None:
    """The better evidenced of two dates: a day, then a month, a year, an upper bound; of two bounds the earlier."""
    if known is None or told is None:
        return known or told
    if known.startswith("<=") and told.startswith("<="):
        return min(known, told)
    return told if _weight(told) > _weight(known) else known


def _weight(date: str) -> int:
    return 0 if date.startswith("<=") else len(date)


def as_fact(day: str | None, told: Told, today: str) -> str:
    """A registry's day as the matrix writes it; a version without one was out today."""
    if day is None or day > today:
        return f"<={today}"
    return day if told.published else f"<={day}"


def merged(ecosystem: str, known: Mapping[str, str | None], told: Told, today: str, *, prereleases: bool) -> Dated:
    """Every release that is known or told, each with its best date, oldest first; prereleases only where wanted.

    Of a told version that is known without a date, an upper bound of today adds nothing and is left out.
    """
    found: Dated = dict(known)
    for version, day in told.versions.items():
        if not _counts(ecosystem, version, prereleases=prereleases):
            continue
        same = next((one for one in found if compare(ecosystem, one, version) == 0), version)
        fact = None if day is None and same in known else as_fact(day, told, today)
        found[same] = better(found.get(same), fact)
    return {version: found[version] for version in in_order(ecosystem, found)}


def _counts(ecosystem: str, version: str, *, prereleases: bool) -> bool:
    early = is_prerelease(ecosystem, version)
    return release(ecosystem, version) is not None and (prereleases or early is False)


def in_order(ecosystem: str, versions: Iterable[str]) -> list[str]:
    """Versions of an ecosystem, the oldest first; what cannot be compared keeps its place."""

    def order(one: str, other: str) -> int:
        return compare(ecosystem, one, other) or 0

    return sorted(versions, key=cmp_to_key(order))


def conflicts(known: Mapping[str, str | None], told: Told) -> list[str]:
    """The versions whose known day and believed told day lie more than three days apart."""
    if not told.published:
        return []
    return [
        f"{version}: {known[version]} here, {day} there"
        for version, day in told.versions.items()
        if day and is_exact(known.get(version)) and abs(between(str(known[version]), day)) > NEAR
    ]


def line_of(ecosystem: str, version: str) -> str:
    """The id of the line that a version opens: its major number, and below 1.0 on npm the minor with it."""
    numbers = release(ecosystem, version) or (0,)
    if ecosystem == "npm" and numbers[0] == 0 and len(numbers) > 1:
        return f"0.{numbers[1]}"
    return str(numbers[0])

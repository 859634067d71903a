"""The order and ranges of Maven, as ``ComparableVersion`` and ``VersionRange`` of Maven 3.9 have them.

Our own because the one Python library that has them misplaces qualifiers (``.RELEASE``, ``-1``). A bare version is a
soft requirement: it names what Maven takes unless the build names another, and is satisfied here by that version alone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest

_Item = int | str | tuple["_Item", ...]  # a number, a qualifier's rank, or the list that a hyphen opens
_Items = tuple[_Item, ...]
_Bounds = tuple[bool, str, str, bool]  # inclusive, lower end or nothing, upper end or nothing, inclusive

_MAX_VERSION = 256
_RELEASE = "5"
_RANKS = {"alpha": "0", "beta": "1", "milestone": "2", "rc": "3", "cr": "3", "snapshot": "4", "sp": "6"}
_RANKS |= {"ga": _RELEASE, "final": _RELEASE, "release": _RELEASE}
_SHORT = {"a": "alpha", "b": "beta", "m": "milestone"}
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._+-]*+")
_TOKEN = re.compile(r"[0-9]++|[^0-9.-]++|[.-]")
_RANGE = re.compile(r"([\[(])([^\])]*+)([\])])\s*+,?\s*+", re.ASCII)
_LEADING = re.compile(r"[0-9]++(?:\.[0-9]++)*+")


def _rank(word: str) -> str:
    """What orders a qualifier: the known ones, the release itself among them, then the others by their letters."""
    return _RANKS.get(word, f"7-{word}")


def _trimmed(items: list[_Item]) -> list[_Item]:
    """``items`` without what says nothing at its end or before a list there: zeros, release qualifiers, empty lists."""
    for at in range(len(items) - 1, -1, -1):
        if items[at] in (0, _RELEASE, ()):
            del items[at]
        elif not isinstance(items[at], tuple):
            break
    return items


def _levels(tokens: list[str]) -> list[list[_Item]]:
    """The lists within lists that a version is read into, outermost first: each is the last item of the one before."""
    levels: list[list[_Item]] = [[]]
    for before, part, after in zip(["-", *tokens], tokens, [*tokens[1:], ""], strict=False):
        if part in (".", "-"):
            if before in (".", "-"):
                levels[-1].append(0)
            if part == "-":
                levels.append([])
        elif part.isdigit():
            levels[-1].append(int(part))
            if after not in (".", "-", ""):
                levels.append([])
        else:
            numbered = after.isdigit()
            if levels[-1] and (numbered or not after):
                levels.append([])
            levels[-1].append(_rank(_SHORT.get(part, part) if numbered else part))
            if numbered:
                levels.append([])
    return levels


@lru_cache(2048)
def _version(text: str) -> _Items | None:
    if len(text) > _MAX_VERSION or not _VERSION.fullmatch(text):
        return None
    inner: list[_Item] = []
    for level in reversed(_levels(_TOKEN.findall(text.lower()))):
        inner = _trimmed([*level, tuple(inner)])
    return tuple(inner)


def _order(a: _Item | None, b: _Item | None) -> int:
    """-1, 0 or 1; None stands for what the longer side is compared with where the other has ended."""
    if a is None:
        return 0 if b is None else -_order(b, None)
    if isinstance(a, tuple):
        if b is None or isinstance(b, tuple):
            parts = zip_longest(a, b or ())
            return next((answer for one, other in parts if (answer := _order(one, other))), 0)
        return -1 if isinstance(b, int) else 1
    if isinstance(a, int):
        number = b if isinstance(b, int) else 0
        return (a > number) - (a < number) if b is None or isinstance(b, int) else 1
    rank = _RELEASE if b is None else b
    return (a > rank) - (a < rank) if isinstance(rank, str) else -1


def _ends(inside: str) -> tuple[str, str] | None:
    """The two ends that stand between brackets, both the same for ``[1.0]``; None if one is no version."""
    low, comma, high = (part.strip() for part in inside.partition(","))
    ends = (low, high) if comma else (low, low)
    if any(end and _version(end) is None for end in ends) or (not comma and not low):
        return None
    return ends


def _misplaced(bounds: _Bounds, before: _Bounds | None) -> bool:
    """Whether Maven would refuse the range: nothing can lie in it, or it begins before the last one ended."""
    with_low, low, high, with_high = bounds
    least = 0 if with_low and with_high else 1
    if low and high and _order(_version(high), _version(low)) < least:
        return True
    last = before[2] if before else ""
    return bool(last) and (not low or _order(_version(low), _version(last)) < 0)


@lru_cache(2048)
def _ranges(text: str) -> tuple[_Bounds, ...] | None:
    text = text.strip()
    if _version(text) is not None:
        return ((True, text, text, True),)
    ranges: list[_Bounds] = []
    at = 0
    while at < len(text):
        found = _RANGE.match(text, at)
        ends = found and _ends(found[2])
        if not found or ends is None:
            return None
        bounds = (found[1] == "[", *ends, found[3] == "]")
        if _misplaced(bounds, ranges[-1] if ranges else None):
            return None
        ranges.append(bounds)
        at = found.end()
    return tuple(ranges) or None


def _holds(version: _Items, bounds: _Bounds) -> bool:
    with_low, low, high, with_high = bounds
    if low and _order(version, _version(low)) < (0 if with_low else 1):
        return False
    return not high or _order(version, _version(high)) <= (0 if with_high else -1)


def compare(a: str, b: str) -> int | None:
    """-1, 0 or 1 as Maven orders the two; None if either is no version (a property is none)."""
    first, second = _version(a), _version(b)
    return None if first is None or second is None else _order(first, second)


def satisfies(version: str, requirement: str) -> bool | None:
    """Whether one of the ranges holds ``version``, or it equals a bare version; None for any other text."""
    items, ranges = _version(version), _ranges(requirement)
    if items is None or ranges is None:
        return None
    return any(_holds(items, bounds) for bounds in ranges)


def _numbers(text: str) -> tuple[int, ...]:
    found = _LEADING.match(text)
    return tuple(map(int, found[0].split("."))) if found else (0,)


def admits(requirement: str, low: str, high: str | None) -> bool | None:
    """Whether a version of numbers alone, from ``low`` up to, not including, ``high``, can satisfy ``requirement``.

    What holds changes only at the ends named: the numbers of each and a longer version right after are enough.
    """
    ranges, floor = _ranges(requirement), _version(low)
    ceiling = None if high is None else _version(high)
    if ranges is None or floor is None or (high is not None and ceiling is None):
        return None
    ends = [_numbers(end) for end in (low, *(end for bounds in ranges for end in bounds[1:3] if end))]
    places = max(len(numbers) for numbers in (*ends, _numbers(high or "0")))
    for numbers in ends:
        for candidate in (numbers, (*numbers, *(0,) * (places - len(numbers)), 1)):
            items = tuple(_trimmed(list(candidate)))
            inside = _order(items, floor) >= 0 and (ceiling is None or _order(items, ceiling) < 0)
            if inside and any(_holds(items, bounds) for bounds in ranges):
                return True
    return False


def release(version: str) -> tuple[int, ...] | None:
    """The numbers that ``version`` begins with; None if it is no version or begins with a letter."""
    return _numbers(version) if _version(version) is not None and version[0].isdigit() else None


def is_prerelease(version: str) -> bool:
    """Whether a qualifier that Maven places before the release (alpha to snapshot) stands anywhere in ``version``."""
    pending: list[_Item] = list(_version(version) or ())
    while pending:
        item = pending.pop()
        if isinstance(item, tuple):
            pending += item
        elif isinstance(item, str) and item < _RELEASE:
            return True
    return False

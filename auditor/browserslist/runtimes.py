"""Queries for Electron, which is answered with its Chrome versions, and for Node.js."""

from __future__ import annotations

import math
from collections.abc import Iterable

from auditor.browserslist.context import Context, amount, last, number, whole
from auditor.browserslist.errors import QueryError
from auditor.browserslist.versions import COMPARE, major_versions


def last_electron_versions(context: Context, count: str) -> list[str]:
    """``last N electron versions``."""
    return _chrome(context, list(context.data.electron)[-amount(count) :])


def last_electron_major_versions(context: Context, count: str) -> list[str]:
    """``last N electron major versions``."""
    return _chrome(context, major_versions(list(context.data.electron), amount(count)))


def unreleased_electron_versions(_: Context) -> list[str]:
    """Nothing: the data lists released versions only."""
    return []


def electron_range(context: Context, start: str, end: str) -> list[str]:
    """``electron 28-30``; both ends have to exist."""
    for end_of_range in (start, end):
        if _electron_key(end_of_range) not in context.data.electron:
            raise QueryError(f"Unknown version {_shown(number(end_of_range))} of electron")
    return _chrome(context, _between(context.data.electron, start, end))


def electron_ray(context: Context, sign: str, version: str) -> list[str]:
    """``electron >= 28``, compared as decimal numbers."""
    limit, compare = last(_electron_key(version)), COMPARE[sign]
    return _chrome(context, [listed for listed in context.data.electron if compare(number(listed), limit)])


def electron_version(context: Context, version: str) -> list[str]:
    """``electron 28.0``."""
    key = _electron_key(version)
    if key not in context.data.electron:
        raise QueryError(f"Unknown version {version} of electron")
    return _chrome(context, [key])


def last_node_versions(context: Context, count: str) -> list[str]:
    """``last N node versions``."""
    return _node(context.data.node_versions[-amount(count) :])


def last_node_major_versions(context: Context, count: str) -> list[str]:
    """``last N node major versions``."""
    return _node(major_versions(context.data.node_versions, amount(count)))


def node_range(context: Context, start: str, end: str) -> list[str]:
    """``node 18-20``: an end without a minor version takes in all of its minor versions."""
    return _node(_between(context.data.node_versions, start, end))


def node_ray(context: Context, sign: str, version: str) -> list[str]:
    """``node >= 20.1``, compared part by part."""
    limit = parts(version)
    return _node([v for v in context.data.node_versions if COMPARE[sign](order(parts(v), limit), 0)])


def node_version(context: Context, version: str) -> list[str]:
    """``node 20``, ``node 20.1``, ``node 20.1.0``: the newest release that it names."""
    matching = [listed for listed in context.data.node_versions if f"{listed}.".startswith(f"{version}.")]
    if not matching and not context.ignore_unknown_versions:
        raise QueryError(f"Unknown version {version} of Node.js")
    return _node(matching[-1:])


def current_node(context: Context) -> list[str]:
    """``current node``: the version that the caller states, for this machine's own says nothing of the project's."""
    if context.node is None:
        raise QueryError("`current node` depends on the machine: the version of Node.js is not stated")
    return [f"node {context.node}"]


def parts(version: str) -> list[float]:
    """Major, minor and patch version; a missing minor or patch version is 0."""
    major, *rest = [whole(part) for part in version.split(".")]
    return [major, *(0 if math.isnan(part) else part for part in [*rest, 0, 0][:2])]


def order(version: list[float], other: list[float]) -> int:
    """-1, 0 or 1 for two lists of `parts`; what is not a number is equal to every number."""
    for own, limit in zip(version, other, strict=True):
        if own < limit or own > limit:
            return -1 if own < limit else 1
    return 0


def _electron_key(version: str) -> str:
    parts = version.split(".")
    return ".".join(parts[:2]) if len(parts) == 3 else version


def _chrome(context: Context, versions: list[str]) -> list[str]:
    return [f"chrome {context.data.electron[version]}" for version in versions]


def _node(versions: list[str] | tuple[str, ...]) -> list[str]:
    return [f"node {version}" for version in versions]


def _between(versions: Iterable[str], start: str, end: str) -> list[str]:
    low, high = _range_end(start), _range_end(end)
    listed = ((version, _range_end(version)) for version in versions)
    return [version for version, parts in listed if _loose(parts, low) >= 0 and _loose(parts, high) <= 0]


def _range_end(version: str) -> list[float]:
    return [whole(part) for part in version.split(".")[:2]]


def _loose(version: list[float], end: list[float]) -> int:
    """The order of major and minor version; what is not a number is never equal, and follows everything."""
    for own, other in zip(version, end, strict=False):
        if own != other:
            return -1 if own < other else 1
    return 0


def _shown(value: float) -> str:
    return "NaN" if math.isnan(value) else f"{value:g}"

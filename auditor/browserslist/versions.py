"""Queries for versions of browsers: the last ones, ranges, single versions, and by the features they support."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from operator import ge, gt, le, lt

from auditor.browserslist.context import (
    ANDROID_EVERGREEN,
    DESKTOP,
    Context,
    agent,
    all_agents,
    amount,
    first,
    known_agent,
    last,
    number,
    whole,
)
from auditor.browserslist.data import Agent
from auditor.browserslist.errors import QueryError

OPERA_MOBILE_BLINK = 14
"""The first version of Opera Mobile that is built on Chromium."""

COMPARE: dict[str, Callable[[float, float], bool]] = {">": gt, ">=": ge, "<": lt, "<=": le}

_PROTOTYPE = frozenset(
    {
        *("constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString"),
        *("valueOf", "__proto__", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"),
    }
)
"""Names that every JavaScript object has: browserslist takes them for features that nothing supports."""


def last_versions(context: Context, count: str) -> list[str]:
    """``last N versions`` of every browser."""
    return [name for found in all_agents(context) for name in _last(context, found, count)]


def last_major_versions(context: Context, count: str) -> list[str]:
    """``last N major versions`` of every browser."""
    return [name for found in all_agents(context) for name in _last_major(context, found, count)]


def last_browser_versions(context: Context, count: str, name: str) -> list[str]:
    """``last N chrome versions``."""
    return _last(context, known_agent(context, name), count)


def last_browser_major_versions(context: Context, count: str, name: str) -> list[str]:
    """``last N safari major versions``."""
    return _last_major(context, known_agent(context, name), count)


def unreleased_versions(context: Context) -> list[str]:
    """Alpha and beta versions of every browser."""
    return [name for found in all_agents(context) for name in _unreleased(found)]


def unreleased_browser_versions(context: Context, name: str) -> list[str]:
    """``unreleased chrome versions``."""
    return _unreleased(known_agent(context, name))


def browser_range(context: Context, name: str, start: str, end: str) -> list[str]:
    """``ie 6-8``: the released versions that overlap the range."""
    found = known_agent(context, name)
    low = number(_sought(context, found, start) or start)
    high = number(_sought(context, found, end) or end)
    return _named(found, [version for version in found.released if last(version) >= low and first(version) <= high])


def browser_ray(context: Context, name: str, sign: str, version: str) -> list[str]:
    """``firefox >= 60``; ``esr`` stands for a version of Firefox only."""
    found = known_agent(context, name)
    bound = version
    if version.lower() == "esr":
        bound = context.data.aliases[found.name].get("esr", "")
        if not bound:
            raise QueryError(f"Unknown version {version} of {name}")
    end = last if sign[0] == ">" else first
    compare, limit = COMPARE[sign], end(bound)
    return _named(found, [listed for listed in found.released if compare(end(listed), limit)])


def browser_version(context: Context, name: str, version: str) -> list[str]:
    """``chrome 120``, ``safari TP``; a missing or superfluous ``.0`` is forgiven."""
    version = "TP" if version.lower() == "tp" else version
    found = known_agent(context, name)
    forgiven = version.removesuffix(".0") if "." in version else f"{version}.0"
    chosen = _sought(context, found, version) or _sought(context, found, forgiven)
    if chosen:
        return [f"{found.name} {chosen}"]
    if context.ignore_unknown_versions:
        return []
    raise QueryError(f"Unknown version {version} of {name}")


def firefox_esr(context: Context) -> list[str]:
    """The newest extended support release of Firefox."""
    return [f"firefox {context.data.firefox_esr}"]


def supports(context: Context, degree: str, feature: str) -> list[str]:
    """``[fully|partially] supports css-grid``: every version, unreleased ones too, that supports the feature."""
    table = {} if feature in _PROTOTYPE else context.data.feature(feature)
    if table is None:
        raise QueryError(f"Unknown feature name `{feature}`.")
    enough = "y" if degree.lower() == "fully" else "ya"
    result = []
    for name, row in table.items():
        found = known_agent(context, name)
        newest = next((version for version in reversed(found.released) if version in row), "")
        shared = context.mobile_to_desktop and name in DESKTOP and row.get(newest, "n") in enough
        sibling = table.get(DESKTOP[name], {}) if shared else {}
        result += [f"{name} {v}" for v in found.versions if (row.get(v) or sibling.get(v, "n")) in enough]
    return result


def major_versions(versions: Sequence[str], count: int) -> list[str]:
    """The versions of the last `count` major ones; all where there are fewer, and where the least of them is 0."""
    majors = list(dict.fromkeys(whole(version) for version in versions))
    least = majors[-count] if 0 < count <= len(majors) else 0
    if not least or math.isnan(least):
        return list(versions)
    older = next((n for n, version in enumerate(reversed(versions)) if least > whole(version)), len(versions))
    return list(versions[len(versions) - older :])


def _last(context: Context, found: Agent, count: str) -> list[str]:
    chosen = found.released[-amount(count) :]
    return _named(found, _without_jump(context, found, list(chosen), amount(count)))


def _last_major(context: Context, found: Agent, count: str) -> list[str]:
    chosen = major_versions(found.released, amount(count))
    return _named(found, _without_jump(context, found, chosen, amount(count)))


def _without_jump(context: Context, found: Agent, chosen: list[str], count: int) -> list[str]:
    """Caniuse's lists jump from an old version to the newest; those between count although they are not listed."""
    if found.name == "android" and not context.mobile_to_desktop:
        chrome = context.data.agents["chrome"].released
        jump = len(chrome) - chrome.index(ANDROID_EVERGREEN)
    elif found.name == "op_mob":
        jump = int(whole(context.data.agents["op_mob"].released[-1])) - OPERA_MOBILE_BLINK + 1
    else:
        return chosen
    return chosen[-1:] if count <= jump else chosen[jump - 1 - count :]


def _unreleased(found: Agent) -> list[str]:
    return _named(found, found.versions[len(found.released) :])


def _sought(context: Context, found: Agent, version: str) -> str | None:
    """The listed version that a written one means; a browser with one version is always that."""
    if version in found.versions:
        return version
    alias = context.data.aliases[found.name].get(version)
    return alias or (found.versions[0] if len(found.versions) == 1 else None)


def _named(found: Agent, versions: Sequence[str]) -> list[str]:
    return [f"{found.name} {version}" for version in versions]


def browser_of(context: Context, text: str) -> bool:
    """Whether a text is the mere name of a browser."""
    return agent(context, text) is not None

"""Queries by share of use: worldwide, in a region, in the project's own statistics or in a package's."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.browserslist.context import Context
from auditor.browserslist.data import Data, Usage, key_order
from auditor.browserslist.errors import QueryError
from auditor.browserslist.extends import check_name
from auditor.browserslist.versions import COMPARE

Stats = Mapping[str, object]
"""The content of a file of statistics: shares of use in percent by browser and version."""


def popularity(context: Context, sign: str, share: str) -> list[str]:
    """``> 0.5%``."""
    return _by_share(context.data.usage, sign, share)


def popularity_in_my_stats(context: Context, sign: str, share: str) -> list[str]:
    """``> 0.5% in my stats``."""
    return _by_share(_own(context), sign, share)


def popularity_in_config_stats(context: Context, sign: str, share: str, package: str) -> list[str]:
    """``> 0.5% in browserslist-config-example stats``."""
    return _by_share(_of_package(context, package), sign, share)


def popularity_in_place(context: Context, sign: str, share: str, place: str) -> list[str]:
    """``> 0.5% in US``, ``> 0.5% in alt-eu``."""
    return _by_share(_of_place(context, place), sign, share)


def cover(context: Context, share: str) -> list[str]:
    """``cover 90%``."""
    return _covering(context.data.usage, share)


def cover_in_my_stats(context: Context, share: str) -> list[str]:
    """``cover 90% in my stats``."""
    return _covering(_own(context), share)


def cover_in_config_stats(context: Context, share: str, package: str) -> list[str]:
    """``cover 90% in browserslist-config-example stats``."""
    return _covering(_of_package(context, package), share)


def cover_in_place(context: Context, share: str, place: str) -> list[str]:
    """``cover 90% in US``."""
    return _covering(_of_place(context, place), share)


def flattened(data: Data, stats: Stats) -> Usage:
    """Statistics as browserslist takes them from a file.

    They may be wrapped in ``dataByBrowser``; a browser that has one version only is listed under that.
    """
    table = stats.get("dataByBrowser", stats)
    usage: dict[str, float | None] = {}
    for name, shares in table.items() if isinstance(table, Mapping) else ():
        if isinstance(shares, Mapping):
            known = data.agents.get(name)
            only = known.versions[0] if known and len(known.versions) == 1 and len(shares) == 1 else None
            usage.update({f"{name} {only or version}": _figure(shares[version]) for version in key_order(shares)})
    return usage


def _figure(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _own(context: Context) -> Usage:
    if not context.custom:
        raise QueryError("Custom usage statistics was not provided")
    return context.custom[-1]


def _of_package(context: Context, package: str) -> Usage:
    check_name(package, dangerous=context.dangerous_extend)
    stats = context.shared_stats(package) if context.shared_stats else None
    if stats is None:
        raise QueryError(f"Cannot find module '{package}/browserslist-stats.json'")
    # From here on "my stats" are these, as in browserslist.
    context.custom.append(flattened(context.data, stats))
    return context.custom[-1]


def _of_place(context: Context, place: str) -> Usage:
    code = place.upper() if len(place) == 2 else place.lower()
    usage = context.data.region(code)
    if usage is None:
        raise QueryError(f"Unknown region name `{code}`.")
    return usage


def _by_share(usage: Usage, sign: str, share: str) -> list[str]:
    compare, limit = COMPARE[sign], float(share)
    return [name for name, figure in usage.items() if figure is not None and compare(figure, limit)]


def _covering(usage: Usage, share: str) -> list[str]:
    """The most used versions until their sum reaches the share, or until no more of them is used at all."""
    wanted, covered = float(share), 0.0
    result = []
    for name, figure in sorted(usage.items(), key=lambda item: -(item[1] or 0)):
        if not figure:
            break
        covered += figure
        result.append(name)
        if covered >= wanted:
            break
    return result

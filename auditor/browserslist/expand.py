"""Expands a query into versions of browsers, with browserslist's answers, order and errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cmp_to_key
from typing import TYPE_CHECKING, TypedDict, Unpack

from auditor.browserslist import dates, runtimes, usage, versions
from auditor.browserslist.context import Context, known_agent
from auditor.browserslist.data import Data, bundled
from auditor.browserslist.errors import QueryError, unknown_query
from auditor.browserslist.extends import check_name, exported
from auditor.browserslist.grammar import Clause, clauses

if TYPE_CHECKING:
    from datetime import date

DEFAULTS = ("> 0.5%", "last 2 versions", "Firefox ESR", "not dead")
"""What is meant where a project declares nothing."""

DEAD = ("Baidu >= 0", "ie <= 11", "ie_mob <= 11", "bb <= 10", "op_mob <= 12.1", "samsung 4")

_DEEPEST = 50
"""How many configurations may extend one another; browserslist's own limit is its stack."""


class Options(TypedDict, total=False):
    """What an answer depends on besides query and day; all of it optional, nothing of it looked up here.

    ``data``: other data than the bundled. ``environment``: the section of extended configurations (``production``).
    ``stats``: the project's own shares of use, for ``in my stats``. ``shared_stats``: gives those of a package by its
    name, for ``in PACKAGE stats``, or None. ``config``: the project's own queries, for ``browserslist config``.
    ``extends``: gives what the package of that name exports, for ``extends``; raises `QueryError` where it cannot.
    ``dangerous_extend``: packages of any name. ``node``: the version of Node.js, for ``current node``.
    ``mobile_to_desktop`` and ``ignore_unknown_versions``: browserslist's options of these names.
    """

    data: Data | None
    environment: str
    stats: usage.Stats | None
    shared_stats: Callable[[str], usage.Stats | None] | None
    config: str | Sequence[str] | None
    extends: Callable[[str], object] | None
    dangerous_extend: bool
    node: str | None
    mobile_to_desktop: bool
    ignore_unknown_versions: bool


def expand(query: str | Sequence[str], *, now: date | str, **options: Unpack[Options]) -> list[str]:
    """The versions that a query asks for (``"chrome 120"``), in browserslist's order.

    `now` is the day on which it is asked: a date or its ISO text, evaluated in UTC. `QueryError` carries browserslist's
    own message for what it refuses.
    """
    return list(attribute(query, now=now, **options))


def attribute(
    query: str | Sequence[str], *, now: date | str, **options: Unpack[Options]
) -> dict[str, tuple[Clause, ...]]:
    """As `expand`, each version with the clauses of the query (see `clauses`) that brought it.

    A clause joined by ``and`` counts as bringing what it leaves; one with ``not`` brings nothing.
    """
    listed = list(clauses(query))
    brought = _resolve(_context(now, options), listed, ())
    return {name: tuple(listed[number] for number in brought[name]) for name in _in_order(brought)}


def _context(now: date | str, options: Options) -> Context:
    data = options.get("data") or bundled()
    stats = options.get("stats")
    return Context(
        data=data,
        day=dates.iso_day(str(now)),
        environment=options.get("environment", "production"),
        custom=[] if stats is None else [usage.flattened(data, stats)],
        shared_stats=options.get("shared_stats"),
        config=options.get("config"),
        extends=options.get("extends"),
        dangerous_extend=options.get("dangerous_extend", False),
        node=options.get("node"),
        mobile_to_desktop=options.get("mobile_to_desktop", False),
        answers={},
        ignore_unknown_versions=options.get("ignore_unknown_versions", False),
    )


def _resolve(context: Context, listed: Sequence[Clause], path: tuple[Clause, ...]) -> dict[str, list[int]]:
    """The versions by the numbers of the clauses that brought them, in the order in which they came."""
    brought: dict[str, list[int]] = {}
    for number, clause in enumerate(listed):
        if clause.negated and number == 0:
            raise QueryError(f"Write any browsers query (for instance, `defaults`) before `{clause.text}`")
        found = dict.fromkeys(_answer(context, clause, path))
        if clause.negated:
            brought = {name: numbers for name, numbers in brought.items() if name not in found}
        elif clause.joined == "and":
            brought = {name: [*numbers, number] for name, numbers in brought.items() if name in found}
        else:
            for name in found:
                brought.setdefault(name, []).append(number)
    return brought


def _answer(context: Context, clause: Clause, path: tuple[Clause, ...]) -> list[str]:
    if clause.kind == "unknown":
        if versions.browser_of(context, clause.text):
            raise QueryError(f"Specify versions in Browserslist query for browser {clause.text}")
        raise unknown_query(clause.text)
    if clause.kind in _INNER:
        return [_listed(context, name) for name in _inner_answer(context, clause, path)]
    return [_listed(context, name) for name in _SELECT[clause.kind](context, *clause.fields)]


def _inner_answer(context: Context, clause: Clause, path: tuple[Clause, ...]) -> list[str]:
    """The answer of a clause that stands for a query of its own, found once however often it occurs."""
    key = (clause.kind, clause.fields)
    if key not in context.answers:
        if len(path) >= _DEEPEST or any(key == (outer.kind, outer.fields) for outer in path):
            raise QueryError(f"`{clause.text}` leads back to itself")
        query = _INNER[clause.kind](context, *clause.fields)
        context.answers[key] = list(_resolve(context, list(clauses(query)), (*path, clause)))
    return context.answers[key]


def _listed(context: Context, name: str) -> str:
    """Statistics may say 0 for a browser's only version."""
    browser, version = name.split(" ")[:2]
    return f"{browser} {known_agent(context, browser).versions[0]}" if version == "0" else name


def _extended(context: Context, name: str) -> list[str]:
    check_name(name, dangerous=context.dangerous_extend)
    if context.extends is None:
        raise QueryError(f"Cannot find module '{name}'")
    return exported(name, context.extends(name), context.environment)


def _configured(context: Context) -> str | Sequence[str]:
    return DEFAULTS if context.config is None else context.config


def _in_order(names: Iterable[str]) -> list[str]:
    """By name, then from the newest version down; what is no number (``TP``) equals every number, as in JavaScript."""
    split = {name: name.split(" ") for name in names}
    keys = {name: (parts[0], runtimes.parts(parts[1].split("-")[0])) for name, parts in split.items()}

    def compare(one: str, other: str) -> int:
        (name, version), (other_name, other_version) = keys[one], keys[other]
        if name != other_name:
            return -1 if name < other_name else 1
        return runtimes.order(other_version, version)

    return sorted(keys, key=cmp_to_key(compare))


_SELECT: Mapping[str, Callable[..., list[str]]] = {
    "last_major_versions": versions.last_major_versions,
    "last_versions": versions.last_versions,
    "last_electron_major_versions": runtimes.last_electron_major_versions,
    "last_node_major_versions": runtimes.last_node_major_versions,
    "last_browser_major_versions": versions.last_browser_major_versions,
    "last_electron_versions": runtimes.last_electron_versions,
    "last_node_versions": runtimes.last_node_versions,
    "last_browser_versions": versions.last_browser_versions,
    "unreleased_versions": versions.unreleased_versions,
    "unreleased_electron_versions": runtimes.unreleased_electron_versions,
    "unreleased_browser_versions": versions.unreleased_browser_versions,
    "last_years": dates.last_years,
    "since": dates.since,
    "popularity": usage.popularity,
    "popularity_in_my_stats": usage.popularity_in_my_stats,
    "popularity_in_config_stats": usage.popularity_in_config_stats,
    "popularity_in_place": usage.popularity_in_place,
    "cover": usage.cover,
    "cover_in_my_stats": usage.cover_in_my_stats,
    "cover_in_place": usage.cover_in_place,
    "cover_in_config_stats": usage.cover_in_config_stats,
    "supports": versions.supports,
    "electron_range": runtimes.electron_range,
    "node_range": runtimes.node_range,
    "browser_range": versions.browser_range,
    "electron_ray": runtimes.electron_ray,
    "node_ray": runtimes.node_ray,
    "browser_ray": versions.browser_ray,
    "firefox_esr": versions.firefox_esr,
    "opera_mini_all": lambda _: ["op_mini all"],
    "electron_version": runtimes.electron_version,
    "node_version": runtimes.node_version,
    "current_node": runtimes.current_node,
    "phantomjs_1_9": lambda _: ["safari 5"],
    "phantomjs_2_1": lambda _: ["safari 6"],
    "browser_version": versions.browser_version,
}

_INNER: Mapping[str, Callable[..., str | Sequence[str]]] = {
    "baseline": dates.baseline,
    "maintained_node": dates.maintained_node,
    "browserslist_config": _configured,
    "extends": _extended,
    "defaults": lambda _: DEFAULTS,
    "dead": lambda _: DEAD,
}

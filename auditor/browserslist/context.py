"""What the answer to a query depends on besides its text, and the reading of versions as JavaScript reads them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

from auditor.browserslist.data import Agent, Data, Usage
from auditor.browserslist.errors import QueryError
from auditor.records import NamedTuple

NAMES = {
    "fx": "firefox",
    "ff": "firefox",
    "ios": "ios_saf",
    "explorer": "ie",
    "blackberry": "bb",
    "explorermobile": "ie_mob",
    "operamini": "op_mini",
    "operamobile": "op_mob",
    "chromeandroid": "and_chr",
    "firefoxandroid": "and_ff",
    "ucandroid": "and_uc",
    "qqandroid": "and_qq",
}
"""Other names of browsers."""

DESKTOP = {"and_chr": "chrome", "and_ff": "firefox", "ie_mob": "ie", "android": "chrome"}
"""Mobile browsers and the desktop browser whose versions they share."""

ANDROID_EVERGREEN = "37"
"""From this version of Chrome on, Android's own browser is Chrome."""

_NUMBER = re.compile(r"\d+\.?\d*|\.\d+", re.ASCII)
_LEGACY_ANDROID = r"[2-4]\.|[34]\Z"


class Context(NamedTuple):
    """The surroundings of a query.

    `day` counts from 1970-01-01. `custom` holds the statistics read so far, the newest last, `answers` what the queries
    inside this one (``extends``, ``defaults``) gave.
    """

    data: Data
    day: int
    environment: str
    custom: list[Usage]
    shared_stats: Callable[[str], Mapping[str, object] | None] | None
    config: str | Sequence[str] | None
    extends: Callable[[str], object] | None
    dangerous_extend: bool
    node: str | None
    mobile_to_desktop: bool
    answers: dict[tuple[str, tuple[str, ...]], list[str]]
    ignore_unknown_versions: bool


def agent(context: Context, name: str) -> Agent | None:
    """The browser of that name in any spelling, with its desktop sibling's versions where the query asks for those."""
    name = name.lower()
    name = NAMES.get(name, name)
    agents = context.data.agents
    if not context.mobile_to_desktop or name not in DESKTOP:
        return agents.get(name)
    desktop = agents[DESKTOP[name]]
    return _evergreen(agents[name], desktop) if name == "android" else desktop._replace(name=name)


def known_agent(context: Context, name: str) -> Agent:
    """The browser of that name; `QueryError` where there is none."""
    found = agent(context, name)
    if found is None:
        raise QueryError(f"Unknown browser {name}")
    return found


def all_agents(context: Context) -> list[Agent]:
    """Every browser, in caniuse's order."""
    return [found for name in context.data.agents if (found := agent(context, name))]


def _evergreen(android: Agent, chrome: Agent) -> Agent:
    def joined(own: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
        legacy = [version for version in own if re.match(_LEGACY_ANDROID, version)]
        return (*legacy, *others[others.index(ANDROID_EVERGREEN) :])

    versions, released = joined(android.versions, chrome.versions), joined(android.released, chrome.released)
    days = {version: chrome.days[version] for version in released if version in chrome.days}
    return Agent("android", versions, released, {**days, **android.days})


def number(text: str) -> float:
    """The number that a text begins with, as ``parseFloat`` reads it; not a number where there is none."""
    match = _NUMBER.match(text)
    return float(match[0]) if match else math.nan


def first(version: str) -> float:
    """The lower end of a version that may be a joined range."""
    return number(version)


def last(version: str) -> float:
    """The upper end of a version that may be a joined range."""
    return number(version.partition("-")[2] or version)


def whole(text: str) -> float:
    """A run of digits as a number, however long; not a number where there are none."""
    match = re.match(r"\d+", text, re.ASCII)
    return float(match[0]) if match else math.nan


def amount(text: str) -> int:
    """A count from a query; beyond nine digits every count means the same."""
    return int(text[-9:]) if not text[:-9].strip("0") else 10**9

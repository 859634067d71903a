"""The figures that queries are answered from, in files of this package of which each is read when it is asked for.

The files are written by ``auditor.maintain.browser_data``, which documents their format.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property

from auditor.records import NamedTuple

_FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")

Usage = Mapping[str, float | None]
"""Shares of use in percent by ``"chrome 120"``, in the order in which browserslist lists them; None is no figure."""


class Agent(NamedTuple):
    """A browser: all its versions (released ones first), the released ones, and their days since 1970-01-01."""

    name: str
    versions: tuple[str, ...]
    released: tuple[str, ...]
    days: Mapping[str, int]


class NodeLine(NamedTuple):
    """A release line of Node.js (``"20"``) and the ISO dates on which its support starts and ends."""

    line: str
    start: str
    end: str


class Data:
    """The bundled browser data. ``version`` is that of caniuse-lite, ``date`` the ISO day of its publication."""

    def __init__(self, folder: str = _FOLDER) -> None:
        self._folder = folder
        head, _, self._agents = self._text("agents.txt").partition("\n\n")
        self.sources: Mapping[str, str] = dict(line.split(" ", 1) for line in head.split("\n"))
        self.version = self.sources["caniuse-lite"]
        self.date = self.sources["date"]
        self.firefox_esr = self.sources["esr"]

    @cached_property
    def agents(self) -> Mapping[str, Agent]:
        """The browsers by name, in caniuse's order."""
        return {name: _agent(name, *columns[:3]) for name, *columns in self._rows}

    @cached_property
    def aliases(self) -> Mapping[str, Mapping[str, str]]:
        """Per browser, the versions that stand for another: the ends of ``15.2-15.3``, and ``esr``."""
        aliases = {
            name: {end: version for version in agent.versions if "-" in version for end in version.split("-")}
            for name, agent in self.agents.items()
        }
        aliases["firefox"]["esr"] = self.firefox_esr
        return aliases

    @cached_property
    def usage(self) -> Usage:
        """The worldwide shares of use."""
        usage = {}
        for name, versions, _, _, shares in self._rows:
            figures = dict(zip(versions.split(" "), map(float, shares.split(" ")), strict=True))
            usage.update({f"{name} {version}": figures[version] for version in key_order(figures)})
        return usage

    def region(self, code: str) -> Usage | None:
        """The shares of use in a region (``US``, ``alt-eu``); None where there is no such region."""
        line = _line(self._regions, code)
        return None if line is None else dict(zip(self._region_keys, _figures(line), strict=True))

    def feature(self, name: str) -> Mapping[str, Mapping[str, str]] | None:
        """Per browser and version y (full), a (partial) or n for a caniuse feature; None for an unknown name."""
        line = _line(self._features, name)
        if line is None:
            return None
        states = iter("".join(state * int(amount) for state, amount in re.findall(r"([yan-])(\d+)", line)))
        table = {agent.name: dict(zip(agent.versions, states)) for agent in self.agents.values()}  # noqa: B905
        return {agent: row for agent, row in table.items() if "-" not in row.values()}

    @cached_property
    def electron(self) -> Mapping[str, str]:
        """The major version of Chrome in each minor version of Electron, in release order."""
        return dict(pair.split("=") for pair in self._runtimes[0].split(" "))

    @cached_property
    def node_versions(self) -> tuple[str, ...]:
        """The final releases of Node.js in version order."""
        return tuple(self._runtimes[1].split(" "))

    @cached_property
    def node_lines(self) -> tuple[NodeLine, ...]:
        """The release lines of Node.js with their support dates."""
        return tuple(NodeLine(*line.split("=")) for line in self._runtimes[2].split(" "))

    @cached_property
    def baseline(self) -> tuple[tuple[str, Mapping[str, str]], ...]:
        """ISO days on which Baseline moved, in order, with the least version of each browser from that day on."""
        rows = (line.split("\t") for line in self._text("baseline.txt").splitlines())
        return tuple((day, dict(pair.split("=") for pair in moved.split(" "))) for day, moved in rows)

    @cached_property
    def _rows(self) -> list[list[str]]:
        return [line.split("\t") for line in self._agents.splitlines()]

    @cached_property
    def _features(self) -> str:
        return "\n" + self._text("features.txt")

    @cached_property
    def _regions(self) -> str:
        return self._text("regions.txt")

    @cached_property
    def _region_keys(self) -> tuple[str, ...]:
        browsers = self._regions[1 : self._regions.index("\n")].split(" ")
        return tuple(f"{name} {version}" for name in browsers for version in key_order(self.agents[name].versions))

    @cached_property
    def _runtimes(self) -> list[str]:
        return self._text("runtimes.txt").splitlines()

    def _text(self, name: str) -> str:
        with open(os.path.join(self._folder, name), encoding="utf-8") as file:
            return file.read()


@cache
def bundled() -> Data:
    """The data of this release, shared by all who ask."""
    return Data()


def key_order(versions: Iterable[str]) -> list[str]:
    """The versions as JavaScript lists keys: whole numbers ascending, then the rest as they come.

    It decides which of several equal shares of use ``cover`` takes.
    """
    whole: list[str] = []
    rest: list[str] = []
    for version in versions:
        is_index = version.isdecimal() and version.isascii() and len(version) < 10 and str(int(version)) == version
        (whole if is_index else rest).append(version)
    return sorted(whole, key=int) + rest


def _agent(name: str, versions: str, amount: str, days: str) -> Agent:
    listed = tuple(versions.split(" "))
    released = listed[: int(amount)]
    return Agent(name, listed, released, dict(zip(released, map(int, days.split(" ")), strict=True)))


def _line(text: str, key: str) -> str | None:
    start = text.find(f"\n{key}\t")
    if start < 0:
        return None
    start += len(key) + 2
    return text[start : text.index("\n", start)]


def _figures(line: str) -> Iterable[float | None]:
    for word in line.split(" "):
        if word[0] == "-":
            yield from [None] * int(word[1:])
        elif word[0] == "*":
            yield from [0.0] * int(word[1:])
        else:
            yield float(word)

"""``paket.lock``: what Paket resolved from NuGet, for each dependency group by itself.

Format: the lockfile that Paket's documentation shows: headings at column 0, then remotes, entries and what they ask for,
two blanks deeper each; nothing at all where nothing is asked for. Files taken from repositories and addresses are no
packages. What is direct stands in paket.dependencies, which is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.model import Package, Scan
from auditor.records import NamedTuple
from auditor.source import Document, ReadError

CLAIMS = ("paket.lock",)
LOCKFILES = CLAIMS

_SECTIONS = frozenset(("NUGET", "GITHUB", "GIT", "GIST", "HTTP"))
_OPTION = re.compile(r"[A-Z][A-Z_-]*: .*")
_ENTRY = re.compile(r" {4}([^\s()]+) \(([^\s()]+)\)(?: - .+)?")
_ASKED = re.compile(r" {6}([^\s()]+)(?: +\(([^()]+)\))?(?: +- .+)?")
_REMEDY = "recreate it: paket install"


class _Line(NamedTuple):
    number: int
    text: str
    group: str


def scan(document: Document) -> Scan:
    """The packages of every group. One of two groups may be there at two versions."""
    packages: dict[str, Package] = {}
    asked: dict[str, str] = {}
    for line in _lines(document):
        if line.text.startswith(" " * 6):
            if not packages:
                raise _refused(line)
            asked |= _asked(line)
        elif line.text.startswith(" " * 4):
            asked = {}
            package = _package(line)._replace(requires=asked)
            if package.key in packages:
                raise ReadError(f"locks {package.name} twice in one group", line=line.number, remedy=_REMEDY)
            packages[package.key] = package
    return Scan(
        path=document.path,
        kind="lockfile",
        format="paket.lock",
        ecosystem="nuget",
        packages=packages,
        find=lambda origin, name, wanted: _found(packages, origin, name),  # noqa: ARG005 - one version in a group
        joins=(),
        manager="paket",
    )


def _found(packages: dict[str, Package], origin: str, name: str) -> str | None:
    key = f"{origin.partition('/')[0]}/{name.lower()}"
    return key if key in packages else None


def _lines(document: Document) -> Iterator[_Line]:
    """The lines below NUGET headings. Raises ``ReadError`` for a heading that Paket does not write."""
    section, group, started = "", "Main", False
    for number, text in enumerate(document.lines(), 1):
        if not text.strip():
            continue
        line = _Line(number, text.rstrip(), group)
        if text[0] != " ":
            section, started = line.text, True
            if section.startswith("GROUP "):
                group = section[6:]
            elif section not in _SECTIONS and not _OPTION.fullmatch(section):
                raise _refused(line)
        elif not started:
            raise _refused(line)
        elif section == "NUGET":
            yield line


def _package(line: _Line) -> Package:
    entry = _ENTRY.fullmatch(line.text)
    if entry is None:
        raise _refused(line)
    return Package(f"{line.group}/{entry[1].lower()}", "nuget", entry[1], entry[2], line.number)


def _asked(line: _Line) -> dict[str, str]:
    entry = _ASKED.fullmatch(line.text)
    if entry is None:
        raise _refused(line)
    return {entry[1]: entry[2] or ""}


def _refused(line: _Line) -> ReadError:
    return ReadError(f'does not go on as Paket writes it: "{line.text.strip()[:60]}"', line=line.number, remedy=_REMEDY)

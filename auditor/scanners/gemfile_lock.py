"""``Gemfile.lock`` and ``gems.locked``: what Bundler resolved.

Format: the blocks that Bundler's lockfile generator writes, read as its ``LockfileParser`` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.model import Member, Package, Requirement, Scan
from auditor.records import NamedTuple
from auditor.scanners._addresses import public
from auditor.source import Document, ReadError

CLAIMS = ("Gemfile.lock", "gems.locked")
LOCKFILES = CLAIMS

_SOURCES = {"GEM": "registry", "GIT": "git", "PATH": "file", "PLUGIN SOURCE": "registry"}
_ENTRY = re.compile(r"( {2}| {4}| {6})([^\s()!]+)(?: \(([^()]*)\))?(!)?")
_HEADING = re.compile(r"[A-Z][A-Z ]*")
_REMEDY = "recreate it: bundle lock"


def scan(document: Document) -> Scan:
    """The locked gems, what they ask for, and which of them the Gemfile names."""
    blocks = list(_blocks(document))
    if not any(block.heading == "DEPENDENCIES" for block in blocks):
        raise ReadError("stops before DEPENDENCIES", line=max(document.text.count("\n"), 1), remedy=_REMEDY)
    asked = tuple(item for block in blocks if block.heading == "DEPENDENCIES" for item in _dependencies(block))
    direct = {item.name for item in asked}
    packages: dict[str, Package] = {}
    for block in blocks:
        if block.heading in _SOURCES:
            for package in _specs(block, direct):
                known = packages.get(package.key)
                # A gem that is built for several platforms stands there once for each.
                merged = {**known.requires, **package.requires} if known else package.requires
                packages[package.key] = (known or package)._replace(requires=merged)
    by_name: dict[str, tuple[str, ...]] = {}
    for package in packages.values():
        by_name[package.name] = (*by_name.get(package.name, ()), package.key)
    return Scan(
        path=document.path,
        kind="lockfile",
        format=document.name,
        ecosystem="gem",
        packages=packages,
        members=(Member("", "", "", asked),),
        find=lambda origin, name, wanted: by_name.get(name),  # noqa: ARG005 - one version for each platform
        workspaces=tuple(dict.fromkeys(folder for package in packages.values() for folder in _folders(package))),
        manager="bundler",
    )


def _folders(package: Package) -> Iterator[str]:
    """Where the gemspec of a gem with a path may be, whose dependencies are locked here: there, or in a folder of its name."""
    if package.source == "file" and package.specifier:
        if package.specifier != ".":
            yield package.specifier
        yield f"{package.specifier}/{package.name}".removeprefix("./")


class _Line(NamedTuple):
    number: int
    text: str


class _Block(NamedTuple):
    """A heading in capitals with the indented lines below it."""

    heading: str
    lines: list[_Line]


def _blocks(document: Document) -> Iterator[_Block]:
    block: _Block | None = None
    for number, text in enumerate(document.lines(), 1):
        if not text.strip():
            continue
        if text[0] != " ":
            if block:
                yield block
            if not _HEADING.fullmatch(text.rstrip()):
                raise ReadError(f'has no block called "{text[:40]}"', line=number, remedy=_REMEDY)
            block = _Block(text.rstrip(), [])
        elif block is None:
            raise ReadError("is not a lockfile of Bundler: it starts with no block", line=number, remedy=_REMEDY)
        else:
            block.lines.append(_Line(number, text))
    if block:
        yield block


def _entry(line: _Line) -> re.Match[str]:
    found = _ENTRY.fullmatch(line.text.rstrip())
    if found is None:
        raise ReadError(
            f'does not go on as a lockfile does: "{line.text.strip()[:40]}"', line=line.number, remedy=_REMEDY
        )
    return found


def _dependencies(block: _Block) -> Iterator[Requirement]:
    """What the Gemfile asks for; ``!`` marks a gem that is taken from its own source."""
    for line in block.lines:
        entry = _entry(line)
        wanted = entry[3] or ""
        yield Requirement("gem", entry[2], wanted, line.number, range=wanted or ">= 0")


def _specs(block: _Block, direct: set[str]) -> Iterator[Package]:
    options: dict[str, str] = {}
    package: Package | None = None
    asked: dict[str, str] = {}
    for line in block.lines:
        if line.text.startswith("  ") and line.text[2:3] != " ":
            key, _, value = line.text.strip().partition(":")
            options[key] = value.strip()
        elif line.text.startswith(" " * 7):
            continue  # Bundler passes over what is further in than it writes
        elif line.text.startswith(" " * 6):
            entry = _entry(line)
            asked[entry[2]] = entry[3] or ""
        else:
            if package:
                yield package._replace(requires=asked)
            package, asked = _package(block.heading, options, line, direct), {}
    if package:
        yield package._replace(requires=asked)


def _package(heading: str, options: dict[str, str], line: _Line, direct: set[str]) -> Package:
    entry = _entry(line)
    name, version = entry[2], (entry[3] or "").partition("-")[0]
    if not version:
        raise ReadError(f"locks {name} without a version", line=line.number, remedy=_REMEDY)
    source = _SOURCES[heading]
    where = options.get("revision") or options.get("ref") or options.get("branch")
    specifier = None
    if source != "registry":
        specifier = public(options.get("remote", "")) + (f"#{where}" if where and source == "git" else "")
    return Package(
        key=f"{name} {version}",
        ecosystem="gem",
        name=name,
        version=version,
        at=line.number,
        source=source,
        specifier=specifier,
        direct=name in direct,
    )

"""What can be wrong with the release lines of a package: overlap, order, versions outside their line, the current one.

Takes files that the schema has passed; reads nothing and mends nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from auditor.matrix import earliest_day, latest_day
from auditor.matrix_tree import Fault, File, Node
from auditor.versions import compare, in_line

Found = tuple[int, str, str]


def line_faults(file: File) -> list[Fault]:
    """Every fault in the lines of a product's packages, in their order."""
    return [Fault(file.path, *found) for package in file.root.each("packages") for found in _faults(package)]


def _faults(package: Node) -> Iterator[Found]:
    ecosystem, lines = package.text("ecosystem"), package.each("lines")
    yield from _order(lines)
    for line in lines:
        yield from _releases(ecosystem, line)
    yield from _current(package, {line.text("id"): line for line in lines})


def _numbers(line: Node) -> tuple[int, ...]:
    return tuple(int(part) for part in line.text("id").split("."))


def _order(lines: list[Node]) -> Iterator[Found]:
    for before, after in pairwise(lines):
        old, new = _numbers(before), _numbers(after)
        if new[: len(old)] == old:
            yield after.line, f"line {after.text('id')} lies within line {before.text('id')}", "keep one of them"
        elif new < old:
            yield after.line, f"line {after.text('id')} stands after {before.text('id')}", "list the oldest first"


def _releases(ecosystem: str, line: Node) -> Iterator[Found]:
    first, newest = line.get("first"), line.get("newest")
    for release in filter(None, (first, newest)):
        version = release.text("version")
        if not in_line(ecosystem, version, line.text("id")):
            yield release.line, f"{version} is not on line {line.text('id')}", "move it to its line, or correct it"
    if first is None or newest is None:
        return
    if compare(ecosystem, first.text("version"), newest.text("version")) not in {-1, 0}:
        yield newest.line, f"the newest, {newest.text('version')}, is older than the first", "swap or correct them"
    if earliest_day(first.text("date")) > latest_day(newest.text("date", "9999-12-31")):
        yield newest.line, f"{newest.text('version')} is dated before the first of its line", "correct the dates"


def _current(package: Node, lines: dict[str, Node]) -> Iterator[Found]:
    current, seen = package.get("current"), package.get("newest_seen")
    newest = {id_: line.get("newest") for id_, line in lines.items()}
    verified = [id_ for id_, node in newest.items() if node is not None and node.text("verified") != "false"]
    final = [id_ for id_ in verified if lines[id_].text("prerelease") != "true"]
    wanted = next(reversed(final or verified), None)
    if (None if current is None else current.value) != wanted:
        line = package.line if current is None else current.line
        remedy = f'write current: "{wanted}"' if wanted else "leave current out"
        yield line, f"the newest verified release is on line {wanted or '(none)'}", remedy
    elif seen is not None and wanted is not None:
        latest = newest[wanted]
        if (
            latest is not None
            and compare(package.text("ecosystem"), latest.text("version"), seen.text("version")) != -1
        ):
            yield seen.line, f"newest_seen is not newer than {latest.text('version')}", "leave newest_seen out"

"""Every package that was found, whether or not a matrix knows it: one row for each package, version and input file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from auditor.locate import Text
from auditor.model import At, Declared, Package
from auditor.pipeline import Reading
from auditor.projects import Project, projects
from auditor.purl import purl
from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.resolve import declared_keys, is_told, points_inside, widest
from auditor.results import Input

if TYPE_CHECKING:
    from typing import Any

SCHEMA = "matrix-audit/inventory/1"


class Row(NamedTuple):
    """One package in one file. ``direct`` and ``scope`` are None where the format does not say."""

    path: str
    ecosystem: str
    name: str
    version: str | None
    requirement: str | None
    direct: bool | None
    scope: str | None
    source: str
    at: At


def rows(reading: Reading) -> list[Row]:
    """The packages of every lockfile, and what manifests declare that no lockfile covers; by file, name and version."""
    return sorted((row for project in projects(reading.scans) for row, _ in of_project(project)), key=order)


def order(row: Row) -> tuple[str, str, str, str, str]:
    """What rows are sorted by."""
    return row.path, row.ecosystem, row.name, row.version or "", row.source


def of_project(project: Project) -> Iterator[tuple[Row, tuple[str, ...]]]:
    """The rows of a project, each with the keys that its lockfile has for it."""
    if project.lock is None:
        for workspace in project.workspaces:
            yield from ((_declared(declared), ()) for declared in workspace.declared)
        return
    direct, _ = declared_keys(project, project.lock)
    linked: dict[str, list[Declared]] = {}
    for item in (item for workspace in project.workspaces for item in workspace.declared if points_inside(item)):
        linked.setdefault(item.requirement.name, []).append(item)
    known = is_told(project)
    groups: dict[tuple[str, str, str | None, str], list[Package]] = {}
    for package in project.lock.packages.values():
        groups.setdefault((package.ecosystem, package.name, package.version, package.source), []).append(package)
    for identity in [identity for identity in groups if identity[3] == "link"]:
        folder = (*identity[:3], "file")
        if folder in groups:  # npm lists a folder beside the root, and the link to it
            groups[folder] += groups.pop(identity)
    for packages in groups.values():
        declared = [pair[1] for package in packages for pair in direct.get(package.key, ())]
        if not declared and packages[0].source == "link":
            declared = linked.get(packages[0].name, [])  # what asks for a member leads to its folder, not to its row
        yield (
            _locked(project.path, packages, declared, known=known),
            tuple(package.key for package in packages),
        )


def _locked(path: str, packages: Sequence[Package], declared: Sequence[Declared], *, known: bool) -> Row:
    first = packages[0]
    direct, scope, requirement = first.direct, first.scope, None
    if declared or len(packages) > 1:
        stated = {package.direct for package in packages} - {None}
        direct = True if declared else True in stated if stated else None
        scope = widest([*(package.scope for package in packages), *(item.requirement.scope for item in declared)])
        requirement = declared[0].requirement.text if declared else None
    if direct is None and known:
        direct = False
    return Row(path, first.ecosystem, first.name, first.version, requirement, direct, scope, first.source, first.at)


def _declared(declared: Declared) -> Row:
    asked = declared.requirement
    source = "link" if points_inside(declared) and asked.source != "file" else asked.source
    source = "registry" if source == "catalog" else source
    return Row(
        declared.path,
        asked.ecosystem,
        asked.name,
        asked.version,
        asked.text,
        asked.direct,
        asked.scope,
        source,
        asked.at,
    )


def as_json(reading: Reading) -> str:
    """The inventory as JSON: the same bytes for the same tree."""
    found = rows(reading)
    lines = lines_of(reading, found)
    packages = [_row(row, line) for row, line in zip(found, lines, strict=True)]
    document = {"schema": SCHEMA, "inputs": [_input(item) for item in reading.inputs], "packages": packages}
    return written(document)


def written(document: Mapping[str, Any]) -> str:
    """An object as JSON, with a line for each item of its lists of objects; indenting every value takes five times as long."""
    import json

    fields = []
    for key, value in document.items():
        text = json.dumps(value)
        if value and isinstance(value, list):
            # No string has a quotation mark behind the brace unless it ends there, so this stands between items alone.
            first = f"{{{json.dumps(next(iter(value[0])))}:"
            text = "[\n    " + text[1:-1].replace("}, " + first, "},\n    " + first) + "\n  ]"
        fields.append(f"  {json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(fields) + "\n}\n"


def lines_of(reading: Reading, found: Iterable[Row]) -> list[int]:
    """The line of each row, for rows in order of their files."""
    by_path: dict[str, list[At]] = {}
    for row in found:
        by_path.setdefault(row.path, []).append(row.at)
    lines: list[int] = []
    for path, places in by_path.items():
        document = reading.documents[path]
        lines += Text(path, document.text, document.syntax).lines(places)
    return lines


def _row(row: Row, line: int) -> Mapping[str, Any]:
    entry: dict[str, Any] = {
        "purl": purl(row.ecosystem, row.name, row.version),
        "ecosystem": row.ecosystem,
        "name": row.name,
        "version": row.version,
        "direct": row.direct,
        "scope": row.scope,
        "path": row.path,
        "line": line,
        "source": row.source,
    }
    if row.requirement is not None:
        entry["requirement"] = row.requirement
    return entry


def _input(item: Input) -> Mapping[str, Any]:
    entry: dict[str, Any] = {"path": item.path, "format": item.format, "status": item.status, "packages": item.packages}
    if item.reason:
        entry["reason"] = item.reason
    return entry


def as_text(reading: Reading) -> str:
    """The inventory as a table, file by file."""
    from auditor.escape import visible

    lines: list[str] = []
    path = None
    for row in rows(reading):
        if row.path != path:
            path = row.path
            lines += ([""] if lines else []) + [visible(path)]
        how = {True: "direct", False: "brought in", None: ""}[row.direct]
        version = row.version or row.requirement or row.source
        lines.append(f"  {visible(row.name)} {visible(version)}  {' '.join(filter(None, (how, row.scope)))}".rstrip())
    for item in reading.inputs:
        if item.status == "unreadable":
            lines.append(f"{visible(item.path)}: {visible(item.reason or 'cannot be read')}")
    return "\n".join(lines) + "\n" if lines else "No packages found.\n"

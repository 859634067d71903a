"""The inventory as a CycloneDX 1.6 bill of materials, in JSON: the same bytes for the same tree.

Format: the CycloneDX 1.6 JSON schema. What the bill is of is the tree; its parts are the workspaces and what is linked
into the tree. A component is a package in one file, as in the inventory's other forms. What the format has no field for
(directness, the author's own range, a source that is no registry) stands in properties. There is no timestamp, and the
serial number is made of the content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from auditor import __version__
from auditor.inventory import Row, lines_of, of_project, order, written
from auditor.model import Scan
from auditor.pipeline import Reading
from auditor.projects import Project, Workspace, join, keys_of, projects
from auditor.purl import purl
from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.resolve import declared_keys

if TYPE_CHECKING:
    from typing import Any

    Object = dict[str, Any]

# The format knows three scopes; a peer dependency that is installed is used like any other.
_SCOPES = {"prod": "required", "peer": "required", "optional": "optional", "dev": "excluded"}
_TREE = "tree"


class _Content(NamedTuple):
    """What is gathered of the projects.

    Every reference; the workspaces, all parts and the rows with theirs; who depends on whom, and whose list is not whole.
    """

    refs: set[str]
    workspaces: list[str]
    parts: dict[str, str]
    rows: list[tuple[Row, str]]
    graph: dict[str, dict[str, None]]
    unsure: list[str]


def as_cyclonedx(reading: Reading) -> str:
    """The bill as JSON text."""
    import hashlib
    import uuid

    content = _Content(set(), [], {}, [], {}, [])
    for project in projects(reading.scans):
        _add(content, project)
    document = _document(reading, content)
    text = written(document)
    serial = uuid.UUID(bytes=hashlib.sha256(text.encode()).digest()[:16], version=5).urn
    return "{\n" + f'  "serialNumber": "{serial}",\n' + text.removeprefix("{\n")


# What the bill holds


def _add(content: _Content, project: Project) -> None:
    """Take in a project: its workspaces, its packages, and how they hang together."""
    refs = {workspace.key: _part(project, workspace) for workspace in project.workspaces}
    for workspace in project.workspaces:
        content.parts[_part(project, workspace)] = workspace.name
        content.graph[_part(project, workspace)] = {}
        content.workspaces.append(_part(project, workspace))
    root = _part(project, project.workspaces[0])
    answers = set()
    for row, keys in of_project(project):
        ref = (_linked(project, keys) if row.source == "link" else None) or _new_ref(content, row)
        refs.update(dict.fromkeys(keys, ref))
        answers.add(row.direct)
        if row.source == "link":
            content.parts.setdefault(ref, row.name)
        else:
            content.rows.append((row, ref))
        if row.direct and not project.lock:
            content.graph[root][ref] = None
    if None in answers:
        content.unsure.extend(_part(project, workspace) for workspace in project.workspaces)
    if project.lock:
        _connect(content.graph, project, project.lock, refs)


def _linked(project: Project, keys: Sequence[str]) -> str | None:
    """The workspace that a lockfile's entry is a link to."""
    packages = [project.lock.packages[key] for key in keys] if project.lock else []
    links = {join(project.folder, one.specifier) for one in packages if one.specifier}
    return next((_part(project, one) for one in project.workspaces if one.folder in links), None)


def _part(project: Project, workspace: Workspace) -> str:
    """The reference of a workspace; several lockfiles may hold for one folder."""
    return f"{project.path}#{workspace.folder or '.'}"


def _new_ref(content: _Content, row: Row) -> str:
    base = f"{row.path}#{purl(row.ecosystem, row.name, row.version) or f'{row.ecosystem}:{row.name}@{row.version}'}"
    ref, number = base, 1
    while ref in content.refs:
        number += 1
        ref = f"{base}#{number}"
    content.refs.add(ref)
    return ref


def _connect(graph: dict[str, dict[str, None]], project: Project, lock: Scan, refs: Mapping[str, str]) -> None:
    """Who asks for whom: the workspaces, and the packages where the format says it."""
    direct, _ = declared_keys(project, lock)
    for key, pairs in direct.items():
        # A key that no entry has is a folder's, which some formats link to in words of their own.
        for workspace, _ in pairs if key in refs else ():
            graph[_part(project, workspace)][refs[key]] = None
    if lock.requires:  # A format whose entries are built one by one says nothing of directness.
        asked = {key: lock.requires(key) for key in lock.packages}
    else:
        asked = {key: package.requires for key, package in lock.packages.items()}
        for key, package in lock.packages.items():
            if package.direct and key not in direct:
                graph[_part(project, project.workspaces[0])][refs[key]] = None
    for key, names in asked.items() if any(asked.values()) else ():
        below = (found for name, wanted in names.items() for found in keys_of(lock, key, name, wanted))
        graph.setdefault(refs[key], {}).update((refs[found], None) for found in below if found in refs)


# How it is written


def _document(reading: Reading, content: _Content) -> Object:
    found = sorted(content.rows, key=lambda pair: order(pair[0]))
    lines = lines_of(reading, [row for row, _ in found])
    document: Object = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": _metadata(reading, content),
        "components": [_component(row, ref, line) for (row, ref), line in zip(found, lines, strict=True)],
        "dependencies": _dependencies(content),
    }
    compositions = _compositions(reading, content.unsure)
    return document | ({"compositions": compositions} if compositions else {})


def _metadata(reading: Reading, content: _Content) -> Object:
    name = next((scan.name for scan in reading.scans if scan.name and not scan.folder), None)
    parts = [{"type": "application", "bom-ref": ref, "name": said} for ref, said in sorted(content.parts.items())]
    unread = [item for item in reading.inputs if item.status not in {"read", "skipped"}]
    said = [(item.status, f"{item.path}: {item.reason}") for item in unread]
    tool = {"type": "application", "name": "matrix-audit", "version": __version__}
    metadata: Object = {
        "tools": {"components": [tool]},
        "component": {"type": "application", "bom-ref": _TREE, "name": name or "project"},
    }
    if parts:
        metadata["component"]["components"] = parts
    return metadata | ({"properties": _properties(said)} if said else {})


def _component(row: Row, ref: str, line: int) -> Object:
    group, name = _halves(row)
    said = [
        ("direct", None if row.direct is None else str(row.direct).lower()),
        ("ecosystem", row.ecosystem),
        ("requirement", row.requirement),
        ("scope", row.scope),
        ("source", row.source),
    ]
    fields: Object = {
        "type": "library",
        "bom-ref": ref,
        "group": group,
        "name": name,
        "version": row.version,
        "scope": _SCOPES.get(row.scope or ""),
        "purl": purl(row.ecosystem, row.name, row.version),
        "properties": _properties(said),
        "evidence": {"occurrences": [{"location": row.path, "line": line}]},
    }
    return {key: value for key, value in fields.items() if value is not None}


def _halves(row: Row) -> tuple[str | None, str]:
    """Group and name, as package URLs divide them."""
    group, _, name = row.name.rpartition(":" if row.ecosystem == "maven" else "/")
    return group or None, name


def _properties(said: Iterable[tuple[str, str | None]]) -> list[Mapping[str, str]]:
    return [{"name": f"matrix-audit:{name}", "value": value} for name, value in said if value is not None]


def _dependencies(content: _Content) -> list[Object]:
    graph = {_TREE: dict.fromkeys(content.workspaces)} | content.graph
    return [{"ref": ref, "dependsOn": sorted(graph[ref])} for ref in sorted(graph)]


def _compositions(reading: Reading, unsure: Sequence[str]) -> list[Object]:
    """What is not whole: the list of components where a file could not be read, a part's list where directness is not said."""
    found: list[Object] = []
    if any(item.status == "unreadable" for item in reading.inputs):
        found.append({"aggregate": "incomplete", "assemblies": [_TREE]})
    if unsure:
        found.append({"aggregate": "incomplete", "dependencies": sorted(unsure)})
    return found

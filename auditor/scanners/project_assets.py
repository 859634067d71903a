"""``project.assets.json``, versions 1 to 3: what ``dotnet restore`` resolved for a project, in its ``obj`` folder.

Format: NuGet's LockFileFormat. Must not repeat the folders of the machine that are written in it. Counts for nothing
where a ``packages.lock.json`` of the project is in the tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor import versions
from auditor.model import Package, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners.nuget_lock import frameworks
from auditor.source import Document, ReadError

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("project.assets.json",)
LOCKFILES = CLAIMS
SUPERSEDED = {"project.assets.json": "../packages.lock.json"}

_REMEDY = "recreate it: dotnet restore"


def scan(document: Document) -> Scan:
    """The packages of every target, and which of them the project asks for itself."""
    tree = document.json()
    if not isinstance(tree, dict) or not isinstance(tree.get("targets"), dict):
        raise ReadError("is no assets file of NuGet: it has no targets", remedy=_REMEDY)
    version = tree.get("version")
    if not isinstance(version, str) or version not in {"1", "2", "3"}:
        raise ReadError(f"has version {str(version)[:20]}; 1 to 3 are read", remedy=_REMEDY)
    packages = {package.key: package for package in _packages(tree)}
    found = frameworks(packages)
    project = tree.get("project")
    restore = project.get("restore") if isinstance(project, dict) else None
    name = restore.get("projectName") if isinstance(restore, dict) else None
    folder = document.folder
    return Scan(
        path=document.path,
        kind="lockfile",
        format=f"project.assets.json v{version}",
        ecosystem="nuget",
        packages=packages,
        names=found.names,
        find=found.find,
        name=name if isinstance(name, str) else None,
        manager="nuget",
        root=folder.rpartition("/")[0] if folder.rpartition("/")[2] == "obj" else None,
    )


def _packages(tree: Mapping[str, Any]) -> Iterator[Package]:
    for framework, entries in tree["targets"].items():
        if not isinstance(entries, dict):
            raise ReadError("has a target that is no list of packages", remedy=_REMEDY)
        asked = _asked(tree, framework)
        for entry_name, entry in entries.items():
            name, _, version = entry_name.rpartition("/")
            if not name or versions.compare("nuget", version, version) != 0 or not isinstance(entry, dict):
                raise ReadError(f'"{entry_name[:60]}" is no package entry', remedy=_REMEDY)
            local = entry.get("type") == "project"
            below = entry.get("dependencies")
            yield Package(
                key=f"{framework.replace(' ', '')} {name}",
                ecosystem="nuget",
                name=name,
                version=None if local else version,
                at=("targets", framework, entry_name),
                source="link" if local else "registry",
                direct=None if local or asked is None else name.lower() in asked,
                requires={name: wanted for name, wanted in below.items() if isinstance(wanted, str)}
                if isinstance(below, dict)
                else {},
            )


def _asked(tree: Mapping[str, Any], target: str) -> set[str] | None:
    """What the project itself asks for in a target, lower case; None where the file does not say."""
    groups = tree.get("projectFileDependencyGroups")
    group = groups.get(target.partition("/")[0]) if isinstance(groups, dict) else None
    if not isinstance(group, list):
        return None
    return {text.partition(" ")[0].lower() for text in group if isinstance(text, str)}

"""``packages.lock.json``, versions 1 and 2: what NuGet resolved, for each target framework by itself.

Format: NuGet's documentation of lock files and its PackagesLockFileFormat. A package has one entry per framework (and
per runtime identifier, as ``net8.0/win-x64``, for those that differ there); version 2 adds packages that central
management pins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from auditor import versions
from auditor.model import Found, Gap, Package, Scan
from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.source import Document, ReadError, position

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("packages.lock.json", "packages.*.lock.json")
LOCKFILES = ("packages.lock.json",)

_REMEDY = "recreate it: dotnet restore --force-evaluate"
_DIRECT = {"Direct": True, "Transitive": False, "CentralTransitive": False}
_PROJECTS = ("csproj", "fsproj", "vbproj")


class Frameworks(NamedTuple):
    """Entries of several target frameworks: the keys of each name, and the look-up within an entry's own framework."""

    names: Mapping[str, Sequence[str]]
    find: Callable[[str, str, str], Found]


def frameworks(packages: Mapping[str, Package]) -> Frameworks:
    """Look up packages whose keys are ``<framework> <name>``; a project gets an entry of each framework."""
    names: dict[str, list[str]] = {}
    by_name: dict[str, list[str]] = {}
    for key, package in packages.items():
        names.setdefault(package.name, []).append(key)
        by_name.setdefault(package.name.lower(), []).append(key)

    def find(origin: str, name: str, wanted: str) -> Found:  # noqa: ARG001 - one version for each framework
        keys = by_name.get(name.lower(), [])
        framework = origin.partition(" ")[0] if origin in packages else ""
        # What a runtime identifier does not change stands only below its framework.
        nearest = [key for key in keys if key.startswith(f"{framework} ")] or [
            key for key in keys if key.startswith(f"{framework.partition('/')[0]} ")
        ]
        return tuple(nearest if framework else keys)

    return Frameworks(names, find)


def scan(document: Document) -> Scan:
    """The packages of every target framework."""
    tree = document.json()
    version = tree.get("version") if isinstance(tree, dict) else None
    table = tree.get("dependencies") if isinstance(tree, dict) else None
    known = isinstance(version, str) and version in {"1", "2"}
    if not known or not isinstance(table, dict):
        missing = "it has no version" if version is None else "it has no dependencies"
        said = f"has version {str(version)[:20]}; 1 and 2 are read" if version and not known else None
        raise ReadError(said or f"is no lockfile of NuGet: {missing}", remedy=_REMEDY)
    gaps: list[Gap] = []
    packages = {package.key: package for package in _packages(document, table, gaps)}
    if gaps and not packages:
        raise ReadError(gaps[0].reason, line=gaps[0].line, column=gaps[0].column, remedy=_REMEDY)
    found = frameworks(packages)
    return Scan(
        path=document.path,
        kind="lockfile",
        format=f"packages.lock.json v{version}",
        ecosystem="nuget",
        packages=packages,
        names=found.names,
        find=found.find,
        joins=_joins(document.name),
        manager="nuget",
        gaps=tuple(gaps),
    )


def _joins(name: str) -> tuple[str, ...] | None:
    """``packages.<project>.lock.json`` belongs to that project, the plain name to all of the folder."""
    project = name.removeprefix("packages.").removesuffix("lock.json").rstrip(".")
    return tuple(f"{project}.{ending}" for ending in _PROJECTS) if project else None


def _packages(document: Document, table: Mapping[str, Any], gaps: list[Gap]) -> Iterator[Package]:
    for framework, entries in table.items():
        if not isinstance(entries, dict):
            gaps.append(_gap(document, framework, f'has no packages below "{framework[:40]}"'))
            continue
        for name, entry in entries.items():
            package = _package(framework, name, entry)
            if package is None:
                gaps.append(_gap(document, name, f'"{name[:60]}" is no package entry'))
            else:
                yield package


def _gap(document: Document, key: str, reason: str) -> Gap:
    line, column = position(document.text, max(document.text.find(f'"{key}"'), 0))
    return Gap(document.path, reason, True, line, column, _REMEDY, may_hide=True)


def _package(framework: str, name: str, entry: Any) -> Package | None:
    kind = entry.get("type") if isinstance(entry, dict) else None
    version = entry.get("resolved") if isinstance(entry, dict) else None
    asked = entry.get("dependencies", {}) if isinstance(entry, dict) else None
    kind = kind if isinstance(kind, str) else ""
    local = kind.lower() == "project"
    resolved = kind in _DIRECT and type(version) is str and versions.compare("nuget", version, version) == 0
    if not (local or resolved) or not isinstance(asked, dict):
        return None
    return Package(
        key=f"{framework} {name}",
        ecosystem="nuget",
        name=name,
        version=None if local else str(version),
        at=("dependencies", framework, name),
        source="link" if local else "registry",
        direct=None if local else _DIRECT[str(kind)],
        requires={below: wanted for below, wanted in asked.items() if isinstance(wanted, str)},
    )

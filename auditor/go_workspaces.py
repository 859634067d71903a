"""What Go builds where a ``go.work`` puts modules together: of each dependency the highest version that any requires.

Minimal version selection, as far as the go.mod files tell (the Go Modules Reference, on workspaces).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditor import versions
from auditor.model import Requirement, Scan
from auditor.projects import join


def built_together(scans: Sequence[Scan]) -> Sequence[Scan]:
    """The scans, the requirements of every workspace's modules at the version that is selected for all of them."""
    works = [scan for scan in scans if scan.format == "go.work"]
    for work in works:
        folders = {join(work.folder, folder) for folder in work.workspaces}
        modules = [scan for scan in scans if scan.format == "go.mod" and scan.folder in folders]
        names = {scan.name for scan in modules if scan.name}
        highest = _highest(modules)
        changed = {
            scan.path: scan._replace(
                requirements=tuple(_selected(asked, names, highest, work) for asked in scan.requirements)
            )
            for scan in modules
        }
        scans = [changed.get(scan.path, scan) for scan in scans]
    return scans


def _highest(modules: Sequence[Scan]) -> Mapping[str, str]:
    highest: dict[str, str] = {}
    for scan in modules:
        for asked in scan.requirements:
            if asked.version is None:
                continue
            known = highest.setdefault(asked.name, asked.version)
            if versions.compare("golang", asked.version, known) == 1:
                highest[asked.name] = asked.version
    return highest


def _selected(asked: Requirement, names: set[str], highest: Mapping[str, str], work: Scan) -> Requirement:
    """A requirement as the workspace builds it: a module of its own, what go.work replaces, or the highest version."""
    name = asked.alias or asked.name
    if name in names:
        return asked._replace(source="link", version=None, range=None)
    forced = work.overrides.get(name)
    if forced is None:
        return asked._replace(version=highest.get(asked.name, asked.version)) if asked.version else asked
    path, _, version = forced.partition(" ")
    if version:
        known = version if versions.release("golang", version) else None
        alias = name if path != name else None
        return asked._replace(name=path, text=version, version=known, range=known, alias=alias, source="registry")
    local = join(work.folder, path) is not None
    return asked._replace(text=path, source="link" if local else "file", version=None, range=None)

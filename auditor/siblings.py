"""What the workspaces of a manifest share, whether or not a lockfile says so: members that others ask for, and the manager.

npm, Yarn and uv link a member that another member asks for by name; Yarn's first lockfile does not mention it at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from auditor.globs import any_match
from auditor.model import Requirement, Scan


def linked(scans: Sequence[Scan]) -> Sequence[Scan]:
    """The scans, each with the package manager of its workspace, and what names another member there marked as a link."""
    manifests = [scan for scan in scans if scan.kind == "manifest"]
    changed: dict[str, Scan] = {}
    for root in manifests:
        members = list(_members(root, manifests)) if root.workspaces else []
        names = {member.name for member in members if member.name}
        for before in (*_beside(root, manifests), *members) if members else ():
            scan = changed.get(before.path, before)
            asked = tuple(_as_link(item, names) for item in scan.requirements)
            changed[scan.path] = scan._replace(requirements=asked, manager=scan.manager or root.manager)
    return [changed.get(scan.path, scan) for scan in scans]


def _beside(root: Scan, manifests: Sequence[Scan]) -> Iterator[Scan]:
    return (scan for scan in manifests if scan.folder == root.folder and scan.ecosystem == root.ecosystem)


def _members(root: Scan, manifests: Sequence[Scan]) -> Iterator[Scan]:
    prefix = f"{root.folder}/" if root.folder else ""
    for scan in manifests:
        below = scan.folder.startswith(prefix) and scan.folder != root.folder
        if below and scan.ecosystem == root.ecosystem and any_match(root.workspaces, scan.folder.removeprefix(prefix)):
            yield scan


def _as_link(asked: Requirement, names: AbstractSet[str]) -> Requirement:
    if asked.source != "registry" or asked.alias or asked.name not in names:
        return asked
    return asked._replace(source="link", range=None, version=None)

"""Puts the range that a catalog holds in the place of each specifier that only names the catalog (pnpm, Yarn, Bun).

A catalog is a table of ranges that the workspaces of a project share; ``catalog:`` takes the one without a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditor.model import Place, Requirement, Scan


def inlined(scans: Sequence[Scan]) -> list[Scan]:
    """The scans, with every requirement that a catalog decides: those of the nearest folder upward that has catalogs.

    A manifest's catalog goes before what a lockfile recorded of it, since that is where the range is changed.
    """
    ordered = sorted(scans, key=lambda scan: scan.kind == "manifest")
    shared = {scan.folder: scan for scan in ordered if scan.catalogs}
    return [_inlined(scan, shared) for scan in scans]


def _inlined(scan: Scan, shared: Mapping[str, Scan]) -> Scan:
    folder = scan.folder
    while folder not in shared and folder:
        folder = folder.rpartition("/")[0]
    holder = shared.get(folder)
    if holder is None:
        return scan
    members = (
        member._replace(requirements=tuple(_taken(asked, holder) for asked in member.requirements))
        for member in scan.members
    )
    requirements = tuple(_taken(asked, holder) for asked in scan.requirements)
    return scan._replace(requirements=requirements, members=tuple(members))


def _taken(asked: Requirement, holder: Scan) -> Requirement:
    if asked.source != "catalog":
        return asked
    catalog = asked.text.partition(":")[2].strip() or "default"
    entry = holder.catalogs.get(f"{catalog}:{asked.name}")
    if entry is None:
        return asked
    return asked._replace(
        name=entry.name,
        range=entry.range,
        version=entry.version,
        alias=entry.alias,
        source=entry.source,
        version_at=Place(holder.path, entry.at),
        shared=entry.text,
    )

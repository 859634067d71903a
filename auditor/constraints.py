"""Puts what a constraints file of pip says into the requirements of the files that name it (``-c``), and uv's into a workspace's.

A constraints file installs nothing: it says which version of a package there may be once something asks for it. It
holds for the file that names it, what that includes (``-r``) and what includes that. Source: pip's user guide, constraints
files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.globs import any_match
from auditor.model import Place, Requirement, Scan
from auditor.projects import folder_of, join

Limits = dict[str, tuple[Place, Requirement]]


def applied(scans: Sequence[Scan]) -> list[Scan]:
    """The scans, with every requirement that a named constraints file limits, and no package of its own for what it limits."""
    by_path = {scan.path: scan for scan in scans}
    limited = {path: limits for path in by_path if (limits := _limits(by_path, path))}
    under: dict[str, Limits] = {}
    for path in (path for path, scan in by_path.items() if scan.kind == "manifest"):
        # What pip is told in one file of a run holds for all of them.
        run = _included(by_path, path)
        own: Limits = {}
        for target in (target for one in run for target in _targets(one, by_path[one].constraints)):
            own |= limited.get(target, {})
        for one in run if own else ():
            under[one] = own | under.get(one, {})
    for scan in scans:
        own = _single(scan.path, scan.limits)
        for path in _workspaces(scan, by_path) if own else ():
            under[path] = own | under.get(path, {})
    used = {
        (limits[asked.name][0].path, asked.name)
        for path, limits in under.items()
        for asked in by_path[path].requirements
        if asked.name in limits
    }
    return [_without(_narrowed(scan, under.get(scan.path, {})), used) for scan in scans]


def _limits(by_path: dict[str, Scan], path: str) -> Limits:
    """What a constraints file says of each package, where it says one thing."""
    scan = by_path[path]
    return _single(path, scan.requirements) if scan.format == "constraints.txt" else {}


def _single(path: str, requirements: Sequence[Requirement]) -> Limits:
    said: dict[str, list[Requirement]] = {}
    for asked in requirements:
        said.setdefault(asked.name, []).append(asked)
    return {
        name: (Place(path, only[0].at), only[0])
        for name, only in said.items()
        if len(only) == 1 and only[0].source == "registry"
    }


def _workspaces(scan: Scan, by_path: dict[str, Scan]) -> Iterator[str]:
    """A manifest, and those of the same name in the folders that are its workspaces."""
    yield scan.path
    name = scan.path.rpartition("/")[2]
    prefix = f"{scan.folder}/" if scan.folder else ""
    for path in by_path:
        below = path.startswith(prefix) and path.endswith(f"/{name}")
        if below and any_match(scan.workspaces, folder_of(path).removeprefix(prefix)):
            yield path


def _targets(path: str, named: Sequence[str]) -> Iterator[str]:
    for name in named:
        target = join(folder_of(path), name)
        if target is not None:
            yield target


def _included(by_path: dict[str, Scan], path: str) -> list[str]:
    """A file, and those that it includes."""
    found = {path: None}
    waiting = [path]
    for one in waiting:
        for target in _targets(one, by_path[one].includes):
            if target in by_path and target not in found and by_path[target].kind == "manifest":
                found[target] = None
                waiting.append(target)
    return list(found)


def _narrowed(scan: Scan, limits: Limits) -> Scan:
    if not limits:
        return scan
    return scan._replace(requirements=tuple(_limited(scan.path, asked, limits) for asked in scan.requirements))


def _limited(path: str, asked: Requirement, limits: Limits) -> Requirement:
    """A requirement within its limit, which is what has to change where it alone keeps newer releases out."""
    if asked.name not in limits or asked.source != "registry":
        return asked
    place, limit = limits[asked.name]
    parts = ((path, asked), (place.path, limit))
    if asked.version is not None:
        return asked._replace(parts=parts)
    wanted = ",".join(filter(None, (asked.range, limit.range)))
    if asked.range and (_is_capped(asked.range) or not _is_capped(limit.range)):
        return asked._replace(range=wanted, parts=parts)
    return asked._replace(range=wanted, version=limit.version, version_at=place, shared=limit.text)


def _is_capped(wanted: str | None) -> bool:
    """Whether a range keeps out what is newer than all it names."""
    return any(clause.strip().startswith(("<", "==", "~=")) for clause in (wanted or "").split(","))


def _without(scan: Scan, used: set[tuple[str, str]]) -> Scan:
    """A constraints file without the packages for which the requirements that it limits stand."""
    if scan.format != "constraints.txt":
        return scan
    kept = {key: package for key, package in scan.packages.items() if (scan.path, package.name) not in used}
    return scan._replace(packages=kept, names={})

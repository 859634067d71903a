"""Joins what single files say into components: manifest to lockfile, package to the paths that bring it, workspace to project.

Reads nothing from disk. A project is a lockfile with its workspaces or, without one, a manifest.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

from auditor.model import Component, Declared, Holder, Package, Place, Scan
from auditor.projects import Project, Workspace, asked_keys, join, override, projects
from auditor.records import NamedTuple

Wanted = Callable[[str, str], bool]

SCOPES = ("prod", "peer", "optional", "dev")


def resolve(
    scans: Sequence[Scan], wanted: Wanted, excluded: Callable[[str], bool] | None = None
) -> tuple[Component, ...]:
    """The components of every project whose package ``wanted(ecosystem, name)`` says yes to, in order of project and name.

    ``excluded`` tells of a path whether it is left out: what a lockfile holds only for workspaces that are is no component.
    """
    found: list[Component] = []
    for project in projects(scans):
        if project.lock is None:
            found += _declared_only(project, wanted)
        elif excluded and (out := _left_out(project, project.lock, excluded)):
            kept = tuple(one for one in project.workspaces if one not in out)
            found += _locked(project._replace(workspaces=kept), project.lock, wanted, out)
        else:
            found += _locked(project, project.lock, wanted)
    unsure = {scan.path for scan in scans if scan.lists_unused}
    told = {(item.ecosystem, item.name) for item in found if item.project not in unsure} if unsure else set()
    return tuple(item for item in found if item.project not in unsure or (item.ecosystem, item.name) not in told)


# A project with a lockfile


class _Reach(NamedTuple):
    """How the packages of a lockfile are reached: who declares a key, which keys ask for a key, what is declared in vain."""

    direct: dict[str, list[tuple[Workspace, Declared]]]
    askers: dict[str, list[str]]
    lacking: list[Declared]


def _left_out(project: Project, lock: Scan, excluded: Callable[[str], bool]) -> tuple[Workspace, ...]:
    """The workspaces whose manifests are left out; a project's own folder goes with its lockfile."""
    manifest = lock.joins[0] if lock.joins else "manifest"
    members = (one for one in project.workspaces if one.folder != project.folder)
    return tuple(one for one in members if excluded(f"{one.folder}/{manifest}".removeprefix("/")))


def _locked(project: Project, lock: Scan, wanted: Wanted, left_out: Sequence[Workspace] = ()) -> Iterator[Component]:
    groups: dict[tuple[str | None, ...], list[Package]] = {}
    direct, lacking = declared_keys(project, lock)
    for key in dict.fromkeys((*_chosen(lock, wanted), *_disguised(lock, direct, wanted))):
        package = lock.packages[key]
        if package.source != "link" and not _is_inside(project, package):
            identity = (package.name, package.version, package.specifier, package.ecosystem)
            groups.setdefault(identity, []).append(package)
    reach = _Reach(direct, _askers(lock, project.forced, _spoken_for(project, lock)) if groups else {}, lacking)
    elsewhere, _ = declared_keys(project._replace(workspaces=tuple(left_out)), lock) if left_out else ({}, [])
    for _, packages in sorted(groups.items(), key=lambda item: tuple(text or "" for text in item[0])):
        component = _component(project, lock, packages, reach, wanted)
        keys = [package.key for package in packages]
        if left_out and component.paths:
            component = component._replace(scope=_narrower(component.scope, widest(_scopes_above(keys, reach))))
        above = _upward(keys, reach.askers) if left_out else {}
        if component.paths or above.keys().isdisjoint(elsewhere):
            yield component
    for declared in reach.lacking:
        if wanted(declared.requirement.ecosystem, declared.requirement.name):
            yield _from_manifest(project, [declared], locked=True)


def _chosen(lock: Scan, wanted: Wanted) -> list[str]:
    """The keys of the packages that count; a file may hold those of several ecosystems."""
    if not lock.names:
        return [key for key, package in lock.packages.items() if wanted(package.ecosystem, package.name)]
    return [key for name, keys in lock.names.items() if wanted(lock.ecosystem, name) for key in keys]


def _disguised(lock: Scan, direct: Mapping[str, Sequence[tuple[Workspace, Declared]]], wanted: Wanted) -> Iterator[str]:
    """The keys of what stands under a name that counts, whatever is installed there, by manifest or lockfile."""
    for key, pairs in direct.items():
        asked = [declared.requirement for _, declared in pairs]
        if any(wanted(item.ecosystem, item.alias or item.name) for item in asked) and key in lock.packages:
            yield key


def _is_inside(project: Project, package: Package) -> bool:
    """Whether a file package is part of the audited tree itself, and so the project's own work."""
    if package.source != "file" or package.specifier is None:
        return False
    return join(project.folder, package.specifier.removeprefix("file:")) is not None


def declared_keys(project: Project, lock: Scan) -> tuple[dict[str, list[tuple[Workspace, Declared]]], list[Declared]]:
    """The keys that the workspaces' own requirements lead to, and the requirements that lead nowhere."""
    direct: dict[str, list[tuple[Workspace, Declared]]] = {}
    lacking = []
    for workspace in project.workspaces:
        for declared in workspace.declared:
            asked = declared.requirement
            keys = asked_keys(lock, workspace.key, asked, project.forced)
            for key in keys if asked.direct else ():
                direct.setdefault(key, []).append((workspace, declared))
            if not keys and lock.whole and asked.source in {"registry", "catalog"}:
                lacking.append(declared)
    return direct, lacking


def _spoken_for(project: Project, lock: Scan) -> set[str]:
    """The keys of packages with a path in the tree whose manifests are the project's: those say what they ask for."""
    names = {workspace.name.lower().replace("_", "-") for workspace in project.workspaces if workspace.declared}
    keys = lock.packages if lock.workspaces else ()
    own = (key for key in keys if lock.packages[key].name.lower().replace("_", "-") in names)
    return {key for key in own if _is_inside(project, lock.packages[key])}


def _askers(lock: Scan, forced: Mapping[str, str], spoken_for: Container[str]) -> dict[str, list[str]]:
    """For each key the keys that ask for it: one pass, whatever the number of workspaces."""
    askers: dict[str, list[str]] = {}
    find, requires = lock.find, lock.requires
    # Yarn forces what stands below one package ("parent/name") even where the range it asks for is in the file for others.
    narrow = (lock.manager or "").startswith("yarn") and any("/" in forced_on for forced_on in forced)
    for key in lock.packages:
        if key in spoken_for:
            continue
        asked = requires(key) if requires else lock.packages[key].requires
        for name, wanted in asked.items():
            found = find(key, name, wanted)
            if forced and (narrow or found is None):
                said = override(name, wanted, lock.packages[key].name, forced)
                found = (find(key, name, said) if said else None) or found
            if type(found) is str:  # nearly always, and a large lockfile has ten thousand of these
                if found in askers:
                    askers[found].append(key)
                else:
                    askers[found] = [key]
            for below in found if type(found) is tuple else ():
                askers.setdefault(below, []).append(key)
    return askers


def _starts(project: Project, lock: Scan, reach: _Reach, key: str) -> list[Workspace]:
    """The workspaces that ask for a key: those that declare it, else the root where the format itself calls it direct."""
    declaring = [workspace for workspace, _ in reach.direct.get(key, ())]
    # A format whose entries are built one by one (``requires``) says nothing of directness.
    if declaring or lock.requires or key not in lock.packages or not lock.packages[key].direct:
        return declaring
    return [project.workspaces[0]]


def _component(project: Project, lock: Scan, packages: Sequence[Package], reach: _Reach, wanted: Wanted) -> Component:
    first = packages[0]
    keys = [package.key for package in packages]
    pairs = [pair[1] for key in keys for pair in reach.direct.get(key, ())]
    # What a peer range says is for others to meet; a range that installs something comes first.
    declared = tuple(sorted(pairs, key=lambda item: item.requirement.scope == "peer"))
    paths, holders = _paths_to(project, lock, keys, reach)
    known = is_told(project)
    stated = [package.direct for package in packages if package.direct is not None]
    direct = True if declared or any(stated) else False if stated or known else None
    manifest_places = (place for item in declared if item.path != lock.path for place in places_of(item))
    return Component(
        ecosystem=first.ecosystem,
        name=first.name,
        version=first.version,
        project=project.path,
        locked=True,
        resolved_by="lockfile" if first.version else None,
        declared=declared,
        places=(*dict.fromkeys(manifest_places), *(Place(lock.path, package.at) for package in packages)),
        direct=direct,
        scope=widest([*(package.scope for package in packages), *(item.requirement.scope for item in declared)])
        or widest(_scopes_above(keys, reach)),
        source=first.source,
        specifier=first.specifier,
        alias=first.alias,
        paths=paths,
        holders=holders,
        by_vendor=direct is False and bool(paths) and not _reached_without_vendor(project, lock, keys, reach, wanted),
        manager=project.manager,
        root=project.root,
        nested=project.nested,
    )


def is_told(project: Project) -> bool:
    """Whether the manifests tell what is direct: they declare something, and nothing but what they declare can be."""
    return project.complete and any(workspace.declared for workspace in project.workspaces)


def places_of(declared: Declared) -> Iterator[Place]:
    """Where a person would change a declaration: where its version is written, then its entry, unless that is the same one."""
    version, entry = declared.requirement.version_at, Place(declared.path, declared.requirement.at)
    if version:
        yield version
    if version is None or not _in_one_entry(version, entry):
        yield entry


def _in_one_entry(version: Place, entry: Place) -> bool:
    """Whether a version stands beside the name in its entry: below the same route, or inside the same characters."""
    inner, outer = version.at, entry.at
    if version.path != entry.path or not isinstance(inner, tuple) or not isinstance(outer, tuple):
        return False
    if all(isinstance(part, int) for part in (*inner, *outer)):
        return outer[0] <= inner[0] and inner[-1] <= outer[-1]  # type: ignore[operator]
    return len(outer) > 1 and inner[:-1] == outer[:-1]


def any_direct(answers: Iterable[bool | None]) -> bool | None:
    """Whether one of several declarations is direct: None where none is, and one does not say."""
    known = set(answers)
    return True if True in known else None if None in known else False


def widest(scopes: Sequence[str | None]) -> str | None:
    return next((scope for scope in SCOPES if scope in scopes), None)


def _narrower(stated: str | None, kept: str | None) -> str | None:
    """The scope where workspaces are left out: a lockfile states it for all, so what is kept may be in less."""
    return max(stated, kept, key=SCOPES.index) if stated and kept else stated or kept


def _paths_to(
    project: Project, lock: Scan, keys: Sequence[str], reach: _Reach
) -> tuple[tuple[tuple[str, ...], ...], tuple[Holder, ...]]:
    """The shortest path from each workspace that reaches one of ``keys``, and who asks for it on that path."""
    below = _upward(keys, reach.askers)
    nearest: dict[str, str] = {}
    for key in below:
        for workspace in _starts(project, lock, reach, key):
            nearest.setdefault(workspace.folder, key)
    paths: list[tuple[str, ...]] = []
    holders: dict[Holder, None] = {}
    for workspace in project.workspaces:
        if workspace.folder not in nearest:
            continue
        chain = [nearest[workspace.folder]]
        while below[chain[-1]]:
            chain.append(below[chain[-1]])
        paths.append((workspace.name, *(_label(lock.packages[key]) for key in chain if key in lock.packages)))
        if len(chain) > 1 and chain[-2] in lock.packages:
            holder, held = lock.packages[chain[-2]], lock.packages[chain[-1]]
            holders[_holder(holder, held)] = None
    # A copy that several packages share moves only if all of them let it, whoever is nearest.
    for key in keys:
        for asker in reach.askers.get(key, ()):
            holders[_holder(lock.packages[asker], lock.packages[key])] = None
    return tuple(paths), tuple(holders)


def _holder(package: Package, held: Package) -> Holder:
    return Holder(package.name, package.version, package.requires.get(held.alias or held.name))


def _scopes_above(keys: Sequence[str], reach: _Reach) -> list[str]:
    """Why a package is there that nobody declares and the format says nothing of: the scopes of what leads to it."""
    return [item.requirement.scope for key in _upward(keys, reach.askers) for _, item in reach.direct.get(key, ())]


def _upward(keys: Sequence[str], askers: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Every key above ``keys``, nearest first, with the key below it (``""`` for ``keys`` themselves)."""
    below = dict.fromkeys(keys, "")
    waiting = list(below)
    for key in waiting:
        for asker in askers.get(key, ()):
            if asker not in below:
                below[asker] = key
                waiting.append(asker)
    return below


def _reached_without_vendor(project: Project, lock: Scan, keys: Sequence[str], reach: _Reach, wanted: Wanted) -> bool:
    """Whether some path from a workspace leads to ``keys`` over no package of the vendor."""
    seen = set(keys)
    waiting = list(keys)
    for key in waiting:
        for asker in reach.askers.get(key, ()):
            holder = lock.packages.get(asker)
            if asker in seen or (holder is not None and wanted(holder.ecosystem, holder.name)):
                continue
            if _starts(project, lock, reach, asker):
                return True
            seen.add(asker)
            waiting.append(asker)
    return False


def _label(package: Package) -> str:
    return f"{package.alias} ({package.name})" if package.alias else package.name


# A manifest on its own


def _declared_only(project: Project, wanted: Wanted) -> Iterator[Component]:
    groups: dict[tuple[str, str, str], list[Declared]] = {}
    for workspace in project.workspaces:
        for declared in workspace.declared:
            asked = declared.requirement
            counts = wanted(asked.ecosystem, asked.name) or (asked.alias and wanted(asked.ecosystem, asked.alias))
            if counts and not points_inside(declared):
                groups.setdefault((asked.name, asked.text, asked.version or ""), []).append(declared)
    for _, group in sorted(groups.items()):
        yield _from_manifest(project, group, locked=False)


def points_inside(declared: Declared) -> bool:
    asked = declared.requirement
    if asked.source == "link":
        return True
    return asked.source == "file" and join(declared.folder, asked.text.removeprefix("file:")) is not None


def _from_manifest(project: Project, group: Sequence[Declared], *, locked: bool) -> Component:
    asked = group[0].requirement
    return Component(
        ecosystem=asked.ecosystem,
        name=asked.name,
        version=None if locked else asked.version,
        project=project.path,
        locked=locked,
        resolved_by="declaration" if asked.version and not locked else None,
        declared=tuple(group),
        places=tuple(dict.fromkeys(place for item in group for place in places_of(item))),
        direct=any_direct(item.requirement.direct for item in group),
        scope=widest([item.requirement.scope for item in group]),
        source=asked.source,
        specifier=asked.text if asked.source != "registry" else None,
        alias=asked.alias,
        paths=tuple(dict.fromkeys((item.workspace, asked.name) for item in group if item.requirement.direct)),
        manager=project.manager,
        lacking=locked,
        root=project.root,
        nested=project.nested,
    )

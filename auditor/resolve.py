"""Joins what single files say into components: manifest to lockfile, package to the paths that bring it, workspace to project.

Reads nothing from disk. A project is a lockfile with its workspaces or, without one, a manifest.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

from auditor import versions
from auditor.globs import any_match
from auditor.model import Component, Declared, Holder, Member, Package, Place, Requirement, Scan
from auditor.records import NamedTuple

Wanted = Callable[[str, str], bool]

SCOPES = ("prod", "peer", "optional", "dev")


class Workspace(NamedTuple):
    """A member of a project: its folder relative to the base, its own name, the lockfile's key for it, what it declares."""

    folder: str
    name: str
    key: str
    declared: tuple[Declared, ...]


class Project(NamedTuple):
    """A lockfile (None for a manifest on its own) with its workspaces and what the project forces.

    ``complete`` says that its manifests name all direct dependencies themselves.
    """

    lock: Scan | None
    path: str
    workspaces: tuple[Workspace, ...]
    manager: str | None
    root: str | None = None
    complete: bool = True

    @property
    def folder(self) -> str:
        """The folder of the project, ``""`` for the base."""
        return folder_of(self.path) if self.root is None else self.root


def resolve(scans: Sequence[Scan], wanted: Wanted) -> tuple[Component, ...]:
    """The components of every project whose package ``wanted(ecosystem, name)`` says yes to, in order of project and name."""
    found: list[Component] = []
    for project in projects(scans):
        found += _locked(project, project.lock, wanted) if project.lock else _declared_only(project, wanted)
    unsure = {scan.path for scan in scans if scan.lists_unused}
    told = {(item.ecosystem, item.name) for item in found if item.project not in unsure} if unsure else set()
    return tuple(item for item in found if item.project not in unsure or (item.ecosystem, item.name) not in told)


def folder_of(path: str) -> str:
    """The folder of a POSIX path, ``""`` for the base."""
    return path.rpartition("/")[0]


def join(folder: str, relative: str) -> str | None:
    """``relative`` seen from ``folder``, normalised; None where it leaves the base, as an absolute path does."""
    relative = relative.replace("\\", "/")
    if relative.startswith(("/", "~/")) or relative[1:2] == ":":
        return None  # from the root of the disk, the user's own folder, or a drive
    parts = folder.split("/") if folder else []
    for part in relative.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def projects(scans: Sequence[Scan]) -> Iterator[Project]:
    """Every lockfile with its manifests, then every manifest that no lockfile covers."""
    paths = {scan.path for scan in scans}
    if any(scan.format == "go.work" for scan in scans):
        from auditor.go_workspaces import built_together

        scans = built_together(scans)
    if any(scan.catalogs for scan in scans):
        from auditor.catalogs import inlined

        scans = inlined(scans)
    if any(scan.workspaces and scan.kind == "manifest" for scan in scans):
        from auditor.siblings import linked

        scans = linked(scans)
    scans = [scan._replace(kind="lockfile") if _pins_another(scan, paths) else scan for scan in scans]
    manifests: dict[tuple[str, str], list[Scan]] = {}
    for scan in scans:
        if scan.kind == "manifest":
            manifests.setdefault((scan.ecosystem, scan.folder), []).append(scan)
    covered: dict[str, list[tuple[Scan, str]]] = {}
    for lock in scans:
        if lock.kind != "manifest":
            project = _of_lock(lock, manifests)
            for workspace in project.workspaces:
                for scan in _joined(manifests, lock, workspace.folder):
                    covered.setdefault(scan.path, []).append((lock, workspace.key))
            yield project
    for scan in scans:
        if scan.kind == "manifest":
            locks = covered.get(scan.path, ())
            left = scan._replace(requirements=tuple(_left(scan, locks))) if locks else scan
            if left.requirements or not locks:
                workspace = _workspace(scan.folder, scan.name, "", [left], scan.overrides)
                yield Project(None, scan.path, (workspace,), scan.manager, scan.root)


def settled(scans: Sequence[Scan]) -> set[str]:
    """The manifests in a lockfile's own folder that it resolves as a whole: what they compute, it holds."""
    manifests: dict[tuple[str, str], list[Scan]] = {}
    for scan in scans:
        if scan.kind == "manifest":
            manifests.setdefault((scan.ecosystem, scan.folder), []).append(scan)
    locks = [scan for scan in scans if scan.kind == "lockfile" and scan.whole]
    return {scan.path for lock in locks for scan in _joined(manifests, lock, lock.folder)}


def _pins_another(scan: Scan, paths: Container[str]) -> bool:
    """Whether a manifest that pins everything stands beside the one it was made from."""
    if scan.kind != "manifest" or not scan.packages:
        return False
    return any(join(folder_of(scan.path), name) in paths for name in scan.joins or ())


def _joined(manifests: Mapping[tuple[str, str], list[Scan]], lock: Scan, folder: str) -> list[Scan]:
    """The manifests of a folder that a lockfile resolves."""
    own = manifests.get((lock.ecosystem, folder), [])
    return own if lock.joins is None else [scan for scan in own if scan.path.rpartition("/")[2] in lock.joins]


def _left(scan: Scan, locks: Sequence[tuple[Scan, str]]) -> Iterator[Requirement]:
    """What a manifest declares that none of the lockfiles that resolve parts of it has."""
    if any(lock.whole for lock, _ in locks):
        return
    for asked in scan.requirements:
        if not any(keys_of(lock, key, asked.alias or asked.name, asked.text) for lock, key in locks):
            yield asked


def _of_lock(lock: Scan, manifests: Mapping[tuple[str, str], list[Scan]]) -> Project:
    root = lock.folder
    at_root = _joined(manifests, lock, root)
    forced: dict[str, str] = dict(lock.overrides)
    for scan in at_root:
        forced |= scan.overrides
    members = {folder: member for member in lock.members if (folder := join(root, member.folder)) is not None}
    folders = {root, *members, *_globbed(root, [*at_root, lock], lock, manifests)}
    workspaces = []
    for folder in sorted(folders):
        member = members.get(folder) or Member(
            folder.removeprefix(root).lstrip("/"), "", folder.removeprefix(root).lstrip("/")
        )
        own = _joined(manifests, lock, folder)
        declared = own or _recorded(lock, member)
        name = (
            next((scan.name for scan in own if scan.name), None)
            or member.name
            or (lock.name if folder == root else None)
        )
        workspaces.append(_workspace(folder, name, member.key, declared, forced))
    declared_manager = next((scan.manager for scan in at_root if scan.manager), None)
    complete = all(scan.complete for scan in at_root)
    return Project(lock, lock.path, tuple(workspaces), lock.manager or declared_manager, lock.root, complete)


def _globbed(
    root: str, scans: Sequence[Scan], lock: Scan, manifests: Mapping[tuple[str, str], list[Scan]]
) -> Iterator[str]:
    """The folders with manifests that the workspaces of ``scans`` take in; below others than the root where they nest."""
    waiting, seen = [(root, scans)], {root}
    for base, holders in waiting:
        globs = [glob for scan in holders for glob in scan.workspaces]
        # A folder beside or above is named, never matched: Terraform's modules often stand there.
        named = {join(base, glob) for glob in globs if glob.startswith("..")}
        prefix = f"{base}/" if base else ""
        for of_ecosystem, folder in manifests if globs else ():
            if of_ecosystem != lock.ecosystem or folder in seen:
                continue
            below = folder.startswith(prefix) and any_match(globs, folder.removeprefix(prefix))
            if below or folder in named:
                seen.add(folder)
                yield folder
                if lock.nested:
                    waiting.append((folder, _joined(manifests, lock, folder)))


def _recorded(lock: Scan, member: Member) -> list[Scan]:
    """What the lockfile recorded of a member whose manifest is not in the tree."""
    if not member.requirements:
        return []
    return [Scan(lock.path, "manifest", lock.format, lock.ecosystem, requirements=member.requirements)]


def _workspace(folder: str, name: str | None, key: str, scans: Sequence[Scan], forced: Mapping[str, str]) -> Workspace:
    own_name = name or folder.rpartition("/")[2] or "."
    declared = tuple(
        Declared(scan.path, own_name, folder, asked, _effective(asked, forced), scan.published)
        for scan in scans
        for asked in scan.requirements
    )
    return Workspace(folder, own_name, key, declared)


def _effective(asked: Requirement, forced: Mapping[str, str]) -> str | None:
    """The range that holds after overrides: None where an override is no plain range (an alias, a reference)."""
    name = asked.alias or asked.name
    if name not in forced:
        # An override may be for one range only ("name@^1") or below one parent: then the lockfile knows, we cannot.
        return None if any(_narrows(key, name) for key in forced) else asked.range
    wanted = forced[name]
    if wanted == f"${name}":
        return asked.range
    return None if versions.admits(asked.ecosystem, wanted, "0", None) is None else wanted


def _narrows(key: str, name: str) -> bool:
    above, _, last = key.rpartition(f"/{name}")
    # "@scope/name" is another package than "name", not one below "@scope".
    below = bool(above) and not last and not (above.startswith("@") and "/" not in above)
    return below or key.startswith(f"{name}@")


# A project with a lockfile


class _Reach(NamedTuple):
    """How the packages of a lockfile are reached: who declares a key, which keys ask for a key, what is declared in vain."""

    direct: dict[str, list[tuple[Workspace, Declared]]]
    askers: dict[str, list[str]]
    lacking: list[Declared]


def _locked(project: Project, lock: Scan, wanted: Wanted) -> Iterator[Component]:
    groups: dict[tuple[str | None, ...], list[Package]] = {}
    direct, lacking = declared_keys(project, lock)
    for key in dict.fromkeys((*_chosen(lock, wanted), *_disguised(lock, direct, wanted))):
        package = lock.packages[key]
        if package.source != "link" and not _is_inside(project, package):
            identity = (package.name, package.version, package.specifier, package.ecosystem)
            groups.setdefault(identity, []).append(package)
    reach = _Reach(direct, _askers(lock) if groups else {}, lacking)
    for _, packages in sorted(groups.items(), key=lambda item: tuple(text or "" for text in item[0])):
        yield _component(project, lock, packages, reach, wanted)
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
            keys = keys_of(lock, workspace.key, asked.alias or asked.name, asked.text)
            for key in keys if asked.direct else ():
                direct.setdefault(key, []).append((workspace, declared))
            if not keys and lock.whole and asked.source in {"registry", "catalog"}:
                lacking.append(declared)
    return direct, lacking


def _askers(lock: Scan) -> dict[str, list[str]]:
    """For each key the keys that ask for it: one pass, whatever the number of workspaces."""
    askers: dict[str, list[str]] = {}
    requires = lock.requires
    for key in lock.packages:
        asked = requires(key) if requires else lock.packages[key].requires
        for name, wanted in asked.items():
            for below in keys_of(lock, key, name, wanted):
                askers.setdefault(below, []).append(key)
    return askers


def keys_of(lock: Scan, origin: str, name: str, wanted: str) -> tuple[str, ...]:
    """The keys that a lockfile gives for what ``origin`` asks for."""
    keys = lock.find(origin, name, wanted)
    return keys if isinstance(keys, tuple) else () if keys is None else (keys,)


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
    )

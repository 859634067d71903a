"""Which files make a project: a lockfile with its workspaces and their manifests or, without one, a manifest.

Reads nothing from disk; ``auditor.resolve`` makes components of what is joined here.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

from auditor import versions
from auditor.globs import any_match
from auditor.model import Declared, Member, Requirement, Scan
from auditor.records import NamedTuple


class Workspace(NamedTuple):
    """A member of a project: its folder relative to the base, its own name, the lockfile's key for it, what it declares."""

    folder: str
    name: str
    key: str
    declared: tuple[Declared, ...]


class Project(NamedTuple):
    """A lockfile (None for a manifest on its own) with its workspaces and what the project forces.

    ``complete`` says that its manifests name all direct dependencies themselves; ``forced`` are the project's overrides;
    ``nested`` says that there is more than one workspace, be it in a project of its own.
    """

    lock: Scan | None
    path: str
    workspaces: tuple[Workspace, ...]
    manager: str | None
    root: str | None = None
    complete: bool = True
    forced: Mapping[str, str] = {}
    nested: bool = False

    @property
    def folder(self) -> str:
        """The folder of the project, ``""`` for the base."""
        return folder_of(self.path) if self.root is None else self.root


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
    if any(scan.constraints or scan.limits for scan in scans):
        from auditor.constraints import applied

        scans = applied(scans)
    if any(scan.workspaces and scan.kind == "manifest" for scan in scans):
        from auditor.siblings import linked

        scans = linked(scans)
    scans = [scan._replace(kind="lockfile") if _pins_another(scan, paths) else scan for scan in scans]
    manifests: dict[tuple[str, str], list[Scan]] = {}
    for scan in scans:
        if scan.kind == "manifest":
            manifests.setdefault((scan.ecosystem, scan.folder), []).append(scan)
    covered: dict[str, list[tuple[Scan, str]]] = {}
    locked = {(scan.ecosystem, scan.folder) for scan in scans if scan.kind == "lockfile"}
    for lock in scans:
        if lock.kind != "manifest":
            project = _of_lock(lock, manifests, locked)
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
                # A lockfile that holds nothing yet still says whose it is.
                manager = scan.manager or next((lock.manager for lock, _ in locks if not lock.packages), None)
                nested = any(beside.workspaces for beside in manifests[scan.ecosystem, scan.folder])
                yield Project(None, scan.path, (workspace,), manager, scan.root, nested=nested)


def settled(scans: Sequence[Scan]) -> set[str]:
    """The manifests in a lockfile's own folder that it resolves as a whole: what they compute, it holds."""
    manifests: dict[tuple[str, str], list[Scan]] = {}
    for scan in scans:
        if scan.kind == "manifest":
            manifests.setdefault((scan.ecosystem, scan.folder), []).append(scan)
    locks = [scan for scan in scans if scan.kind == "lockfile" and scan.whole]
    joined = ((lock, scan) for lock in locks for scan in _joined(manifests, lock, lock.folder))
    return {scan.path for lock, scan in joined if not _in_part(lock, scan)}


def through_links(scans: Sequence[Scan], links: Sequence[tuple[str, str]]) -> list[Scan]:
    """The manifests that a link (its path, and where it leads) puts beside a lockfile, once more for the link's folder.

    Terraform's configurations share their versions so.
    """
    locked = {(scan.ecosystem, scan.folder) for scan in scans if scan.kind == "lockfile"} if links else set()
    manifests = {scan.path: scan for scan in scans if scan.kind == "manifest"} if locked else {}
    return [
        manifests[target]._replace(root=folder_of(path), gaps=(), targets=())
        for path, target in links
        if target in manifests and (manifests[target].ecosystem, folder_of(path)) in locked
    ]


def _pins_another(scan: Scan, paths: Container[str]) -> bool:
    """Whether a manifest that pins everything stands beside the one it was made from."""
    if scan.kind != "manifest" or not scan.packages:
        return False
    return any(join(folder_of(scan.path), name) in paths for name in scan.joins or ())


def _joined(manifests: Mapping[tuple[str, str], list[Scan]], lock: Scan, folder: str) -> list[Scan]:
    """The manifests of a folder that a lockfile resolves."""
    own = manifests.get((lock.ecosystem, folder), [])
    if lock.joins is None:
        return own
    named = [scan for scan in own if scan.path.rpartition("/")[2] in lock.joins]
    in_part = (_answered(lock, scan) for scan in own if _in_part(lock, scan))
    return [*named, *(scan for scan in in_part if scan.requirements)]


def _in_part(lock: Scan, scan: Scan) -> bool:
    """Whether a lockfile holds of a manifest what it happens to have, as of a podspec: parts of a pod need not be built."""
    return lock.joins is not None and "*." + scan.path.rpartition(".")[2] in lock.joins


def _answered(lock: Scan, scan: Scan) -> Scan:
    """A manifest with what it asks for that the lockfile has, at a version that it asks for."""
    return scan._replace(requirements=tuple(asked for asked in scan.requirements if _answers(lock, asked)))


def _answers(lock: Scan, asked: Requirement) -> bool:
    found = (lock.packages[key].version for key in asked_keys(lock, "", asked) if key in lock.packages)
    return any(
        not (version and asked.range) or versions.satisfies(asked.ecosystem, version, asked.range) is not False
        for version in found
    )


def _left(scan: Scan, locks: Sequence[tuple[Scan, str]]) -> Iterator[Requirement]:
    """What a manifest declares that none of the lockfiles that resolve parts of it has."""
    if any(lock.whole and not _in_part(lock, scan) for lock, _ in locks):
        return
    for asked in scan.requirements:
        had = (_answers(lock, asked) if _in_part(lock, scan) else asked_keys(lock, key, asked) for lock, key in locks)
        if not any(had):
            yield asked


def _of_lock(
    lock: Scan, manifests: Mapping[tuple[str, str], list[Scan]], locked: Container[tuple[str, str]]
) -> Project:
    root = lock.folder
    at_root = _joined(manifests, lock, root)
    forced: dict[str, str] = dict(lock.overrides)
    for scan in at_root:
        forced |= scan.overrides
    members = {folder: member for member in lock.members if (folder := join(root, member.folder)) is not None}
    globbed = _globbed(root, [*at_root, lock], lock, manifests)
    # A lockfile that records its workspaces leaves one out where each has a lockfile of its own (pnpm can be told so).
    others = (folder for folder in globbed if not members or (lock.ecosystem, folder) not in locked)
    folders = {root, *members, *others}
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
        # Yarn 1 resolves what the root itself asks for as it stands there; Yarn 2 and later force that as well.
        spared = folder == root and lock.manager == "yarn@1"
        workspaces.append(_workspace(folder, name, member.key, declared, {} if spared else forced))
    declared_manager = next((scan.manager for scan in at_root if scan.manager), None)
    complete = all(scan.complete for scan in at_root)
    manager, nested = lock.manager or declared_manager, len(workspaces) > 1
    return Project(lock, lock.path, tuple(workspaces), manager, lock.root, complete, forced, nested)


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
    narrowed = _narrowed(forced) if forced else ()
    declared = tuple(
        Declared(scan.path, own_name, folder, asked, _effective(asked, forced, narrowed), scan.published)
        for scan in scans
        for asked in scan.requirements
    )
    return Workspace(folder, own_name, key, declared)


def _effective(asked: Requirement, forced: Mapping[str, str], narrowed: Container[str]) -> str | None:
    """The range that holds after overrides: None where an override is no plain range (an alias, a reference)."""
    name = asked.alias or asked.name
    wanted = override(name, asked.shared or asked.text, "", forced) if forced else None
    if wanted is None:
        # An override may be for one range only ("name@^1") or below one parent: then the lockfile knows, we cannot.
        return None if name in narrowed else asked.range
    if wanted == f"${name}":
        return asked.range
    return None if versions.admits(asked.ecosystem, wanted, "0", None) is None else wanted


def override(name: str, wanted: str, holder: str, forced: Mapping[str, str]) -> str | None:
    """The specifier that is forced on what ``holder`` asks for: as a package below it, as that very range of it, or anywhere."""
    for key in (f"{holder}/{name}", f"{name}@{wanted}", f"{name}@npm:{wanted}", name):
        if key in forced:
            said = forced[key]
            return said if "@" in said else said.removeprefix("npm:")
    return None


def _narrowed(forced: Mapping[str, str]) -> set[str]:
    """The names that are overridden for one range only, or below one package."""
    names = set()
    for key in forced:
        name, at, _ = key[1:].partition("@")
        if at:
            names.add(key[0] + name)
        above, slash, last = key.rpartition("/")
        scope = above.rpartition("/")[2]
        # "@scope/name" is another package than "name", not one below "@scope".
        below = f"{scope}/{last}" if scope.startswith("@") else last
        if slash and below != key:
            names.add(below)
    return names


def asked_keys(
    lock: Scan, workspace: str, asked: Requirement, forced: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """The keys that a lockfile gives for what a workspace, by its key, declares; ``forced`` are the project's overrides."""
    name, wanted = asked.alias or asked.name, asked.shared or asked.text
    said = override(name, wanted, "", forced) if forced else None
    return keys_of(lock, workspace, name, wanted) or (keys_of(lock, workspace, name, said) if said else ())


def keys_of(lock: Scan, origin: str, name: str, wanted: str) -> tuple[str, ...]:
    """The keys that a lockfile gives for what ``origin`` asks for."""
    keys = lock.find(origin, name, wanted)
    return keys if isinstance(keys, tuple) else () if keys is None else (keys,)

"""From the PATHs of a command line to what is audited: the base that paths are relative to, and the configuration above it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from auditor import config
from auditor.config import Configuration, Source
from auditor.errors import UserError
from auditor.pipeline import Request, read
from auditor.projects import folder_of, projects
from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.scanners import claims
from auditor.source import ReadError
from auditor.tree import DirectoryTree

if TYPE_CHECKING:
    from auditor.pipeline import Tree


class Roots(NamedTuple):
    """The tree of the base, the folders in it to walk, and, where a PATH was a file, which folders of them count."""

    tree: DirectoryTree
    starts: tuple[str, ...]
    takes: Callable[[str], bool] | None


class Repository(NamedTuple):
    """The repository an audited base is in: its root, and the base relative to it (POSIX, ``""`` for the root)."""

    root: str
    base: str

    @property
    def prefix(self) -> str:
        """What turns a path of the report into one relative to the repository root."""
        return f"{self.base}/" if self.base else ""


def of_paths(paths: Sequence[str]) -> Roots:
    """What to walk for some PATHs. Raises ``UserError`` for one that does not exist or cannot be read."""
    base, starts, takes = narrowed([_chosen(path) for path in paths])
    return Roots(DirectoryTree(base), starts, takes)


def narrowed(
    chosen: Sequence[tuple[str, frozenset[str] | None]],
) -> tuple[str, tuple[str, ...], Callable[[str], bool] | None]:
    """The base of some folders (absolute paths), where to start in it, and which folders count where only some do.

    Each folder comes with the folders in it that count, None for all.
    """
    try:
        base = os.path.commonpath([folder for folder, _ in chosen])
    except ValueError:
        raise UserError("the PATHs are on different drives; audit each on its own") from None
    starts = tuple(dict.fromkeys(_posix(os.path.relpath(folder, base)) for folder, _ in chosen))
    limited: set[str] = set()
    whole: list[str] = []
    for folder, only in chosen:
        start = _posix(os.path.relpath(folder, base))
        if only is None:
            whole.append(start)
        else:
            limited.update("/".join(filter(None, (start, inner))) for inner in only)
    takes = (lambda folder: folder in limited or any(_within(folder, start) for start in whole)) if limited else None
    return base, starts, takes


def _within(folder: str, start: str) -> bool:
    return not start or folder == start or folder.startswith(start + "/")


def _posix(relative: str) -> str:
    return "" if relative == "." else relative.replace(os.sep, "/")


def _chosen(path: str) -> tuple[str, frozenset[str] | None]:
    """The folder to walk for one PATH, and the folders in it that count where the PATH is a file."""
    absolute = os.path.abspath(path)
    if os.path.isdir(absolute):
        if not os.access(absolute, os.R_OK | os.X_OK):
            raise UserError(f"{path} cannot be read; check its permissions")
        if _is_bare(absolute):
            raise UserError(
                f"{path} is a bare git repository; audit one of its revisions: matrix-audit check --rev HEAD"
            )
        return absolute, None
    if not os.path.lexists(absolute):
        raise UserError(f"{path} does not exist; give a folder or a file of a project")
    top = folder = os.path.dirname(absolute)
    while not os.path.lexists(os.path.join(top, ".git")) and os.path.dirname(top) != top:
        top = os.path.dirname(top)
    above, folders = project_of(DirectoryTree(top), _posix(os.path.relpath(folder, top)))
    return os.path.normpath(os.path.join(top, above)), folders


def project_of(tree: Tree, folder: str) -> tuple[str, frozenset[str]]:
    """The project that the files of a folder belong to: its own lockfile's, else that of a workspace root above.

    ``tree`` begins where the search is to end. Gives the project's folder, and those in it that count (relative to it).
    """
    known = claims()
    above = folder
    while True:
        try:
            names = [name for name, _ in tree.children(above)]
        except ReadError:
            names = []
        if any(known.lockfile(name) for name in names):
            folders = _project_folders(tree, above, folder)
            if folders:
                return above, folders
        if not above:
            return folder, frozenset(("",))
        above = folder_of(above)


def _project_folders(tree: Tree, root: str, member: str) -> frozenset[str]:
    """The workspace folders of the projects at ``root`` that ``member`` belongs to; none if it belongs to none."""
    reading = read(Request(tree, (), no_configuration, "", starts=(root,)))
    found = set()
    for project in projects(reading.scans):
        folders = {workspace.folder for workspace in project.workspaces}
        if project.lock and folder_of(project.path) == root and member in folders:
            found |= folders
    return frozenset(folder.removeprefix(root).lstrip("/") for folder in found)


def is_repository(folder: str) -> bool:
    """Whether a folder is a repository's: one with ``.git``, or a bare one."""
    return os.path.lexists(os.path.join(folder, ".git")) or _is_bare(folder)


def _is_bare(folder: str) -> bool:
    """Whether a folder holds what ``.git`` does elsewhere."""
    return all(os.path.lexists(os.path.join(folder, name)) for name in ("HEAD", "objects", "refs"))


def repository_of(base: str) -> Repository:
    """The repository around a folder: the nearest upward, else the working directory, else the folder itself."""
    folder = base
    while not is_repository(folder):
        parent = os.path.dirname(folder)
        if parent == folder:
            here = os.getcwd()
            inside = os.path.commonpath([here, base]) == here if here[:1] == base[:1] else False
            folder = here if inside else base
            break
        folder = parent
    return Repository(folder, _posix(os.path.relpath(base, folder)))


def configuration_of(
    base: str | None, given: str | os.PathLike[str] | None = None, above: Tree | None = None
) -> Callable[[Sequence[Source]], Configuration]:
    """How to make the configuration of an audit at ``base``: from the file ``given``, else from the tree and the folders above.

    ``above`` is the tree of the whole repository where that is not the one on disk.
    """
    if base is None:
        return config.load
    repository = repository_of(base)
    if given is None:
        outer = _sources_above(repository, above)
        return lambda found: config.load([*outer, *_moved(found, repository.prefix)], repository.base)
    path = os.path.abspath(os.fspath(given))
    try:
        data = DirectoryTree(os.path.dirname(path)).read(os.path.basename(path))
    except ReadError as error:
        raise UserError(f"{os.fspath(given)} {error.reason}") from None
    folder = _posix(os.path.relpath(os.path.dirname(path), repository.root))
    source = Source(folder, os.path.basename(path), data, os.fspath(given))
    return lambda _: config.load_given(source, repository.base)


def _moved(found: Sequence[Source], prefix: str) -> list[Source]:
    return [source._replace(folder=(prefix + source.folder).rstrip("/")) for source in found]


def _sources_above(repository: Repository, whole: Tree | None) -> list[Source]:
    """The configuration files in the folders above the base, from the repository root down."""
    found = []
    disk = DirectoryTree(repository.root)
    parts = repository.base.split("/") if repository.base else []
    for depth in range(len(parts)):
        folder = "/".join(parts[:depth])
        for name in config.FILE_NAMES:
            path = f"{folder}/{name}" if folder else name
            if (name, "file") in whole.children(folder) if whole else os.path.isfile(disk.absolute(path)):
                try:
                    found.append(Source(folder, name, (whole or disk).read(path)))
                except ReadError as error:
                    raise UserError(f"{path} {error.reason}") from None
    return found


def no_configuration(_: Sequence[Source]) -> Configuration:
    """The configuration of a run that shall not believe any."""
    return Configuration()

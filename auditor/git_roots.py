"""From the PATHs of a command line to what is audited of a git revision. The PATHs need not exist on disk, only in the revision."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from auditor.errors import UserError
from auditor.git_tree import GitTree, Repository
from auditor.records import NamedTuple
from auditor.roots import is_repository, narrowed, project_of, repository_of
from auditor.source import ReadError


class GitRoots(NamedTuple):
    """As ``roots.Roots``, in a revision. ``whole`` is the tree of the repository that ``tree`` is a part of."""

    tree: GitTree
    starts: tuple[str, ...]
    takes: Callable[[str], bool] | None
    whole: GitTree


def repository_at(path: str) -> Repository:
    """The git repository around a path, whether or not the path exists. Raises ``UserError`` where there is none."""
    folder = os.path.abspath(path)
    while not os.path.isdir(folder) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    root = repository_of(folder).root
    if not is_repository(root):
        raise UserError(f"{path} is in no git repository; a revision needs one")
    return Repository(root)


def of_revision(paths: Sequence[str], revision: str) -> GitRoots:
    """What to walk for some PATHs of a revision. Raises ``UserError`` for one that the revision does not have."""
    repository = repository_at(paths[0])
    whole = repository.tree(revision)
    chosen = [_chosen(whole, path) for path in paths]
    base, starts, takes = narrowed([(os.path.join(whole.root, folder), only) for folder, only in chosen])
    relative = os.path.relpath(base, whole.root).replace(os.sep, "/")
    return GitRoots(whole.below("" if relative == "." else relative), starts, takes, whole)


def _chosen(whole: GitTree, path: str) -> tuple[str, frozenset[str] | None]:
    """As ``roots`` chooses on disk: the folder to walk for one PATH, and the folders in it that count where it is a file."""
    relative = os.path.relpath(os.path.abspath(path), whole.root).replace(os.sep, "/")
    if relative == ".":
        return "", None
    folder, _, name = relative.rpartition("/")
    try:
        kind = dict(whole.children(folder)).get(name)
    except ReadError:
        kind = None
    if kind == "folder":
        return relative, None
    if kind != "file":
        raise UserError(f"{path} is no folder and no file at {whole.revision}; give one that is")
    return project_of(whole, folder)

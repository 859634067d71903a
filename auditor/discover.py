"""One walk over a tree: which files are claimed by which scanner, and what was left out and why. Opens no file."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from auditor.model import Gap
from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.scanners import Claims
from auditor.source import ReadError

if TYPE_CHECKING:
    from typing import Protocol

    class Tree(Protocol):
        """What a walk needs of a tree (see ``auditor.tree``)."""

        def children(self, folder: str) -> list[tuple[str, str]]: ...

        def link(self, path: str) -> str: ...

        def target(self, path: str) -> str | None: ...


# Installed copies, caches and build output of package managers: what stands there was resolved elsewhere.
SKIPPED_FOLDERS = frozenset(
    "node_modules bower_components .git .hg .svn site-packages __pycache__ .tox .nox Pods Carthage .build .gradle"
    " .dart_tool .terraform .yarn .pnpm-store .next .nuxt .output .angular .aws-sam .serverless cdk.out".split()
)
VENDORING_FILES = frozenset(("go.mod", "composer.json", "Gemfile"))
# Names of claimed files that folders have as well, for reasons of their own.
OTHER_FOLDERS = frozenset(("browserslist",))
# How the file starts that answers for a folder of a site, in SvelteKit, Next.js and what makes pages of files.
ROUTES = ("+server.", "+page.", "route.", "index.")
MAX_FOLDER_DEPTH = 64
CONFIGURATION_FILES = ("pyproject.toml", ".matrix-audit.toml")


class Found(NamedTuple):
    """What a walk saw: claimed files with their scanner's name, in path order; configuration files; gaps; counts.

    ``skipped`` counts folders and links that were left out, by name; ``walked`` the files that were looked at. ``links``
    are links with the name of a claimed file, each with the file of the tree that it leads to.
    """

    files: tuple[tuple[str, str], ...]
    configurations: tuple[str, ...]
    gaps: tuple[Gap, ...]
    skipped: dict[str, int]
    walked: int
    links: tuple[tuple[str, str], ...] = ()


def discover(tree: Tree, claims: Claims, starts: Iterable[str] = ("",)) -> Found:
    """Walk ``starts`` (folders, POSIX, relative to the tree) without following links."""
    walk = _Walk(tree, claims)
    for start in starts:
        walk.folder(start)
    return walk.found()


class _Walk:
    def __init__(self, tree: Tree, claims: Claims) -> None:
        self.tree = tree
        self.claims = claims
        self.files: set[tuple[str, str]] = set()
        self.configurations: set[str] = set()
        self.gaps: list[Gap] = []
        self.skipped: dict[str, int] = {}
        self.walked = 0
        self.links: list[tuple[str, str]] = []

    def found(self) -> Found:
        return Found(
            tuple(sorted(self.files)),
            tuple(sorted(self.configurations)),
            tuple(sorted(self.gaps)),
            dict(sorted(self.skipped.items())),
            self.walked,
            tuple(sorted(self.links)),
        )

    def folder(self, start: str) -> None:
        """Walk one start with a stack, so that depth costs no recursion."""
        waiting = [start]
        while waiting:
            folder = waiting.pop()
            try:
                children = self.tree.children(folder)
            except ReadError as error:
                self.gaps.append(Gap(folder or ".", error.reason, remedy="check its permissions"))
                continue
            names = {name for name, _ in children}
            if "pyvenv.cfg" in names and folder != start:
                self._skip("virtual environment")
                continue
            waiting += [path for name, kind in children if (path := self._child(folder, name, kind, names))]

    def _child(self, folder: str, name: str, kind: str, names: set[str]) -> str | None:
        """Note a file, or give back the folder to walk next."""
        path = f"{folder}/{name}" if folder else name
        if kind == "file":
            self._file(path, name)
            return None
        if kind == "folder" and (name in OTHER_FOLDERS or not self.claims.exactly(name) or self._is_route(path, name)):
            return self._descend(path, name, names)
        if kind == "link":
            self._link(path, name)
        elif kind == "submodule":
            self._skip("submodules")
        elif self.claims.exactly(name):
            what = "a folder" if kind == "folder" else "a pipe, socket or device"
            self.gaps.append(Gap(path, f"is {what}, not a file", remedy="move it away, or put the file there"))
        return None

    def _file(self, path: str, name: str) -> None:
        self.walked += 1
        if name in CONFIGURATION_FILES:
            self.configurations.add(path)
        for scanner in self.claims.of(path, name):
            self.files.add((path, scanner))

    def _is_route(self, path: str, name: str) -> bool:
        """Whether a folder has a manifest's name because a site serves that address from it."""
        if self.claims.lockfile(name):
            return False
        try:
            return any(child.startswith(ROUTES) for child, _ in self.tree.children(path))
        except ReadError:
            return False

    def _descend(self, path: str, name: str, names: set[str]) -> str | None:
        if name in SKIPPED_FOLDERS:
            self._skip(name)
            return None
        if name == "vendor" and names & VENDORING_FILES:
            self._skip(name)
            for scanner in self.claims.of(f"{path}/modules.txt", "modules.txt"):
                self._vendored(path, scanner)
            return None
        if path.count("/") >= MAX_FOLDER_DEPTH:
            self.gaps.append(
                Gap(path, f"is more than {MAX_FOLDER_DEPTH} folders deep and was not walked", may_hide=True)
            )
            return None
        return path

    def _vendored(self, folder: str, scanner: str) -> None:
        try:
            children = self.tree.children(folder)
        except ReadError as error:
            self.gaps.append(Gap(folder, error.reason, remedy="check its permissions"))
            return
        if ("modules.txt", "file") in children:
            self.files.add((f"{folder}/modules.txt", scanner))

    def _link(self, path: str, name: str) -> None:
        where = self.tree.link(path)
        self._skip(f"links ({where})")
        if where == "inside" and any(self.claims.of(path, name)) and (target := self.tree.target(path)):
            self.links.append((path, target))
        if where != "inside" and self.claims.lockfile(name):
            reason = (
                "is a link that leads nowhere" if where == "dangling" else "is a link that leaves the audited folder"
            )
            self.gaps.append(Gap(path, reason, remedy="put the lockfile itself there"))

    def _skip(self, name: str) -> None:
        self.skipped[name] = self.skipped.get(name, 0) + 1


Excluded = Callable[[str], bool]

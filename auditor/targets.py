"""Which declared browsers hold for which workspaces, and which versions they come to. Judges nothing.

A declaration holds for the workspace it stands in and, for tools that look upward, for those below without a nearer one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from auditor.browser_targets import BrowserQuery, BrowserTargets
from auditor.browserslist import Clause, Options, QueryError, attribute, clauses
from auditor.browserslist.config import find_stats
from auditor.browserslist.data import bundled
from auditor.browserslist.dates import iso_day
from auditor.browserslist.shared import find_export, find_shared_stats
from auditor.build_tools import PACKAGES, Default, default_of
from auditor.model import At, Gap, Scan
from auditor.projects import Project, Workspace, asked_keys, folder_of, join, projects
from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.source import ReadError

if TYPE_CHECKING:
    from auditor.pipeline import Tree

Read = Callable[[str], bytes | None]

# More queries than any project writes; what they cost grows with their number.
MAX_QUERIES = 16 * 1024

# Vite's own words for what it takes by itself.
_TOOLS_OWN = frozenset(("modules", "baseline-widely-available"))
_BY_SHARE = ("popularity", "cover", "defaults")


class Holding(NamedTuple):
    """A declaration, the folders of the workspaces that it holds for, and of those that are built together with them."""

    targets: BrowserTargets
    spaces: frozenset[str]
    beside: frozenset[str]


class Origin(NamedTuple):
    """The clause that brings some versions: the author's text, where it stands, and whether it asks by share of use.

    ``entry`` is the number of its text in the declaration.
    """

    text: str
    at: At | range
    by_share: bool
    entry: int
    clause: Clause


class Expansion(NamedTuple):
    """What a declaration comes to: each version (``chrome 120``) with the clauses that bring it, in browserslist's order."""

    holding: Holding
    brought: Mapping[str, tuple[Origin, ...]]
    gaps: tuple[Gap, ...] = ()


class Known(NamedTuple):
    """A browser's versions by their rank, the oldest first, and the newest that was released by a day."""

    ranks: Mapping[str, int]
    latest: str

    def behind(self, version: str) -> int:
        """How many releases a version is behind the newest; negative for one that is ahead, all of them for an unknown one."""
        return self.ranks[self.latest] - self.ranks.get(version, 0)


class Spaces:
    """The workspaces of a tree by folder, and which of them ask for which."""

    def __init__(self, scans: Sequence[Scan]) -> None:
        # A file that says nothing but what it targets is no workspace: it belongs to one.
        self.projects: list[Project] = list(projects([scan for scan in scans if scan.ecosystem != "browser"]))
        self.folders: set[str] = set()
        self._below: dict[str, set[str]] = {}
        self._above: dict[str, set[str]] = {}
        self._names: dict[tuple[str, str], str] = {}
        self.members: dict[str, str] = {}
        for project, workspace in self.each():
            self.folders.add(workspace.folder)
            self.members.setdefault(workspace.name, workspace.folder)
            self._names[project.path, workspace.name] = workspace.folder
        for _, workspace in self.each():
            for folder in _linked(workspace, self.members):
                self._below.setdefault(workspace.folder, set()).add(folder)
                self._above.setdefault(folder, set()).add(workspace.folder)

    def each(self) -> Iterator[tuple[Project, Workspace]]:
        """Every workspace with its project."""
        return ((project, workspace) for project in self.projects for workspace in project.workspaces)

    def folder(self, project: str, name: str) -> str | None:
        """The folder of a project's workspace of that name."""
        return self._names.get((project, name))

    def together(self, folders: Iterable[str]) -> frozenset[str]:
        """Some workspaces with those that they ask for and those that ask for them, near or far."""
        chosen = set(folders)
        return frozenset(chosen | _reached(chosen, self._below) | _reached(chosen, self._above))


def _linked(workspace: Workspace, by_name: Mapping[str, str]) -> Iterator[str]:
    for declared in workspace.declared:
        asked = declared.requirement
        if asked.source not in {"link", "file"}:
            continue
        _, _, path = asked.text.partition(":")
        named = by_name.get(asked.alias or asked.name)
        found = named if named is not None else join(workspace.folder, path)
        if found is not None and found != workspace.folder:
            yield found


def _reached(start: Iterable[str], edges: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    for folder in waiting:
        waiting += edges.get(folder, set()) - seen
        seen |= edges.get(folder, set())
    return seen


def upward(folder: str) -> Iterator[str]:
    """A folder and those above it, the base last."""
    yield folder
    while folder:
        folder = folder_of(folder)
        yield folder


def holdings(scans: Sequence[Scan], spaces: Spaces) -> Iterator[Holding]:
    """Every declaration, then the default of a build tool for each workspace without one."""
    stated = [targets for scan in scans for targets in _limited(scan.targets)]
    places: dict[str, set[str]] = {}
    for targets in stated:
        places.setdefault(targets.tool, set()).add(folder_of(targets.path))
    governed: set[str] = set()
    for targets in stated:
        held = _held(targets, places[targets.tool], spaces)
        if any(query.query or query.text in _TOOLS_OWN for query in targets.queries):
            governed |= held
        yield Holding(_with_meaning(targets, held, spaces), frozenset(held), spaces.together(held))
    for project, workspace in spaces.each():
        if workspace.folder not in governed:
            for targets in _defaults(project, workspace):
                governed.add(workspace.folder)
                yield Holding(targets, frozenset((workspace.folder,)), spaces.together((workspace.folder,)))


def _limited(declared: Sequence[BrowserTargets]) -> Iterator[BrowserTargets]:
    """The declarations of a file, those too many joined to none: one line may name thousands of environments."""
    size = sum(len(query.text) for targets in declared for query in targets.queries)
    if len(declared) > 1 and size + 100 * len(declared) > MAX_QUERIES:
        whole = BrowserQuery("", 1, " " * (MAX_QUERIES + 1), exact=False)
        yield declared[0]._replace(queries=(whole,))
        return
    yield from declared


def _held(targets: BrowserTargets, places: set[str], spaces: Spaces) -> set[str]:
    folder = folder_of(targets.path)
    owner = next((above for above in upward(folder) if above in spaces.folders), folder)
    if not targets.below:
        return {owner}
    nearest = {space: next((above for above in upward(space) if above in places), None) for space in spaces.folders}
    return {owner, *(space for space, found in nearest.items() if found == folder)}


def _defaults(project: Project, workspace: Workspace) -> Iterator[BrowserTargets]:
    """What the first build tool that a workspace asks for targets by itself."""
    for place, default, version in _tools(project, workspace):
        said = f"{default.tool} {version}, read from {default.package if default.read[:1].isdigit() else ''} {default.read}"
        path, at = place
        for environment, query in default.queries:
            own = BrowserQuery(query, at, query, exact=False)
            yield BrowserTargets(path, default.tool, environment, "table", (own,), default=" ".join(said.split()))
        return


def _tools(project: Project, workspace: Workspace) -> Iterator[tuple[tuple[str, At], Default, str]]:
    for declared in workspace.declared:
        asked = declared.requirement
        if asked.ecosystem != "npm" or asked.name not in PACKAGES:
            continue
        lock = project.lock
        found = asked_keys(lock, workspace.key, asked) if lock else ()
        version = next((lock.packages[key].version for key in found if lock and key in lock.packages), asked.version)
        default = default_of(asked.name, version) if version else None
        if default and version:
            yield (declared.path, asked.at), default, version


def _with_meaning(targets: BrowserTargets, held: set[str], spaces: Spaces) -> BrowserTargets:
    """The targets with Vite's own words for its default turned into what they mean in the release that is built with."""
    if not any(query.text in _TOOLS_OWN and query.query is None for query in targets.queries):
        return targets
    tools = (found for project, space in spaces.each() if space.folder in held for found in _tools(project, space))
    meant = next((default.queries[0][1] for _, default, _ in tools if default.package == "vite"), None)
    return targets._replace(
        queries=tuple(
            query._replace(query=meant) if query.text in _TOOLS_OWN and query.query is None else query
            for query in targets.queries
        )
    )


# What the queries come to


# Browsers with a release every month or so, and how many of them our data may be behind: five years.
EVERGREEN = frozenset(("chrome", "edge", "firefox", "ff", "fx", "opera"))
RELEASES_AHEAD = 60


def expanded(holding: Holding, as_of: str, read: Read, own: Sequence[str] | None = None) -> Expansion:
    """The versions that a declaration asks for on a day. ``own`` are the queries that ``browserslist config`` stands for."""
    targets = holding.targets
    listed = [query.query or "" for query in targets.queries]
    if not any(listed):
        return Expansion(holding, {})
    if sum(map(len, listed)) > MAX_QUERIES:
        return Expansion(holding, {}, (_too_many(targets.path),))
    absent: dict[str, None] = {}
    options: Options = {}
    try:
        options = _options(targets, read, absent, own)
        brought = attribute(listed, now=as_of, **options)
    except QueryError as error:
        if not _is_newer(str(error), as_of):
            return Expansion(holding, {}, (_refused(targets, listed, as_of, options, str(error)),))
        absent[f"a version newer than this browser data: {error}"] = None
        options["ignore_unknown_versions"] = True
        brought = attribute(listed, now=as_of, **options)
    origins: dict[Clause | int, Origin] = {}
    named = {
        # What a tool's own word amounts to is one text to its reader, however many clauses it takes.
        version: tuple(
            dict.fromkeys(
                origins.setdefault(
                    clause if targets.queries[clause.entry].exact else clause.entry, _origin(targets, clause)
                )
                for clause in found
            )
        )
        for version, found in brought.items()
    }
    return Expansion(holding, named, tuple(_absent(targets, said) for said in absent))


def _is_newer(said: str, as_of: str) -> bool:
    """Whether a refusal is of a version that may have come out since our data was made: browserslist itself may know it."""
    refused = re.fullmatch(r"Unknown version (\d+)(?:\.\d+)* of (\w+)", said)
    if refused is None or refused[2].lower() not in EVERGREEN:
        return False
    newest = max(int(name.split(" ")[1].split(".")[0]) for name in attribute([f"{refused[2]} > 0"], now=as_of))
    return newest < int(refused[1]) <= newest + RELEASES_AHEAD


def _options(targets: BrowserTargets, read: Read, absent: dict[str, None], own: Sequence[str] | None) -> Options:
    folder = folder_of(targets.path)

    def extends(name: str) -> object:
        try:
            return find_export(read, name, folder)
        except QueryError as error:
            absent[f"`extends {name}`: {error}"] = None
            return []

    return {
        "environment": "production" if targets.environment == "defaults" else targets.environment,
        "stats": find_stats(read, folder),
        "shared_stats": lambda name: find_shared_stats(read, name, folder),
        "extends": extends,
        "config": own,
        "node": "0.0.0",  # whatever it is, it is no browser
    }


def _origin(targets: BrowserTargets, clause: Clause) -> Origin:
    query = targets.queries[clause.entry]
    at, text = query.at, query.text
    if query.exact and isinstance(at, range):
        at, text = range(at.start + clause.start, at.start + clause.end), clause.text
    return Origin(text, at, clause.kind.startswith(_BY_SHARE), clause.entry, clause)


def _refused(targets: BrowserTargets, listed: Sequence[str], as_of: str, options: Options, said: str) -> Gap:
    """The gap of a query that browserslist refuses, at the clause that it refuses."""
    guilty = next((clause for clause in clauses(listed) if _refuses(clause, as_of, options)), None)
    origin = _origin(targets, guilty) if guilty else None
    offset = origin.at.start if origin and isinstance(origin.at, range) else 0
    # Line and column follow once the file's text is at hand.
    return Gap(targets.path, f"is refused by browserslist: {said}", line=0, column=offset, remedy="correct the query")


def _refuses(clause: Clause, as_of: str, options: Options) -> bool:
    try:
        attribute(re.sub(r"\s*not\s+", "", clause.text, count=1, flags=re.IGNORECASE), now=as_of, **options)
    except QueryError:
        return True
    return False


def _too_many(path: str) -> Gap:
    return Gap(path, f"holds more than {MAX_QUERIES // 1024} KiB of queries, which are not expanded", broken=False)


def _absent(targets: BrowserTargets, said: str) -> Gap:
    return Gap(
        targets.path,
        f"takes in browsers that are not known: {said}",
        broken=False,
        line=0,
        remedy="audit with the dependencies installed, or write the shared queries out",
        may_hide=True,
    )


def known(as_of: str) -> dict[str, Known]:
    """The browsers that the bundled data knows, as they were on a day."""
    day = iso_day(as_of)
    return {
        name: Known(
            {version: rank for rank, version in enumerate(agent.versions)},
            next((found for found in reversed(agent.released) if agent.days[found] <= day), agent.released[0]),
        )
        for name, agent in bundled().agents.items()
    }


def conflicts(scans: Sequence[Scan]) -> Iterator[Gap]:
    """Folders in which two files declare for browserslist, which refuses both."""
    seen: dict[str, str] = {}
    for path in dict.fromkeys(
        targets.path for scan in scans for targets in scan.targets if targets.tool == "browserslist"
    ):
        other = seen.setdefault(folder_of(path), path)
        if other != path:
            names = " and ".join(found.rpartition("/")[2] for found in (other, path))
            reason = f"is refused by browserslist: the folder declares browsers twice, in {names}"
            yield Gap(path, reason, remedy="keep one of the two")


def reader(tree: Tree, members: Mapping[str, str]) -> Read:
    """Reads files of the tree that no scanner claims, those of installed packages; links must stay inside.

    A package that is not installed may be a workspace of the tree itself: ``members`` are their folders by name.
    """
    seen: dict[str, dict[str, str]] = {}

    def kind(folder: str, name: str) -> str | None:
        if folder not in seen:
            try:
                seen[folder] = dict(tree.children(folder))
            except ReadError:
                seen[folder] = {}
        return seen[folder].get(name)

    def read(path: str) -> bytes | None:
        found = held(path)
        if found is not None or not path.startswith("node_modules/"):
            return found
        parts = path.split("/")
        size = 3 if parts[1].startswith("@") else 2
        folder = members.get("/".join(parts[1:size]))
        return held("/".join([*filter(None, [folder]), *parts[size:]])) if folder is not None else None

    def held(path: str) -> bytes | None:
        folder = ""
        *above, name = path.split("/")
        for part in above:
            found = kind(folder, part)
            folder = f"{folder}/{part}" if folder else part
            if found != "folder" and not (found == "link" and tree.link(folder) == "inside"):
                return None
        try:
            return tree.read(path) if kind(folder, name) == "file" else None
        except ReadError:
            return None

    return read

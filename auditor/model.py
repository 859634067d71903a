"""The types that the steps of an audit hand to each other, from a file's text to components; ``results`` has those of its outcome.

Everything here is immutable, imports nothing of ours and touches no file. ``At`` is a scanner's own way
of saying where: a line number (1-based) or a route of keys into a document; ``locate`` turns it into a
``Location`` for what is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from auditor.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from auditor.browser_targets import BrowserTargets
    from auditor.shared import Shared

At = int | tuple[str | int, ...]


class Location(NamedTuple):
    """A region of a file: 1-based lines and columns, columns in UTF-16 code units, the end exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


class Place(NamedTuple):
    """Where something stands, before its position is computed. ``path`` is POSIX, relative to the base.

    ``at`` may also be the offsets of some characters of the file's text.
    """

    path: str
    at: At | range


class Requirement(NamedTuple):
    """One dependency as a manifest declares it.

    ``text`` is the author's own specifier; ``range`` the part of it that its ecosystem compares versions with (None
    where there is nothing to compare: a tag, a URL, a workspace member); ``version`` is set where the declaration
    itself names the version that is built (Maven coordinates, ``==``, an exact npm version). ``direct`` is False
    where the manifest also lists what others bring in, and says so (go.mod's ``// indirect``), None where it lists
    what may or may not be used. ``version_at`` is where the version's own text stands, if that is another place than
    ``at``: beside the name, or in a property, a parent or a catalog. ``shared`` is the specifier that a catalog has for
    a ``text`` that only names the catalog, or a constraints file for one that leaves the version to it. ``scope`` is empty
    where a managed version's scope may hold. ``parts`` are what two files say of it, each with its path, where both have
    to let a release in.
    """

    ecosystem: str
    name: str
    text: str
    at: At
    scope: str = "prod"
    range: str | None = None
    version: str | None = None
    alias: str | None = None
    source: str = "registry"
    direct: bool | None = True
    version_at: Place | None = None
    shared: str | None = None
    parts: tuple[tuple[str, Requirement], ...] = ()


class Package(NamedTuple):
    """One entry of a lockfile.

    ``key`` is unique within its file. ``requires`` maps each name the package asks for to what it asks (a range
    or, where the format has them, a key); ``Scan.find`` follows it. ``direct`` and ``scope`` are set only
    where the format itself says so. ``source`` is registry, git, url, file or link, and ``specifier`` the
    file's own words for what is not from a registry.
    """

    key: str
    ecosystem: str
    name: str
    version: str | None
    at: At
    source: str = "registry"
    specifier: str | None = None
    alias: str | None = None
    scope: str | None = None
    direct: bool | None = None
    requires: Mapping[str, str] = {}


class Member(NamedTuple):
    """A workspace as a lockfile records it: its folder relative to the lockfile's, and what it asks for."""

    folder: str
    name: str
    key: str
    requirements: tuple[Requirement, ...] = ()


class Gap(NamedTuple):
    """Something that was claimed and could not be known.

    ``broken`` is True for a file that cannot be decoded or parsed (``unreadable-input``), False for one that is
    sound and decided only at run time (``partial-input``). ``may_hide`` says whether a package of the matrix may
    be hidden there; where ``mentions`` is set, only if the matrix knows one of these (ecosystem, name) pairs that the
    file's text holds. ``remedy`` is what to type or do, without a full stop.
    """

    path: str
    reason: str
    broken: bool = True
    line: int = 1
    column: int = 1
    remedy: str | None = None
    may_hide: bool = False
    mentions: tuple[tuple[str, str], ...] | None = None


Found = str | tuple[str, ...] | None


def find_nothing(_origin: str, _name: str, _wanted: str) -> Found:
    """The ``find`` of a format that does not record who depends on whom."""
    return None


class Scan(NamedTuple):
    """What one file says.

    ``kind`` is lockfile, manifest or sbom; ``format`` the name that ``inputs`` shows. ``packages`` holds a lockfile's
    entries by key, and ``names`` the keys of each package name where the scanner can give them cheaper than by
    building every entry. ``find(origin, name, wanted)`` gives the key of the package that ``origin`` (a package's or
    member's key) gets when it asks for ``name``, or several keys where the environment decides which;
    ``requires(key)`` what a package asks for, where that is cheaper than building it. ``joins`` are the file names of
    the manifests that a lockfile resolves (None: every one of its ecosystem); ``whole`` says that it resolves all
    they declare, not just a part. A manifest that pins everything has ``packages`` and ``joins`` as well, and is a
    lockfile where one of these is beside it. ``name`` is a manifest's own package name; ``workspaces`` its member
    globs (``!`` excludes). ``overrides`` maps a package name to the specifier that is forced on it. ``manager`` is
    the program that owns the file (``npm``, ``yarn@1``, ``uv@`` and the command that made it), as far as the file tells.
    ``published`` says that a manifest is a library's, whose ranges its users resolve. ``root`` is the folder of the project that the
    file speaks for, where that is not the file's own. ``nested`` says of a lockfile that the workspaces of its
    members are its members too. ``complete`` says of a manifest that it names all its direct dependencies itself,
    ``lists_unused`` of a lockfile that its packages need not be used: it counts only for those that nothing else in the tree names;
    ``shared`` is what it has in common with other files. ``catalogs`` holds the ranges that the npm family's workspaces
    may name, by ``catalog:name``; the catalog without a name is ``default``. ``includes`` and ``constraints``
    are the files that a requirements file names with ``-r`` and ``-c``; ``limits`` hold for what it and its workspaces
    ask for. ``targets`` are the browsers that the file declares.
    """

    path: str
    kind: str
    format: str
    ecosystem: str
    packages: Mapping[str, Package] = {}
    names: Mapping[str, Sequence[str]] = {}
    requirements: tuple[Requirement, ...] = ()
    members: tuple[Member, ...] = ()
    find: Callable[[str, str, str], Found] = find_nothing
    requires: Callable[[str], Mapping[str, str]] | None = None
    joins: tuple[str, ...] | None = None
    whole: bool = True
    name: str | None = None
    workspaces: tuple[str, ...] = ()
    overrides: Mapping[str, str] = {}
    manager: str | None = None
    published: bool = False
    gaps: tuple[Gap, ...] = ()
    root: str | None = None
    nested: bool = False
    complete: bool = True
    lists_unused: bool = False
    shared: Shared | None = None
    catalogs: Mapping[str, Requirement] = {}
    includes: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    limits: tuple[Requirement, ...] = ()
    targets: tuple[BrowserTargets, ...] = ()

    @property
    def folder(self) -> str:
        """The folder of the project that the file speaks for, ``""`` for the base."""
        return self.path.rpartition("/")[0] if self.root is None else self.root


class Declared(NamedTuple):
    """A requirement together with the manifest and workspace (its own name, and its folder) it stands in.

    ``effective`` is the range that holds in the end, after overrides and catalogs; None where there is nothing to
    compare.
    """

    path: str
    workspace: str
    folder: str
    requirement: Requirement
    effective: str | None
    published: bool = False


class Holder(NamedTuple):
    """A package that asks for a component, with the version it is at and the range it asks for."""

    name: str
    version: str | None
    range: str | None


class Component(NamedTuple):
    """One versioned thing found in one project: a package version, later a browser target or a runtime.

    ``project`` is the path of the lockfile (``locked``), or of the manifest where there is none. ``places`` holds the
    manifests' entries first, then the lockfile's. ``paths`` lead from a workspace's own name to the package, the
    shortest for each workspace; ``holders`` are the packages that ask for it, those on these paths first.
    ``by_vendor`` is True where every path to it leads over another package of the vendor. ``lacking`` is True for
    what a manifest declares and its lockfile does not have, ``nested`` where the project has more than one workspace.
    """

    ecosystem: str
    name: str
    version: str | None
    project: str
    locked: bool
    resolved_by: str | None
    declared: tuple[Declared, ...]
    places: tuple[Place, ...]
    direct: bool | None
    scope: str | None
    source: str = "registry"
    specifier: str | None = None
    alias: str | None = None
    paths: tuple[tuple[str, ...], ...] = ()
    holders: tuple[Holder, ...] = ()
    by_vendor: bool = False
    manager: str | None = None
    lacking: bool = False
    root: str | None = None
    nested: bool = False

    @property
    def folder(self) -> str:
        """The folder of the project, ``""`` for the base."""
        return self.project.rpartition("/")[0] if self.root is None else self.root

    @property
    def requirement(self) -> str | None:
        """The author's own specifier, the first where several workspaces declare it."""
        return self.declared[0].requirement.text if self.declared else None

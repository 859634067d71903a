"""The types that the steps of an audit hand to each other.

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
    where a managed version's scope may hold.
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
    the program that owns the file (``npm``, ``yarn@1``, ``pnpm@9``), as far as the file tells. ``published`` says
    that a manifest is a library's, whose ranges its users resolve. ``root`` is the folder of the project that the
    file speaks for, where that is not the file's own. ``nested`` says of a lockfile that the workspaces of its
    members are its members too. ``complete`` says of a manifest that it names all its direct dependencies itself,
    ``lists_unused`` of a lockfile that its packages need not be used: it counts only for those that nothing else in the tree names;
    ``shared`` is what it has in common with other files. ``catalogs`` holds the ranges that the npm family's workspaces
    may name, by ``catalog:name``; the catalog without a name is ``default``. ``includes`` and ``constraints``
    are the files that a requirements file names with ``-r`` and ``-c``. ``targets`` are the browsers that the file declares.
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


class Command(NamedTuple):
    """A line to type, and the folder (POSIX, relative to the base, ``.`` for it) to type it in."""

    cwd: str
    run: str


class Edit(NamedTuple):
    """A replacement in a manifest; the region covers exactly ``old``."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    old: str
    new: str


class Upgrade(NamedTuple):
    """The smallest change that passes.

    ``kind`` is lockfile (the declared range admits ``to``), manifest (the range must change), parent (another package
    brings it in; with a ``reason`` where that one has to move first), replace (another product) or none, with
    ``reason``. ``requires`` says in words what must move first; ``ranged`` whether a range for it is in the tree at all.
    """

    kind: str
    to: str | None = None
    breaking: bool = False
    commands: tuple[Command, ...] = ()
    requires: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    guide: str | None = None
    reason: str | None = None
    ranged: bool = True

    @property
    def within(self) -> bool:
        """Whether the ranges that there are admit ``to``, and only the lockfile has to move."""
        return self.kind == "lockfile" or (self.kind == "parent" and self.reason is None)


class Judged(NamedTuple):
    """A component beside what the matrix says of it: one row of ``components`` in the report.

    ``product`` is the matrix id, ``product_name`` the page's own words; ``status`` and ``eligible`` as in the
    report's contract; ``latest`` the newest release known at the audit's date; ``context`` True where another package
    of the vendor brings it in; ``general`` True for a library that is useful without the vendor. What is only named by a
    finding, and no row of the report, has an empty ``id``.
    """

    id: str
    component: Component
    purl: str | None
    product: str | None
    product_name: str | None
    release_line: str | None
    level: str | None
    status: str
    eligible: str
    latest: str | None
    context: bool = False
    general: bool = False
    ahead: bool = False
    locations: tuple[Location, ...] = ()

    @property
    def is_asked_about(self) -> bool:
        """Whether a ticket could be about it: what the project chose itself and runs, and not a library for anybody."""
        component = self.component
        # A browser that is targeted is an intent; what is optional, or left to others, and not installed takes no part.
        absent = component.lacking and component.scope in {"optional", "peer"}
        # Of what somebody else's package brings in only listed products are judged.
        unjudged = component.direct is False and self.status == "unlisted"
        return component.ecosystem != "browser" and not (self.context or self.general or absent or unjudged)


class Suppression(NamedTuple):
    """Why a finding does not count: ``kind`` is ignore or baseline; ``until`` the last day of an ignore."""

    kind: str
    reason: str
    until: str | None = None


class Finding(NamedTuple):
    """One thing to act on. ``message`` is a sentence without a full stop; ``details`` are further short sentences (why, since when).

    ``places`` become ``locations``, the first being where a person would mend it. ``workspace`` is the folder it
    belongs to.
    """

    rule: str
    name: str
    severity: str
    message: str
    details: tuple[str, ...] = ()
    judged: Judged | None = None
    places: tuple[Place, ...] = ()
    locations: tuple[Location, ...] = ()
    paths: tuple[tuple[str, ...], ...] = ()
    upgrade: Upgrade | None = None
    fails_from: str | None = None
    suppressed: Suppression | None = None
    fingerprint: str = ""
    workspace: str = "."
    key: str = ""


class Input(NamedTuple):
    """A claimed file: ``status`` is read, partial, unreadable or skipped."""

    path: str
    format: str
    status: str
    packages: int = 0
    reason: str | None = None


class MatrixInfo(NamedTuple):
    """Which matrix judged, how old it was at the audit's date, and where it was read (``bundled``, a path, an address)."""

    name: str
    title: str
    vendor: str
    revision: str
    checked: str
    source: str
    age_days: int
    stale: bool
    origin: str = "bundled"


class Report(NamedTuple):
    """All that a report function receives.

    Findings are in order of path, line and rule and include suppressed ones. ``from_cwd`` and ``from_repository`` are
    prefixes (empty, or ending in ``/``) that turn a path of the report into one relative to the working directory or
    to the repository root. ``walked`` counts the files looked at, ``skipped`` what the walk left out, by name.
    """

    matrices: tuple[MatrixInfo, ...]
    as_of: str
    policy: str
    fail_on: str
    roots: tuple[str, ...]
    inputs: tuple[Input, ...]
    components: tuple[Judged, ...]
    findings: tuple[Finding, ...]
    eligible: str
    packages: int
    walked: int = 0
    skipped: Mapping[str, int] = {}
    from_cwd: str = ""
    from_repository: str = ""
    show_suppressed: bool = False
    notices: tuple[str, ...] = ()

    def active(self) -> tuple[Finding, ...]:
        """The findings that count."""
        return tuple(finding for finding in self.findings if finding.suppressed is None)

    def count(self, severity: str) -> int:
        """How many findings that count have ``severity``."""
        return sum(finding.severity == severity for finding in self.active())

    def audited(self) -> bool:
        """Whether there was anything to audit."""
        return any(item.status != "skipped" for item in self.inputs)

    def fails(self, finding: Finding) -> bool:
        """Whether this finding makes the audit fail: it counts, is at or above ``fail_on``, and something was audited."""
        failing = SEVERITIES[: SEVERITIES.index(self.fail_on) + 1] if self.fail_on in SEVERITIES else ()
        return self.audited() and finding.suppressed is None and finding.severity in failing

    def failed(self) -> bool:
        """Whether a finding makes the audit fail."""
        return any(self.fails(finding) for finding in self.findings)

    def verdict(self) -> str:
        """``fail``, ``pass`` or ``nothing-to-audit``, whatever is said of the matrix or the configuration."""
        if not self.audited():
            return "nothing-to-audit"
        return "fail" if self.failed() else "pass"


SEVERITIES = ("error", "warning", "note")

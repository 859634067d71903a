"""What a matrix is made of. Immutable, and no file is touched; ``auditor.matrix`` loads them and hands them out."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.records import NamedTuple


class Release(NamedTuple):
    """One version and when it came out.

    ``date`` is ``2026-09-18`` (that day), ``2026-10`` (some day of the month), ``2026`` (of the year), ``<=2026-09-18``
    (that day at the latest) or None (not known); ``latest_day`` reads it. ``verified`` is False where a source
    mentions the release and none confirms it, or where it may not be the first of its line.
    """

    version: str
    date: str | None = None
    verified: bool = True


class Ending(NamedTuple):
    """An end that a source prints: of support, of maintenance, or of what a line needs in order to work.

    ``date`` is the last day on which it still holds (written as in ``Release``), None where the source gives no date.
    """

    date: str | None
    says: str
    source: str


class Line(NamedTuple):
    """A release line: the versions whose numbers begin with ``id`` ("2", "0.16").

    ``name`` is the package name of this line where it is not the package's own (a Go major, a package since renamed).
    ``ended`` is a printed end of support, ``cutoff`` the day after which the line no longer works. ``requires`` maps
    ``runtime``, ``peers`` and ``platform`` to names and ranges, each in its ecosystem's own syntax; ``requires_source``
    says where they stand. ``prerelease`` means that the line has had no final release. ``notes`` are for whoever moves
    onto the line. ``releases`` holds every release that is known, oldest first, each as ``version date`` on a line of
    its own; it is text because only the replay of a past day reads it.
    """

    id: str
    first: Release | None = None
    newest: Release | None = None
    name: str | None = None
    ended: Ending | None = None
    cutoff: Ending | None = None
    requires: Mapping[str, Mapping[str, str]] = {}
    notes: tuple[str, ...] = ()
    requires_source: str | None = None
    prerelease: bool = False
    releases: str = ""


class Row(NamedTuple):
    """A row of the page, at ``line`` of its source file.

    ``versions`` says which versions it covers: ``latest``, those of the line with this id ("3"), for targets also
    ``minimum`` or ``named``, and ``none`` where the row is not about versions. It holds from ``valid_from`` to
    ``valid_until``, both included; without the one, for as long as is known, without the other, still. A row that is
    gone may have no line (0).
    """

    id: str
    name: str
    level: str
    versions: str
    section: str
    table: str
    link: str | None
    line: int
    footnote: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None


class Successor(NamedTuple):
    """What to move to: a product of the matrix, and for each ecosystem a listed package of it."""

    product: str | None
    packages: Mapping[str, str]
    advice: str


class Guide(NamedTuple):
    """A migration guide; ``to`` is the line it leads to, None where it leads to no single one."""

    to: str | None
    url: str


class Package(NamedTuple):
    """One package of a product in one ecosystem (purl type; ``terraform`` and ``wordpress`` besides).

    ``lines`` are in version order, oldest first. ``latest`` is the newest verified release, which is not always that of
    the last line; ``current`` is the id of its line. ``newest_seen`` is a later release that nothing confirms.
    ``rows`` are the rows of the page that cover the package, none for an unlisted one. With ``lower_bound`` a release
    newer than ``latest`` may exist; with ``prereleases_only`` a prerelease is the newest there is. ``replaced`` and
    ``successor`` hold the product's own unless the package has its own.
    """

    ecosystem: str
    name: str
    lines: tuple[Line, ...]
    latest: Release | None
    newest_seen: Release | None
    rows: tuple[Row, ...]
    lower_bound: bool
    prereleases_only: bool
    current: str | None
    replaced: Ending | None
    successor: Successor | None
    notes: tuple[str, ...]
    evidence: tuple[str, ...]


class Script(NamedTuple):
    """The shape of an address that serves a product's script, on a CDN.

    ``{X.Y.Z}``, ``{X.Y}``, ``{X}`` and ``{range}`` in ``shape`` stand for a version, ``{file}`` for the rest of the path;
    one that begins with ``//`` holds with http and without a scheme as well. ``serves`` says what comes back: ``exact``
    that version, ``newest-patch`` of a minor, ``newest-minor`` of a major, ``range`` whatever a version or range of npm
    allows, ``newest`` of all, or ``unreleased`` code. ``lines`` are those that it is limited to, if any.
    ``verified`` is False where the shape was seen and nothing confirms that it serves anything.
    """

    shape: str
    serves: str
    lines: tuple[str, ...]
    verified: bool
    source: str


class Client(NamedTuple):
    """A name by which a product announces itself to the vendor's service (``name`` of the decoded client object).

    ``env`` are the components whose versions go with it; ``encoding`` is that of the object.
    """

    name: str
    encoding: str
    env: tuple[str, ...]
    notes: tuple[str, ...]
    source: str


class Product(NamedTuple):
    """A product of the vendor, listed on the page (``rows``) or not.

    ``general`` marks a library that is useful without the vendor. ``replaced`` stands only where a source prints that
    the product is deprecated, retired or archived. ``runs_in`` holds ``browser``, ``login`` (sends a browser to the
    login page), ``server``, ``native`` and ``tool``. ``conflicts`` are statements of sources that disagree.
    ``telemetry`` is None where nobody looked, and empty where its sources hold no client name.
    """

    id: str
    name: str
    rows: tuple[Row, ...]
    general: bool
    successor: Successor | None
    replaced: Ending | None
    guides: tuple[Guide, ...]
    repository: str | None
    runs_in: tuple[str, ...]
    packages: tuple[Package, ...]
    conflicts: tuple[str, ...]
    notes: tuple[str, ...]
    cdn: tuple[Script, ...] = ()
    telemetry: tuple[Client, ...] | None = None


class Trap(NamedTuple):
    """A package name that is not what it seems. ``kind`` is hijacked, impersonating, confusable or alias."""

    ecosystem: str
    name: str
    kind: str
    says: str
    instead: str | None
    source: str


class Match(NamedTuple):
    """A package name found in the matrix. ``line_name`` is that name where it belongs to some lines only."""

    product: Product
    package: Package
    line_name: str | None


class Level(NamedTuple):
    """A support level and the three things that the page may promise with it; what it does not promise is False."""

    id: str
    label: str
    support: bool
    fixes: bool
    features: bool


class Target(NamedTuple):
    """A browser or operating system that the page lists.

    ``kind`` is ``browser`` or ``os``, ``surface`` what the row is about: ``authentication`` or ``dashboard``. ``key``
    is browserslist's name of the browser (``ios_saf``) or a lower-case name of the system. ``minimum`` is a printed
    floor, ``named`` are printed versions; with neither, only the latest version is covered. ``api`` is Android's API
    level of the floor.
    """

    row: Row
    kind: str
    surface: str
    key: str
    minimum: str | None
    named: tuple[str, ...]
    api: str | None


class Footnote(NamedTuple):
    """A condition that the page attaches to a row: with ``package`` in ``versions``, the row does not hold."""

    id: str
    ecosystem: str
    package: str
    versions: str
    says: str
    source: str


class Fact(NamedTuple):
    """A dated fact of the vendor's service that is about no single product: a runtime, a feature, an extension.

    ``kind`` is ``runtime``, ``feature``, ``extension`` or ``network``. Dates are written as in ``Release``:
    ``end_of_life`` is the day on which it ends, ``private_cloud_end`` the same of private clouds; None where none is
    printed. ``minimum`` maps packages (``npm:auth0``) to the first version that does without. ``detect`` maps what to
    look at (``setting``, ``terraform``, ``file``, ``code``, ``address``, ``package``) to what is found there.
    """

    id: str
    kind: str
    what: str
    says: str
    source: str
    available: str | None = None
    deprecated: str | None = None
    read_only: str | None = None
    end_of_life: str | None = None
    private_cloud_end: str | None = None
    replacement: str | None = None
    minimum: Mapping[str, str] = {}
    detect: Mapping[str, tuple[str, ...]] = {}
    conflict: str | None = None

"""The types of what an audit comes to: findings with what to change, and the report that holds them.

Everything here is immutable and touches no file.
"""

from __future__ import annotations

from collections.abc import Mapping

from auditor.model import Component, Location, Place
from auditor.records import NamedTuple


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

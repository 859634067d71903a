"""Where a version stands among a package's release lines on a given day. Decides no severity and writes no sentence."""

from __future__ import annotations

from auditor import versions
from auditor.days import plus
from auditor.matrix import Line, Match, Package, Release, Row, earliest_day, latest_day
from auditor.records import NamedTuple


class Standing(NamedTuple):
    """A version's place. ``line`` is the id of its line; ``row`` the row of the page that covers that line.

    ``newest`` is the newest release of its own line, ``target`` that of the nearest supported line. ``ahead`` is True
    for a version newer than any the matrix knows. ``followed_by`` is the first release of the line that directly
    followed an unsupported one.
    """

    line: str
    known: Line | None
    row: Row | None
    newest: Release | None
    target: Release | None
    target_line: Line | None
    ahead: bool
    followed_by: Release | None


def listed_on(match: Match, as_of: str) -> Match:
    """The match as of that day: with the rows that the page had then, and without a statement not yet made."""
    package = match.package
    rows = tuple(row for row in package.rows if (row.valid_from or "") <= as_of <= (row.valid_until or "9999-12-31"))
    replaced = package.replaced
    if replaced and replaced.date and earliest_day(replaced.date) > as_of:
        replaced = None
    if len(rows) == len(package.rows) and replaced is package.replaced:
        return match
    return match._replace(package=package._replace(rows=rows, replaced=replaced))


def lines_on(package: Package, as_of: str) -> tuple[Line, ...]:
    """The lines whose first release was out on that day; one without a date counts as out."""
    return tuple(line for line in package.lines if line.first is None or _out(line.first, as_of))


def _out(release: Release, as_of: str) -> bool:
    return release.date is None or latest_day(release.date) <= as_of


def newest_on(line: Line, as_of: str) -> Release | None:
    """The newest release of a line on that day, as far as the matrix has its date."""
    if line.newest is not None and _out(line.newest, as_of):
        return line.newest
    entries = (entry.partition(" ") for entry in reversed(line.releases.split("\n")))
    dated = (Release(version, date) for version, _, date in entries if date)
    return next((release for release in dated if _out(release, as_of)), line.first)


def latest_on(package: Package, as_of: str) -> Release | None:
    """The newest verified release of a package on that day."""
    line = current_line(package, as_of)
    return newest_on(line, as_of) if line else None


def current_line(package: Package, as_of: str) -> Line | None:
    """The line of the newest verified release on that day."""
    known = lines_on(package, as_of)
    ids = [line.id for line in known]
    if package.current in ids:
        return known[ids.index(package.current)]
    verified = [line for line in known if line.newest is None or line.newest.verified]
    final = [line for line in verified if not line.prerelease]
    return (final or verified)[-1] if verified else None


def supported_lines(package: Package, as_of: str) -> dict[str, tuple[Line, Row]]:
    """The lines that a row of the page covers on that day, by id, in version order."""
    current = current_line(package, as_of)
    found = {}
    for line in lines_on(package, as_of):
        rows = [row for row in package.rows if row.versions == line.id]
        rows += [
            row for row in package.rows if row.versions == "latest" and current is not None and line.id == current.id
        ]
        if rows:
            found[line.id] = (line, rows[0])
    return found


def stand(match: Match, version: str, as_of: str) -> Standing | None:
    """Where ``version`` stands; None where it cannot be compared with the package's releases."""
    package = match.package
    order = versions.compare(package.ecosystem, version, version)
    latest = latest_on(package, as_of)
    if order is None:
        return None
    own = own_line(package, version)
    if latest is None and package.rows:
        return _unconfirmed(package, version, own)
    supported = supported_lines(package, as_of)
    newest = newest_on(own, as_of) if own else None
    ahead = latest is not None and versions.compare(package.ecosystem, version, latest.version) == 1
    covered = supported.get(own.id) if own else None
    if covered is None and ahead and (current := current_line(package, as_of)) is not None:
        covered = supported.get(current.id)
    target_line = _nearest(package, version, supported)
    target = newest_on(target_line, as_of) if target_line else latest
    return Standing(
        line=own.id if own else _line_id(package.ecosystem, version),
        known=own,
        row=covered[1] if covered else None,
        newest=newest,
        # A page that named an older line once said nothing of newer ones: nobody is sent back to it.
        target=target if covered or not _beyond(package.ecosystem, version, target) else None,
        target_line=target_line,
        ahead=ahead,
        followed_by=_follower(package, version, as_of),
    )


def _unconfirmed(package: Package, version: str, own: Line | None) -> Standing:
    """Where a version stands if no release of its package is confirmed: nothing is held against it but a printed end.

    What is older than a line that has ended has ended with it.
    """
    said = own or next((line for line in package.lines if _is_before(package.ecosystem, version, line)), None)
    ended = said is not None and bool(said.ended or said.cutoff)
    line = own.id if own else _line_id(package.ecosystem, version)
    seen = package.newest_seen
    ahead = seen is None or _beyond(package.ecosystem, version, seen)
    return Standing(line, own, None if ended else package.rows[0], None, seen, None, ahead, None)


def _is_before(ecosystem: str, version: str, line: Line) -> bool:
    return line.first is not None and versions.compare(ecosystem, version, line.first.version) == -1


def _beyond(ecosystem: str, version: str, target: Release | None) -> bool:
    return target is not None and versions.compare(ecosystem, version, target.version) == 1


def own_line(package: Package, version: str) -> Line | None:
    """The known line a version is on: the longest id that is a prefix of its numbers."""
    fitting = [line for line in package.lines if versions.in_line(package.ecosystem, version, line.id)]
    return max(fitting, key=lambda line: line.id.count("."), default=None)


def _line_id(ecosystem: str, version: str) -> str:
    numbers = versions.release(ecosystem, version) or (0,)
    return str(numbers[0]) if numbers[0] or len(numbers) == 1 else f"{numbers[0]}.{numbers[1]}"


def _nearest(package: Package, version: str, supported: dict[str, tuple[Line, Row]]) -> Line | None:
    """The first supported line that is not below the version, else the last one."""
    lines = [line for line, _ in supported.values()]
    for line in lines:
        newest = line.newest or line.first
        if newest is not None and versions.compare(package.ecosystem, newest.version, version) in {0, 1}:
            return line
    return lines[-1] if lines else None


def _follower(package: Package, version: str, as_of: str) -> Release | None:
    """The first release of the first known line above the version's own."""
    for line in lines_on(package, as_of):
        start = line.first or line.newest
        if start is None or line.prerelease or versions.in_line(package.ecosystem, version, line.id):
            continue
        if versions.compare(package.ecosystem, start.version, version) == 1:
            return start
    return None


def last_day_of_grace(follower: Release | None, days: int) -> str | None:
    """The last day on which a line is still only warned of; None where no date is known to count from."""
    return plus(latest_day(follower.date), days) if follower is not None and follower.date else None

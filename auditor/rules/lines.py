"""The verdicts on a release line: unsupported, ending, outdated, limited. Facts come from the matrix, sentences from here."""

from __future__ import annotations

from collections.abc import Iterator

from auditor import versions
from auditor.days import plus
from auditor.matrix import Ending, Line, latest_day
from auditor.rules.case import Case, Verdict, title
from auditor.rules.standing import Standing, last_day_of_grace, supported_lines


def unsupported(case: Case, standing: Standing) -> Verdict | None:
    """MA102: a line that no row of the page covers."""
    if standing.row is not None:
        return None
    ended = _stated_end(standing.known, case.as_of)
    last_day = last_day_of_grace(standing.followed_by, case.settings.grace_days)
    details = [_line_story(case, standing)]
    if ended:
        details.insert(0, f"{ended.says.rstrip('.')} ({ended.source})")
        message = f"{title(case)} is on a line whose support has ended"
        return Verdict("MA102", "error", message, tuple(details), keep=True)
    if standing.target is None:
        message = f"{title(case)} is on a newer line than {case.matrix.vendor}'s support matrix lists"
        return Verdict("MA102", "error", message, tuple(details))
    if case.settings.policy != "strict" and last_day and case.as_of <= last_day:
        message = f"{title(case)} is on a line that a newer one has replaced"
        return Verdict("MA102", "warning", message, tuple(details), fails_from=plus(last_day, 1))
    message = f"{title(case)} is on a line {case.matrix.vendor} no longer supports{no_grace(case, standing)}"
    return Verdict("MA102", "error", message, tuple(details))


def no_grace(case: Case, standing: Standing) -> str:
    """The words for a message where no date is known from which a grace could be counted."""
    follower = standing.followed_by
    if follower is None or follower.date or case.settings.policy != "standard":
        return ""
    return f"; no source dates {follower.version}, so there is no grace"


def _stated_end(line: Line | None, as_of: str) -> Ending | None:
    """The printed end or cut-off of a line that has passed."""
    for ending in (line.cutoff, line.ended) if line else ():
        if ending and ending.date and latest_day(ending.date) < as_of:
            return ending
    return None


def cut_off(case: Case, standing: Standing) -> Verdict | None:
    """A line that has stopped working is reported even where another package of the vendor brings it in."""
    line = standing.known
    if line is None or line.cutoff is None or line.cutoff != _stated_end(line, case.as_of):
        return None
    details = (f"{line.cutoff.says.rstrip('.')} ({line.cutoff.source})",)
    return Verdict("MA102", "error", f"{title(case)} no longer works", details, keep=True)


def _line_story(case: Case, standing: Standing) -> str:
    """Why the line is out: what followed it and when, which lines are supported, and the newest release of them."""
    supported = supported_lines(case.match.package, case.as_of) if case.match else {}
    ids = ", ".join(supported) or "none"
    newest = f", newest {standing.target.version}" if standing.target else ""
    follower = standing.followed_by
    if follower is None:
        return f"supported: {ids}{newest}"
    when = f" ({_when(follower.date)})" if follower.date else ""
    return f"line {standing.line} ended when {follower.version} came out{when}; supported: {ids}{newest}"


def _when(date: str) -> str:
    return f"by {date.removeprefix('<=')}" if date.startswith("<=") else date


def ending(case: Case, standing: Standing) -> Verdict | None:
    """MA105: a printed end within the warning window."""
    ended = standing.known.ended if standing.known else None
    if ended is None or ended.date is None:
        return None
    last_day = latest_day(ended.date)
    if not case.as_of <= last_day <= plus(case.as_of, case.settings.ending_window_days):
        return None
    return Verdict(
        "MA105",
        "warning",
        f"support for {title(case)} ends on {last_day}",
        (f"{ended.says.rstrip('.')} ({ended.source})",),
    )


def outdated(case: Case, standing: Standing) -> Verdict | None:
    """MA103: a supported line, not at its newest release."""
    version, newest = case.component.version, standing.newest
    if standing.ahead or version is None or newest is None:
        return None
    if versions.compare(case.component.ecosystem, version, newest.version) != -1:
        return None
    since = f", out {'' if newest.date.startswith('<=') else 'since '}{_when(newest.date)}" if newest.date else ""
    details = (f"{case.matrix.vendor} helps with the newest release only",)
    return Verdict("MA103", "warning", f"{title(case)} is behind the newest release, {newest.version}{since}", details)


def kept_old(case: Case, standing: Standing, wanted: str, said: str) -> Verdict | None:
    """MA103 without a version: a range on a supported line that keeps out its newest release and all later ones."""
    newest = standing.newest
    if newest is None or versions.admits(case.component.ecosystem, wanted, newest.version, None) is not False:
        return None
    message = f"{said} keeps out the newest release of {case.component.name}, {newest.version}"
    return Verdict("MA103", "warning", message, (f"{case.matrix.vendor} helps with the newest release only",))


def limited(case: Case, standing: Standing) -> Iterator[Verdict]:
    """MA104: a row below full support."""
    row = standing.row
    level = case.matrix.levels[row.level] if row else None
    if row is None or level is None or row.level == "supported":
        return
    if level.support:
        message = f"{title(case)} is listed as {level.label}: {case.matrix.vendor} still helps, without new features"
        yield Verdict(
            "MA104", "note", message, (f'row "{row.name}" of the matrix',), keep=case.settings.policy == "strict"
        )
        return
    message = f"{title(case)} is listed as {level.label}: {case.matrix.vendor} does not take questions about it"
    yield Verdict("MA104", "warning", message, (f'row "{row.name}" of the matrix',))

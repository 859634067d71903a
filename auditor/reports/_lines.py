"""The lives of a product's release lines, as a matrix dates them, for the timelines of the HTML report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditor.matrix import Line, Match, Matrix
from auditor.reports._timeline import Stretch
from auditor.results import Judged, Report
from auditor.rules.standing import lines_on, listed_on, newest_on, supported_lines

MOST = 12  # lines in one picture; of more, the oldest are left out


def histories(report: Report, matrices: Sequence[Matrix]) -> dict[str, tuple[Stretch, ...]]:
    """The lines of each component that a matrix knows, by the component's id, oldest first, as on the report's day."""
    found = {}
    for judged in report.components:
        match = _match(judged, matrices)
        if match is not None:
            found[judged.id] = stretches(listed_on(match, report.as_of), report.as_of, judged.release_line)
    return found


def _match(judged: Judged, matrices: Sequence[Matrix]) -> Match | None:
    component = judged.component
    return next(filter(None, (matrix.match(component.ecosystem, component.name) for matrix in matrices)), None)


def stretches(match: Match, as_of: str, here: str | None) -> tuple[Stretch, ...]:
    """The lines of a package that have a date, the newest ``MOST`` and the one called ``here``."""
    package = match.package
    supported = supported_lines(package, as_of)
    dated = [(line, _since(line, as_of)) for line in lines_on(package, as_of)]
    known = [(line, since) for line, since in dated if since]
    found = []
    for number, (line, since) in enumerate(known):
        if len(known) - number > MOST and line.id != here:
            continue
        follower = known[number + 1][1] if number + 1 < len(known) else None
        found.append(_stretch(line, since, None if line.id in supported else _end(line, follower), supported))
    return tuple(found)


def _stretch(line: Line, since: str, last: str | None, supported: Mapping[str, object]) -> Stretch:
    first = since.removeprefix("<=")
    ended = last.removeprefix("<=") if last else None
    # Lines of which each has releases after the next has come may seem to end before they begin.
    return Stretch(line.id, first, max(first, ended) if ended else None, line.id in supported, about=since != first)


def _since(line: Line, as_of: str) -> str | None:
    """When the line came out, or the day that its newest release was out at the latest."""
    release = line.first if line.first and line.first.date else newest_on(line, as_of)
    return release.date if release else None


def _end(line: Line, follower: str | None) -> str | None:
    """The printed end of a line that is not supported, else the day that the next line came out."""
    return line.ended.date if line.ended and line.ended.date else follower

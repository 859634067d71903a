"""Draws a product's release lines along the years as inline SVG, with a mark where a project stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from auditor.escape import clipped, markup
from auditor.records import NamedTuple

WIDTH, ROW, LEFT = 520, 22, 110


class Stretch(NamedTuple):
    """The life of one release line: the days of its first release and of its end, where they are known.

    With ``about`` the first release was out on that day at the latest.
    """

    line: str
    first: str
    last: str | None
    supported: bool
    about: bool = False


def _years(day: str) -> float:
    """A day (``2026-11-22``, ``2026-11`` or ``2026``) in years since the year 0, near enough to draw."""
    year, month, date = (*map(int, day.split("-")), 1, 1)[:3]
    return year + (month - 1) / 12 + (date - 1) / 372


def _ticks(start: float, end: float, bottom: int, scale: float) -> list[str]:
    step = max(1, round((end - start) / 7))
    marks = []
    for year in range(int(start) + 1, int(end) + 1, step):
        x = LEFT + (year - start) * scale
        marks.append(f'<line class="tick" x1="{x:.0f}" x2="{x:.0f}" y1="0" y2="{bottom}"/>')
        marks.append(f'<text class="year" x="{x:.0f}" y="{bottom + 14}">{year}</text>')
    return marks


def drawn(stretches: Sequence[Stretch], here: Collection[str], as_of: str, name: str) -> str:
    """The lines, oldest first, up to ``as_of``; those called as in ``here`` are marked, in words as well as in form.

    Returns an ``svg`` element with a text alternative that says the same; an empty string where no date is known.
    """
    if not stretches:
        return ""
    start, end = min(_years(item.first) for item in stretches) - 0.3, _years(as_of) + 0.2
    scale, bottom = (WIDTH - LEFT - 10) / max(end - start, 1), ROW * len(stretches)
    parts, told = _ticks(start, end - 0.2, bottom, scale), []
    for number, item in enumerate(stretches):
        x, y = LEFT + (_years(item.first) - start) * scale, number * ROW
        width = max(4.0, (min(_years(item.last or as_of), end) - _years(item.first)) * scale)
        kind = "supported" if item.supported else "ended"
        label = markup(clipped(item.line, 20))
        mark = ' class="here"' if item.line in here else ""
        parts.append(f'<text{mark} x="0" y="{y + 15}">{label}{", you are here" if mark else ""}</text>')
        parts.append(f'<rect class="{kind}" x="{x:.1f}" y="{y + 5}" width="{width:.1f}" height="12" rx="2"/>')
        since = f"line {label} {'out by' if item.about else 'from'} {markup(item.first)}"
        state = "supported" if item.supported else f"ended {markup(item.last or 'on an unknown day')}"
        told.append(f"{since}, {state}{', you are here' if mark else ''}")
    title = f"Release lines of {markup(clipped(name, 200))}: {'; '.join(told)}"
    frame = f'viewBox="0 0 {WIDTH} {bottom + 18}" role="img" aria-label="{title}"'
    return f"<svg {frame}>{''.join(parts)}</svg>"

"""Draws which shares of worldwide use a project's declared browsers cover, and which of these the matrix lists, as inline SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditor.escape import clipped, markup
from auditor.records import NamedTuple
from auditor.results import Judged

WIDTH, ROW, LEFT, RIGHT = 520, 22, 128, 166
FEW = 0.5  # percent of use, below which a browser that nobody declared is not worth a row

_NAMES = {
    "and_chr": "Chrome for Android",
    "and_ff": "Firefox for Android",
    "and_qq": "QQ Browser",
    "and_uc": "UC Browser",
    "android": "Android WebView",
    "baidu": "Baidu",
    "bb": "BlackBerry",
    "chrome": "Chrome",
    "edge": "Edge",
    "firefox": "Firefox",
    "ie": "Internet Explorer",
    "ie_mob": "IE Mobile",
    "ios_saf": "Safari on iOS",
    "kaios": "KaiOS Browser",
    "op_mini": "Opera Mini",
    "op_mob": "Opera Mobile",
    "opera": "Opera",
    "safari": "Safari",
    "samsung": "Samsung Internet",
}


class Share(NamedTuple):
    """Percent of worldwide use of one browser: in versions declared and inside the matrix, declared and not, and not declared."""

    browser: str
    inside: float
    outside: float
    rest: float

    @property
    def declared(self) -> float:
        """What the project's targets cover."""
        return self.inside + self.outside


def shares(browsers: Sequence[Judged], usage: Mapping[str, float | None]) -> tuple[Share, ...]:
    """The shares of each browser that is declared or much used, the most used first. ``usage`` is by ``chrome 120``."""
    eligible = {f"{row.component.name} {row.component.version}": row.eligible == "yes" for row in browsers}
    sums: dict[str, list[float]] = {key.partition(" ")[0]: [0.0, 0.0, 0.0] for key in eligible}
    for key, figure in usage.items():
        column = 2 if key not in eligible else 0 if eligible[key] else 1
        sums.setdefault(key.partition(" ")[0], [0.0, 0.0, 0.0])[column] += figure or 0.0
    declared = {key.partition(" ")[0] for key in eligible}
    found = [Share(name, *columns) for name, columns in sums.items() if name in declared or sum(columns) >= FEW]
    return tuple(sorted(found, key=lambda share: (-(share.declared + share.rest), share.browser)))


def percent(figure: float) -> str:
    """A share with one decimal; less than a tenth is said to be so."""
    return "<0.1%" if 0 < figure < 0.05 else f"{figure:.1f}%"


def drawn(found: Sequence[Share]) -> str:
    """A bar for each browser, as long as its share of use; an empty string where there is nothing to draw.

    Each row also says in words what is inside the matrix and what is declared beside it, so colour carries nothing alone.
    """
    if not found:
        return ""
    scale = (WIDTH - LEFT - RIGHT) / max(*(share.declared + share.rest for share in found), 1.0)
    parts, told = [], []
    for number, share in enumerate(found):
        y, name = number * ROW, markup(clipped(_NAMES.get(share.browser, share.browser), 24))
        words = markup(f"{percent(share.inside)} inside, {percent(share.outside)} not")
        parts.append(f'<text x="0" y="{y + 16}">{name}</text>')
        x = float(LEFT)
        for kind, figure in (("supported", share.inside), ("outside", share.outside), ("rest", share.rest)):
            if figure:
                parts.append(f'<rect class="{kind}" x="{x:.1f}" y="{y + 5}" width="{figure * scale:.1f}" height="14"/>')
            x += figure * scale
        parts.append(f'<text x="{WIDTH - RIGHT + 12}" y="{y + 16}">{words}</text>')
        told.append(f"{name} {words}")
    label = f"Share of worldwide use that the declared targets cover: {'; '.join(told)}"
    return f'<svg viewBox="0 0 {WIDTH} {ROW * len(found)}" role="img" aria-label="{label}">{"".join(parts)}</svg>'

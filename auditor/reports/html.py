"""One HTML file that asks nothing of any network: the verdict, what to do, each product's lines, what was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from auditor.escape import clipped, is_web_address, markup
from auditor.model import Location
from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.reports._coverage import Share, percent, shares
from auditor.reports._coverage import drawn as pictured
from auditor.reports._page import SCRIPT, STYLE
from auditor.reports._timeline import Stretch, drawn
from auditor.reports._wording import (
    TARGETS,
    answer,
    by_change,
    caveats,
    chain,
    count,
    headline,
    is_lock,
    question,
    seen,
    taken_out,
    waived,
)
from auditor.results import SEVERITIES, Finding, Judged, Report, Upgrade

if TYPE_CHECKING:
    from auditor.matrix import Matrix

NAME = "html"
ENDINGS = (".html",)


def _words(text: str) -> str:
    return markup(clipped(text))


def _code(text: str) -> str:
    return f"<code>{_words(text)}</code>"


def _link(address: str, words: str) -> str:
    return f'<a href="{markup(address)}" rel="noreferrer">{words}</a>' if is_web_address(address) else _code(address)


def _policy() -> str:
    """A content security policy under which only our own script runs and nothing is fetched."""
    import base64
    import hashlib

    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'"


def _at(location: Location) -> str:
    return _code(f"{location.path}:{location.line}:{location.column}")


def _fix(upgrade: Upgrade) -> Iterable[str]:
    for edit in upgrade.edits:
        what = f"{_code(edit.old)} to {_code(edit.new)}" if edit.new else f"take out {_code(taken_out(edit))}"
        yield f"<p>{what} in {_code(f'{edit.path}:{edit.line}')}</p>"
    if upgrade.reason:
        yield f'<p class="foreign">{_words(upgrade.reason)}</p>'
    elif upgrade.to and not (upgrade.edits or upgrade.commands):
        yield f"<p>move to {_code(upgrade.to)}</p>"
    notes = [_words(note) for note in caveats(upgrade)]
    notes += [_link(upgrade.guide, "migration guide")] if upgrade.guide else []
    if notes:
        yield f"<p>{'; '.join(notes)}</p>"


def _finding(finding: Finding) -> str:
    named = f'{_words(finding.rule)} <span class="soft">{_words(finding.name)}</span>'
    lines = [
        f'<div class="finding" data-severity="{finding.severity}">',
        f'<p><span class="tag {finding.severity}">{finding.severity}</span> {named}</p>',
        f'<p class="foreign"><strong>{_words(finding.message)}</strong></p>',
    ]
    for number, location in enumerate(finding.locations):
        word = ("locked at " if is_lock(finding, location) else "also at ") if number else "at "
        lines.append(f"<p>{word}{_at(location)}</p>")
    lines += [f'<p class="foreign">{_words(detail)}</p>' for detail in finding.details]
    lines += [f"<p>fails from {_words(finding.fails_from)}</p>"] if finding.fails_from else []
    lines += [f"<p>brought in by {_code(chain(path))}</p>" for path in finding.paths if len(path) > 2]
    lines += _fix(finding.upgrade) if finding.upgrade else []
    lines += [f'<p class="soft foreign">{_words(waived(finding.suppressed))}</p>'] if finding.suppressed else []
    return "\n".join([*lines, "</div>"])


def _change(group: Sequence[Finding]) -> str:
    upgrade = group[0].upgrade
    commands = upgrade.commands if upgrade else ()
    lines = ['<section class="change">']
    if group[0].suppressed:
        lines.append("<h3>Suppressed</h3>")
    elif commands:
        mended = f", which mends {len(group)}" if len(group) > 1 else ""
        lines.append(f"<h3>Type this{mended}</h3>")
        lines += [
            f'<code class="type">{_words(command.run)}</code>'
            + ("" if command.cwd == "." else f'<p class="soft">in {_code(command.cwd)}</p>')
            for command in commands
        ]
    else:
        lines.append(f"<h3>{'To do by hand' if upgrade else 'To know'}</h3>")
    return "\n".join([*lines, *map(_finding, group), "</section>"])


def _filters(findings: Sequence[Finding]) -> list[str]:
    kinds = [severity for severity in SEVERITIES if any(finding.severity == severity for finding in findings)]
    boxes = [f'<label><input type="checkbox" value="{kind}" checked> {kind}s</label>' for kind in kinds]
    return [
        "<form hidden>",
        '<label>Search <input type="search" autocomplete="off"></label>',
        "<fieldset><legend>Show</legend>",
        *boxes,
        '</fieldset><output class="soft" aria-live="polite"></output></form>',
    ]


def _todo(report: Report) -> list[str]:
    findings = report.findings if report.show_suppressed else report.active()
    if not findings:
        return []
    counting = by_change(tuple(finding for finding in findings if finding.suppressed is None))
    others = by_change(tuple(finding for finding in findings if finding.suppressed))
    return ['<h2 id="todo">What to do</h2>', *_filters(findings), *map(_change, counting), *map(_change, others)]


def _products(report: Report, packages: Sequence[Judged], history: Mapping[str, Sequence[Stretch]]) -> list[str]:
    """A section for each product: every place that has it, and one picture of its lines with all of them marked."""
    groups: dict[tuple[str, str, str], list[Judged]] = {}
    for judged in packages:
        component = judged.component
        # What a lockfile has under several names of one package is one product; packages of a product have lines of their own.
        groups.setdefault((judged.product or "", component.ecosystem, component.name), []).append(judged)
    return ['<h2 id="products">Products</h2>', *(_product(report, group, history) for group in groups.values())]


def _product(report: Report, group: Sequence[Judged], history: Mapping[str, Sequence[Stretch]]) -> str:
    name = group[0].product_name or group[0].component.name
    here = {judged.release_line for judged in group if judged.release_line}
    stretches = max((history.get(judged.id, ()) for judged in group), key=len)
    picture = drawn(stretches, here, report.as_of, name)
    lines = ['<section class="product">', f'<h3 class="foreign">{_words(name)}</h3>', *map(_standing, group)]
    return "\n".join([*lines, *([_framed(picture, f"Release lines of {name}")] if picture else []), "</section>"])


def _framed(content: str, name: str) -> str:
    """What may be wider than the window scrolls by itself, with the keyboard too."""
    return f'<div class="wide" role="region" tabindex="0" aria-label="{_words(name)}">{content}</div>'


def _standing(judged: Judged) -> str:
    component = judged.component
    here = f"{component.name} {component.version or 'without a version'}"
    newest = f", newest {_code(judged.latest)}" if judged.latest and judged.latest != component.version else ""
    level = f", listed as {_words(judged.level)}" if judged.level else ""
    return f'<p>{_code(here)}: {_words(judged.status)}{level}{newest}</p><p class="soft">{_code(component.project)}</p>'


def _browsers(coverage: Coverage | None) -> list[str]:
    if coverage is None:
        return []
    inside, outside = (
        sum(figures) for figures in zip(*((row.inside, row.outside) for row in coverage.shares), strict=True)
    )
    told = f"Inside the matrix: {percent(inside)} of worldwide use. Declared, and not inside: {percent(outside)}."
    keys = (("supported", "inside the matrix"), ("outside", "declared, not inside"), ("rest", "not declared"))
    legend = "".join(f'<li><span class="key {kind}"></span> {words}</li>' for kind, words in keys)
    return [
        f"<p>{_words(told)}</p>",
        f'<ul class="legend">{legend}</ul>',
        _framed(pictured(coverage.shares), "Browser coverage"),
        f'<p class="soft">{_words(f"shares of use by caniuse-lite {coverage.version} of {coverage.date}")}</p>',
    ]


def _targets(report: Report, coverage: Coverage | None) -> list[str]:
    targets = [judged for judged in report.components if judged.component.ecosystem in TARGETS]
    if not targets:
        return []
    good = [judged for judged in targets if judged.eligible == "yes"]
    share = round(100 * len(good) / len(targets))
    rest = [
        f"<li>{_code(f'{judged.component.name} {judged.component.version}')}: {_words(judged.status)}</li>"
        for judged in targets
        if judged not in good
    ]
    return [
        '<h2 id="targets">Targets</h2>',
        f"<p>{len(good):,} of {count(len(targets), 'target')} inside the matrix</p>",
        f'<div class="bar" aria-hidden="true"><span class="yes" style="width:{share}%"></span></div>',
        *_browsers(coverage),
        *([_folded(rest)] if rest else []),
    ]


def _folded(rest: Sequence[str]) -> str:
    heading = f"Not inside the matrix ({count(len(rest), 'target')})"
    return "\n".join([f"<details><summary>{heading}</summary><ul>", *rest, "</ul></details>"])


def _inputs(report: Report) -> list[str]:
    rows = [
        f"<tr><td>{_code(item.path)}</td><td>{_words(item.format)}</td><td>{_words(item.status)}</td>"
        f'<td class="number">{item.packages:,}</td><td class="foreign">{_words(item.reason or "")}</td></tr>'
        for item in report.inputs
    ]
    heads = "".join(f'<th scope="col">{word}</th>' for word in ("File", "Format", "Status", "Packages", "Reason"))
    return [
        f"<details><summary>What was read ({count(len(rows), 'file')})</summary>",
        f'<div class="wide" role="region" tabindex="0" aria-label="What was read"><table><thead><tr>{heads}</tr></thead><tbody>',
        *rows,
        "</tbody></table></div></details>",
    ]


class Coverage(NamedTuple):
    """The shares of use that declared browsers cover, and the version and day of the figures behind them."""

    shares: tuple[Share, ...]
    version: str
    date: str


def complete(report: Report, _read: Callable[[str], bytes], matrices: Sequence[Matrix]) -> str:
    """As ``render``, with the pictures of the products' lines and of the browsers that are covered."""
    from auditor.reports._lines import histories

    return render(report, history=histories(report, matrices), coverage=_covered(report))


def _covered(report: Report) -> Coverage | None:
    browsers = [judged for judged in report.components if judged.component.ecosystem == "browser"]
    if not browsers:
        return None
    from auditor.browserslist.data import bundled

    data = bundled()
    return Coverage(shares(browsers, data.usage), data.version, data.date)


def render(
    report: Report,
    *,
    history: Mapping[str, Sequence[Stretch]] | None = None,
    coverage: Coverage | None = None,
) -> str:
    """The report as a page. ``history`` gives the release lines of components, by their id, ``coverage`` the browsers' shares."""
    packages = [judged for judged in report.components if judged.component.ecosystem not in TARGETS]
    asked = answer(report)
    title = _words(headline(report))
    body = [
        '<header><a class="skip" href="#main">To the findings</a>',
        f'<div class="verdict {report.verdict()}"><h1>{title}</h1>',
        *([f"<p>{_words(question(report))} <strong>{_words(asked)}</strong></p>"] if asked else []),
        f'<p class="soft">{_words(f"{seen(report)} · judged as on {report.as_of}, policy {report.policy}")}</p>',
        *(f'<p class="soft foreign">{_words(notice)}</p>' for notice in report.notices),
        '</div></header><main id="main">',
        *_todo(report),
        *(_products(report, packages, history or {}) if packages else []),
        *_targets(report, coverage),
        *_inputs(report),
        "</main>",
    ]
    head = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>matrix-audit: {title}</title>\n<style>{STYLE}</style>\n</head>\n<body>",
    ]
    return "\n".join([*head, *body, f"<script>{SCRIPT}</script>\n</body>\n</html>\n"])

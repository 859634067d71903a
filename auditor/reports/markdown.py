"""Markdown for a job summary: the headline, the changes to make as a table, everything else folded away."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.escape import clipped, code_span, is_web_address, prose
from auditor.reports._wording import (
    answer,
    by_change,
    caveats,
    count,
    headline,
    listed,
    matter,
    question,
    seen,
    taken_out,
    waived,
)
from auditor.results import Finding, Report, Upgrade

NAME = "markdown"
ENDINGS = (".md",)

# A summary over 1 MiB is dropped by the host; these budgets leave a margin for what stands around them.
TABLE_BYTES = 400_000
LIST_BYTES = 400_000
INPUT_BYTES = 100_000
PLAN_BYTES = 100_000


def _within(lines: Iterable[str], budget: int, ending: str) -> list[str]:
    """As many of ``lines`` as fit in ``budget`` bytes; a last one built from ``ending`` counts the others."""
    kept: list[str] = []
    left = 0
    for line in lines:
        budget -= len(line.encode()) + 1
        if budget >= 0:
            kept.append(line)
        else:
            left += 1
    return [*kept, ending.format(f"{left:,} more")] if left else kept


def _guide(upgrade: Upgrade) -> str:
    return f", [guide]({upgrade.guide})" if upgrade.guide and is_web_address(upgrade.guide) else ""


def _change(report: Report, upgrade: Upgrade, *, in_table: bool) -> str:
    def code(text: str) -> str:
        return code_span(text, in_table=in_table)

    prefix = report.from_repository
    edits = [
        f"{f'{code(edit.old)} to {code(edit.new)}' if edit.new else f'take out {code(taken_out(edit))}'} in {code(prefix + edit.path)}"
        for edit in upgrade.edits
    ]
    steps = [", ".join(edits)] if edits else []
    for command in upgrade.commands:
        folder = (prefix + command.cwd).removesuffix("/.")
        steps.append(code(command.run) + ("" if folder == "." else f" in {code(folder)}"))
    if not steps and (reason := upgrade.reason or (f"move to {upgrade.to}" if upgrade.to else "")):
        steps = [prose(reason, in_table=in_table)]
    notes = "".join(f" ({prose(note, in_table=in_table)})" for note in caveats(upgrade))
    return ", then ".join(steps) + notes + _guide(upgrade)


def _place(report: Report, finding: Finding) -> str:
    if not finding.locations:
        return ""
    place = finding.locations[0]
    return f"{report.from_repository}{place.path}:{place.line}:{place.column}"


def _table(report: Report) -> list[str]:
    groups = by_change(tuple(finding for finding in report.active() if finding.severity != "note"))
    rows = [
        f"| {finding.severity} | {prose(finding.message, in_table=True)} "
        f"| {_change(report, finding.upgrade, in_table=True) if finding.upgrade else ''} "
        f"| {code_span(_place(report, finding), in_table=True)} |"
        for group in groups
        for finding in group
    ]
    if not rows:
        return []
    head = ["", "| | What | Change | Where |", "| --- | --- | --- | --- |"]
    return [*head, *_within(rows, TABLE_BYTES, "| | {} in the other reports | | |")]


def _folded(title: str, lines: list[str]) -> list[str]:
    return ["", "<details>", f"<summary>{title}</summary>", "", *lines, "", "</details>"] if lines else []


def _entry(report: Report, finding: Finding) -> str:
    parts = [f"- **{finding.severity}** {finding.rule}: {prose(matter(finding))}"]
    parts += [code_span(place)] if (place := _place(report, finding)) else []
    parts += (
        [f"Fix: {change}"] if finding.upgrade and (change := _change(report, finding.upgrade, in_table=False)) else []
    )
    parts += [prose(waived(finding.suppressed))] if finding.suppressed else []
    return " · ".join(parts)


def _inputs(report: Report) -> list[str]:
    rows = [
        f"| {code_span(report.from_repository + item.path, in_table=True)} | {prose(item.format, in_table=True)} "
        f"| {item.status} | {item.packages:,} | {prose(item.reason or '', in_table=True)} |"
        for item in report.inputs
    ]
    head = ["| File | Format | Status | Packages | |", "| --- | --- | --- | ---: | --- |"]
    return [*head, *_within(rows, INPUT_BYTES, "| {} | | | | |")] if rows else []


def _plan(report: Report) -> list[str]:
    """The changes of every project in their order; loaded only where there is something to change."""
    if not any(finding.upgrade for finding in report.active()):
        return []
    from auditor.plan_texts import in_order
    from auditor.planning import plan

    lines = in_order(plan(report))
    where = code_span(report.from_repository)
    said = [f"Paths and folders are those below {where}.", ""] if lines and where else []
    return _within([*said, *lines], PLAN_BYTES, "\n{} lines: `matrix-audit plan` has them all.")


def render(report: Report) -> str:
    """The report in GitHub's Markdown, below the size at which a job summary is dropped; what is cut is counted."""
    asked = answer(report)
    entries = _within((_entry(report, finding) for finding in listed(report)), LIST_BYTES, "- and {}")
    lines = [f"## {prose(headline(report))}"]
    lines += ["", f"{prose(question(report))} **{prose(asked)}**"] if asked else []
    lines += _table(report)
    lines += _folded("The changes in their order", _plan(report))
    lines += _folded(f"All findings ({len(listed(report)):,})", entries)
    lines += _folded(f"What was read ({count(len(report.inputs), 'file')})", _inputs(report))
    lines += [f"\n{prose(clipped(notice))}" for notice in report.notices]
    return "\n".join([*lines, "", prose(seen(report)), ""])

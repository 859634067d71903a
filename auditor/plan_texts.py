"""A plan as Markdown and as JSON. Everything that comes from the audited tree is made safe for the format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.escape import clipped, code_span, is_web_address, prose
from auditor.planning import Change, Left, Plan, Stage
from auditor.records import TYPE_CHECKING
from auditor.reports._wording import answer, headline, question, seen, taken_out
from auditor.reports.json import dumps
from auditor.results import Edit, Finding, Report

if TYPE_CHECKING:
    from typing import Any

SCHEMA = "matrix-audit/plan/1"
_TABLE = ["| Package | From | To | | Change |", "| --- | --- | --- | --- | --- |"]


def as_markdown(report: Report, plan: Plan) -> str:
    """Where the project stands, the changes of each project with what to type, the guides of what breaks, and what is left."""
    asked = answer(report)
    lines = ["# Upgrade plan", "", prose(headline(report))]
    lines += ["", f"{prose(question(report))} **{prose(asked)}**"] if asked else []
    for number, stage in enumerate(plan.stages, 1):
        lines += ["", f"## {number}. {code_span(stage.project)}", *_stage(stage)]
    if not plan.stages:
        lines += ["", "There is nothing to change that an edit or a command could do."]
    lines += _breaking(plan)
    lines += _left(plan.left)
    return "\n".join([*lines, "", prose(seen(report)), ""])


def in_order(plan: Plan) -> list[str]:
    """The changes of each project alone, for a document that has said the rest."""
    lines = [line for stage in plan.stages for line in ("", f"**{code_span(stage.project)}**", *_stage(stage))]
    return lines[1:]


def _stage(stage: Stage) -> Iterator[str]:
    if stage.first:
        yield from ("", "First, since what follows needs it:", "", *(f"- {prose(need)}" for need in stage.first))
    yield from ("", *_TABLE, *map(_row, stage.changes))
    if stage.commands:
        yield from ("", "Then type:", "")
        for command in stage.commands:
            where = "" if command.cwd == "." else f" in {code_span(command.cwd)}"
            yield f"1. {code_span(command.run)}{where}"


def _row(change: Change) -> str:
    upgrade = change.upgrade
    cells = (
        code_span(change.name, in_table=True),
        prose(change.component.version or "a range", in_table=True),
        code_span(upgrade.to or "", in_table=True),
        "breaking" if upgrade.breaking else "",
        "; ".join(_edit(edit) for edit in upgrade.edits) or prose(upgrade.reason or _within(change), in_table=True),
    )
    return f"| {' | '.join(cells)} |"


def _edit(edit: Edit) -> str:
    place = code_span(f"{edit.path}:{edit.line}", in_table=True)
    if not edit.new:
        return f"{place}: without {code_span(taken_out(edit), in_table=True)}"
    return f"{place}: {code_span(edit.old, in_table=True)} becomes {code_span(edit.new, in_table=True)}"


def _within(change: Change) -> str:
    return "within its range" if change.upgrade.within and change.upgrade.ranged else ""


def _breaking(plan: Plan) -> list[str]:
    """The moves to another line with their guides, each once."""
    found: dict[str, None] = {}
    for change in (change for stage in plan.stages for change in stage.changes):
        upgrade = change.upgrade
        if upgrade.breaking:
            guide = f": [guide]({upgrade.guide})" if upgrade.guide and is_web_address(upgrade.guide) else ""
            found[f"- {code_span(change.name)} to {code_span(upgrade.to or 'its successor')}{guide}"] = None
    return ["", "## What breaks", "", *found] if found else []


def _left(left: Iterable[Left]) -> list[str]:
    """What no change ends; notes are only counted."""
    told = [item for item in left if item.finding.severity != "note"]
    notes = sum(1 for item in left if item.finding.severity == "note")
    lines = [f"- {item.finding.rule}: {prose(clipped(item.finding.message))}. {_why(item)}" for item in told]
    lines += [f"- {notes} notes, which fail nothing" if notes > 1 else "- 1 note, which fails nothing"] if notes else []
    return ["", "## What is left", "", *lines] if lines else []


def _why(item: Left) -> str:
    upgrade = item.finding.upgrade
    typed = "".join(f" {code_span(command.run)}" for command in upgrade.commands) if upgrade else ""
    return f"{prose(clipped(item.reason))}{':' if typed else ''}{typed}"


def as_json(report: Report, plan: Plan) -> str:
    """The same as JSON: ``stages`` in order, each with ``first``, ``changes`` and ``commands``; and ``left``."""
    return dumps(
        {
            "schema": SCHEMA,
            "as_of": report.as_of,
            "policy": report.policy,
            "verdict": report.verdict(),
            "eligible": report.eligible,
            "stages": [_stage_row(stage) for stage in plan.stages],
            "left": [{**_finding_row(item.finding), "reason": item.reason} for item in plan.left],
        }
    )


def _stage_row(stage: Stage) -> dict[str, Any]:
    return {
        "project": stage.project,
        "folder": stage.folder,
        "first": stage.first,
        "changes": [_change_row(change) for change in stage.changes],
        "commands": [command._asdict() for command in stage.commands],
    }


def _change_row(change: Change) -> dict[str, Any]:
    upgrade = change.upgrade
    return {
        "ecosystem": change.component.ecosystem,
        "name": change.component.name,
        "alias": change.component.alias,
        "from": change.component.version,
        "to": upgrade.to,
        "kind": upgrade.kind,
        "breaking": upgrade.breaking,
        "guide": upgrade.guide,
        "edits": [edit._asdict() for edit in upgrade.edits],
        "reason": upgrade.reason,
        "findings": [_finding_row(finding) for finding in change.findings],
    }


def _finding_row(finding: Finding) -> dict[str, Any]:
    return {"rule": finding.rule, "severity": finding.severity, "message": finding.message}

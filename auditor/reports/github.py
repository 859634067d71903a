"""Workflow commands for GitHub Actions, which become annotations: as many as one step may make, the worst first."""

from __future__ import annotations

from auditor.escape import command_property, command_value, visible
from auditor.reports._wording import answer, count, headline, question, seen, told
from auditor.results import SEVERITIES, Finding, Report

NAME = "github"
ENDINGS: tuple[str, ...] = ()

# A step may make ten annotations of one level, and the others are dropped without a word; one is left to the action.
EACH = 9
_LEVEL = {"error": "error", "warning": "warning", "note": "notice"}


def _annotation(report: Report, finding: Finding) -> str:
    properties = [f"title={command_property(f'{finding.rule} {finding.name}')}"]
    for place in finding.locations[:1]:
        end = f",endLine={place.end_line},endColumn={place.end_column}"
        file = command_property(report.from_repository + place.path)
        properties.insert(0, f"file={file},line={place.line},col={place.column}{end}")
    return (
        f"::{_LEVEL[finding.severity]} {','.join(properties)}::{command_value(told(finding, report.from_repository))}"
    )


def _level(report: Report, severity: str) -> list[str]:
    findings = [finding for finding in report.active() if finding.severity == severity]
    if len(findings) <= EACH:
        return [_annotation(report, finding) for finding in findings]
    left = count(len(findings) - EACH + 1, f"more {severity}")
    return [
        *(_annotation(report, finding) for finding in findings[: EACH - 1]),
        f"::{_LEVEL[severity]} title=matrix-audit::{left}, not shown here; the other reports list all of them",
    ]


def render(report: Report) -> str:
    """An annotation for each finding that counts, at most ``EACH`` of a severity, then the verdict in plain lines."""
    lines = [line for severity in SEVERITIES for line in _level(report, severity)]
    asked = answer(report)
    lines += [visible(f"{question(report)} {asked}")] if asked else []
    return "\n".join([*lines, visible(headline(report)), visible(seen(report)), ""])

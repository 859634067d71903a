"""GitLab's code quality report: the part of Code Climate's issue format that merge requests show."""

from __future__ import annotations

from auditor.escape import clipped
from auditor.records import TYPE_CHECKING
from auditor.reports._wording import anchor, listed, told
from auditor.reports.json import dumps
from auditor.results import Finding, Report

if TYPE_CHECKING:
    from typing import Any

NAME = "gitlab"
ENDINGS = (".gitlab.json", "gl-code-quality-report.json")

_SEVERITY = {"error": "major", "warning": "minor", "note": "info"}


def _issue(report: Report, finding: Finding, seen: dict[str, int]) -> dict[str, Any]:
    place = finding.locations[0] if finding.locations else anchor(report)
    # Only the first of two issues with one fingerprint would be shown.
    seen[finding.fingerprint] = number = seen.get(finding.fingerprint, 0) + 1
    return {
        "description": clipped(told(finding, report.from_repository)),
        "check_name": f"{finding.rule} {finding.name}",
        "fingerprint": finding.fingerprint if number == 1 else f"{finding.fingerprint}-{number}",
        "severity": _SEVERITY[finding.severity],
        "location": {
            "path": report.from_repository + place.path,
            "positions": {
                "begin": {"line": place.line, "column": place.column},
                "end": {"line": place.end_line, "column": place.end_column},
            },
            "lines": {"begin": place.line, "end": place.end_line},
        },
    }


def render(report: Report) -> str:
    """The findings that count as a JSON list, worst first; the format has no word for suppressed ones."""
    seen: dict[str, int] = {}
    return dumps([_issue(report, finding, seen) for finding in listed(report._replace(show_suppressed=False))])

"""The report for programs: every field of the published interface, version 1, and the same bytes for the same audit."""

from __future__ import annotations

import json

import auditor
from auditor.escape import sound
from auditor.records import TYPE_CHECKING
from auditor.results import Finding, Input, Judged, Report, Upgrade

if TYPE_CHECKING:
    from typing import Any

NAME = "json"
ENDINGS = (".json",)
SCHEMA = "matrix-audit/1"

_MATRIX = ("name", "title", "revision", "checked", "source", "age_days", "stale")


def dumps(document: Any) -> str:
    """``document`` as ASCII JSON that is also harmless where it is printed.

    Lone surrogates, which strict readers refuse, become visible escapes in the strings. A delete character and the
    second of two number signs are written as JSON escapes: equal to every reader, and no longer a control character or
    the start of a ``##[command]`` in a build log.
    """
    text = json.dumps(document, indent=2)
    if "\\ud" in text:
        text = json.dumps(_sound(document), indent=2)
    return text.replace("\x7f", "\\u007f").replace("##", "#\\u0023") + "\n"


def _sound(value: Any) -> Any:
    if isinstance(value, str):
        return sound(value)
    if isinstance(value, dict):
        return {sound(key): _sound(item) for key, item in value.items()}
    return [_sound(item) for item in value] if isinstance(value, list | tuple) else value


def _input(item: Input) -> dict[str, Any]:
    row: dict[str, Any] = {"path": item.path, "format": item.format, "status": item.status, "packages": item.packages}
    return row if item.reason is None else {**row, "reason": item.reason}


def _component(judged: Judged) -> dict[str, Any]:
    component = judged.component
    return {
        "id": judged.id,
        "purl": judged.purl,
        "ecosystem": component.ecosystem,
        "name": component.name,
        "version": component.version,
        "resolved_by": component.resolved_by,
        "requirement": component.requirement,
        "direct": component.direct,
        "scope": component.scope,
        "context": judged.context,
        "product": judged.product,
        "release_line": judged.release_line,
        "level": judged.level,
        "status": judged.status,
        "eligible": judged.eligible,
        "latest": judged.latest,
        "newer_than_matrix": judged.ahead,
        "locations": [location._asdict() for location in judged.locations],
        "paths": component.paths,
    }


def _upgrade(upgrade: Upgrade) -> dict[str, Any]:
    return {
        "to": upgrade.to,
        "kind": upgrade.kind,
        "breaking": upgrade.breaking,
        "commands": [command._asdict() for command in upgrade.commands],
        "requires": upgrade.requires,
        "edits": [edit._asdict() for edit in upgrade.edits],
        "guide": upgrade.guide,
        "reason": upgrade.reason,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        "component": finding.judged.purl if finding.judged else None,
        "component_id": (finding.judged.id or None) if finding.judged else None,
        "locations": [location._asdict() for location in finding.locations],
        "paths": finding.paths,
        "upgrade": _upgrade(finding.upgrade) if finding.upgrade else None,
        "fails_from": finding.fails_from,
        "suppressed": finding.suppressed._asdict() if finding.suppressed else None,
        "fingerprint": finding.fingerprint,
    }


def _summary(report: Report) -> dict[str, Any]:
    return {
        "verdict": report.verdict(),
        "eligible": report.eligible,
        "errors": report.count("error"),
        "warnings": report.count("warning"),
        "notes": report.count("note"),
        "suppressed": len(report.findings) - len(report.active()),
        "inputs": len(report.inputs),
        "packages": report.packages,
        "components": len(report.components),
    }


def render(report: Report) -> str:
    """The report as JSON, with suppressed findings, two spaces of indent and a final newline."""
    return dumps(
        {
            "schema": SCHEMA,
            "tool": {"name": "matrix-audit", "version": auditor.__version__},
            "matrix": [{key: getattr(matrix, key) for key in _MATRIX} for matrix in report.matrices],
            "as_of": report.as_of,
            "policy": report.policy,
            "fail_on": report.fail_on,
            "roots": report.roots,
            "inputs": [_input(item) for item in report.inputs],
            "components": [_component(judged) for judged in report.components],
            "findings": [_finding(finding) for finding in report.findings],
            "summary": _summary(report),
        }
    )

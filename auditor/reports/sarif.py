"""SARIF 2.1.0, shaped for code scanning on GitHub, which reads a part of the standard and has limits of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import auditor
from auditor.escape import clipped, uri
from auditor.model import Location
from auditor.records import TYPE_CHECKING
from auditor.reports._wording import anchor, is_lock, told, worst_first
from auditor.reports.json import dumps
from auditor.results import SEVERITIES, Edit, Finding, Report, Upgrade
from auditor.rules import Rule, every_rule

if TYPE_CHECKING:
    from typing import Any

    from auditor.matrix import Level, Matrix

NAME = "sarif"
ENDINGS = (".sarif", ".sarif.json")

RESULTS = 5000  # more than that are not shown
RUNS = 20  # a file with more of them is rejected
RELATED = 99  # with the first place, as many as are shown
_TAXONOMY = "support-levels"
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_PROBLEM = {"error": "error", "warning": "warning", "note": "recommendation"}


def _text(words: str, limit: int = 1000) -> str:
    """``words`` as a plain message; a bracket followed by a parenthesis would be an embedded link (section 3.11.6)."""
    return clipped(words, limit).replace("](", "] (")


def _descriptor(rule: Rule) -> dict[str, Any]:
    level = next((severity for severity in SEVERITIES if rule.default.startswith(severity)), "warning")
    advice = f"{rule.meaning}\n\n{rule.remedy}"
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.short[:1024]},
        "fullDescription": {"text": rule.meaning[:1024]},
        "help": {"text": f"{advice}\n\n{rule.example}", "markdown": f"{advice}\n\n```\n{rule.example}\n```\n"},
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": ["dependencies", "support"],
            "precision": "high",
            "problem.severity": _PROBLEM[level],
        },
    }


def _rules(report: Report) -> list[Rule]:
    """Every rule that is checked, by id, so that a clean run names them too; one only a finding names is added."""
    known = every_rule()
    for finding in report.findings:
        if finding.rule not in known:
            words = finding.name.replace("-", " ")
            known[finding.rule] = Rule(finding.rule, finding.name, finding.severity, words, words, "", "")
    return sorted(known.values())


def _region(place: Location | Edit) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _artifact(report: Report, path: str) -> dict[str, str]:
    whole = report.from_repository.rstrip("/") or "." if path == "." else report.from_repository + path
    return {"uri": uri(whole), "uriBaseId": "%SRCROOT%"}


def _physical(report: Report, location: Location) -> dict[str, Any]:
    return {"artifactLocation": _artifact(report, location.path), "region": _region(location)}


def _related(report: Report, finding: Finding) -> list[dict[str, Any]]:
    return [
        {
            "id": number,
            "message": {"text": "Locked here." if is_lock(finding, location) else "Also here."},
            "physicalLocation": _physical(report, location),
        }
        for number, location in enumerate(finding.locations[1 : RELATED + 1], 1)
    ]


def _fix(report: Report, upgrade: Upgrade) -> dict[str, Any]:
    files: dict[str, list[dict[str, Any]]] = {}
    for edit in upgrade.edits:
        replacement = {"deletedRegion": _region(edit), "insertedContent": {"text": edit.new}}
        files.setdefault(edit.path, []).append(replacement)
    changes = [{"artifactLocation": _artifact(report, path), "replacements": done} for path, done in files.items()]
    return {"description": {"text": _text(f"Move to {upgrade.to or 'what is supported'}.")}, "artifactChanges": changes}


def _message(report: Report, finding: Finding, related: list[dict[str, Any]]) -> str:
    locked = next((item["id"] for item in related if item["message"]["text"] == "Locked here."), None)
    return _text(told(finding, report.from_repository)) + (f" Locked in [the lockfile]({locked})." if locked else "")


def complete(report: Report, read: Callable[[str], bytes], matrices: Sequence[Matrix]) -> str:
    """As ``render``, with the hashes of lines in files that ``read`` gives (by a path of the report), and the matrices' levels."""
    from auditor.line_hashes import of_tree

    levels = {level.id: level for matrix in matrices for level in matrix.levels.values()}
    return render(report, line_hash=of_tree(read), levels=tuple(levels.values()))


def render(
    report: Report,
    *,
    line_hash: Callable[[Location], str | None] | None = None,
    levels: Sequence[Level] = (),
) -> str:
    """The report as SARIF, worst findings first, at most ``RESULTS``; a notification says how many are left out.

    Each audited root is a run, and a category of its own (``automationDetails``). A finding without a place stands at the
    first input, since a result needs one. ``line_hash`` gives GitHub's hash of the line at a place, for those who upload
    through the interface and not with the action, which adds it; ``levels`` are the support levels, as a taxonomy.
    """
    findings = worst_first(report.findings if report.show_suppressed else report.active())
    roots = report.roots if len(report.roots) <= RUNS else (".",)
    shared: dict[str, list[Finding]] = {root: [] for root in roots}
    for finding in findings[:RESULTS]:
        shared[_root(_place(report, finding), roots)].append(finding)
    omitted = len(findings) - RESULTS
    runs = [
        _run(report, root, own, line_hash, levels, omitted=0 if number else omitted)
        for number, (root, own) in enumerate(shared.items())
    ]
    return dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": runs})


def _place(report: Report, finding: Finding) -> Location:
    return finding.locations[0] if finding.locations else anchor(report)


def _root(place: Location, roots: Sequence[str]) -> str:
    """The audited root that a place is in, the innermost; the first where it is in none."""
    inside = [root for root in roots if root == "." or f"{place.path}/".startswith(f"{root}/")]
    return max(inside, key=lambda root: len(root) if root != "." else 0, default=roots[0])


def _run(
    report: Report,
    root: str,
    findings: Sequence[Finding],
    line_hash: Callable[[Location], str | None] | None,
    levels: Sequence[Level],
    *,
    omitted: int,
) -> dict[str, Any]:
    rules = _rules(report)
    index = {rule.id: number for number, rule in enumerate(rules)}
    taxa = {level.id: number for number, level in enumerate(levels)}
    driver: dict[str, Any] = {
        "name": "matrix-audit",
        "semanticVersion": auditor.__version__,
        "rules": [_descriptor(rule) for rule in rules],
    }
    if levels:
        driver["supportedTaxonomies"] = [{"name": _TAXONOMY, "index": 0}]
    folder = "/".join(filter(None, (report.from_repository.strip("/"), "" if root == "." else root)))
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"matrix-audit/{uri(folder)}/" if folder else "matrix-audit/"},
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(omitted)],
        **({"taxonomies": [_taxonomy(levels)]} if levels else {}),
        "results": [_result(report, finding, index, line_hash, taxa) for finding in findings],
    }


def _taxonomy(levels: Sequence[Level]) -> dict[str, Any]:
    """The support levels of the matrix, and what the page promises with each."""
    return {
        "name": _TAXONOMY,
        "shortDescription": {"text": "The levels of support that the matrix knows."},
        "isComprehensive": True,
        "taxa": [
            {
                "id": level.id,
                "name": clipped(level.label),
                "shortDescription": {"text": _text(f"{level.label}: {_promises(level)}.")},
            }
            for level in levels
        ],
    }


def _promises(level: Level) -> str:
    kept = {"support": level.support, "fixes": level.fixes, "features": level.features}
    promised = [word for word, said in kept.items() if said]
    return ", ".join(promised) if promised else "nothing is promised"


def _invocation(omitted: int) -> dict[str, Any]:
    said = {
        "level": "warning",
        "message": {"text": f"{omitted:,} more findings, none worse than these, were left out."},
    }
    return {"executionSuccessful": True, "toolExecutionNotifications": [said] if omitted > 0 else []}


def _result(
    report: Report,
    finding: Finding,
    index: dict[str, int],
    line_hash: Callable[[Location], str | None] | None,
    taxa: dict[str, int],
) -> dict[str, Any]:
    place = _place(report, finding)
    related = _related(report, finding)
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": finding.severity,
        "message": {"text": _message(report, finding, related)},
        "locations": [{"physicalLocation": _physical(report, place)}],
        "relatedLocations": related,
        "partialFingerprints": {"matrixAudit/v1": finding.fingerprint},
    }
    if line_hash and (digest := line_hash(place)):
        result["partialFingerprints"]["primaryLocationLineHash"] = digest
    level = finding.judged.level if finding.judged else None
    if level in taxa:
        result["taxa"] = [{"id": level, "index": taxa[level], "toolComponent": {"name": _TAXONOMY, "index": 0}}]
    if finding.upgrade and finding.upgrade.edits:
        result["fixes"] = [_fix(report, finding.upgrade)]
    if finding.suppressed:
        result["suppressions"] = [{"kind": "external", "justification": clipped(finding.suppressed.reason)}]
    return result

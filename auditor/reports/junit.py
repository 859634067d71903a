"""JUnit's XML, as the Jenkins xUnit plug-in's schema has it: a test case for each finding and each sound component."""

from __future__ import annotations

from auditor.escape import clipped, markup
from auditor.reports._wording import anchor, listed, told, waived
from auditor.results import Finding, Judged, Report

NAME = "junit"
ENDINGS = (".xml",)


def _attribute(text: str) -> str:
    return markup(clipped(text))


def _case(classname: str, name: str, inside: str = "") -> str:
    start = f'    <testcase classname="{_attribute(classname)}" name="{_attribute(name)}" time="0"'
    return f"{start}>\n      {inside}\n    </testcase>" if inside else f"{start}/>"


def _finding(report: Report, finding: Finding) -> str:
    """A failure where it fails the audit, a skipped test where it is suppressed, else a passed one with words."""
    place = finding.locations[0] if finding.locations else anchor(report)
    path = report.from_repository + place.path
    words = f"{_attribute(told(finding, report.from_repository))}\n{_attribute(f'{path}:{place.line}')}"
    if finding.suppressed:
        inside = f'<skipped message="{_attribute(waived(finding.suppressed))}"/>'
    elif report.fails(finding):
        inside = f'<failure type="{finding.severity}" message="{_attribute(finding.message)}">{words}</failure>'
    else:
        inside = f"<system-out>{finding.severity}: {words}</system-out>"
    return _case(path, f"{finding.rule} {finding.name}: {finding.message}", inside)


def _component(report: Report, judged: Judged) -> str:
    component = judged.component
    return _case(report.from_repository + component.project, f"{component.name} {component.version or ''}".rstrip())


def render(report: Report) -> str:
    """One test suite; it fails exactly when the audit does."""
    findings = listed(report)
    judged = {finding.judged.id for finding in report.findings if finding.judged}
    cases = [_finding(report, finding) for finding in findings]
    cases += [_component(report, item) for item in report.components if item.id not in judged]
    failures = sum(report.fails(finding) for finding in findings)
    skipped = sum(finding.suppressed is not None for finding in findings)
    if not cases:
        cases = [_case("matrix-audit", "nothing to audit", '<skipped message="nothing to judge was found"/>')]
        skipped = 1
    numbers = f'tests="{len(cases)}" failures="{failures}" errors="0" time="0"'
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuites name="matrix-audit" {numbers}>',
            f'  <testsuite name="matrix-audit" {numbers} skipped="{skipped}">',
            *cases,
            "  </testsuite>",
            "</testsuites>",
            "",
        ]
    )

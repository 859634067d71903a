"""The step of an audit that looks for known vulnerabilities: what to ask of, and from the answers to components and findings.

Imported only where ``--advisories`` asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from auditor import versions
from auditor.advisories import Advisory, Ask, Subject, count, newest
from auditor.config import Settings
from auditor.inventory import Row, rows
from auditor.model import Component
from auditor.pipeline import Reading, Request
from auditor.projects import folder_of
from auditor.purl import purl
from auditor.records import NamedTuple
from auditor.resolve import resolve
from auditor.results import Finding, Judged, Upgrade
from auditor.rules.advisories import of_advisory
from auditor.rules.packages import Answer, Case
from auditor.scene import Scene, set_up
from auditor.upgrade import to_version


class Advised(NamedTuple):
    """The findings on vulnerable packages, and what could not be asked of."""

    findings: tuple[Finding, ...]
    notices: tuple[str, ...]


def advise(
    request: Request, reading: Reading, answers: Sequence[Answer], settings: Callable[[str], Settings], ask: Ask
) -> Advised:
    """Ask of every package that comes from a registry at a known version. Raises ``UserError`` where no answer is to be had."""
    found = rows(reading)
    told = ask(subjects(found))
    vulnerable = {(subject.ecosystem, subject.name) for subject in told.known}
    components = (
        resolve(reading.scans, lambda ecosystem, name: (ecosystem, name) in vulnerable, reading.configuration.excluded)
        if vulnerable
        else []
    )
    scene = set_up(reading.scans, reading.documents, request.tree)
    judged_already = {_place(answer.judged.component): answer for answer in reversed(answers)}
    findings: list[Finding] = []
    for component in components:
        known = told.known.get(_subject(component))
        if not known:
            continue
        answer = judged_already.get(_place(component))
        row = answer.judged if answer else _unjudged(component)
        place = component.declared[0].path if component.declared else component.project
        case = Case(component, request.matrices[0], None, None, settings(folder_of(place)), request.as_of, beside=True)
        findings += _findings(case, row, known, answer, scene)
    return Advised(tuple(findings), (*_unasked(found), *told.notices))


def subjects(found: Iterable[Row]) -> list[Subject]:
    """Every package that comes from a registry, at each version that is known, in order and once."""
    return sorted({Subject(row.ecosystem, row.name, row.version or "") for row in found if _is_exact(row)})


def _is_exact(row: Row) -> bool:
    return row.version is not None and row.source == "registry"


def _unasked(found: Iterable[Row]) -> Iterator[str]:
    """Say so where a package comes from elsewhere or its version is not known; what stands in the tree itself is no package."""
    others = {(row.ecosystem, row.name) for row in found if not _is_exact(row) and row.source not in {"link", "file"}}
    if others:
        packages = count(len(others), "package")
        yield f"known vulnerabilities: {packages} at no exact version, or from no registry, so of them it is not known"


def _subject(component: Component) -> Subject:
    return Subject(component.ecosystem, component.name, component.version or "")


def _place(component: Component) -> tuple[str, Subject]:
    return component.project, _subject(component)


def _unjudged(component: Component) -> Judged:
    """What a finding says of a component that no matrix knows, and that is no row of the report: its id is empty."""
    return Judged(
        id="",
        component=component,
        purl=purl(component.ecosystem, component.name, component.version),
        product=None,
        product_name=None,
        release_line=None,
        level=None,
        status="unknown",
        eligible="unknown",
        latest=None,
        context=True,
        general=True,
    )


def _findings(
    case: Case, judged: Judged, known: Sequence[Advisory], answer: Answer | None, scene: Scene
) -> Iterator[Finding]:
    ecosystem = case.component.ecosystem
    fixed = newest(ecosystem, [advisory.fixed for advisory in known if advisory.fixed])
    joined = _joined(case, fixed, answer, scene) if fixed else None
    for advisory in known:
        mended = joined if advisory.fixed and joined else _unmended(case, advisory)
        finding = of_advisory(judged, advisory, mended, case.settings)
        if finding:
            yield finding


def _joined(case: Case, fixed: str, answer: Answer | None, scene: Scene) -> Upgrade:
    """The upgrade that mends all: that of another finding on the component where it goes far enough, else one to the fix."""
    ecosystem = case.component.ecosystem
    for finding in answer.findings if answer else ():
        planned = finding.upgrade
        if planned is None or planned.to is None or planned.kind in {"none", "replace"}:
            continue
        if versions.compare(ecosystem, planned.to, fixed) in {0, 1}:
            return planned
    return to_version(case, fixed, scene)


def _unmended(case: Case, advisory: Advisory) -> Upgrade:
    return Upgrade(
        "none",
        reason=f"no release without {advisory.id} is known: replace {case.component.name}, or ignore it with a reason",
    )

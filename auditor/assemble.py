"""Makes the report of what was judged: locates it, puts it in its final order, and counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from auditor.days import between
from auditor.locate import Text
from auditor.model import Location, Place, Scan
from auditor.projects import projects
from auditor.records import TYPE_CHECKING
from auditor.results import Finding, Judged, MatrixInfo, Report
from auditor.source import Document

if TYPE_CHECKING:
    from auditor.config import Settings
    from auditor.matrix import Matrix
    from auditor.pipeline import Reading, Request, Tree


def assemble(
    request: Request, reading: Reading, components: Sequence[Judged], findings: Sequence[Finding], settings: Settings
) -> Report:
    """Locate what is reported, and put everything in its final order."""
    locate = _locator(reading, request.tree)
    located = {judged.id: judged._replace(locations=locate(judged.component.places)) for judged in components}
    final = [
        finding._replace(
            locations=finding.locations or locate(finding.places),
            judged=finding.judged and located.get(finding.judged.id, finding.judged),
        )
        for finding in findings
    ]
    if request.fingerprints:
        from auditor.fingerprint import fingerprint

        final = [finding._replace(fingerprint=fingerprint(finding)) for finding in final]
    return Report(
        matrices=tuple(_info(matrix, request.as_of, settings) for matrix in request.matrices),
        as_of=request.as_of,
        policy=settings.policy,
        fail_on=settings.fail_on,
        roots=tuple(start or "." for start in request.starts),
        inputs=reading.inputs,
        components=tuple(located.values()),
        findings=tuple(sorted(final, key=_order)),
        eligible=_eligible(components),
        packages=_packages(reading.scans),
        notices=_newer(components),
        walked=reading.found.walked,
        skipped=reading.found.skipped,
    )


def _order(finding: Finding) -> tuple[str, int, str, int, str]:
    first = finding.locations[0] if finding.locations else Location("", 0, 0, 0, 0)
    return first.path, first.line, finding.rule, first.column, finding.message


def _locator(reading: Reading, tree: Tree) -> Callable[[Sequence[Place]], tuple[Location, ...]]:
    texts: dict[str, Text | None] = {}
    known: dict[Place, Location] = {}  # a finding stands where its component does

    def text_of(path: str) -> Text | None:
        if path not in texts:
            document = reading.documents.get(path)
            if document is None and path in reading.found.configurations:
                document = Document(path, tree.read(path))
            texts[path] = Text(path, document.text, document.syntax) if document else None
        return texts[path]

    def locate(places: Sequence[Place]) -> tuple[Location, ...]:
        found: dict[Location, None] = {}
        for place in places:
            if place not in known:
                path, at = place
                text = text_of(path)
                line = at if isinstance(at, int) else 1
                known[place] = text.at(at) if text else Location(path, line, 1, line, 1)
            found[known[place]] = None
        return tuple(found)

    return locate


def _info(matrix: Matrix, as_of: str, settings: Settings) -> MatrixInfo:
    age = between(matrix.checked, as_of)
    return MatrixInfo(
        matrix.name,
        matrix.title,
        matrix.vendor,
        matrix.revision,
        matrix.checked,
        matrix.source,
        age,
        age > settings.stale_after_days,
        matrix.origin,
    )


def _newer(components: Sequence[Judged]) -> tuple[str, ...]:
    """What is accepted although the matrix does not know it yet."""
    ahead = dict.fromkeys(
        f"{judged.component.name} {judged.component.version}"
        for judged in components
        if judged.ahead and not judged.context
    )
    if not ahead:
        return ()
    verb = "is newer than the matrix knows and was" if len(ahead) == 1 else "are newer than the matrix knows and were"
    return (f"{', '.join(ahead)} {verb} accepted",)


def _eligible(components: Sequence[Judged]) -> str:
    """Whether support would take a ticket on the whole: the worst of what the project chose itself."""
    own = {judged.eligible for judged in components if judged.is_asked_about}
    return next((answer for answer in ("no", "after-upgrade", "unknown", "yes") if answer in own), "unknown")


def _packages(scans: Sequence[Scan]) -> int:
    """How many package entries were read: those of lockfiles, and what manifests without one declare."""
    return sum(
        len(project.lock.packages) if project.lock else sum(len(workspace.declared) for workspace in project.workspaces)
        for project in projects(scans)
    )

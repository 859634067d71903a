"""The audit: discover, scan, resolve, evaluate, suggest, report. Everything after the scan works on values alone."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence

from auditor import rules, scanners
from auditor.assemble import assemble
from auditor.config import ConfigError, Configuration, Settings, Source
from auditor.discover import Found, discover
from auditor.matrix import Match, Matrix, load
from auditor.model import Component, Gap, Scan
from auditor.projects import folder_of, join, settled, through_links
from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.resolve import resolve
from auditor.results import Input, Report
from auditor.rules import inputs
from auditor.rules.packages import Answer, Case, judge
from auditor.rules.standing import listed_on
from auditor.source import Document, ReadError

if TYPE_CHECKING:
    from typing import Protocol

    from auditor.advisories import Ask
    from auditor.evaluate_targets import Evaluated
    from auditor.scene import Scene

    class Tree(Protocol):
        """Where the files of an audit come from (see ``auditor.tree``)."""

        def children(self, folder: str) -> list[tuple[str, str]]: ...

        def link(self, path: str) -> str: ...

        def target(self, path: str) -> str | None: ...

        def read(self, path: str) -> bytes: ...


Configure = Callable[[Sequence[Source]], Configuration]

# The packages of ``auditor.build_tools``, which is read only where one of them is in use.
BUILD_TOOLS = frozenset(("@angular-devkit/build-angular", "@angular/build", "next", "react-scripts", "vite"))


class Request(NamedTuple):
    """What to audit and how. ``starts`` are folders of the tree; ``takes`` narrows the walk to some folders.

    ``configure`` makes the configuration of the files that the walk found; without ``matrices`` it names them.
    ``fingerprints`` may be left out where no report shows them: they cost the import of ``hashlib``. With ``dashboard``
    declared browsers are compared with what the vendor lists for its Dashboard as well; ``advisories`` is whom to ask for
    known vulnerabilities.
    """

    tree: Tree
    matrices: tuple[Matrix, ...]
    configure: Configure
    as_of: str
    starts: tuple[str, ...] = ("",)
    takes: Callable[[str], bool] | None = None
    policy: str | None = None
    fail_on: str | None = None
    fingerprints: bool = True
    dashboard: bool = False
    advisories: Ask | None = None


class Reading(NamedTuple):
    """What discovery and scanning gave: scans in path order, the documents behind them, gaps, and the walk's counts."""

    scans: tuple[Scan, ...]
    documents: Mapping[str, Document]
    gaps: tuple[Gap, ...]
    inputs: tuple[Input, ...]
    found: Found
    configuration: Configuration


def audit(request: Request) -> Report:
    """Audit a tree. Raises ``ConfigError`` for a configuration that cannot be used."""
    return run(request)[1]


def run(request: Request) -> tuple[Reading, Report]:
    """Audit a tree, and give what was read beside the report. Raises as ``audit``."""
    reading = read(request)
    settings = chosen_settings(request, reading.configuration)
    request = request._replace(matrices=request.matrices or tuple(map(load, settings("").matrix)))
    excluded = reading.configuration.excluded if reading.configuration.files else None
    components = resolve(reading.scans, known(request.matrices), excluded)
    answers = evaluate(request, reading, components)
    held = settled(reading.scans) if reading.gaps else set()
    browsers = evaluate_browsers(request, reading, components)
    if browsers:
        reading = _with_gaps(reading, browsers.gaps)
    findings = [
        *inputs.of_gaps([_weighed(gap, request.matrices, held) for gap in reading.gaps], settings("")),
        *inputs.of_age(request.matrices, request.as_of, settings("")),
        *(finding for answer in answers for finding in answer.findings),
        *(browsers.findings if browsers else ()),
    ]
    judged = [*(answer.judged for answer in answers), *(browsers.judged if browsers else ())]
    notices = browsers.notices if browsers else ()
    if request.advisories:
        from auditor.advise import advise

        advised = advise(request, reading, answers, settings, request.advisories)
        findings += advised.findings
        notices = (*notices, *advised.notices)
    if reading.configuration.files:
        from auditor import ignores

        unchecked = rules.RESERVED.keys() if request.advisories else rules.RESERVED.keys() | rules.ON_REQUEST
        findings = ignores.apply(findings, reading.configuration, request.as_of, unchecked)
    report = assemble(request, reading, judged, findings, settings(""))
    return reading, report._replace(notices=(*report.notices, *notices))


def read(request: Request) -> Reading:
    """Discover and scan: every claimed file that is not excluded, read once."""
    found = discover(request.tree, scanners.claims(), request.starts)
    configuration = request.configure(list(_sources(request.tree, found)))
    scans: list[Scan] = []
    documents: dict[str, Document] = {}
    gaps = [gap for gap in found.gaps if not configuration.excluded(gap.path)]
    reported = [Input(gap.path, "", "unreadable", reason=gap.reason) for gap in gaps]
    claimed = {path for path, _ in found.files}
    for path, name in found.files:
        if configuration.excluded(path) or (request.takes and not request.takes(folder_of(path))):
            continue
        scanner, own = scanners.load(name), path.rpartition("/")[2]
        winner = getattr(scanner, "SUPERSEDED", {}).get(own)
        if winner and join(folder_of(path), winner) in claimed:
            reported.append(Input(path, own, "skipped", reason=f"{winner} beside it holds instead"))
            continue
        try:
            document = documents.get(path) or Document(path, request.tree.read(path))
            documents[path] = document
            scan: Scan = scanner.scan(document)
        except ReadError as error:
            gap = _unread(path, error, documents.get(path))
            gaps.append(gap)
            reported.append(Input(path, own, "unreadable" if gap.broken else "partial", reason=gap.reason))
            continue
        scans.append(scan)
    if any(scan.shared for scan in scans):
        from auditor.inherit import inherit

        scans = inherit(scans)
    for scan in scans:
        gaps += scan.gaps
        reported.append(_input(scan))
    scans += through_links(scans, [link for link in found.links if not configuration.excluded(link[0])])
    return Reading(tuple(scans), documents, tuple(gaps), tuple(sorted(reported)), found, configuration)


def _unread(path: str, error: ReadError, document: Document | None) -> Gap:
    """Why a file could not be read: it is broken, or no package manager reads it as it is."""
    from auditor.templates import gap_of

    broken = Gap(path, error.reason, True, error.line, error.column, error.remedy, may_hide=True)
    return gap_of(error, document) or broken


def _sources(tree: Tree, found: Found) -> Iterable[Source]:
    for path in found.configurations:
        try:
            data = tree.read(path)
        except ReadError as error:
            if path.endswith("pyproject.toml"):
                continue  # its scanner reports it; whether it configures anything cannot be known
            raise ConfigError(f"{path}: {error.reason}") from None
        yield Source(folder_of(path), path.rpartition("/")[2], data)


def _input(scan: Scan) -> Input:
    reasons = "; ".join(gap.reason for gap in scan.gaps)
    broken = any(gap.broken for gap in scan.gaps)
    status = "unreadable" if broken else "partial" if scan.gaps else "read"
    count = len(scan.requirements) if scan.kind == "manifest" else len(scan.packages)
    return Input(scan.path, scan.format, status, count, reasons or None)


def _weighed(gap: Gap, matrices: Sequence[Matrix], held: Container[str]) -> Gap:
    """A gap whose text mentions packages hides something only if a matrix knows one; none does where a lockfile holds all."""
    if gap.path in held and not gap.broken:
        return gap._replace(may_hide=False)
    if gap.mentions is None or gap.broken:
        return gap
    return gap._replace(may_hide=gap.may_hide and any(known(matrices)(*mention) for mention in gap.mentions))


def known(matrices: Sequence[Matrix]) -> Callable[[str, str], bool]:
    """Whether a matrix has something to say of a package: a question that is asked of every package there is."""
    if len(matrices) == 1:
        return matrices[0].knows
    return lambda ecosystem, name: any(matrix.knows(ecosystem, name) for matrix in matrices)


def chosen_settings(request: Request, configuration: Configuration) -> Callable[[str], Settings]:
    """The settings of a folder, with what the command line chose over them."""
    cache: dict[str, Settings] = {}

    def of(folder: str) -> Settings:
        if folder not in cache:
            own = configuration.at(folder)
            policy, fail_on = request.policy or own.policy, request.fail_on or own.fail_on
            cache[folder] = own._replace(policy=policy, fail_on=fail_on)
        return cache[folder]

    return of


def evaluate(request: Request, reading: Reading, components: Sequence[Component]) -> list[Answer]:
    """Judge every component by every matrix that knows it, and add upgrades."""
    if not components:
        return []
    settings = chosen_settings(request, reading.configuration)
    matches = [
        (component, matrix, _matched(matrix, component, request.as_of))
        for component in components
        for matrix in request.matrices
        if any(matrix.knows(component.ecosystem, name) for name in (component.name, component.alias) if name)
    ]
    specific = {matrix.name for _, matrix, match in matches if match and not match.product.general}
    chosen = {
        (component.project, match.product.id)
        for component, _, match in matches
        if match and match.product.id and component.direct
    }
    answers = []
    scenes: list[Scene] = []
    for number, (component, matrix, match) in enumerate(matches, 1):
        if match and (component.project, match.product.id) in chosen:
            component = _with_its_product(component)  # noqa: PLW2901
        place = component.declared[0].path if component.declared else component.project
        case = Case(
            component=component,
            matrix=matrix,
            match=match,
            trap=matrix.trap(component.ecosystem, component.name),
            settings=settings(folder_of(place)),
            as_of=request.as_of,
            beside=matrix.name in specific,
        )
        answer = _suggested(request, reading, case, judge(case, number), scenes)
        drift = tuple(inputs.of_drift(component, answer.judged, case.settings)) if match else ()
        answers.append(answer._replace(findings=(*answer.findings, *drift)))
    return answers


def _with_its_product(component: Component) -> Component:
    """A part of a product that the project asks for is judged with it, where the lockfile does not say who brings the part in."""
    unexplained = component.direct is False and not component.paths
    return component._replace(by_vendor=True) if unexplained else component


def _matched(matrix: Matrix, component: Component, as_of: str) -> Match | None:
    """What the matrix says of a component on that day."""
    match = matrix.match(component.ecosystem, component.name)
    return match and listed_on(match, as_of)


def _suggested(request: Request, reading: Reading, case: Case, answer: Answer, scenes: list[Scene]) -> Answer:
    """The answer with upgrades for its findings; what makes them is loaded only where there is a finding."""
    if not answer.findings:
        return answer
    from auditor.scene import set_up
    from auditor.upgrade import suggest

    if not scenes:
        scenes.append(set_up(reading.scans, reading.documents, request.tree))
    findings = tuple(suggest(case, answer.standing, finding, scenes[0]) for finding in answer.findings)
    return answer._replace(findings=findings)


def evaluate_browsers(request: Request, reading: Reading, components: Sequence[Component]) -> Evaluated | None:
    """Judge the browsers that the tree declares, or that a build tool beside the vendor's packages targets by itself."""
    if not any(scan.targets for scan in reading.scans):
        asked = (item.name for scan in reading.scans for item in scan.requirements if scan.ecosystem == "npm")
        if not components or BUILD_TOOLS.isdisjoint(asked):
            return None
    from auditor import evaluate_targets

    def text(path: str) -> str:
        return reading.documents[path].text

    settings = chosen_settings(request, reading.configuration)
    setting = evaluate_targets.Setting(request.tree, request.matrices, settings, request.as_of, request.dashboard, text)
    return evaluate_targets.evaluate(reading.scans, components, setting)


def _with_gaps(reading: Reading, gaps: Sequence[Gap]) -> Reading:
    """The reading with what turned out later not to be known; the rows of its inputs say so too."""
    by_path: dict[str, list[Gap]] = {}
    for gap in gaps:
        by_path.setdefault(gap.path, []).append(gap)
    rows = []
    for row in reading.inputs:
        own = by_path.get(row.path, ())
        reasons = "; ".join(filter(None, (row.reason, *(gap.reason for gap in own))))
        broken = row.status == "unreadable" or any(gap.broken for gap in own)
        rows.append(row._replace(status="unreadable" if broken else "partial", reason=reasons) if own else row)
    return reading._replace(gaps=(*reading.gaps, *gaps), inputs=tuple(rows))

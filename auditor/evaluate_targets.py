"""The step of an audit that judges declared browsers: finds what they hold for and come to, and asks the rules.

Imported only where a tree declares browsers, or a build tool targets some by itself: the query language costs a start-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from auditor import versions
from auditor.browser_targets import BrowserTargets
from auditor.browserslist.data import bundled
from auditor.change_query import suggest
from auditor.config import Settings
from auditor.locate import Text
from auditor.matrix import Matrix
from auditor.model import Component, Gap, Scan
from auditor.projects import folder_of
from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.results import Finding, Judged, Upgrade
from auditor.rules.browsers import Case, Conflict, Ground, Group, Suggest, judge, surfaces
from auditor.rules.standing import own_line
from auditor.targets import Expansion, Holding, Read, Spaces, conflicts, expanded, holdings, known, reader

if TYPE_CHECKING:
    from auditor.pipeline import Tree

# Releases that caniuse-lite makes in half a year: 76 from 2025-10-11 (1.0.30001750) to 2026-11-11 (1.0.30001826).
HALF_A_YEAR = 36
MAX_TRIES = 60


class Evaluated(NamedTuple):
    """The browsers of a tree as the report shows them, the findings on them, what could not be read, and what to say of the data."""

    judged: tuple[Judged, ...]
    findings: tuple[Finding, ...]
    gaps: tuple[Gap, ...]
    notices: tuple[str, ...]


class Setting(NamedTuple):
    """What the step works with: the tree for installed packages, the day, the settings of a folder, and the texts that were read."""

    tree: Tree
    matrices: Sequence[Matrix]
    settings: Callable[[str], Settings]
    as_of: str
    dashboard: bool
    text: Callable[[str], str]


def evaluate(scans: Sequence[Scan], components: Sequence[Component], setting: Setting) -> Evaluated:
    """Judge every declaration by every matrix that lists browsers."""
    spaces = Spaces(scans)
    read = reader(setting.tree, spaces.members)
    expansions = list(expand_all(scans, spaces, setting.as_of, read))
    gaps = [*conflicts(scans), *(gap for expansion in expansions for gap in expansion.gaps)]
    judged: dict[tuple[str, str, str], Judged] = {}
    findings: list[Finding] = []
    number, applied = 1, False
    pinned = _pinned(spaces, read)
    for matrix in setting.matrices:
        rows = surfaces(matrix, setting.as_of, dashboard=setting.dashboard)
        if not rows:
            continue
        ground = Ground(matrix, rows, known(setting.as_of), _used(pinned))
        vendor = [(component, _spaces_of(component, spaces)) for component in _for_browsers(components, matrix)]
        for expansion in expansions:
            beside = [component for component, folders in vendor if folders & expansion.holding.beside]
            if expansion.holding.targets.default and not beside:
                continue
            case = Case(
                expansion,
                ground,
                setting.settings(folder_of(expansion.holding.targets.path)),
                tuple(_conflicts(beside, matrix, ground)),
                bool(beside),
            )
            applied = applied or bool(beside and expansion.brought)
            answer = judge(case, number, _suggester(setting, read))
            number += len(answer.judged)
            findings += _merged(judged, matrix.name, answer.judged, answer.findings)
    notices = tuple(_notices(pinned)) if applied else ()
    return Evaluated(tuple(judged.values()), tuple(findings), tuple(_placed(gaps, setting.text)), notices)


def _suggester(setting: Setting, read: Read) -> Suggest:
    """Suggests changes of one declaration, until so many have been tried that it is no project's."""
    left = [MAX_TRIES]

    def suggested(case: Case, group: Group) -> Upgrade | None:
        holding = case.expansion.holding
        text = setting.text(holding.targets.path)

        def again(targets: BrowserTargets) -> Expansion:
            left[0] -= 1
            return expanded(holding._replace(targets=targets), setting.as_of, read)

        return suggest(case, group, text, again) if left[0] > 0 else None

    return suggested


def expand_all(scans: Sequence[Scan], spaces: Spaces, as_of: str, read: Read) -> Iterator[Expansion]:
    """What each declaration of a tree comes to."""
    found = list(holdings(scans, spaces))
    for holding in found:
        yield expanded(holding, as_of, read, _own(holding, found))


def _own(holding: Holding, found: Iterable[Holding]) -> list[str] | None:
    """The queries that the project declares for browserslist, where another tool may refer to them."""
    for other in found:
        stated = other.targets
        same = stated.tool == "browserslist" and stated.environment in {"defaults", "production"}
        if same and other is not holding and other.spaces & holding.spaces:
            return [query.text for query in stated.queries]
    return None


def _merged(
    seen: dict[tuple[str, str, str], Judged], matrix: str, judged: Iterable[Judged], findings: Iterable[Finding]
) -> list[Finding]:
    """Add what one declaration brought: a version that its file has declared before is the same component."""
    moved: dict[str, str] = {}
    for row in judged:
        component = row.component
        key = (matrix, component.project, f"{component.name} {component.version}")
        before = seen.get(key)
        if before is not None:
            moved[row.id] = before.id
            places = tuple(dict.fromkeys((*before.component.places, *component.places)))
            scope = "dev" if before.component.scope == component.scope == "dev" else "prod"
            whole = before.component._replace(places=places, scope=scope)
            row = (row if before.context else before)._replace(id=before.id, component=whole)  # noqa: PLW2901
        seen[key] = row
    known_ids = {row.id: row for row in seen.values()}
    return [
        finding._replace(judged=known_ids[moved.get(finding.judged.id, finding.judged.id)])
        for finding in findings
        if finding.judged
    ]


# The vendor's packages beside the browsers


def _for_browsers(components: Sequence[Component], matrix: Matrix) -> Iterator[Component]:
    """What runs in a browser or sends one to the login page; what is useful without the vendor says nothing of it."""
    for component in components:
        match = matrix.match(component.ecosystem, component.name)
        if match and not match.product.general and {"browser", "login"} & set(match.product.runs_in):
            yield component


def _spaces_of(component: Component, spaces: Spaces) -> frozenset[str]:
    """The workspaces that a component is in: those that declare it, and those that its paths begin at."""
    named = (spaces.folder(component.project, path[0]) for path in component.paths if path)
    found = {declared.folder for declared in component.declared} | {folder for folder in named if folder is not None}
    return frozenset(found or {component.folder})


def _conflicts(beside: Sequence[Component], matrix: Matrix, ground: Ground) -> Iterator[Conflict]:
    """The SDKs beside some browsers that do not run on one of them, by a footnote of the page or by their own release line."""
    notes = matrix.footnotes()
    by_footnote: set[str] = set()
    for rows in ground.surfaces.get("authentication", {}).values():
        for row in rows:
            note = notes.get(row.row.footnote or "")
            for component in beside if note else ():
                if note and (component.ecosystem, component.name) == note[1:3] and _within(component, note.versions):
                    by_footnote.add(row.key)
                    named = tuple(version for version in row.named if version in note.says.rstrip(".").split())
                    yield Conflict(row.key, component, (f"{note.says.rstrip('.')} ({note.source})",), named)
    for component in beside:
        for name, runs, said in _line_conflicts(component, matrix):
            if name not in by_footnote or runs == "none":
                yield Conflict(name, component, said, tuple(runs.removeprefix("not ").split()))


def _line_conflicts(component: Component, matrix: Matrix) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Browsers that a component's release line does not run on: which versions (``none`` at all), and who says so."""
    match = matrix.match(component.ecosystem, component.name)
    version = component.version or _declared_floor(component)
    line = own_line(match.package, version) if match and version else None
    for name, runs in line.requires.get("platform", {}).items() if line else ():
        if match and line and (runs == "none" or runs.startswith("not ")):
            source = f" ({line.requires_source})" if line.requires_source else ""
            said = (f"{component.name} {line.id} does not run on {name}{'' if runs == 'none' else runs[3:]}{source}",)
            yield name, runs, (*said, *(f"sources disagree: {words}" for words in match.product.conflicts))


def _within(component: Component, wanted: str) -> bool:
    """Whether a component is at one of some versions, or can be at no other."""
    if component.version:
        return versions.satisfies(component.ecosystem, component.version, wanted) is True
    floor = _declared_floor(component)
    return floor is not None and versions.satisfies(component.ecosystem, floor, wanted) is True


def _declared_floor(component: Component) -> str | None:
    """The version that a range such as ``^2.4.0`` starts from, where the range cannot mean an older line."""
    wanted = component.declared[0].effective if component.declared else None
    if wanted is None or wanted[:1] not in "^~0123456789":
        return None
    bare = wanted.lstrip("^~").strip()
    return bare if versions.release(component.ecosystem, bare) else None


# The data that the answer rests on


def _pinned(spaces: Spaces, read: Read) -> str | None:
    """The version of caniuse-lite that a lockfile pins or that is installed, the newest of several."""
    found = [
        package.version
        for project in spaces.projects
        if project.lock
        for key in project.lock.names.get("caniuse-lite", ()) or _keys(project.lock)
        if (package := project.lock.packages[key]).version
    ]
    installed = None if found else read("node_modules/caniuse-lite/package.json")
    if installed is not None:
        found += _installed_version(installed)
    return max(filter(None, found), key=lambda version: versions.release("npm", version) or (), default=None)


def _keys(lock: Scan) -> list[str]:
    return [] if lock.names else [key for key, package in lock.packages.items() if package.name == "caniuse-lite"]


def _installed_version(data: bytes) -> list[str]:
    import json

    try:
        version = json.loads(data)["version"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return []
    return [version] if isinstance(version, str) and versions.release("npm", version) else []


def _used(pinned: str | None) -> str:
    data = bundled()
    other = f"; the project has {pinned}" if pinned and pinned != data.version else ""
    return f"by caniuse-lite {data.version} of {data.date}{other}"


def _notices(pinned: str | None) -> Iterator[str]:
    """Say so where the project's own data are more than half a year ahead."""
    data = bundled()
    ours, theirs = (versions.release("npm", version or "") for version in (data.version, pinned))
    if ours and theirs and theirs[:2] == ours[:2] and theirs[2] - ours[2] > HALF_A_YEAR:
        yield (
            f"browsers were expanded with caniuse-lite {data.version} of {data.date}; the project's own, {pinned}, is more than six"
            " months newer: update matrix-audit"
        )


def _placed(gaps: Iterable[Gap], text_of: Callable[[str], str]) -> Iterator[Gap]:
    """The gaps with line and column; those of a query have its offset."""
    for gap in gaps:
        if gap.line:
            yield gap
            continue
        place = Text(gap.path, text_of(gap.path)).region(gap.column, gap.column)
        yield gap._replace(line=place.line, column=place.column)

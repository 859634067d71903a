"""The rules on declared browsers, MA201 to MA203: listed, new enough, and able to run the SDK beside them?

Which versions a declaration comes to is found by ``auditor.targets``; nothing is expanded here. One clause of a query gives
one finding for each rule, which lists its browsers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from auditor.config import Settings
from auditor.matrix import Matrix, Target
from auditor.model import Component, Declared, Place, Requirement
from auditor.policy import lower, severity
from auditor.projects import folder_of
from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.results import Finding, Judged, Upgrade
from auditor.rules.browser_texts import RULES

if TYPE_CHECKING:
    from auditor.targets import Expansion, Known, Origin

__all__ = ["RULES", "Case", "Conflict", "Ground", "Suggest", "judge"]

_NAMES = {rule.id: rule.name for rule in RULES}
DEVELOPMENT = frozenset(("development", "dev", "test"))
NO_BROWSERS = frozenset(("node", "electron"))
_NUMBERS = str.maketrans("", "", "0123456789.-")


class Conflict(NamedTuple):
    """An SDK that does not run on a browser (browserslist's name), who says so, and of which versions (``none``: of all).

    For versions that are not ``named`` it is an inference.
    """

    browser: str
    component: Component
    says: tuple[str, ...]
    named: tuple[str, ...]


class Ground(NamedTuple):
    """What all declarations are judged by: the page's rows of each surface by browser, and the versions there are.

    ``used`` is which data the versions are from, in words.
    """

    matrix: Matrix
    surfaces: Mapping[str, Mapping[str, tuple[Target, ...]]]
    known: Mapping[str, Known]
    used: str


class Case(NamedTuple):
    """One declaration with all that a rule may look at. ``applies`` is False where it is context only."""

    expansion: Expansion
    ground: Ground
    settings: Settings
    conflicts: tuple[Conflict, ...]
    applies: bool


class Mark(NamedTuple):
    """What is to be said of one version: a rule and its severity (None for nothing), and the surface it is said of."""

    rule: str | None
    severity: str = "note"
    surface: str = "authentication"


class Answer(NamedTuple):
    """The versions as the report shows them, and the findings on them."""

    judged: tuple[Judged, ...]
    findings: tuple[Finding, ...]


class Group(NamedTuple):
    """The versions that one clause brings and of which the same is to be said."""

    origin: Origin
    mark: Mark
    versions: tuple[str, ...]


Suggest = Callable[[Case, Group], Upgrade | None]


def surfaces(matrix: Matrix, as_of: str, *, dashboard: bool) -> dict[str, dict[str, tuple[Target, ...]]]:
    """The page's rows of browsers on that day, by surface and browserslist's name; empty where the page has none."""
    found: dict[str, dict[str, tuple[Target, ...]]] = {}
    for target in matrix.targets():
        holds = (target.row.valid_from or "") <= as_of <= (target.row.valid_until or "9999-12-31")
        if target.kind == "browser" and holds and (dashboard or target.surface == "authentication"):
            rows = found.setdefault(target.surface, {})
            rows[target.key] = (*rows.get(target.key, ()), target)
    return found


def judge(case: Case, number: int, suggest: Suggest) -> Answer:
    """Judge what one declaration comes to; ids of its components begin at ``number``. ``suggest`` gives the change that passes."""
    judged = tuple(_components(case, number))
    if not case.applies:
        return Answer(tuple(row._replace(context=True) for row in judged), ())
    by_version = {f"{row.component.name} {row.component.version}": row for row in judged}
    findings = (
        finding._replace(upgrade=suggest(case, group))
        for group in groups(case)
        if (finding := _finding(case, group, by_version[group.versions[0]]))
    )
    return Answer(judged, tuple(findings))


def groups(case: Case) -> tuple[Group, ...]:
    """What there is to say of a declaration, by clause, rule and severity."""
    brought = case.expansion.brought
    newest = _least_behind(brought, case.ground.known)
    found: dict[tuple[Origin, Mark], list[str]] = {}
    for version, origins in brought.items():
        far = newest.get(version.partition(" ")[0], 0) > case.settings.browser_lag
        asked = not any(origin.by_share for origin in origins)
        for mark in _marks(version, case):
            told = mark._replace(severity="warning") if mark.rule == "MA202" and far and asked else mark
            found.setdefault((origins[0], told), []).append(version)
    return tuple(Group(origin, mark, tuple(versions)) for (origin, mark), versions in found.items())


def _least_behind(brought: Iterable[str], known: Mapping[str, Known]) -> dict[str, int]:
    """For each browser how many releases the newest version asked for is behind the newest there is."""
    found: dict[str, int] = {}
    for version in brought:
        name, _, number = version.partition(" ")
        if name in known:
            found[name] = min(found.get(name, 1 << 30), known[name].behind(number))
    return found


def _marks(version: str, case: Case) -> Iterator[Mark]:
    """What is to be said of a version: about authentication and, where asked for and different, the Dashboard."""
    name, _, number = version.partition(" ")
    ground = case.ground
    if name in NO_BROWSERS:
        return
    listed = row_of(name, number, ground, "authentication")
    if listed and any(conflict.browser == name for conflict in case.conflicts):
        yield Mark("MA203", "error")
        return
    said = _mark(name, number, ground, "authentication")
    if said.rule:
        yield said
    if "dashboard" in ground.surfaces and said.rule != "MA201":
        also = _mark(name, number, ground, "dashboard")
        if also.rule == "MA201":
            yield also


def _mark(name: str, number: str, ground: Ground, surface: str) -> Mark:
    row = row_of(name, number, ground, surface)
    if row is None:
        return Mark("MA201", "note", surface)
    if row.minimum and not row.api:
        return Mark("MA202", "warning", surface) if below(number, row.minimum) else Mark(None)
    if row.named or row.minimum or ground.known[name].behind(number) <= 0:
        return Mark(None)
    return Mark("MA202", "note", surface)


def row_of(name: str, number: str, ground: Ground, surface: str) -> Target | None:
    """The row of the page that speaks of a version; a row that names versions speaks of these alone."""
    rows = ground.surfaces.get(surface, {}).get(name, ())
    return next((row for row in rows if not row.named or number in row.named), None)


def below(number: str, minimum: str) -> bool:
    """Whether a version (the first of a joined range) is below a floor; a preview is never."""
    parts = number.partition("-")[0].split(".")
    return all(part.isdigit() for part in parts) and list(map(int, parts)) < list(map(int, minimum.split(".")))


# Components


def _components(case: Case, first: int) -> Iterator[Judged]:
    brought = case.expansion.brought
    browsers = [version for version in brought if version.partition(" ")[0] not in NO_BROWSERS]
    for id_, version in enumerate(browsers, first):
        name, _, number = version.partition(" ")
        rules = {mark.rule for mark in _marks(version, case) if mark.surface == "authentication"}
        row = row_of(name, number, case.ground, "authentication")
        status, eligible = _status(rules, row)
        found = case.ground.known.get(name)
        yield Judged(
            id=f"b{id_}",
            component=_component(case.expansion, name, number, brought[version]),
            purl=None,
            product=row.row.id if row else None,
            product_name=row.row.name if row else None,
            release_line=None,
            level=row.row.level if row else None,
            status=status,
            eligible=eligible,
            latest=found.latest if found else None,
        )


def _status(rules: set[str | None], row: Target | None) -> tuple[str, str]:
    if row is None:
        return "unlisted", "no"
    if "MA203" in rules:
        return "unsupported", "no"
    if "MA202" in rules:
        return "unsupported" if row.minimum else "outdated", "after-upgrade"
    return "supported" if row.row.level == "supported" else "limited", "yes"


def _component(expansion: Expansion, name: str, number: str, origins: Sequence[Origin]) -> Component:
    targets = expansion.holding.targets
    folder = folder_of(targets.path)
    scope = "dev" if targets.environment in DEVELOPMENT else "prod"
    asked = Requirement("browser", name, origins[0].text, 1, scope, version=number)
    return Component(
        ecosystem="browser",
        name=name,
        version=number,
        project=targets.path,
        locked=False,
        resolved_by="declaration",
        declared=(Declared(targets.path, "", folder, asked, None),),
        places=tuple(dict.fromkeys(Place(targets.path, origin.at) for origin in origins)),
        direct=True,
        scope=scope,
    )


# Findings


def _finding(case: Case, group: Group, judged: Judged) -> Finding | None:
    targets, settings, rule = case.expansion.holding.targets, case.settings, group.mark.rule or ""
    name = judged.component.name
    against = [conflict for conflict in case.conflicts if conflict.browser == name] if rule == "MA203" else []
    chosen = severity(rule, group.mark.severity, settings.policy, settings.severity)
    if targets.environment in DEVELOPMENT or (against and all(item.component.scope == "dev" for item in against)):
        chosen = lower(chosen, "warning")
    if targets.default:
        chosen = lower(chosen, "note")
    if chosen == "off":
        return None
    message, details = _words(targets.environment, case.ground, group, against)
    if targets.default:
        details = (f"nobody declared it: it is the default of {targets.default}", *details)
    return Finding(
        rule=rule,
        name=_NAMES[rule],
        severity=chosen,
        message=message,
        details=details if rule == "MA203" else (*details, case.ground.used),
        judged=judged,
        places=(Place(targets.path, group.origin.at), *(place for item in against for place in item.component.places)),
        paths=tuple(dict.fromkeys(path for item in against for path in item.component.paths)),
        workspace=folder_of(targets.path),
        key=f"{targets.tool} {targets.environment} {_unversioned(group.origin.text)} {group.mark.surface}",
    )


def _unversioned(clause: str) -> str:
    """A clause without its versions, so that "chrome 110" is what "chrome 100" was."""
    return " ".join(clause.lower().translate(_NUMBERS).split())


def _words(environment: str, ground: Ground, group: Group, against: Sequence[Conflict]) -> tuple[str, tuple[str, ...]]:
    """The sentence of a finding, and further ones."""
    vendor = ground.matrix.vendor
    query = f'"{group.origin.text}"' + (f" ({environment})" if environment != "defaults" else "")
    listed = spelled(group.versions, ground.known)
    if group.mark.rule == "MA203":
        return _conflict_words(query, listed, group, against)
    if group.mark.rule == "MA201":
        where = "its Dashboard" if group.mark.surface == "dashboard" else "authentication"
        return f"{query} targets what {vendor} does not list for {where}: {listed}", ()
    names = dict.fromkeys(version.partition(" ")[0] for version in group.versions)
    floors = [f"{name} {floor}" for name in names if (floor := floor_of(name, ground))]
    if floors:
        return f"{query} goes below the floor that the page prints ({', '.join(floors)}): {listed}", ()
    newest = ", ".join(f"{name} {ground.known[name].latest}" for name in names)
    if group.mark.severity == "warning":
        return f"{query} stops short of the newest releases: {listed}; the newest are {newest}", (
            f"{vendor} supports the latest version of these browsers",
        )
    return f"{query} also targets versions that are not the newest: {listed}; the newest are {newest}", (
        f"{vendor} supports the latest version of these browsers; a list of targets is an intent, so this is a note",
    )


def floor_of(name: str, ground: Ground) -> str | None:
    """The least version of a browser that the page prints, where versions can be compared with it (Android's cannot)."""
    rows = ground.surfaces.get("authentication", {}).get(name, ())
    return next((row.minimum for row in rows if row.minimum and not row.api), None)


def _conflict_words(query: str, listed: str, group: Group, against: Sequence[Conflict]) -> tuple[str, tuple[str, ...]]:
    sdks = " and ".join(
        dict.fromkeys(
            f"{item.component.name} {item.component.version or item.component.requirement}" for item in against
        )
    )
    brought = "" if group.origin.text.lower() == listed else f", which brings {listed},"
    details = dict.fromkeys(words for item in against for words in item.says)
    inferred = [
        version
        for version in group.versions
        if not any(item.named == ("none",) or version.partition(" ")[2] in item.named for item in against)
    ]
    if inferred:
        details[
            f"for {spelled(inferred, {})} this is an inference: the same code runs there, and nothing prints it"
        ] = None
    return f"browser target {query}{brought} cannot run {sdks}", tuple(details)


def spelled(versions: Iterable[str], known: Mapping[str, Known]) -> str:
    """Versions by browser, unbroken runs of them in short: ``chrome 61 to 157, edge 79``."""
    by_name: dict[str, list[str]] = {}
    for version in versions:
        name, _, number = version.partition(" ")
        by_name.setdefault(name, []).append(number)
    return "; ".join(f"{name} {', '.join(_runs(numbers, known.get(name)))}" for name, numbers in by_name.items())


def _runs(numbers: Sequence[str], known: Known | None) -> Iterator[str]:
    ranks = known.ranks if known else {}
    listed = sorted(numbers, key=lambda number: ranks.get(number, -1))
    start = 0
    for place in range(1, len(listed) + 1):
        if place < len(listed) and ranks.get(listed[place], -9) == ranks.get(listed[place - 1], -1) + 1:
            continue
        first, last = listed[start], listed[place - 1]
        yield first if first == last else f"{first}, {last}" if place - start == 2 else f"{first} to {last}"
        start = place

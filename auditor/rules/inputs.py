"""The rules on what was read, MA901, MA902, MA903 and MA905: broken files, an old matrix, a lockfile that has drifted, partial inputs.

MA904 stands with the ignores it is about, in ``auditor.ignores``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from auditor import versions
from auditor.config import Settings
from auditor.days import between
from auditor.matrix import Matrix
from auditor.model import Component, Declared, Gap, Location, Place
from auditor.policy import severity
from auditor.results import Command, Finding, Judged, Upgrade
from auditor.rules import Rule

STALE_WARNING_DAYS = 180

RULES = (
    Rule(
        "MA901",
        "unreadable-input",
        "error",
        "A file that should have been audited cannot be read",
        "The file is truncated, conflicted, not text, too large, or not of the shape its name promises. What it would have said is"
        " unknown, so the audit does not pass; all other files are audited.",
        "Restore the file, or let its package manager write it again.",
        "package-lock.json with a line <<<<<<< HEAD",
    ),
    Rule(
        "MA902",
        "stale-matrix",
        "note; warning after 180 days",
        "The matrix was last compared with its sources too long ago",
        "At the audit's date more than stale-after-days (60) have gone by since the page and the releases behind this matrix were last"
        " compared with upstream. Newer releases and changed rows are then not known.",
        "Update matrix-audit.",
        "matrix-audit check --as-of 2030-01-01",
    ),
    Rule(
        "MA903",
        "lockfile-drift",
        "warning",
        "Manifest and lockfile disagree about a package of the matrix",
        "The manifest's range, after overrides and aliases, does not admit what the lockfile resolved, or the lockfile lacks the"
        " package. The next install will build something else than what was audited.",
        "Let the package manager bring the lockfile up to date, and commit it.",
        '"auth0": "^7.0.0" beside a lockfile that holds 4.37.0',
    ),
    Rule(
        "MA905",
        "partial-input",
        "note",
        "A file is sound, but says part of it only at run time",
        "Some manifests are programs, or refer to what is not in the tree. Nothing is run to find out; where a package of the matrix"
        " may be hidden there, this note says so.",
        "Nothing, or commit the lockfile that holds the answer.",
        "setup.py",
    ),
)
_NAMES = {rule.id: rule.name for rule in RULES}


def of_gaps(gaps: Iterable[Gap], settings: Settings) -> Iterator[Finding]:
    """MA901 for what is broken, MA905 for what is partial and may hide a package of the matrix."""
    for gap in gaps:
        if not gap.broken and not gap.may_hide:
            continue
        rule, default = ("MA901", "error") if gap.broken else ("MA905", "note")
        chosen = severity(rule, default, settings.policy, settings.severity)
        if chosen != "off":
            name = gap.path.rpartition("/")[2]
            yield Finding(
                rule=rule,
                name=_NAMES[rule],
                severity=chosen,
                message=f"{name} {gap.reason}",
                details=(gap.remedy,) if gap.remedy else (),
                places=(Place(gap.path, gap.line),),
                locations=(Location(gap.path, gap.line, gap.column, gap.line, gap.column),),
                workspace=gap.path.rpartition("/")[0],
            )


def of_age(matrices: Sequence[Matrix], as_of: str, settings: Settings) -> Iterator[Finding]:
    """MA902, once for a run, for the matrix that is oldest if it is too old at the audit's date."""
    matrix = min(matrices, key=lambda matrix: matrix.checked, default=None)
    if matrix is None:
        return
    age = between(matrix.checked, as_of)
    if age <= settings.stale_after_days:
        return
    default = "warning" if age > STALE_WARNING_DAYS else "note"
    chosen = severity("MA902", default, settings.policy, settings.severity)
    if chosen != "off":
        yield Finding(
            rule="MA902",
            name=_NAMES["MA902"],
            severity=chosen,
            message=f"the {matrix.name} matrix was last compared with its sources on {matrix.checked}, {age} days ago",
            details=("releases and rows that are newer are not known; update matrix-audit",),
            key=matrix.name,
        )


def of_drift(component: Component, judged: Judged, settings: Settings) -> Iterator[Finding]:
    """MA903 for a direct dependency whose lockfile entry is missing or outside the range that holds."""
    if not component.locked:
        return
    for declared in component.declared:
        said = _disagreement(component, declared)
        chosen = severity("MA903", "warning", settings.policy, settings.severity)
        if said and chosen != "off":
            yield Finding(
                rule="MA903",
                name=_NAMES["MA903"],
                severity=chosen,
                message=said,
                details=("the next install builds something else than what was audited",),
                judged=judged,
                places=(Place(declared.path, declared.requirement.at), *_lock_places(component)),
                paths=component.paths,
                upgrade=_reinstall(component),
                workspace=declared.folder,
            )


def _lock_places(component: Component) -> tuple[Place, ...]:
    return tuple(place for place in component.places if place.path == component.project)


def _disagreement(component: Component, declared: Declared) -> str | None:
    asked, lockfile = declared.requirement, component.project.rpartition("/")[2]
    if component.lacking:
        # An optional or peer dependency need not be installed, so its absence says nothing.
        absent = asked.source == "registry" and asked.scope in {"prod", "dev"} and component.source == "registry"
        return f'{lockfile} has no {component.name}, which the manifest asks for as "{asked.text}"' if absent else None
    if component.version is None or declared.effective is None or asked.scope == "peer":
        return None
    # Of a package in two groups of one manifest, its manager takes one of the two; a peer range only adds to another.
    in_groups = (item for item in component.declared if item.requirement.scope != "peer")
    beside = [item.effective for item in in_groups if item.path == declared.path]
    if any(
        versions.satisfies(component.ecosystem, component.version, range_) is not False
        for range_ in beside
        if range_ is not None
    ):
        return None
    return f'{lockfile} holds {component.name} {component.version}, which "{declared.effective}" does not admit'


def _reinstall(component: Component) -> Upgrade | None:
    from auditor.managers import of_component

    manager = of_component(component)
    if manager is None:
        return None
    run = manager.sync([component.alias or component.name])
    commands = (Command(component.folder or ".", run),) if run else ()
    return Upgrade(kind="lockfile", commands=commands)

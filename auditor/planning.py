"""The changes of a report in the order to make them: for each project what moves first, what breaks, one command per lockfile.

Decides order and grouping alone; which change a finding needs was decided by ``auditor.upgrade``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from auditor.managers import Manager, of_component
from auditor.model import Component
from auditor.records import NamedTuple
from auditor.results import SEVERITIES, Command, Edit, Finding, Report, Upgrade

_DRIFT = "MA903"


class Change(NamedTuple):
    """What one component needs, and the findings that it ends."""

    component: Component
    upgrade: Upgrade
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        """What its project's package manager calls the package."""
        return self.component.alias or self.component.name


class Stage(NamedTuple):
    """The changes of one project: breaking ones first, and what is typed after the edits, in order.

    ``first`` is what has to move before anything else.
    """

    project: str
    folder: str
    first: tuple[str, ...]
    changes: tuple[Change, ...]
    commands: tuple[Command, ...]


class Left(NamedTuple):
    """A finding that no change ends, and why."""

    finding: Finding
    reason: str


class Plan(NamedTuple):
    """All that can be done, by project, and all that cannot."""

    stages: tuple[Stage, ...]
    left: tuple[Left, ...]


def changes_of(findings: Iterable[Finding]) -> list[Change]:
    """One change for each component with an upgrade, from its worst finding; drift counts only where there is no other."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.judged is not None and finding.upgrade is not None:
            groups.setdefault(finding.judged.id, []).append(finding)
    found = []
    for group in groups.values():
        group.sort(key=lambda finding: (finding.rule == _DRIFT, SEVERITIES.index(finding.severity), finding.rule))
        judged, upgrade = group[0].judged, group[0].upgrade
        if judged is not None and upgrade is not None:
            found.append(Change(judged.component, upgrade, tuple(group)))
    return found


def plan(report: Report) -> Plan:
    """The plan for everything that counts in a report."""
    active = report.active()
    changes = changes_of(active)
    doable = [change for change in changes if is_doable(change)]
    settled = {id(finding) for change in doable for finding in change.findings}
    left = tuple(Left(finding, why_left(finding)) for finding in active if id(finding) not in settled)
    return Plan(stages(doable), left)


def is_doable(change: Change) -> bool:
    """Whether a change says what to edit or type."""
    upgrade = change.upgrade
    return bool(upgrade.edits or upgrade.commands) and (upgrade.kind != "parent" or upgrade.within)


def why_left(finding: Finding) -> str:
    """Why no change ends a finding, in words."""
    upgrade = finding.upgrade
    if upgrade is None and finding.judged is None and finding.details:
        return "; ".join(finding.details)
    if upgrade is None:
        return "nothing to change is known; see what the rule means, or ignore it with a reason"
    return upgrade.reason or (f"move to {upgrade.to} by hand" if upgrade.to else "no change is known")


def stages(changes: Sequence[Change]) -> tuple[Stage, ...]:
    """The changes by project, in order of its path."""
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.component.project, []).append(change)
    return tuple(_stage(project, groups[project]) for project in sorted(groups))


def _stage(project: str, changes: list[Change]) -> Stage:
    changes.sort(
        key=lambda change: (not change.upgrade.breaking, change.component.name, change.component.version or "")
    )
    first = tuple(dict.fromkeys(need for change in changes for need in change.upgrade.requires))
    folder = changes[0].component.folder or "."
    return Stage(project, folder, first, tuple(changes), tuple(_commands(changes)))


def _commands(changes: Sequence[Change]) -> Iterator[Command]:
    """What is typed: commands of their own kind as they are, then one that moves everything else in the lockfile."""
    own = [change for change in changes if not _is_merged(change)]
    yield from dict.fromkeys(command for change in own for command in change.upgrade.commands)
    merged = [change for change in changes if _is_merged(change)]
    manager = of_component(merged[0].component) if merged else None
    if manager:
        cwd = merged[0].component.folder or "."
        yield from (Command(cwd, run) for run in dict.fromkeys(_merged(merged, manager)) if run)


def _is_merged(change: Change) -> bool:
    """Whether the project's one command does for a change: an edit, or a move within the range."""
    upgrade, cwd = change.upgrade, change.component.folder or "."
    together = bool(upgrade.commands) and all(command.cwd == cwd for command in upgrade.commands)
    return together and (upgrade.within or upgrade.kind == "manifest") and _is_plain(change)


def _is_plain(change: Change) -> bool:
    if change.upgrade.kind == "manifest":
        return bool(change.upgrade.edits)
    return change.component.ecosystem != "golang"


def _merged(changes: Sequence[Change], manager: Manager) -> Iterator[str]:
    edited = [change.name for change in changes if _is_synced(change)]
    moved = [change for change in changes if not _is_synced(change)]
    direct = [change.name for change in moved if change.component.direct is not False]
    held = [change for change in moved if change.component.direct is False]
    if held and (manager.deep or not manager.names_held):
        # Those that others bring in take a command of their own.
        yield from dict.fromkeys(command.run for change in held for command in change.upgrade.commands)
    else:
        direct += [change.name for change in held]
    if direct:
        yield manager.update([*edited, *direct])
    elif edited:
        yield manager.sync(edited)


def _is_synced(change: Change) -> bool:
    """Whether the manifest says already, or will, what the lockfile has to become."""
    if change.upgrade.edits:
        from auditor.upgrade import stays

        return not stays(change.component, change.upgrade.edits)
    return change.findings[0].rule == _DRIFT


def edits_by_path(edits: Iterable[Edit]) -> dict[str, list[Edit]]:
    """Edits by file, each once, from the file's end to its start."""
    found: dict[str, dict[Edit, None]] = {}
    for edit in edits:
        found.setdefault(edit.path, {})[edit] = None
    return {path: sorted(own, key=lambda edit: (edit.line, edit.column), reverse=True) for path, own in found.items()}

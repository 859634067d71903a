"""From a finding on a package to the smallest change that passes: which release, by which command, and what to read first."""

from __future__ import annotations

import re

from auditor import versions
from auditor.managers import Manager, of_component
from auditor.matrix import Match, Package, Release, Successor
from auditor.model import Command, Component, Declared, Finding, Upgrade
from auditor.rules.packages import Case
from auditor.rules.standing import Standing, latest_on, own_line, supported_lines

_CHANGEABLE = frozenset(("MA101", "MA102", "MA103", "MA105", "MA106", "MA107"))
_OPERATOR = r"\s*([\^~]|>=|=|v)?\s*v?\d"


def suggest(case: Case, standing: Standing | None, finding: Finding) -> Finding:
    """The finding with its upgrade, where one can be said."""
    if finding.upgrade is not None or case.match is None or finding.rule not in _CHANGEABLE:
        return finding
    return finding._replace(upgrade=_upgrade(case, case.match, standing, finding.rule))


def _upgrade(case: Case, match: Match, standing: Standing | None, rule: str) -> Upgrade | None:
    component, package = case.component, match.package
    if rule in {"MA101", "MA106"}:
        return _replacement(case, component, package.successor, rule)
    target = (
        standing.newest if rule == "MA103" and standing else standing.target if standing else _newest(case, package)
    )
    if target is None:
        return Upgrade(kind="none", reason="the matrix knows no release of it that is supported")
    guide = _guide(match, target)
    moved = _breaking(package, component, target)
    if component.direct is False:
        return _held(case, component, target, guide, breaking=moved)
    if not component.declared:
        return Upgrade(kind="lockfile", to=target.version, breaking=moved, commands=_update(component), guide=guide)
    return _declared_upgrade(component, target, guide, breaking=moved)


def _newest(case: Case, package: Package) -> Release | None:
    supported = supported_lines(package, case.as_of)
    return latest_on(package, case.as_of) if supported else None


def _guide(match: Match, target: Release) -> str | None:
    """The migration guide that leads to the target's line, if the move crosses one."""
    line = own_line(match.package, target.version)
    named = [guide.url for guide in match.product.guides if line and guide.to == line.id]
    general = [guide.url for guide in match.product.guides if guide.to is None]
    return next(iter(named + general), None)


def _breaking(package: Package, component: Component, target: Release) -> bool:
    if component.version is None:
        return False
    before, after = own_line(package, component.version), own_line(package, target.version)
    return before is None or after is None or before.id != after.id


def _update(component: Component) -> tuple[Command, ...]:
    manager = of_component(component)
    return (Command(component.folder or ".", manager.update(component.alias or component.name)),) if manager else ()


def _declared_upgrade(component: Component, target: Release, guide: str | None, *, breaking: bool) -> Upgrade:
    """The lockfile's command where every range admits the target, else new ranges in the manifests."""
    admitting = [_admits(component, declared, target) for declared in component.declared]
    if component.locked and all(admitting):
        return Upgrade("lockfile", target.version, breaking, _update(component), guide=guide if breaking else None)
    manager = of_component(component)
    commands = tuple(
        command
        for declared, admitted in zip(component.declared, admitting, strict=True)
        if not (admitted and component.locked) and manager
        for command in (_install(component, declared, target, manager),)
    )
    return Upgrade(
        "manifest", target.version, breaking, tuple(dict.fromkeys(commands)), guide=guide if breaking else None
    )


def _admits(component: Component, declared: Declared, target: Release) -> bool:
    wanted = declared.effective
    return wanted is not None and versions.satisfies(component.ecosystem, target.version, wanted) is True


def _install(component: Component, declared: Declared, target: Release, manager: Manager) -> Command:
    asked = declared.requirement
    wanted = restyled(asked.range or "", target.version)
    folder = declared.folder.removeprefix(component.folder).lstrip("/")
    name = asked.name if asked.alias is None else f"{asked.alias}@npm:{asked.name}"
    return Command(component.folder or ".", manager.install(name, wanted, folder))


def restyled(wanted: str, version: str) -> str:
    """A range in the author's style that starts at ``version``: a caret stays a caret, a pin a pin; anything else becomes a caret."""
    styled = re.match(_OPERATOR, wanted)
    operator = styled[1] if styled else "^"
    simple = " " not in wanted.strip() and "|" not in wanted
    if not simple or operator in {">=", None} and not _is_pin(wanted):
        return f"^{version}"
    return f"{operator or ''}{version}" if operator != "v" else version


def _is_pin(wanted: str) -> bool:
    return wanted.strip().partition("-")[0].count(".") == 2 and not set("xX*") & set(wanted.partition("-")[0])


def _held(case: Case, component: Component, target: Release, guide: str | None, *, breaking: bool) -> Upgrade:
    """A package that others bring in: within their ranges the lockfile moves, else the parent must."""
    ranges = [holder.range for holder in component.holders]
    if ranges and all(wanted and versions.satisfies(component.ecosystem, target.version, wanted) for wanted in ranges):
        return Upgrade("lockfile", target.version, breaking, _update(component), guide=guide if breaking else None)
    parents = tuple(dict.fromkeys(path[1] for path in component.paths if len(path) > 2))
    holders = "; ".join(
        f"{holder.name} {holder.version or ''} asks for {holder.range or 'it'}" for holder in component.holders
    )
    manager = of_component(component)
    commands = tuple(Command(component.folder or ".", manager.update(parent)) for parent in parents) if manager else ()
    reason = (
        f"{holders}: upgrade {' and '.join(parents)} to a release that asks for {target.version}" if parents else None
    )
    return Upgrade("parent", target.version, breaking, commands, guide=guide, reason=reason)


def _replacement(case: Case, component: Component, successor: Successor | None, rule: str) -> Upgrade:
    name = successor.packages.get(component.ecosystem) if successor else None
    if successor is None or name is None:
        why = successor.advice if successor else "the matrix names no successor"
        return Upgrade(kind="replace" if successor and successor.product else "none", reason=why)
    match = case.matrix.match(component.ecosystem, name)
    release = latest_on(match.package, case.as_of) if match else None
    manager = of_component(component)
    commands: tuple[Command, ...] = ()
    if release and manager and component.declared:
        folder = component.declared[0].folder.removeprefix(component.folder).lstrip("/")
        where = component.folder or "."
        commands = (
            Command(where, manager.remove(component.alias or component.name, folder)),
            Command(where, manager.install(name, f"^{release.version}", folder)),
        )
    guide = next((guide.url for guide in match.product.guides if guide.to is None), None) if match else None
    return Upgrade(
        "replace",
        release.version if release else None,
        breaking=True,
        commands=commands,
        guide=guide,
        reason=successor.advice,
    )

"""From a finding on a package to the smallest change that passes: which release, by which command, and what to read first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditor import versions
from auditor.managers import Manager, of_component
from auditor.matrix import Match, Package, Release, Successor
from auditor.model import Command, Component, Declared, Finding, Holder, Upgrade
from auditor.rules.packages import Case
from auditor.rules.standing import Standing, latest_on, newest_on, own_line, supported_lines

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
        return _replacement(case, component, package.successor)
    target = _target(case, package, standing, rule)
    if target is None:
        why = "no later line is out yet" if rule == "MA105" else "the matrix knows no release of it that is supported"
        return Upgrade(kind="none", reason=why)
    guide = _guide(match, target)
    moved = _breaking(package, component, target)
    if component.direct is False:
        return _held(component, target, guide, breaking=moved)
    if not component.declared:
        return Upgrade(kind="lockfile", to=target.version, breaking=moved, commands=_update(component), guide=guide)
    return _declared_upgrade(component, target, guide, breaking=moved)


def _target(case: Case, package: Package, standing: Standing | None, rule: str) -> Release | None:
    """Where to go: the newest of the own line, the line after one that ends, or the nearest supported line."""
    if standing is None:
        return _newest(case, package)
    if rule == "MA105":
        supported = supported_lines(package, case.as_of)
        ids = list(supported)
        later = ids[ids.index(standing.line) + 1 :] if standing.line in supported else []
        return newest_on(supported[later[0]][0], case.as_of) if later else None
    return standing.newest if rule == "MA103" else standing.target


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
    manager = _manager(component)
    return (Command(component.folder or ".", manager.update(component.alias or component.name)),) if manager else ()


def _manager(component: Component) -> Manager | None:
    """The package manager, unless it would take the name for an option; no package has such a name."""
    return None if (component.alias or component.name).startswith("-") else of_component(component)


def _declared_upgrade(component: Component, target: Release, guide: str | None, *, breaking: bool) -> Upgrade:
    """The lockfile's command where every range admits the target, else new ranges in the manifests."""
    admitting = [_admits(component, declared, target) for declared in component.declared]
    if component.locked and all(admitting):
        return Upgrade("lockfile", target.version, breaking, _update(component), guide=guide if breaking else None)
    manager = _manager(component)
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
    pinned = wanted == target.version
    return Command(component.folder or ".", manager.install(name, wanted, folder, "", pinned))


def restyled(wanted: str, version: str) -> str:
    """A range in the author's style that starts at ``version``: a caret stays a caret, a pin a pin; anything else becomes a caret."""
    styled = re.match(_OPERATOR, wanted)
    operator = styled[1] if styled else "^"
    simple = " " not in wanted.strip() and "|" not in wanted
    if not simple or operator == ">=" or (operator is None and not _is_pin(wanted)):
        return f"^{version}"
    return version if operator in {None, "=", "v"} else f"{operator}{version}"


def _is_pin(wanted: str) -> bool:
    return wanted.strip().partition("-")[0].count(".") == 2 and not set("xX*") & set(wanted.partition("-")[0])


def _held(component: Component, target: Release, guide: str | None, *, breaking: bool) -> Upgrade:
    """A package that others bring in: within their ranges the lockfile moves, else the parent must."""
    holding = [holder for holder in component.holders if not _lets(component, holder, target)]
    if not holding:
        return Upgrade("lockfile", target.version, breaking, _update(component), guide=guide if breaking else None)
    parents = _parents(component, holding)
    manager = of_component(component)
    commands = tuple(
        Command(component.folder or ".", manager.update(parent))
        for parent in parents
        if manager and not parent.startswith("-")
    )
    held = "; ".join(_asks(holder) for holder in holding)
    reason = f"{held}: upgrade {' and '.join(parents)} to a release that asks for {target.version}"
    return Upgrade("parent", target.version, breaking, commands, guide=guide, reason=reason)


def _lets(component: Component, holder: Holder, target: Release) -> bool:
    wanted = holder.range
    return wanted is not None and versions.satisfies(component.ecosystem, target.version, wanted) is True


def _asks(holder: Holder) -> str:
    return f"{' '.join(filter(None, (holder.name, holder.version)))} asks for {holder.range or 'it'}"


def _parents(component: Component, holding: Sequence[Holder]) -> tuple[str, ...]:
    """What the project itself asks for above the packages that hold a component; one on no path stands for itself."""
    found: dict[str, None] = {}
    for holder in holding:
        above = [path[1] for path in component.paths if len(path) > 2 and _own_name(path[-2]) == holder.name]
        # The label of an alias is "alias (name)"; the alias is what a package manager knows it by.
        found.update(dict.fromkeys(label.partition(" (")[0] for label in above or [holder.name]))
    return tuple(found)


def _own_name(label: str) -> str:
    alias, paren, name = label.partition(" (")
    return name.rstrip(")") if paren else alias


def _replacement(case: Case, component: Component, successor: Successor | None) -> Upgrade:
    name = successor.packages.get(component.ecosystem) if successor else None
    if successor is None or name is None:
        why = successor.advice if successor else "the matrix names no successor"
        return Upgrade(kind="replace" if successor and successor.product else "none", reason=why)
    match = case.matrix.match(component.ecosystem, name)
    release = latest_on(match.package, case.as_of) if match else None
    manager = _manager(component)
    commands: dict[Command, None] = {}
    if release and manager:
        for declared in component.declared:
            commands.update(dict.fromkeys(_swap(component, declared, name, f"^{release.version}", manager)))
    guide = next((guide.url for guide in match.product.guides if guide.to is None), None) if match else None
    return Upgrade(
        "replace",
        release.version if release else None,
        breaking=True,
        commands=tuple(commands),
        guide=guide,
        reason=successor.advice,
    )


def _swap(
    component: Component, declared: Declared, name: str, wanted: str, manager: Manager
) -> tuple[Command, Command]:
    """Take a package out of one workspace and put another in its place, in the same group of dependencies."""
    asked, where = declared.requirement, component.folder or "."
    folder = declared.folder.removeprefix(component.folder).lstrip("/")
    return (
        Command(where, manager.remove(asked.alias or asked.name, folder)),
        Command(where, manager.install(name, wanted, folder, asked.scope, False)),
    )

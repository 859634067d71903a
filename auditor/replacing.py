"""Upgrades to something that goes by another name: a line that was renamed, or the product that took a package's place."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.managers import Manager
from auditor.matrix import Successor
from auditor.model import Component, Declared
from auditor.restyle import custom
from auditor.results import Upgrade
from auditor.rules.packages import Case
from auditor.rules.standing import latest_on, own_line
from auditor.upgrade import Aim, below, commands, manager_of


def renamed(component: Component, aim: Aim, name: str) -> Upgrade:
    """A line that goes by a name of its own, as each Go major does: an edit of the range cannot lead there."""
    if component.direct is False:
        asks = f" (go mod why -m {component.name})" if component.ecosystem == "golang" else ""
        return aim.upgrade("parent", reason=f"its name is {name} now, so what brings it in{asks} has to move first")
    manager = manager_of(component)
    runs: list[str] = []
    if manager and manager.install:
        wanted = custom(component.ecosystem, aim.target.version) or aim.target.version
        runs.append(manager.install(name, wanted, "", "", False))
        runs.append(manager.sync([name]) if manager.name == "go" else "")
    told = f"imports of {component.name} changed to {name}" if component.ecosystem == "golang" else None
    reason = f"from line {aim.line.id} on its name is {name}" if aim.line else None
    return aim.upgrade("manifest", commands(component, *runs), reason=reason, also=(told,) if told else ())


def replacement(case: Case, component: Component, successor: Successor | None) -> Upgrade:
    """What takes the place of a package: its successor where the matrix has one for its ecosystem, else advice."""
    name = successor.packages.get(component.ecosystem) if successor else None
    if successor is None or name is None:
        why = successor.advice if successor else "no listed product is known to take its place"
        return Upgrade(kind="replace" if successor and successor.product else "none", reason=why)
    match = case.matrix.match(component.ecosystem, name)
    release = latest_on(match.package, case.as_of) if match else None
    line = own_line(match.package, release.version) if match and release else None
    manager = manager_of(component)
    wanted = custom(component.ecosystem, release.version) if release else None
    runs = [
        run
        for declared in component.declared
        if wanted and manager
        for run in _swap(component, declared, line.name or name if line else name, wanted, manager)
    ]
    guide = next((guide.url for guide in match.product.guides if guide.to is None), None) if match else None
    return Upgrade(
        "replace",
        release.version if release else None,
        breaking=True,
        commands=commands(component, *runs),
        guide=guide,
        reason=_moved(component, name, wanted) if component.ecosystem == "terraform" else successor.advice,
    )


def _moved(component: Component, name: str, wanted: str | None) -> str:
    """What moves a provider to another address: its state holds the old one as well."""
    program = "tofu" if component.manager == "tofu" else "terraform"
    version = f' and version = "{wanted}"' if wanted else ""
    replaced = f"{program} state replace-provider {component.name} {name}"
    return f'write source = "{name}"{version}, then: {replaced}; {program} init -upgrade'


def _swap(component: Component, declared: Declared, name: str, wanted: str, manager: Manager) -> Iterator[str]:
    """Take a package out of one workspace and put another in its place, in the same group of dependencies."""
    asked, folder = declared.requirement, below(component, declared)
    if manager.remove and manager.install:
        group = _group(declared, manager)
        yield manager.remove(asked.alias or asked.name, folder) + (group or "")
        yield manager.install(name, wanted, folder, asked.scope if group is None else "prod", False) + (group or "")


def _group(declared: Declared, manager: Manager) -> str | None:
    if declared.requirement.ecosystem != "pypi":
        return None
    from auditor.managers.python import group_of

    return group_of(manager.name, declared.requirement.at)

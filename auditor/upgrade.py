"""From a finding on a package to the smallest change that passes: which release, by which edit and command, what to read first.

Decides from facts alone and reads no file: texts and scans of the run come as a ``Scene``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from auditor import versions
from auditor.managers import Manager, of_component
from auditor.matrix import Line, Match, Package, Release
from auditor.model import Component, Declared, Requirement
from auditor.projects import folder_of
from auditor.records import NamedTuple
from auditor.results import Command, Edit, Finding, Upgrade
from auditor.rules.packages import Case, above
from auditor.rules.standing import Standing, latest_on, newest_on, own_line, supported_lines
from auditor.scene import Scene
from auditor.wish import Wish

_CHANGEABLE = frozenset(("MA101", "MA102", "MA103", "MA105", "MA106", "MA107"))
# Ecosystems in which one version of a package serves everything in a project, so that every range has a say.
ONE_VERSION = frozenset(("cocoapods", "composer", "gem", "pub", "pypi", "swift"))
_RELEASED = frozenset(("registry", "catalog"))


class Aim(NamedTuple):
    """Where a component is to go, and what to know on the way."""

    target: Release
    line: Line | None
    breaking: bool
    guide: str | None
    requires: tuple[str, ...]

    def upgrade(
        self,
        kind: str,
        commands: tuple[Command, ...] = (),
        edited: tuple[Edit, ...] = (),
        reason: str | None = None,
        also: tuple[str, ...] = (),
    ) -> Upgrade:
        """The upgrade of a kind to the target."""
        guide = self.guide if self.breaking else None
        return Upgrade(
            kind, self.target.version, self.breaking, commands, (*self.requires, *also), edited, guide, reason
        )


def suggest(case: Case, standing: Standing | None, finding: Finding, scene: Scene) -> Finding:
    """The finding with its upgrade, where one can be said."""
    if finding.upgrade is not None or case.match is None or finding.rule not in _CHANGEABLE:
        return finding
    upgrade = _upgrade(case, case.match, standing, finding.rule, scene)
    return finding._replace(upgrade=upgrade and upgrade._replace(ranged=_is_ranged(case.component)))


def _is_ranged(component: Component) -> bool:
    """Whether anything in the tree says which releases are admitted: the project itself, or who brings it in."""
    # A bill of materials has no package manager, and says who asks, but not for what.
    asked = component.manager is not None and any(holder.range is not None for holder in component.holders)
    return asked or bool(component.declared)


def to_version(case: Case, version: str, scene: Scene) -> Upgrade:
    """The change that brings a component to a version, whether or not a matrix knows the package."""
    component = case.component
    now, then = (versions.release(component.ecosystem, text) or () for text in (component.version or "", version))
    kept = 1 if now[:1] != (0,) else 2  # below 1.0 it is the second number that breaks
    aim = Aim(Release(version), None, now[:kept] != then[:kept], None, ())
    if component.direct is False:
        return _held(component, aim)
    if not component.declared:
        return _blocked(case, component, aim) or _undeclared(component, aim)
    return _blocked(case, component, aim) or _declared_upgrade(case, component, aim, "MA601", scene)


def _upgrade(case: Case, match: Match, standing: Standing | None, rule: str, scene: Scene) -> Upgrade | None:
    component, package = case.component, match.package
    if rule in {"MA101", "MA106"}:
        from auditor import replacing

        return replacing.replacement(case, component, package.successor)
    target = _target(case, package, standing, rule)
    if target is None:
        why = "no later line is out yet" if rule == "MA105" else "the matrix knows no release of it that is supported"
        return Upgrade(kind="none", reason=why)
    line = own_line(package, target.version)
    moved = rule == "MA102" if component.version is None else _breaking(package, component, target)
    requires = _floors(component, line, scene)
    aim = Aim(target, line, moved, _guide(match, line), requires)
    if line and line.name and component.name not in {line.name, None} and _is_renamed(package, component, line):
        from auditor import replacing

        return replacing.renamed(component, aim, line.name)
    if component.direct is False:
        return _held(component, aim)
    if not component.declared:
        return _blocked(case, component, aim) or _undeclared(component, aim)
    return _blocked(case, component, aim) or _declared_upgrade(case, component, aim, rule, scene)


def _undeclared(component: Component, aim: Aim) -> Upgrade:
    """A version of which the tree does not say who asks for it: constraints of pip are the range as well, exports are not."""
    commands = _update(component, aim.target)
    if commands or component.manager != "pip":
        return aim.upgrade("lockfile", commands)
    if "constraints" in component.project.rpartition("/")[2]:
        reason = f"change {component.name} to =={aim.target.version} in {component.project}"
    else:
        reason = f"make {component.project} again with {component.name} {aim.target.version}: it does not say from what"
    return aim.upgrade("manifest", reason=reason)


def _floors(component: Component, line: Line | None, scene: Scene) -> tuple[str, ...]:
    if line is None or not line.requires:
        return ()
    from auditor import floors

    return floors.unmet(component, line, scene)


def _target(case: Case, package: Package, standing: Standing | None, rule: str) -> Release | None:
    """Where to go: the newest of the own line, the line after one that ends, or the nearest supported line."""
    if standing is None:
        supported = supported_lines(package, case.as_of)
        return latest_on(package, case.as_of) if supported else None
    if rule == "MA105":
        supported = supported_lines(package, case.as_of)
        ids = list(supported)
        later = ids[ids.index(standing.line) + 1 :] if standing.line in supported else []
        return newest_on(supported[later[0]][0], case.as_of) if later else None
    return standing.newest if rule == "MA103" else standing.target


def _guide(match: Match, line: Line | None) -> str | None:
    """The migration guide that leads to a line, else one that leads to no single line."""
    named = [guide.url for guide in match.product.guides if line and guide.to == line.id]
    general = [guide.url for guide in match.product.guides if guide.to is None]
    return next(iter(named + general), None)


def _breaking(package: Package, component: Component, target: Release) -> bool:
    before, after = own_line(package, component.version or ""), own_line(package, target.version)
    return before is None or after is None or before.id != after.id


def _is_renamed(package: Package, component: Component, line: Line) -> bool:
    known = {item.name for item in package.lines if item.name} | {package.name}
    return line.name in known and component.name != line.name


# What is typed


def manager_of(component: Component) -> Manager | None:
    """The package manager, unless it would take the name for an option; no package has such a name."""
    return None if _name(component).startswith("-") else of_component(component)


def _name(component: Component) -> str:
    return component.alias or component.name


def commands(component: Component, *runs: str) -> tuple[Command, ...]:
    """Lines to type in the folder of a component's project, each once."""
    return tuple(Command(component.folder or ".", run) for run in dict.fromkeys(runs) if run)


def _update(component: Component, target: Release) -> tuple[Command, ...]:
    manager = manager_of(component)
    if manager is None:
        return ()
    if component.nested and manager.inside and (inside := _inside(component, manager.inside)):
        return inside
    name = f"{component.name}@{target.version}" if manager.name == "go" else _name(component)
    run = manager.move_held([name]) if component.direct is False else manager.update([name])
    return commands(component, run)


def _inside(component: Component, move: Callable[[str, Requirement, bool], str]) -> tuple[Command, ...]:
    """A command for each range that workspaces have, in the folder of one that has it; none where one range has none."""
    asking = sorted(component.declared, key=lambda declared: declared.folder != component.folder)
    runs: dict[str, Command] = {}
    for declared in asking:
        asked = declared.requirement
        if asked.scope != "peer" and (asked.text not in runs or not runs[asked.text].run):
            run = move(_name(component), asked, declared.folder == component.folder)
            runs[asked.text] = Command(declared.folder or ".", run)
    return tuple(runs.values()) if all(command.run for command in runs.values()) else ()


def below(component: Component, declared: Declared) -> str:
    """The folder of a workspace, seen from its project's."""
    return declared.folder.removeprefix(component.folder).lstrip("/")


# Declared by the project itself


def _declared_upgrade(case: Case, component: Component, aim: Aim, rule: str, scene: Scene) -> Upgrade:
    """The lockfile's command where every range admits the target, else new ranges in the manifests."""
    wish = _wish(case, component, aim.target)
    settled = [_admits(component, declared, wish) for declared in component.declared]
    if all(settled) and component.locked:
        return aim.upgrade("lockfile", _update(component, aim.target))
    if rule == "MA107" and component.version is None and _is_a_librarys(component, aim):
        why = "the range is a library's: who installs it decides what is built"
        return Upgrade("none", aim.target.version, reason=why)
    from auditor import edits

    open_ones = [declared for declared, done in zip(component.declared, settled, strict=True) if not done]
    edited: dict[Edit, None] = {}
    typed: list[str] = []
    manager = manager_of(component)
    for declared in open_ones:
        own = edits.of_declared(component, declared, wish, scene) if declared.requirement.source in _RELEASED else ()
        edited.update(dict.fromkeys(own))
        if not own and manager and not _is_overridden(declared):
            typed.append(_cleared(component, declared, manager))
            typed.append(_install(component, declared, aim.target, manager))
    stayed = _update(component, aim.target) if stays(component, tuple(edited)) else ()
    if edited and manager and not stayed:
        typed.append(manager.sync([_name(component)]))
    reason = None if edited or any(typed) else _by_hand(component, open_ones, aim)
    return aim.upgrade("manifest", (*commands(component, *typed), *stayed), tuple(edited), reason)


def stays(component: Component, edited: Sequence[Edit]) -> bool:
    """Whether the new ranges still admit what the lockfile holds, which to bring it in line with them would not move then."""
    held = component.version if component.locked else None
    new = [edit.new for edit in edited]
    return bool(held and new) and all(versions.satisfies(component.ecosystem, held or "", text) is True for text in new)


def _wish(case: Case, component: Component, target: Release) -> Wish:
    """Without a lockfile a range must keep out what is not supported; a declaration that is the version must be the target."""
    if component.locked or component.resolved_by == "declaration" or case.match is None:
        return Wish(component.ecosystem, target.version, exact=not component.locked and component.version is not None)
    package = case.match.package
    supported = supported_lines(package, case.as_of)
    refused = tuple(
        (line.first.version if line.first else line.id, above(line.id))
        for line in package.lines
        if line.id not in supported
    )
    return Wish(component.ecosystem, target.version, refused)


def _admits(component: Component, declared: Declared, wish: Wish) -> bool:
    if wish.exact:
        version = declared.requirement.version
        return version is not None and versions.compare(component.ecosystem, version, wish.version) == 0
    return declared.effective is not None and wish.granted(declared.effective)


def _is_overridden(declared: Declared) -> bool:
    """Whether another range holds than the one that is declared, which to change would change nothing."""
    return declared.effective is not None and declared.effective != declared.requirement.range


def _is_a_librarys(component: Component, aim: Aim) -> bool:
    """Whether all that declare it leave the choice to others, and let them take the target."""
    for declared in component.declared:
        for_others = declared.published or declared.requirement.scope == "peer"
        wanted = declared.effective
        if not for_others or wanted is None:
            return False
        if versions.satisfies(component.ecosystem, aim.target.version, wanted) is not True:
            return False
    return True


def _cleared(component: Component, declared: Declared, manager: Manager) -> str:
    """The command to type before: Bundler adds no gem that there is, and uv leaves a package the source that it has."""
    asked = declared.requirement
    sent = asked.source not in _RELEASED and asked.scope == "prod"  # from a group, uv takes it by the group's name only
    in_the_way = manager.name == "bundler" or (manager.name == "uv" and sent)
    return manager.remove(_name(component), below(component, declared)) if in_the_way and manager.remove else ""


def _install(component: Component, declared: Declared, target: Release, manager: Manager) -> str:
    """The command that changes the range where no edit can."""
    asked = declared.requirement
    if manager.name == "nuget":
        return manager.update([asked.name])
    if manager.install is None:
        return ""
    from auditor.restyle import custom, restyled

    wanted = restyled(component.ecosystem, asked.range or "", target.version) or custom(
        component.ecosystem, target.version
    )
    name = asked.alias or asked.name
    if asked.alias and asked.ecosystem == "npm":
        name = f"{asked.alias}@npm:{asked.name}"
    pinned = wanted == target.version
    return manager.install(name, wanted or target.version, below(component, declared), "", pinned)


def _by_hand(component: Component, declared: Sequence[Declared], aim: Aim) -> str:
    from auditor.restyle import custom

    wanted = custom(component.ecosystem, aim.target.version)
    open_ones = [item for item in declared if not (component.locked and item.path == component.project)]
    paths = [path for item in open_ones for path in (dict(item.requirement.parts) or (item.path,))]
    if not paths:
        made = component.project.rpartition("/")[2]
        return f"change {component.name} to {wanted} in the manifest that {made} was made from"
    if component.ecosystem == "wordpress" and component.alias is None:
        return f"put release {aim.target.version} of the plugin in the place of the one in {folder_of(paths[0]) or '.'}"
    if any(_is_overridden(item) for item in declared):
        return f"change the override of {component.name} to {wanted}"
    return f"change what {', '.join(dict.fromkeys(paths))} says of {component.name} to {wanted}"


# Held by others


def _blocked(case: Case, component: Component, aim: Aim) -> Upgrade | None:
    """Where one version has to serve all, another package's range may forbid what the project asks for itself."""
    if not component.holders or component.ecosystem not in ONE_VERSION:
        return None
    from auditor import held

    holding = held.holding(component, aim.target.version)
    if not holding:
        return None
    stuck = [holder for holder in holding if held.is_newest(case, holder)]
    said = held.asks(holding)
    if stuck:
        names = " and ".join(holder.name for holder in stuck)
        reason = f"{said}, and no newer release of {names} is known: stay, or take {names} out first"
        return Upgrade("none", aim.target.version, breaking=aim.breaking, reason=reason)
    manager = manager_of(component)
    names_first = [holder.name for holder in holding if not holder.name.startswith("-")]
    run = manager.update(names_first) if manager and names_first else ""
    reason = f"{said}: upgrade {' and '.join(names_first)} to a release that admits {aim.target.version} first"
    return aim.upgrade("parent", commands(component, run), reason=reason)


def _held(component: Component, aim: Aim) -> Upgrade:
    """A package that others bring in: within their ranges the lockfile moves, else the parent must."""
    from auditor import held
    from auditor.restyle import custom

    holding = held.holding(component, aim.target.version)
    manager = manager_of(component)
    parents = held.parents(component, holding or component.holders)
    typeable = [parent for parent in parents if not parent.startswith("-")]
    if not holding:
        if manager and not manager.names_held and typeable:
            return aim.upgrade("parent", commands(component, manager.update(typeable)))
        return aim.upgrade("parent", _update(component, aim.target))
    run = manager.update(typeable) if manager and typeable else ""
    reason = f"{held.asks(holding)}: upgrade {' and '.join(parents)} to a release that asks for {aim.target.version}"
    wanted = custom(component.ecosystem, aim.target.version)
    last = held.override(component, manager, wanted) if manager and wanted else None
    return aim.upgrade("parent", commands(component, run), reason=f"{reason}; failing that, {last}" if last else reason)

"""Who holds a package back: the packages whose ranges forbid a release, what they stand below, and how to overrule them."""

from __future__ import annotations

from collections.abc import Sequence

from auditor import versions
from auditor.managers import Manager
from auditor.model import Component, Holder
from auditor.rules.packages import Case
from auditor.rules.standing import latest_on

_OVERRIDES = {
    "bun": '"overrides": {{"{name}": "{wanted}"}} in package.json',
    "composer": None,
    "npm": '"overrides": {{"{name}": "{wanted}"}} in package.json',
    "pdm": '"{name}" = "{wanted}" in [tool.pdm.resolution.overrides]',
    "pnpm": '"{name}": "{wanted}" under overrides in pnpm-workspace.yaml (before pnpm 10: pnpm.overrides in package.json)',
    "rush": '"{name}": "{wanted}" under globalOverrides in pnpm-config.json',
    "uv": 'override-dependencies = ["{name}{wanted}"] in [tool.uv]',
    "yarn": '"resolutions": {{"{name}": "{wanted}"}} in package.json',
    "flutter": "{name}: {wanted} in dependency_overrides",
    "dart": "{name}: {wanted} in dependency_overrides",
}


def holding(component: Component, version: str) -> list[Holder]:
    """The packages whose range does not let ``version`` in. Outside the npm family one that says no range does not hold."""
    found = []
    for holder in component.holders:
        if not holder.range and component.ecosystem != "npm":
            continue
        if holder.range is None or versions.satisfies(component.ecosystem, version, holder.range) is not True:
            found.append(holder)
    return found


def asks(holders: Sequence[Holder]) -> str:
    """Who asks for what, in words."""
    said = (
        f"{' '.join(filter(None, (holder.name, holder.version)))} asks for {holder.range or 'it'}" for holder in holders
    )
    return "; ".join(dict.fromkeys(said))


def parents(component: Component, holders: Sequence[Holder]) -> tuple[str, ...]:
    """What the project itself asks for above the packages that hold a component; one on no path stands for itself."""
    found: dict[str, None] = {}
    for holder in holders:
        above = [path[1] for path in component.paths if len(path) > 2 and _own_name(path[-2]) == holder.name]
        # The label of an alias is "alias (name)"; the alias is what a package manager knows it by.
        found.update(dict.fromkeys(label.partition(" (")[0] for label in above or [holder.name]))
    return tuple(found)


def _own_name(label: str) -> str:
    alias, paren, name = label.partition(" (")
    return name.rstrip(")") if paren else alias


def is_newest(case: Case, holder: Holder) -> bool:
    """Whether the matrix knows a holder and nothing newer of it: then no upgrade of it helps."""
    match = case.matrix.match(case.component.ecosystem, holder.name)
    latest = latest_on(match.package, case.as_of) if match else None
    if latest is None or holder.version is None:
        return False
    return versions.compare(case.component.ecosystem, holder.version, latest.version) in {0, 1}


def override(component: Component, manager: Manager, wanted: str) -> str | None:
    """The last resort in words: what forces a version on everybody, and that it is then untested."""
    text = _OVERRIDES.get(manager.name)
    name = component.alias or component.name
    return f"force it, untested: {text.format(name=name, wanted=wanted)}" if text else None

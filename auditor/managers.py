"""What to type for each package manager: the commands that move a package, as strings for a POSIX shell.

Names come from the matrix and versions are checked before they get here; they are quoted all the same.
"""

from __future__ import annotations

from collections.abc import Callable

from auditor.model import Component
from auditor.records import NamedTuple

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@%+=:,./-_")


def quoted(text: str) -> str:
    """``text`` as one word of a POSIX shell; in double quotes where that is enough, since they also hold in cmd.exe."""
    if text and not set(text) - _PLAIN:
        return text
    if not set(text) & set('"$`\\!\n'):
        return f'"{text}"'
    return "'" + text.replace("'", "'\"'\"'") + "'"


class Manager(NamedTuple):
    """A package manager.

    ``update(name)`` moves a package within its range; ``install(name, range, folder, scope, exact)`` sets the range in one
    workspace (its folder below the project's, ``""`` for the root itself), in the group for ``scope`` or, where that is
    empty, in the one it stands in already; ``exact`` keeps a pin a pin. ``remove(name, folder)`` takes a package out.
    ``sync`` brings the lockfile in line with the manifests.
    """

    name: str
    sync: str
    update: Callable[[str], str]
    install: Callable[[str, str, str, str, bool], str]
    remove: Callable[[str, str], str]


# npm leaves a package in its group, but puts a new one under dependencies, and a caret before an exact version.
_NPM_GROUPS = {"dev": " --save-dev", "optional": " --save-optional", "peer": " --save-peer"}


def _npm_install(name: str, wanted: str, folder: str, scope: str, exact: bool) -> str:
    how = _NPM_GROUPS.get(scope, "") + (" --save-exact" if exact else "")
    return f"npm install{how} {quoted(f'{name}@{wanted}')}{_workspace(folder)}"


def _workspace(folder: str) -> str:
    return f" --workspace {quoted(folder)}" if folder else ""


NPM = Manager(
    name="npm",
    sync="npm install",
    update=lambda name: f"npm update {quoted(name)}",
    install=_npm_install,
    remove=lambda name, folder: f"npm uninstall {quoted(name)}{_workspace(folder)}",
)


def of_component(component: Component) -> Manager | None:
    """The package manager of a component's project; npm where a package.json names none."""
    declared = (component.manager or "").partition("@")[0]
    if component.ecosystem == "npm" and declared in {"", "npm"}:
        return NPM
    return None

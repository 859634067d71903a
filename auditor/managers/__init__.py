"""What to type for each package manager: the commands that move a package, as strings for a POSIX shell.

The families of managers are modules of their own, each loaded when it is asked for. Nothing is run here. Names and
folders come from the audited tree: each is quoted as one word. Commands are those of each manager's own documentation;
where it has several, the one that leaves manifests and other packages alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from auditor.model import Component, Requirement
from auditor.modules import import_module
from auditor.records import NamedTuple

_FAMILIES = {
    "npm_family": "bun npm pnpm rush yarn",
    "python": "pdm pip pip-compile pipenv poetry rye uv",
    "others": "bundler carthage cocoapods composer flutter go gradle maven nuget paket pub sbt swift terraform tofu",
}
_FAMILY_OF = {name: family for family, names in _FAMILIES.items() for name in names.split()}

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@%+=:,./-_")

Names = Sequence[str]
Moves = Callable[[Names], str]


def quoted(text: str) -> str:
    """``text`` as one word of a POSIX shell; in double quotes where that is enough, since they also hold in cmd.exe."""
    if text and not set(text) - _PLAIN:
        return text
    if not set(text) & set('"$`\\!\n'):
        return f'"{text}"'
    return "'" + text.replace("'", "'\"'\"'") + "'"


def words(names: Names) -> str:
    """Names as words of a shell, each once."""
    return " ".join(map(quoted, dict.fromkeys(names)))


class Manager(NamedTuple):
    """A package manager. Its commands come as text, ``""`` where there is nothing to type.

    ``sync(names)`` brings the lockfile in line with manifests in which these were changed; ``update(names)`` moves packages
    within their ranges, ``deep`` those that others bring in, where that takes another command (None: as ``update``);
    without ``names_held`` these cannot be named, and who brings them in moves instead.
    ``inside(name, asked, at_root)``, typed in a workspace's own folder, moves what that asks for, where ``update`` does not;
    ``""`` where nothing does.
    ``install(name, range, folder, scope, exact)`` adds a package to one workspace (its folder below the project's, ``""``
    for the root itself), in the group for ``scope``, ``exact`` as a pin; ``remove(name, folder)`` takes one out.
    """

    name: str
    sync: Moves
    update: Moves
    install: Callable[[str, str, str, str, bool], str] | None = None
    remove: Callable[[str, str], str] | None = None
    deep: Moves | None = None
    inside: Callable[[str, Requirement, bool], str] | None = None
    names_held: bool = True

    def move_held(self, names: Names) -> str:
        """The command that moves, within their ranges, packages that others bring in."""
        return (self.deep or self.update)(names)


def always(command: str) -> Moves:
    """One command, whatever is to move."""
    return lambda _: command


def of_component(component: Component) -> Manager | None:
    """The package manager of a component's project; npm where a package.json names none, None where nobody is known."""
    name = (component.manager or "").partition("@")[0] or ("npm" if component.ecosystem == "npm" else "")
    if name not in _FAMILY_OF:
        return None
    found: Manager | None = import_module(f"auditor.managers.{_FAMILY_OF[name]}").of(name, component)
    return found

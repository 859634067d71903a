"""npm, pnpm, Yarn, Bun and Rush: their commands, with and without workspaces."""

from __future__ import annotations

from auditor.managers import Manager, always, quoted, words
from auditor.model import Component, Requirement

# npm leaves a package in its group, but puts a new one under dependencies, and a caret before a version.
_NPM_GROUPS = {"dev": " --save-dev", "optional": " --save-optional", "peer": " --save-peer"}
_YARN_GROUPS = {"dev": " --dev", "optional": " --optional", "peer": " --peer"}
_BUN_GROUPS = {"dev": " --dev", "optional": " --optional", "peer": " --peer"}


def _npm_install(name: str, wanted: str, folder: str, scope: str, exact: bool) -> str:
    how = _NPM_GROUPS.get(scope, "") + (" --save-exact" if exact else "")
    return f"npm install{how} {quoted(f'{name}@{wanted}')}{_npm_workspace(folder)}"


def _npm_workspace(folder: str) -> str:
    return f" --workspace {quoted(folder)}" if folder else ""


NPM = Manager(
    name="npm",
    sync=always("npm install"),
    update=lambda names: f"npm update {words(names)}",
    install=_npm_install,
    remove=lambda name, folder: f"npm uninstall {quoted(name)}{_npm_workspace(folder)}",
)


def _pnpm_install(name: str, wanted: str, folder: str, scope: str, exact: bool) -> str:
    how = _NPM_GROUPS.get(scope, "") + (" --save-exact" if exact else "")
    return f"pnpm {_filter(folder)}add{how} {quoted(f'{name}@{wanted}')}"


def _filter(folder: str) -> str:
    return f"--filter {quoted(f'./{folder}')} " if folder else ""


PNPM = Manager(
    name="pnpm",
    sync=always("pnpm install"),
    # Without --no-save it would raise the ranges as well; with --recursive it leaves what others bring in.
    update=lambda names: f"pnpm update --recursive --no-save {words(names)}",
    deep=lambda names: f"pnpm update --no-save --depth Infinity {words(names)}",
    install=_pnpm_install,
    remove=lambda name, folder: f"pnpm {_filter(folder)}remove {quoted(name)}",
)

# What goes to the root of a workspace has to be said so; there is no such option elsewhere. Further down, --recursive is needed.
PNPM_WORKSPACES = PNPM._replace(
    install=lambda *asked: _pnpm_install(*asked).replace("pnpm add", "pnpm add -w"),
    deep=lambda names: f"pnpm update --recursive --no-save --depth Infinity {words(names)}",
)

# Rush runs pnpm itself, for all projects at once, and has no command that moves one package.
RUSH = Manager(name="rush", sync=always("rush update"), update=always("rush update --full"))


def _in_folder(folder: str) -> str:
    return f"--cwd {quoted(folder)} " if folder else ""


def _yarn_install(name: str, wanted: str, folder: str, scope: str, exact: bool) -> str:
    how = _YARN_GROUPS.get(scope, "") + (" --exact" if exact else "")
    return f"yarn {_in_folder(folder)}add{how} {quoted(f'{name}@{wanted}')}"


# `yarn upgrade` resolves a package with all below it anew; what others bring in cannot be named.
YARN_CLASSIC = Manager(
    name="yarn",
    sync=always("yarn install"),
    update=lambda names: f"yarn upgrade {words(names)}",
    install=_yarn_install,
    remove=lambda name, folder: f"yarn {_in_folder(folder)}remove {quoted(name)}",
    names_held=False,
)


def _yarn_inside(name: str, asked: Requirement, at_root: bool) -> str:
    if at_root:
        return f"yarn upgrade {quoted(name)}"
    # With its range the name is added to ``dependencies``, wherever it stood.
    return f"yarn upgrade {quoted(f'{name}@{asked.text}')}" if asked.scope == "prod" else ""


# With workspaces it moves by name only what the root asks for, and takes no change of the root that is not said to be one.
YARN_WORKSPACES = YARN_CLASSIC._replace(
    update=always("yarn upgrade"),
    inside=_yarn_inside,
    install=lambda *asked: _yarn_install(*asked).replace("yarn add", "yarn add -W"),
    remove=lambda name, folder: f"yarn {_in_folder(folder)}remove {'' if folder else '-W '}{quoted(name)}",
)


def _berry_install(name: str, wanted: str, folder: str, scope: str, exact: bool) -> str:
    how = _YARN_GROUPS.get(scope, "") + (" --exact" if exact else "")
    return f"yarn {_in_folder(folder)}add{how} {quoted(f'{name}@npm:{wanted}')}"


# `yarn up` without --recursive goes to the newest release of all and rewrites the manifest.
YARN_BERRY = Manager(
    name="yarn",
    sync=always("yarn install"),
    update=lambda names: f"yarn up --recursive {words(names)}",
    install=_berry_install,
    remove=lambda name, folder: f"yarn {_in_folder(folder)}remove {quoted(name)}",
)


def _bun_install(name: str, wanted: str, folder: str, scope: str, exact: bool) -> str:
    how = _BUN_GROUPS.get(scope, "") + (" --exact" if exact else "")
    return f"bun add{how}{f' --cwd {quoted(folder)}' if folder else ''} {quoted(f'{name}@{wanted}')}"


BUN = Manager(
    name="bun",
    sync=always("bun install"),
    update=lambda names: f"bun update {words(names)}",
    # At the root it would add to the root what only another workspace asks for.
    inside=lambda name, _, __: f"bun update {quoted(name)}",
    install=_bun_install,
    remove=lambda name, folder: f"bun remove{f' --cwd {quoted(folder)}' if folder else ''} {quoted(name)}",
)


def of(name: str, component: Component) -> Manager:
    """The manager of that name, as the project uses it."""
    if name == "yarn" and not (component.manager or "").startswith("yarn@1"):
        return YARN_BERRY
    plain, workspaces = {
        "bun": (BUN, BUN),
        "npm": (NPM, NPM),
        "pnpm": (PNPM, PNPM_WORKSPACES),
        "rush": (RUSH, RUSH),
        "yarn": (YARN_CLASSIC, YARN_WORKSPACES),
    }[name]
    return workspaces if component.nested else plain

"""What to type for each package manager: the commands that move a package, as strings for a POSIX shell.

Nothing is run here. Names and folders come from the audited tree: each is quoted as one word. Commands are those of each
manager's own documentation; where it has several, the one that leaves manifests and other packages alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from auditor.model import Component, Requirement
from auditor.records import NamedTuple

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


def _always(command: str) -> Moves:
    return lambda _: command


# The npm family. npm leaves a package in its group, but puts a new one under dependencies, and a caret before a version.

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
    sync=_always("npm install"),
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
    sync=_always("pnpm install"),
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
RUSH = Manager(name="rush", sync=_always("rush update"), update=_always("rush update --full"))


def _in_folder(folder: str) -> str:
    return f"--cwd {quoted(folder)} " if folder else ""


def _yarn_install(name: str, wanted: str, folder: str, scope: str, exact: bool) -> str:
    how = _YARN_GROUPS.get(scope, "") + (" --exact" if exact else "")
    return f"yarn {_in_folder(folder)}add{how} {quoted(f'{name}@{wanted}')}"


# `yarn upgrade` resolves a package with all below it anew; what others bring in cannot be named.
YARN_CLASSIC = Manager(
    name="yarn",
    sync=_always("yarn install"),
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
    update=_always("yarn upgrade"),
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
    sync=_always("yarn install"),
    update=lambda names: f"yarn up --recursive {words(names)}",
    install=_berry_install,
    remove=lambda name, folder: f"yarn {_in_folder(folder)}remove {quoted(name)}",
)


def _bun_install(name: str, wanted: str, folder: str, scope: str, exact: bool) -> str:
    how = _BUN_GROUPS.get(scope, "") + (" --exact" if exact else "")
    return f"bun add{how}{f' --cwd {quoted(folder)}' if folder else ''} {quoted(f'{name}@{wanted}')}"


BUN = Manager(
    name="bun",
    sync=_always("bun install"),
    update=lambda names: f"bun update {words(names)}",
    # At the root it would add to the root what only another workspace asks for.
    inside=lambda name, _, __: f"bun update {quoted(name)}",
    install=_bun_install,
    remove=lambda name, folder: f"bun remove{f' --cwd {quoted(folder)}' if folder else ''} {quoted(name)}",
)


# Python


def _flagged(command: str, flag: str) -> Moves:
    return lambda names: " ".join([command, *(f"{flag} {quoted(name)}" for name in dict.fromkeys(names))])


def _grouped(command: str, option: str, name: str, wanted: str, scope: str) -> str:
    return f"{command}{option if scope == 'dev' else ''} {quoted(f'{name}{wanted}')}"


def _uv_install(name: str, wanted: str, folder: str, scope: str, _: bool) -> str:
    inside = f" --directory {quoted(folder)}" if folder else ""
    return _grouped(f"uv add{inside}", " --dev", name, wanted, scope)


UV = Manager(
    name="uv",
    sync=_always("uv lock"),
    update=_flagged("uv lock", "--upgrade-package"),
    install=_uv_install,
    remove=lambda name, folder: f"uv remove{f' --directory {quoted(folder)}' if folder else ''} {quoted(name)}",
)
# The one command that leaves the other packages alone both before Poetry 2 and since.
_POETRY_UPDATE: Moves = lambda names: f"poetry update --lock {words(names)}"  # noqa: E731
POETRY = Manager(
    name="poetry",
    sync=_POETRY_UPDATE,
    update=_POETRY_UPDATE,
    install=lambda name, wanted, _, scope, __: _grouped("poetry add", " --group dev", name, wanted, scope),
    remove=lambda name, _: f"poetry remove {quoted(name)}",
)
_PDM_UPDATE: Moves = lambda names: f"pdm update {words(names)}"  # noqa: E731
PDM = Manager(
    name="pdm",
    sync=_PDM_UPDATE,
    update=_PDM_UPDATE,
    install=lambda name, wanted, _, scope, __: _grouped("pdm add", " --dev", name, wanted, scope),
    remove=lambda name, _: f"pdm remove {quoted(name)}",
)
RYE = Manager(
    name="rye",
    sync=_always("rye lock"),
    update=_flagged("rye lock", "--update"),
    install=lambda name, wanted, _, scope, __: _grouped("rye add", " --dev", name, wanted, scope),
    remove=lambda name, _: f"rye remove {quoted(name)}",
)
# `pipenv upgrade NAME` replaces the range in the Pipfile by "*".
PIPENV = Manager(
    name="pipenv",
    sync=_always("pipenv lock"),
    update=_always("pipenv lock"),
    install=lambda name, wanted, _, scope, __: _grouped("pipenv install", " --dev", name, wanted, scope),
    remove=lambda name, _: f"pipenv uninstall {quoted(name)}",
)


def _compiled(component: Component) -> Manager:
    """pip-compile and uv's counterpart, which are told the file that they make and what from."""
    made = component.project.rpartition("/")[2]
    sources = [declared.path.rpartition("/")[2] for declared in component.declared]
    source = next((name for name in sources if name != made), made.removesuffix(".txt").removesuffix(".lock") + ".in")
    program = "uv pip compile" if (component.manager or "").startswith("uv") else "pip-compile"
    files = f"{quoted(source)} --output-file {quoted(made)}"
    move = _flagged(f"{program} {files}", "--upgrade-package")
    return Manager(name=program, sync=move, update=move)


def _pip(component: Component) -> Manager:
    """A requirements file that is installed as it stands, or was made from another; constraints are changed by hand."""
    name = component.project.rpartition("/")[2]
    if component.locked:
        by_hand = name.startswith("constraints") or name.endswith("constraints.txt")
        return Manager(name="pip", sync=_always(""), update=_always("")) if by_hand else _compiled(component)
    run = f"pip install --requirement {quoted(name)}" if name.endswith((".txt", ".in", ".lock")) else "pip install ."
    return Manager(name="pip", sync=_always(run), update=_always(run.replace("install", "install --upgrade", 1)))


# Ruby, PHP, Go


def _bundler(component: Component) -> Manager:
    return Manager(
        name="bundler",
        sync=_always("bundle lock" if component.locked else "bundle install"),
        update=lambda names: f"bundle update --conservative {words(names)}",
        install=lambda name, wanted, _, scope, __: (
            f"bundle add {quoted(name)} --version {quoted(wanted)}" + (" --group development" if scope == "dev" else "")
        ),
        remove=lambda name, _: f"bundle remove {quoted(name)}",
    )


_COMPOSER_UPDATE: Moves = lambda names: f"composer update {words(names)} --with-dependencies"  # noqa: E731
COMPOSER = Manager(
    name="composer",
    sync=_COMPOSER_UPDATE,
    update=_COMPOSER_UPDATE,
    install=lambda name, wanted, _, scope, __: (
        f"composer require{' --dev' if scope == 'dev' else ''} {quoted(f'{name}:{wanted}')}"
    ),
    remove=lambda name, _: f"composer remove {quoted(name)}",
)


def _go(component: Component) -> Manager:
    """What is vendored is built from its copy, which go writes again only when told to."""
    after = " && go mod vendor" if component.project.endswith("vendor/modules.txt") else ""
    return Manager(
        name="go",
        sync=_always(f"go mod tidy{after}"),
        update=lambda names: f"go get {words(names)}{after}",
        install=lambda name, wanted, _, __, ___: f"go get {quoted(f'{name}@{wanted}')}",
        remove=lambda name, _: f"go get {quoted(f'{name}@none')}",
    )


# .NET, the JVM


def _dotnet(component: Component) -> Manager:
    """``--force-evaluate`` makes restore change packages.lock.json; without such a file there is nothing to change."""
    restore = "dotnet restore --force-evaluate" if component.locked else "dotnet restore"
    return Manager(
        name="dotnet",
        sync=_always(restore),
        update=_always(restore),
        install=lambda name, wanted, _, __, ___: f"dotnet add package {quoted(name)} --version {quoted(wanted)}",
        remove=lambda name, _: f"dotnet remove package {quoted(name)}",
    )


# packages.config has its versions in the project file as well, so both are left to the tool.
NUGET = Manager(
    name="nuget",
    sync=_always("nuget restore"),
    update=lambda names: f"nuget update packages.config {' '.join(f'-Id {quoted(name)}' for name in names)}",
)
PAKET = Manager(
    name="paket",
    sync=_always("dotnet paket install"),
    # It takes one name at a time.
    update=lambda names: " && ".join(f"dotnet paket update {quoted(name)}" for name in dict.fromkeys(names)),
    install=lambda name, wanted, _, __, ___: f"dotnet paket add {quoted(name)} --version {quoted(wanted)}",
    remove=lambda name, _: f"dotnet paket remove {quoted(name)}",
)


def _gradle(component: Component) -> Manager:
    """Only a build with a lockfile has something to bring in line."""
    locked = component.project.endswith(".lockfile")
    update: Moves = (
        (lambda names: f"./gradlew dependencies --update-locks {quoted(','.join(dict.fromkeys(names)))}")
        if locked
        else _always("./gradlew dependencies --refresh-dependencies")
    )
    return Manager(name="gradle", sync=update if locked else _always(""), update=update)


MAVEN = Manager(name="maven", sync=_always(""), update=_always("mvn -U dependency:resolve"))
SBT = Manager(name="sbt", sync=_always(""), update=_always("sbt update"))


# Apple, Dart, Terraform


def _identities(names: Names) -> str:
    """Swift's identity of a package is the last part of its address, in lower case."""
    return words([name.rpartition("/")[2].removesuffix(".git").lower() for name in names])


_SWIFT_UPDATE: Moves = lambda names: f"swift package update {_identities(names)}"  # noqa: E731
SWIFT = Manager(name="swift", sync=_SWIFT_UPDATE, update=_SWIFT_UPDATE)
# Xcode moves packages within their ranges from its menu alone.
XCODE = Manager(name="xcode", sync=_always("xcodebuild -resolvePackageDependencies"), update=_always(""))
_POD_UPDATE: Moves = lambda names: f"pod update {words(names)}"  # noqa: E731
COCOAPODS = Manager(name="pod", sync=_POD_UPDATE, update=_POD_UPDATE)
_CARTHAGE: Moves = lambda names: f"carthage update {words([name.rpartition('/')[2] for name in names])}"  # noqa: E731
CARTHAGE = Manager(name="carthage", sync=_CARTHAGE, update=_CARTHAGE)


def _pub(program: str) -> Manager:
    return Manager(
        name=program,
        sync=_always(f"{program} pub get"),
        update=lambda names: f"{program} pub upgrade {words(names)}",
        install=lambda name, wanted, _, scope, __: (
            f"{program} pub add {quoted(f'dev:{name}:{wanted}' if scope == 'dev' else f'{name}:{wanted}')}"
        ),
        remove=lambda name, _: f"{program} pub remove {quoted(name)}",
    )


def _terraform(program: str) -> Manager:
    return Manager(name=program, sync=_always(f"{program} init -upgrade"), update=_always(f"{program} init -upgrade"))


# Which one


_BY_NAME = {
    "bun": BUN,
    "carthage": CARTHAGE,
    "cocoapods": COCOAPODS,
    "composer": COMPOSER,
    "maven": MAVEN,
    "npm": NPM,
    "paket": PAKET,
    "pdm": PDM,
    "pipenv": PIPENV,
    "poetry": POETRY,
    "rush": RUSH,
    "rye": RYE,
    "sbt": SBT,
    "uv": UV,
}
_BY_PROJECT: dict[str, Callable[[Component], Manager]] = {
    "bundler": _bundler,
    "go": _go,
    "gradle": _gradle,
    "nuget": lambda component: NUGET if component.project.endswith(".config") else _dotnet(component),
    "pip": _pip,
    "pip-compile": _compiled,
    "pnpm": lambda component: PNPM_WORKSPACES if component.nested else PNPM,
    "pub": lambda component: _pub("flutter" if "flutter" in component.name else "dart"),
    "flutter": lambda _: _pub("flutter"),
    "swift": lambda component: XCODE if ".xc" in component.project else SWIFT,
    "terraform": lambda _: _terraform("terraform"),
    "tofu": lambda _: _terraform("tofu"),
    "yarn": lambda component: (
        (YARN_WORKSPACES if component.nested else YARN_CLASSIC)
        if (component.manager or "").startswith("yarn@1")
        else YARN_BERRY
    ),
}


def of_component(component: Component) -> Manager | None:
    """The package manager of a component's project; npm where a package.json names none, None where nobody is known."""
    name = (component.manager or "").partition("@")[0]
    if not name and component.ecosystem == "npm":
        return NPM
    if name == "uv" and component.project.endswith((".txt", ".lock")) and not component.project.endswith("uv.lock"):
        return _compiled(component)
    if name in _BY_NAME:
        return _BY_NAME[name]
    return _BY_PROJECT[name](component) if name in _BY_PROJECT else None

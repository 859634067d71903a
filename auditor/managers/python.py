"""uv, Poetry, PDM, Rye, Pipenv, pip and pip-compile: their commands."""

from __future__ import annotations

from auditor.managers import Manager, Moves, always, quoted, words
from auditor.model import Component


def _flagged(command: str, flag: str) -> Moves:
    return lambda names: " ".join([command, *(f"{flag} {quoted(name)}" for name in dict.fromkeys(names))])


def _grouped(command: str, option: str, name: str, wanted: str, scope: str) -> str:
    return f"{command}{option if scope == 'dev' else ''} {quoted(f'{name}{wanted}')}"


def _uv_install(name: str, wanted: str, folder: str, scope: str, _: bool) -> str:
    inside = f" --directory {quoted(folder)}" if folder else ""
    return _grouped(f"uv add{inside}", " --dev", name, wanted, scope)


def group_of(manager: str, at: object) -> str | None:
    """The options for the group or extra that a requirement of a pyproject.toml stands in; None where it is in none."""
    route = at if isinstance(at, tuple) else ()
    if manager == "uv" and route[:2] == ("project", "optional-dependencies"):
        return f" --optional {quoted(str(route[2]))}"
    if manager in {"poetry", "uv"} and route[:1] == ("dependency-groups",):
        return f" --group {quoted(str(route[1]))}"
    if manager == "poetry" and route[:3] == ("tool", "poetry", "group"):
        return f" --group {quoted(str(route[3]))}"
    return None


UV = Manager(
    name="uv",
    sync=always("uv lock"),
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
    sync=always("rye lock"),
    update=_flagged("rye lock", "--update"),
    install=lambda name, wanted, _, scope, __: _grouped("rye add", " --dev", name, wanted, scope),
    remove=lambda name, _: f"rye remove {quoted(name)}",
)
# `pipenv upgrade NAME` replaces the range in the Pipfile by "*".
PIPENV = Manager(
    name="pipenv",
    sync=always("pipenv lock"),
    update=always("pipenv lock"),
    install=lambda name, wanted, _, scope, __: _grouped("pipenv install", " --dev", name, wanted, scope),
    remove=lambda name, _: f"pipenv uninstall {quoted(name)}",
)


def _compiled(component: Component) -> Manager:
    """pip-compile and uv's counterpart, which are told the file that they make and what from; it says so itself in its header."""
    recorded = (component.manager or "").partition("@")[2]
    if recorded:
        from auditor.managers.compiled import again

        told = again(recorded, component.project)
        if told:
            move = _flagged(" ".join(map(quoted, told)), "--upgrade-package")
            return Manager(name="uv" if told[1] == "export" else "pip-compile", sync=move, update=move)
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
        by_hand = by_hand or (
            not component.declared and component.direct is None
        )  # it says of nothing where it is from
        return Manager(name="pip", sync=always(""), update=always("")) if by_hand else _compiled(component)
    run = f"pip install --requirement {quoted(name)}" if name.endswith((".txt", ".in", ".lock")) else "pip install ."
    return Manager(name="pip", sync=always(run), update=always(run.replace("install", "install --upgrade", 1)))


def of(name: str, component: Component) -> Manager:
    """The manager of that name, as the project uses it."""
    if name == "pip":
        return _pip(component)
    compiled = component.project.endswith((".txt", ".lock")) and not component.project.endswith("uv.lock")
    if name == "pip-compile" or (name == "uv" and compiled):
        return _compiled(component)
    return {"pdm": PDM, "pipenv": PIPENV, "poetry": POETRY, "rye": RYE, "uv": UV}[name]

"""``pyproject.toml``: what a Python project declares, whichever program manages it.

Formats: the packaging specifications of ``[project]`` and of dependency groups, and the documentation of Poetry, PDM,
uv, Rye, Hatch and Flit for their own tables. What only a build is run with (``build-system``) is not part of what the project
runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.model import Gap, Requirement, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners import _pep508, _poetry_table
from auditor.source import Document

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("pyproject.toml",)
LOCKFILES = ()

Route = tuple[str | int, ...]


def scan(document: Document) -> Scan:
    """The requirements of every table that declares some, the members of a uv workspace, and overrides."""
    tree = document.toml()
    gaps: list[Gap] = []
    project, poetry = table(tree, "project"), table(tree, "tool", "poetry")
    plain = list(_strings(document, tree, gaps))
    names = {asked.name for asked in plain}
    requirements = [_sourced(asked, table(tree, "tool", "uv", "sources")) for asked in plain]
    requirements += _poetry_table.requirements(poetry, names)
    flit = table(tree, "tool", "flit", "metadata")
    name = next(filter(None, map(_text, (project.get("name"), poetry.get("name"), flit.get("module")))), None)
    gaps += _dynamic(document, tree)
    return Scan(
        path=document.path,
        kind="manifest",
        format="pyproject.toml",
        ecosystem="pypi",
        requirements=tuple(_pep508.own(asked, name) for asked in requirements),
        name=name,
        workspaces=_members(table(tree, "tool", "uv", "workspace")),
        overrides=dict(_overrides(tree)),
        manager=_manager(tree),
        published=_is_published(project or poetry or flit),
        gaps=tuple(gaps),
        limits=tuple(_limits(tree)),
    )


def table(tree: Mapping[str, Any], *route: str) -> Mapping[str, Any]:
    """The table at ``route``, an empty one where there is none."""
    for part in route:
        value = tree.get(part)
        tree = value if isinstance(value, dict) else {}
    return tree


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


# Lists of requirement strings


def _lists(tree: Mapping[str, Any]) -> Iterator[tuple[Route, Any, str]]:
    """Every place that holds a list of requirement strings, with the list and its scope."""
    project = table(tree, "project")
    yield ("project", "dependencies"), project.get("dependencies"), "prod"
    for extra, items in table(project, "optional-dependencies").items():
        yield ("project", "optional-dependencies", extra), items, "optional"
    for group, items in table(tree, "dependency-groups").items():
        yield ("dependency-groups", group), items, "dev"
    for group, items in table(tree, "tool", "pdm", "dev-dependencies").items():
        yield ("tool", "pdm", "dev-dependencies", group), items, "dev"
    for manager in ("uv", "rye"):
        yield ("tool", manager, "dev-dependencies"), table(tree, "tool", manager).get("dev-dependencies"), "dev"
    flit = table(tree, "tool", "flit", "metadata")
    yield ("tool", "flit", "metadata", "requires"), flit.get("requires"), "prod"
    for extra, items in table(flit, "requires-extra").items():
        yield ("tool", "flit", "metadata", "requires-extra", extra), items, "optional"
    for name, environment in table(tree, "tool", "hatch", "envs").items():
        for key in ("dependencies", "extra-dependencies"):
            if isinstance(environment, dict):
                yield ("tool", "hatch", "envs", name, key), environment.get(key), "dev"


def _strings(document: Document, tree: Mapping[str, Any], gaps: list[Gap]) -> Iterator[Requirement]:
    for route, items, scope in _lists(tree):
        for number, text in enumerate(items if isinstance(items, list) else ()):
            if isinstance(text, dict) or (isinstance(text, str) and _is_computed(text)):
                # A group that includes another, or a path that Hatch and PDM fill in.
                continue
            at = (*route, number)
            asked = _pep508.requirement(text.removeprefix("-e "), at, scope) if isinstance(text, str) else None
            if asked:
                yield asked
            elif not gaps and not (isinstance(text, str) and text.startswith("-e ")):
                # One is enough to mend the file by; to find the place of each could take long.
                gaps.append(_no_requirement(document, at, text))


def _is_computed(text: str) -> bool:
    return "{" in text.partition(";")[0]


def _no_requirement(document: Document, at: Route, text: Any) -> Gap:
    from auditor.locate import Text

    place = Text(document.path, document.text, document.syntax).at(at)
    reason = f'"{str(text)[:60]}" is no requirement as PEP 508 has them'
    return Gap(document.path, reason, line=place.line, column=place.column, remedy="correct the entry", may_hide=True)


def _sourced(asked: Requirement, sources: Mapping[str, Any]) -> Requirement:
    """A requirement that ``[tool.uv.sources]`` sends elsewhere; one of an index of its own stays as it is."""
    said = next((entry for name, entry in sources.items() if _pep508.normalised(name) == asked.name), None)
    said = said[0] if isinstance(said, list) and said else said
    if not isinstance(said, dict):
        return asked
    if said.get("workspace") is True:
        return asked._replace(source="link", range=None, version=None)
    for key, source in (("git", "git"), ("url", "url"), ("path", "file")):
        if isinstance(said.get(key), str):
            return asked._replace(text=said[key], source=source, range=None, version=None)
    return asked


# The rest


def _dynamic(document: Document, tree: Mapping[str, Any]) -> Iterator[Gap]:
    """A gap where the build computes dependencies, or takes them from a file that has no scanner by its name."""
    dynamic = table(tree, "project").get("dynamic")
    from_files = table(tree, "tool", "setuptools", "dynamic")
    for key in ("dependencies", "optional-dependencies"):
        if not isinstance(dynamic, list) or key not in dynamic or _own_tables(tree, key):
            continue
        if key not in from_files:
            yield Gap(document.path, f"leaves its {key} to the build", broken=False, mentions=())
        for name in _files(from_files.get(key)):
            yield from _pep508.unread(document, name)


def _files(said: Any) -> Iterator[str]:
    """The files that a ``file`` key names, alone or in a list, at whatever depth (an extra is a table of its own)."""
    for key, value in said.items() if isinstance(said, dict) else ():
        if key != "file":
            yield from _files(value)
        for name in value if isinstance(value, list) else [value]:
            if key == "file" and isinstance(name, str):
                yield name


def _own_tables(tree: Mapping[str, Any], key: str) -> bool:
    """Whether Poetry's table, or a setup file that is read on its own, says what ``[project]`` calls dynamic."""
    return "dependencies" in table(tree, "tool", "poetry") and key == "dependencies"


def _members(workspace: Mapping[str, Any]) -> tuple[str, ...]:
    members, excluded = workspace.get("members"), workspace.get("exclude")
    taken = [glob for glob in members if isinstance(glob, str)] if isinstance(members, list) else []
    left = [f"!{glob}" for glob in excluded if isinstance(glob, str)] if isinstance(excluded, list) else []
    return (*taken, *left)


def _overrides(tree: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    forced = table(tree, "tool", "uv").get("override-dependencies")
    for text in forced if isinstance(forced, list) else ():
        said = _pep508.parse(text) if isinstance(text, str) else None
        if said and not said.url:
            yield _pep508.normalised(said.name), said.specifier
    for name, wanted in table(tree, "tool", "pdm", "resolution", "overrides").items():
        if isinstance(wanted, str):
            yield _pep508.normalised(name), wanted if not wanted[:1].isdigit() else f"=={wanted}"


def _limits(tree: Mapping[str, Any]) -> Iterator[Requirement]:
    """What ``constraint-dependencies`` of uv says; what hangs on the environment limits nothing."""
    said = table(tree, "tool", "uv").get("constraint-dependencies")
    for number, text in enumerate(said if isinstance(said, list) else ()):
        route = ("tool", "uv", "constraint-dependencies", number)
        asked = _pep508.requirement(text, route, "prod") if isinstance(text, str) and ";" not in text else None
        if asked:
            yield asked


def _manager(tree: Mapping[str, Any]) -> str | None:
    return next((name for name in ("uv", "poetry", "pdm", "hatch") if name in table(tree, "tool")), None)


def _is_published(project: Mapping[str, Any]) -> bool:
    """Whether this looks like a package for others to install: it has classifiers, and none that keeps it private."""
    classifiers = project.get("classifiers")
    if not isinstance(classifiers, list) or not classifiers:
        return False
    return not any(str(said).startswith("Private ::") for said in classifiers)

"""``[tool.poetry]`` of a pyproject.toml: a table of names, each with a constraint in Poetry's own syntax.

Format: Poetry's documentation of dependency specification. Constraints stay as they are written; ``versions`` reads
them.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from auditor import versions
from auditor.model import Requirement
from auditor.records import TYPE_CHECKING
from auditor.scanners import _pep508

if TYPE_CHECKING:
    from typing import Any

Route = tuple[str | int, ...]

_PLACES = (("git", "git"), ("url", "url"), ("path", "file"), ("file", "file"))


def requirements(poetry: Mapping[str, Any], named: Container[str]) -> Iterator[Requirement]:
    """What the table declares. Where ``[project]`` has ``named`` one, an entry without a version adds to that."""
    groups: list[tuple[Route, Any, str]] = [
        (("dependencies",), poetry.get("dependencies"), "prod"),
        (("dev-dependencies",), poetry.get("dev-dependencies"), "dev"),
    ]
    group_tables = poetry.get("group")
    for group, said in group_tables.items() if isinstance(group_tables, dict) else ():
        if isinstance(said, dict):
            groups.append((("group", group, "dependencies"), said.get("dependencies"), "dev"))
    for route, table, scope in groups:
        for name, said in table.items() if isinstance(table, dict) else ():
            at = ("tool", "poetry", *route, name)
            for number, one in enumerate(said if isinstance(said, list) else [said]):
                place = (*at, number) if isinstance(said, list) else at
                yield from _requirement(name, one, place, scope, named)


def _requirement(name: str, said: Any, at: Route, scope: str, named: Container[str]) -> Iterator[Requirement]:
    normal = _pep508.normalised(name)
    if normal == "python":
        return
    if isinstance(said, str):
        yield _ranged(normal, said, at, scope)
    if not isinstance(said, dict):
        return
    scope = "optional" if said.get("optional") is True else scope
    for key, source in _PLACES:
        if isinstance(said.get(key), str):
            yield Requirement("pypi", normal, said[key], (*at, key), scope, source=source)
            return
    version = said.get("version")
    if isinstance(version, str):
        yield _ranged(normal, version, (*at, "version"), scope)
    elif normal not in named:
        yield _ranged(normal, "*", at, scope)


def _ranged(name: str, text: str, at: Route, scope: str) -> Requirement:
    """A constraint; one without an operator is a pin for Poetry."""
    bare = text.strip().lstrip("=").strip()
    is_pin = bare[:1].isdigit() and "*" not in bare and versions.release("pypi", bare) is not None
    return Requirement("pypi", name, text, at, scope, range=text, version=bare if is_pin else None)

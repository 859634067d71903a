"""``Pipfile``: what a project of Pipenv's declares, by category.

Format: Pipenv's specification. A specifier is PEP 440's, ``*``, or a table with ``version``, ``git``, ``file`` or
``path``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.model import At, Requirement, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners import _pep508
from auditor.source import Document

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("Pipfile",)
LOCKFILES = ()

_SCOPES = {"packages": "prod", "dev-packages": "dev"}
_CODE = ("git", "hg", "svn")
_PLACES = (*_CODE, "file", "path")
_NOT_PACKAGES = frozenset(("source", "requires", "scripts", "pipenv", "pipfile", "build-system"))


def scan(document: Document) -> Scan:
    """The requirements of every category; a category of the project's own counts as optional."""
    tree = document.toml()
    return Scan(
        path=document.path,
        kind="manifest",
        format="Pipfile",
        ecosystem="pypi",
        requirements=tuple(_requirements(tree)),
        manager="pipenv",
    )


def _requirements(tree: Mapping[str, Any]) -> Iterator[Requirement]:
    for category, table in tree.items():
        if category in _NOT_PACKAGES or not isinstance(table, dict):
            continue
        scope = _SCOPES.get(category, "optional")
        for name, said in table.items():
            yield from _requirement(name, said, (category, name), scope)


def _requirement(name: str, said: Any, at: tuple[str, ...], scope: str) -> Iterator[Requirement]:
    name = _pep508.normalised(name)
    if isinstance(said, str):
        yield _ranged(name, said, at, scope)
    if not isinstance(said, dict):
        return
    kind = next((kind for kind in _PLACES if isinstance(said.get(kind), str)), None)
    version = said.get("version", "*")
    if kind:
        asked = _pep508.referenced(name, said[kind], (*at, kind), scope)
        yield asked._replace(text=said[kind], source="git") if kind in _CODE else asked
    elif isinstance(version, str):
        yield _ranged(name, version, (*at, "version") if "version" in said else at, scope)


def _ranged(name: str, text: str, at: At, scope: str) -> Requirement:
    return Requirement("pypi", name, text, at, scope, range=text, version=_pep508.pinned(text))

"""``Pipfile.lock``: Pipenv's packages by category, ``default``, ``develop`` and those that a project names itself.

Format: Pipenv's specification of Pipfile and Pipfile.lock, version 6. What is direct stands in the Pipfile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.model import Gap, Package, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners import _pep508, _python_lock, _repeated
from auditor.source import Document, ReadError, position

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("Pipfile.lock",)
LOCKFILES = CLAIMS

_REMEDY = "recreate it: pipenv lock"
_SCOPES = {"default": "prod", "develop": "dev"}
_PLACES = ("git", "hg", "svn", "file", "path")


def scan(document: Document) -> Scan:
    """The packages of every category."""
    tree = document.json()
    if not isinstance(tree, dict) or not tree.keys() & {"_meta", "default", "develop"}:
        raise ReadError("is not a Pipfile.lock: it has neither _meta nor default", remedy=_REMEDY)
    _repeated.refuse(document, tree, _REMEDY)
    gaps: list[Gap] = []
    found = _python_lock.entries(_packages(document, tree, gaps))
    if gaps and not found.packages:
        raise ReadError(gaps[0].reason, line=gaps[0].line, column=gaps[0].column, remedy=_REMEDY)
    return Scan(
        path=document.path,
        kind="lockfile",
        format="Pipfile.lock",
        ecosystem="pypi",
        packages=found.packages,
        names=found.names,
        find=found.find,
        joins=("Pipfile",),
        manager="pipenv",
        gaps=tuple(gaps),
    )


def _packages(document: Document, tree: Mapping[str, Any], gaps: list[Gap]) -> Iterator[Package]:
    for category, table in tree.items():
        if category == "_meta":
            continue
        for name, entry in table.items() if isinstance(table, dict) else [(category, None)]:
            if isinstance(entry, dict) and isinstance(entry.get("version", ""), str):
                yield _package(category, name, entry)
                continue
            line, column = position(document.text, max(document.text.find(f'"{name}"'), 0))
            reason = f'"{name}" is no package entry'
            gaps.append(Gap(document.path, reason, line=line, column=column, remedy=_REMEDY, may_hide=True))


def _package(category: str, name: str, entry: Mapping[str, Any]) -> Package:
    kind = next((kind for kind in _PLACES if isinstance(entry.get(kind), str)), None)
    place = entry[kind] if kind else None
    source = (
        "registry" if kind is None else "git" if kind in {"git", "hg", "svn"} else _pep508.source_of(entry[kind])[0]
    )
    version = entry.get("version")
    return Package(
        key=f"{category}/{name}",
        ecosystem="pypi",
        name=_pep508.normalised(name),
        version=version.lstrip("= ") if version and source == "registry" else None,
        at=(category, name),
        source=source,
        specifier=place,
        scope=_SCOPES.get(category),
    )

"""``Pipfile.lock``: Pipenv's packages by category, ``default``, ``develop`` and those that a project names itself.

Format: Pipenv's specification of Pipfile and Pipfile.lock, version 6. What is direct stands in the Pipfile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.locate import repeated_keys
from auditor.model import Gap, Package, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners import _python_lock
from auditor.scanners._pep508 import normalised
from auditor.source import Document, ReadError, position

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("Pipfile.lock",)
LOCKFILES = CLAIMS

_REMEDY = "recreate it: pipenv lock"
_SCOPES = {"default": "prod", "develop": "dev"}
_SOURCES = (("git", "git"), ("hg", "git"), ("svn", "git"), ("file", "url"), ("path", "file"))


def scan(document: Document) -> Scan:
    """The packages of every category."""
    tree = document.json()
    if not isinstance(tree, dict) or not tree.keys() & {"_meta", "default", "develop"}:
        raise ReadError("is not a Pipfile.lock: it has neither _meta nor default", remedy=_REMEDY)
    _refuse_repeated(document, tree)
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
    source, place = next(
        ((source, entry[key]) for key, source in _SOURCES if isinstance(entry.get(key), str)), ("registry", None)
    )
    version = entry.get("version")
    return Package(
        key=f"{category}/{name}",
        ecosystem="pypi",
        name=normalised(name),
        version=version.lstrip("=") if version and source == "registry" else None,
        at=(category, name),
        source=source,
        specifier=place,
        scope=_SCOPES.get(category),
    )


def _refuse_repeated(document: Document, tree: Mapping[str, Any]) -> None:
    """Raise where a package stands twice. Counting first: the full look costs more than reading the file."""
    waiting: list[Any] = [tree]
    keys = 0
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            keys += len(value)
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    if document.text.count('":') == keys:
        return
    for route, offset in repeated_keys(document.text):
        line, column = position(document.text, offset)
        raise ReadError(f'says "{route[-1]}" twice', line=line, column=column, remedy=_REMEDY)

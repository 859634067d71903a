"""``poetry.lock``: lock versions 1.0, 1.1, 2.0 and 2.1, and the one without a number that Poetry before 1.0 wrote.

Format: Poetry's own locker. The file does not say what is direct: that is in the pyproject.toml beside it. Its last
table, ``metadata``, tells a whole file from one that was cut.
"""

from __future__ import annotations

from collections.abc import Mapping

from auditor.model import Gap, Package, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners import _python_lock
from auditor.scanners._pep508 import normalised
from auditor.scanners._python_lock import Listed
from auditor.source import Document, ReadError

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("poetry.lock",)
LOCKFILES = CLAIMS

_REMEDY = "recreate it: poetry lock"
_SOURCES = {"git": "git", "url": "url", "file": "file", "directory": "file", "legacy": "registry"}


def scan(document: Document) -> Scan:
    """The packages, each with its range for those that it asks for."""
    tree = document.toml()
    metadata = tree.get("metadata")
    gaps: list[Gap] = []
    if not isinstance(metadata, dict):
        if "package" not in tree:
            raise ReadError("is not a poetry.lock: it has neither metadata nor packages", remedy=_REMEDY)
        reason = "has no metadata at its end: it is cut short"
        gaps.append(Gap(document.path, reason, line=document.text.count("\n") + 1, remedy=_REMEDY, may_hide=True))
        metadata = {}
    version = str(metadata.get("lock-version", "0"))
    if version.partition(".")[0] not in {"0", "1", "2"}:
        raise ReadError(f"has lock-version {version[:20]}; 1 and 2 are read", remedy=_REMEDY)
    listed = _python_lock.listed(document, tree, "package", gaps, _REMEDY)
    found = _python_lock.entries(map(_package, listed))
    return Scan(
        path=document.path,
        kind="lockfile",
        format="poetry.lock",
        ecosystem="pypi",
        packages=found.packages,
        names=found.names,
        find=found.find,
        workspaces=_python_lock.folders(found.packages.values()),
        joins=("pyproject.toml",),
        manager="poetry",
        gaps=tuple(gaps),
    )


def _package(one: Listed) -> Package:
    origin = one.entry.get("source")
    origin = origin if isinstance(origin, dict) else {}
    source = _SOURCES.get(str(origin.get("type", "legacy")), "registry")
    return Package(
        key=f"{one.name}@{one.version}",
        ecosystem="pypi",
        name=one.name,
        version=one.version,
        at=("package", one.number, "name"),
        source=source,
        specifier=str(origin.get("url", "")) if source != "registry" else None,
        scope=_scope(one.entry),
        requires=_requires(one.entry),
    )


def _scope(entry: Mapping[str, Any]) -> str | None:
    """By ``groups`` (lock version 2.1) or ``category`` (before 2.0, and some 2.0); None where neither is there."""
    groups = entry.get("groups") or [entry.get("category")]
    if groups == [None] or not isinstance(groups, list):
        return None
    if "main" not in groups:
        return "dev"
    return "optional" if entry.get("optional") is True else "prod"


def _requires(entry: Mapping[str, Any]) -> dict[str, str]:
    table = entry.get("dependencies")
    return {normalised(name): _range(said) for name, said in table.items()} if isinstance(table, dict) else {}


def _range(said: Any) -> str:
    """A dependency's range: a text, a table with ``version``, or a list of tables for different environments."""
    if isinstance(said, list):
        return " || ".join(filter(None, map(_range, said)))
    version = said.get("version") if isinstance(said, dict) else said
    return version if isinstance(version, str) else ""

"""``pdm.lock``, lock versions 2 to 4: packages with groups and their own requirements.

Format: PDM's own reader and writer. A package asked for with extras has a second entry, of the same version, for
them. What is direct stands in the pyproject.toml beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.model import Gap, Package, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners import _pep508, _python_lock
from auditor.scanners._python_lock import Listed
from auditor.source import Document, ReadError

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("pdm.lock",)
LOCKFILES = CLAIMS

_REMEDY = "recreate it: pdm lock"
_SOURCES = (("git", "git"), ("hg", "git"), ("url", "url"), ("path", "file"))


def scan(document: Document) -> Scan:
    """The packages, each with what it asks for."""
    tree = document.toml()
    metadata = tree.get("metadata")
    gaps: list[Gap] = []
    if not isinstance(metadata, dict):
        if "package" not in tree:
            raise ReadError("is not a pdm.lock: it has neither metadata nor packages", remedy=_REMEDY)
        reason = "has no metadata: it is cut short"
        gaps.append(Gap(document.path, reason, line=document.text.count("\n") + 1, remedy=_REMEDY, may_hide=True))
        metadata = {}
    version = str(metadata.get("lock_version", "0"))
    if version.partition(".")[0] not in {"0", "1", "2", "3", "4"}:
        raise ReadError(f"has lock_version {version[:20]}; those up to 4 are read", remedy=_REMEDY)
    listed = _python_lock.listed(document, tree, "package", gaps, _REMEDY, needed=("version", "path", "git", "url"))
    found = _python_lock.entries(map(_package, listed))
    return Scan(
        path=document.path,
        kind="lockfile",
        format="pdm.lock",
        ecosystem="pypi",
        packages=found.packages,
        names=found.names,
        find=found.find,
        workspaces=_python_lock.folders(found.packages.values()),
        joins=("pyproject.toml",),
        manager="pdm",
        gaps=tuple(gaps),
    )


def _package(one: Listed) -> Package:
    source, place = next(
        ((source, one.entry[key]) for key, source in _SOURCES if isinstance(one.entry.get(key), str)),
        ("registry", None),
    )
    return Package(
        key=f"{one.name}@{one.version}",
        ecosystem="pypi",
        name=one.name,
        version=one.version,
        at=("package", one.number, "name"),
        source=source,
        specifier=place,
        scope=_scope(one.entry),
        requires=dict(_requires(one.entry)),
    )


def _scope(entry: Mapping[str, Any]) -> str | None:
    """By the groups: whether one that is not the default is for development or optional is not said here."""
    groups = entry.get("groups", entry.get("sections"))
    if not isinstance(groups, list):
        return None
    return "prod" if "default" in groups else "dev" if groups == ["dev"] else None


def _requires(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    asked = entry.get("dependencies")
    if isinstance(asked, dict):
        for name, said in asked.items():
            version = said.get("version") if isinstance(said, dict) else said
            yield _pep508.normalised(name), version if isinstance(version, str) else ""
    for text in asked if isinstance(asked, list) else ():
        said = _pep508.parse(text) if isinstance(text, str) else None
        if said:
            yield _pep508.normalised(said.name), said.specifier

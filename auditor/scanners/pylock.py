"""``pylock.toml`` and ``pylock.<name>.toml``: the lockfile that every installer of Python can read (PEP 751).

Who asks for whom is optional there, and what is direct is not said: a pyproject.toml beside it tells. One file may be
of one extra or group only.
"""

from __future__ import annotations

from collections.abc import Mapping

from auditor.model import Gap, Package, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners import _pep508, _python_lock
from auditor.scanners._python_lock import Listed, tables
from auditor.source import Document, ReadError

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("pylock.toml", "pylock.*.toml")
LOCKFILES = ("pylock.toml",)

_REMEDY = "let the program that wrote it lock again"
_SOURCES = {"vcs": "git", "directory": "file", "archive": "url"}
_PROGRAMS = ("uv", "pip", "pdm", "poetry")


def scan(document: Document) -> Scan:
    """The packages, with who asks for whom where the file tells."""
    tree = document.toml()
    version = tree.get("lock-version")
    if not isinstance(version, str) or version.partition(".")[0] != "1":
        said = (
            "is not a pylock.toml: it has no lock-version"
            if version is None
            else f"has lock-version {str(version)[:20]}"
        )
        raise ReadError(said, remedy=_REMEDY)
    gaps: list[Gap] = []
    if "packages" not in tree:
        raise ReadError('has no "packages": it is cut short', line=document.text.count("\n") + 1, remedy=_REMEDY)
    listed = _python_lock.listed(document, tree, "packages", gaps, _REMEDY, needed=("version", *_SOURCES))
    known = {one.name for one in listed}
    asked = ((one, name) for one in listed for name in _asked(one.entry) if name not in known)
    gaps += _python_lock.dangling(document, asked, "packages", _REMEDY)
    found = _python_lock.entries(map(_package, listed))
    program = str(tree.get("created-by", ""))
    return Scan(
        path=document.path,
        kind="lockfile",
        format="pylock.toml",
        ecosystem="pypi",
        packages=found.packages,
        names=found.names,
        find=found.find,
        joins=("pyproject.toml",),
        whole=False,
        manager=program if program in _PROGRAMS else None,
        gaps=tuple(gaps),
    )


def _package(one: Listed) -> Package:
    source, place = _source(one.entry)
    return Package(
        key=f"{one.name}@{one.version}",
        ecosystem="pypi",
        name=one.name,
        version=one.version,
        at=("packages", one.number, "name"),
        source=source,
        specifier=place,
        requires=_asked(one.entry),
    )


def _source(entry: Mapping[str, Any]) -> tuple[str, str | None]:
    for key, source in _SOURCES.items():
        said = entry.get(key)
        if isinstance(said, dict):
            place = said.get("url", said.get("path"))
            return ("file" if "url" not in said and source == "url" else source), place if isinstance(
                place, str
            ) else None
    return "registry", None


def _asked(entry: Mapping[str, Any]) -> dict[str, str]:
    asked = {}
    for said in tables(entry.get("dependencies")):
        name, version = said.get("name"), said.get("version")
        if isinstance(name, str):
            asked[_pep508.normalised(name)] = version if isinstance(version, str) else ""
    return asked

"""Gradle's version catalogs: ``*.versions.toml``, and ``dependencies.toml`` where it has the same tables.

Format: Gradle's documentation of version catalogs. An entry is a choice that builds may take up by its alias (``libs.java.jwt``);
whether one does is known only where the build file is in the tree. Plugins are not dependencies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from auditor.model import At, Gap, Place, Requirement, Scan
from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.scanners._gradle import REMEDY, accessor, meaning
from auditor.shared import Shared, Value
from auditor.source import Document, ReadError

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("*.versions.toml", "dependencies.toml")
LOCKFILES = ()

_TABLES = frozenset(("versions", "libraries", "bundles", "plugins", "metadata"))
_NOTHING = re.compile(r"(?!)()")
_MODULE = re.compile(r"[^\s:]+:[^\s:]+")
_ROUTE = tuple[str | int, ...]


class _Version(NamedTuple):
    """A version's text in Gradle's notation, ``""`` for none, and where the part of it stands that names the version."""

    text: str
    route: _ROUTE | None


def scan(document: Document) -> Scan:
    """The libraries of a catalog, with the names that builds take them by."""
    tree = document.toml()
    if document.name != "dependencies.toml" and tree and not tree.keys() & _TABLES:
        raise ReadError("is no version catalog: it has none of a catalog's tables", remedy="restore it")
    gaps: list[Gap] = []
    libraries = {}
    table = _table(document, tree, "libraries", gaps) if _is_catalog(document, tree) else {}
    for alias, entry in table.items():
        library = _library(document, tree, alias, entry, gaps)
        if library:
            libraries[_accessor(document, alias)] = (library,)
    if gaps and not libraries:
        raise ReadError(gaps[0].reason, line=gaps[0].line, remedy=gaps[0].remedy)
    bundles = dict(_bundles(document, tree, libraries))
    return Scan(
        path=document.path,
        kind="manifest",
        format="dependencies.toml" if document.name == "dependencies.toml" else "versions.toml",
        ecosystem="maven",
        requirements=tuple(library for found in libraries.values() for library in found),
        manager="gradle",
        shared=Shared(
            means=meaning,
            line=lambda at: _line(document, at),
            reference=_NOTHING,
            remedy=REMEDY,
            values=dict(_values(document, tree)),
            libraries=libraries | bundles,
        ),
        gaps=tuple(gaps),
    )


def _is_catalog(document: Document, tree: Mapping[str, Any]) -> bool:
    """Whether ``dependencies.toml``, a name that anybody may use, is a catalog."""
    libraries = tree.get("libraries")
    if document.name != "dependencies.toml":
        return True
    entries = libraries.values() if isinstance(libraries, dict) else ()
    return any(isinstance(entry, str) or (isinstance(entry, dict) and "module" in entry) for entry in entries)


def _table(document: Document, tree: Mapping[str, Any], name: str, gaps: list[Gap]) -> Mapping[str, Any]:
    table = tree.get(name, {})
    if isinstance(table, dict):
        return table
    gaps.append(_gap(document, (name,), f'"{name}" is no table'))
    return {}


def _line(document: Document, at: At) -> int:
    from auditor.locate import Text

    return Text(document.path, document.text, "toml").at(at).line


def _gap(document: Document, route: _ROUTE, reason: str) -> Gap:
    remedy = "Gradle refuses it as well: correct the entry"
    return Gap(document.path, reason, line=_line(document, route), remedy=remedy, may_hide=True)


def _accessor(document: Document, alias: str) -> str:
    """What a build writes for an alias; the catalog of ``libs.versions.toml`` is called ``libs``, and so by default is any."""
    catalog = "libs" if document.name == "dependencies.toml" else document.name.removesuffix(".versions.toml")
    return accessor(catalog, alias)


def _values(document: Document, tree: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    """The versions by the names that builds know them by: ``libs.versions.java.jwt``."""
    table = tree.get("versions")
    for alias, said in table.items() if isinstance(table, dict) else ():
        found = _version(tree, said, ("versions", alias))
        if found.route:
            yield _accessor(document, f"versions.{alias}"), Value(found.text, found.route)


def _bundles(
    document: Document, tree: Mapping[str, Any], libraries: Mapping[str, tuple[Requirement, ...]]
) -> Iterator[tuple[str, tuple[Requirement, ...]]]:
    bundles = tree.get("bundles")
    for alias, members in bundles.items() if isinstance(bundles, dict) else ():
        names = [name for name in members if isinstance(name, str)] if isinstance(members, list) else []
        found = [library for name in names for library in libraries.get(_accessor(document, name), ())]
        yield _accessor(document, f"bundles.{alias}"), tuple(found)


def _library(
    document: Document, tree: Mapping[str, Any], alias: str, entry: Any, gaps: list[Gap]
) -> Requirement | None:
    route: _ROUTE = ("libraries", alias)
    module, at, found = _parts(tree, entry, route)
    if not _MODULE.fullmatch(module):
        gaps.append(_gap(document, route, f'the library "{alias[:60]}" names no module (group:name)'))
        return None
    if found.route is None and found.text:
        gaps.append(
            _gap(document, route, f'the library "{alias[:60]}" has the version "{found.text[:60]}", which is not set')
        )
        found = _Version("", None)
    wanted, version = meaning(found.text) if found.text else (None, None)
    return Requirement(
        ecosystem="maven",
        name=module,
        text=found.text,
        at=at,
        range=wanted,
        version=version,
        direct=None,
        version_at=Place(document.path, found.route) if found.route and found.text else None,
    )


def _parts(tree: Mapping[str, Any], entry: Any, route: _ROUTE) -> tuple[str, _ROUTE, _Version]:
    """The module of an entry (``""`` for none) and its place, and its version."""
    if isinstance(entry, str):
        group, _, rest = entry.partition(":")
        name, _, version = rest.partition(":")
        return f"{group}:{name}", route, _Version(version, route)
    if not isinstance(entry, dict):
        return "", route, _Version("", None)
    module = entry.get("module", f"{entry.get('group', '')}:{entry.get('name', '')}")
    at = (*route, "module" if "module" in entry else "name")
    return module if isinstance(module, str) else "", at, _version(tree, entry.get("version"), (*route, "version"))


def _version(tree: Mapping[str, Any], said: Any, route: _ROUTE) -> _Version:
    """A version as text, as a reference into ``versions``, or in parts (``strictly``, ``require``, ``prefer``)."""
    if isinstance(said, str):
        return _Version(said, route)
    if not isinstance(said, dict):
        return _Version("", None)
    reference = said.get("ref")
    if isinstance(reference, str):
        table = tree.get("versions")
        wanted = table.get(reference) if isinstance(table, dict) else None
        if wanted is None or (isinstance(wanted, dict) and "ref" in wanted):
            return _Version(reference, None)
        return _version(tree, wanted, ("versions", reference))
    strictly, prefer, require = (said.get(key) for key in ("strictly", "prefer", "require"))
    if isinstance(strictly, str):
        preferred = f"!!{prefer}" if isinstance(prefer, str) else "!!"
        key = "prefer" if isinstance(prefer, str) else "strictly"
        return _Version(strictly + preferred, (*route, key))
    for key, text in (("prefer", prefer), ("require", require)):
        if isinstance(text, str):
            return _Version(text, (*route, key))
    return _Version("", None)

"""``uv.lock``, version 1 with all its revisions: the packages of a whole workspace, for every platform at once.

Format: uv's documentation of projects and its source. The workspace's own projects are entries too, with a source
that is ``editable`` or ``virtual``. Before uv 0.3 the entries were called ``distribution`` and a source was one
string.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.model import Gap, Member, Package, Requirement, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners import _pep508, _python_lock
from auditor.scanners._python_lock import Listed, tables
from auditor.source import Document, ReadError

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("uv.lock",)
LOCKFILES = CLAIMS

_REMEDY = "recreate it: uv lock"
_LOCAL = ("editable", "virtual")
_SOURCES = {"registry": "registry", "git": "git", "url": "url", "direct": "url", "path": "file", "directory": "file"}


def scan(document: Document) -> Scan:
    """The packages, the workspace's members and what they ask for."""
    tree = document.toml()
    version = tree.get("version")
    if version != 1:
        said = (
            "is not a uv.lock: it has no version" if version is None else f"has version {str(version)[:20]}; 1 is read"
        )
        raise ReadError(said, remedy=_REMEDY)
    key = "distribution" if "distribution" in tree else "package"
    gaps: list[Gap] = []
    listed = _python_lock.listed(document, tree, key, gaps, _REMEDY, needed=("source",))
    members = {one.name: _member(key, one) for one in listed if _source(one.entry)[0] in _LOCAL}
    known = {one.name for one in listed}
    asked = ((one, name) for one in listed for name in _asked(one.entry) if name not in known)
    gaps += _python_lock.dangling(document, asked, key, _REMEDY)
    packages = (_package(key, one) for one in listed if one.name not in members)
    found = _python_lock.entries(packages, {name: member.key for name, member in members.items()})
    return Scan(
        path=document.path,
        kind="lockfile",
        format="uv.lock",
        ecosystem="pypi",
        packages=found.packages,
        names=found.names,
        members=tuple(members.values()),
        find=found.find,
        workspaces=_python_lock.folders(found.packages.values()),
        joins=("pyproject.toml",),
        overrides=_overrides(tree),
        manager="uv",
        gaps=tuple(gaps),
    )


def _source(entry: Mapping[str, Any]) -> tuple[str, str]:
    """The kind of an entry's source and where it leads: ``{ git = "…" }``, or ``"git+…"`` before uv 0.3."""
    source = entry.get("source")
    if isinstance(source, str):
        kind, _, place = source.partition("+")
        return kind, place
    if isinstance(source, dict):
        for kind in (*_LOCAL, *_SOURCES):
            if isinstance(source.get(kind), str):
                return kind, source[kind]
    return "registry", ""


def _package(key: str, one: Listed) -> Package:
    kind, place = _source(one.entry)
    source = _SOURCES.get(kind, "registry")
    return Package(
        key=f"{one.name}@{one.version}",
        ecosystem="pypi",
        name=one.name,
        version=one.version,
        at=(key, one.number, "name"),
        source=source,
        specifier=place if source != "registry" else None,
        requires=_asked(one.entry),
    )


def _asked(entry: Mapping[str, Any]) -> dict[str, str]:
    """The names that an entry asks for, each with its version where a package is locked more than once.

    An extra's packages stand in the file only if somebody asked for the extra, so they count.
    """
    asked: dict[str, str] = {}
    optional, development = entry.get("optional-dependencies"), entry.get("dev-dependencies")
    groups = [entry.get("dependencies")]
    for table in (optional, development):
        groups += table.values() if isinstance(table, dict) else ()
    for group in groups:
        for dependency in tables(group):
            name, version = dependency.get("name"), dependency.get("version")
            if isinstance(name, str):
                wanted = version if isinstance(version, str) else ""
                before = asked.get(name, "")
                asked[name] = f"{before} || {wanted}" if before and wanted and wanted != before else wanted or before
    return asked


# Members


def _member(key: str, one: Listed) -> Member:
    folder = _source(one.entry)[1]
    return Member("" if folder == "." else folder, one.name, f"member {one.name}", tuple(_recorded(key, one)))


def _recorded(key: str, one: Listed) -> Iterator[Requirement]:
    """What uv noted of a member's own requirements, for the case that its manifest is not in the tree."""
    metadata = one.entry.get("metadata")
    if not isinstance(metadata, dict):
        for name in _asked(one.entry):
            yield Requirement("pypi", name, name, (key, one.number, "name"), range="")
        return
    route = (key, one.number, "metadata")
    for number, said in enumerate(tables(metadata.get("requires-dist"))):
        extra = "extra ==" in str(said.get("marker", ""))
        yield from _requirement(said, (*route, "requires-dist", number), "optional" if extra else "prod")
    groups = metadata.get("requires-dev")
    for group, items in groups.items() if isinstance(groups, dict) else ():
        for number, said in enumerate(tables(items)):
            yield from _requirement(said, (*route, "requires-dev", group, number), "dev")


def _requirement(said: Mapping[str, Any], route: tuple[str | int, ...], scope: str) -> Iterator[Requirement]:
    name, specifier = said.get("name"), said.get("specifier")
    if not isinstance(name, str):
        return
    if isinstance(specifier, str):
        at = (*route, "specifier")
        yield Requirement("pypi", name, specifier, at, scope, specifier, _pep508.pinned(specifier))
        return
    place = next((said[kind] for kind in ("git", "url", "path") if isinstance(said.get(kind), str)), None)
    local = any(isinstance(said.get(kind), str) for kind in (*_LOCAL, "directory"))
    if place or local:
        source = "link" if local else _pep508.source_of(str(place))[0]
        yield Requirement("pypi", name, place or name, (*route, "name"), scope, source=source)
        return
    yield Requirement("pypi", name, name, (*route, "name"), scope, range="")


def _overrides(tree: Mapping[str, Any]) -> dict[str, str]:
    manifest = tree.get("manifest")
    overrides = manifest.get("overrides") if isinstance(manifest, dict) else None
    return {
        said["name"]: said["specifier"]
        for said in tables(overrides)
        if isinstance(said.get("name"), str) and isinstance(said.get("specifier"), str)
    }

"""``pnpm-lock.yaml``, lockfileVersion 5.x, 6.x and 9.0, also where a first document pins pnpm itself.

Format: pnpm's specification of its lockfile and its dependency-path package. A key is a package with the peers it got:
``/name/1.2.3_peers`` (5.x), ``/name@1.2.3(peers)`` (6.x), ``name@1.2.3(peers)`` in ``snapshots`` (9.0).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from auditor.model import Member, Package, Requirement, Scan
from auditor.readers.yaml import block
from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.scanners._npm import JOINS, Entries, is_registrys, keys_by_name, mappings, origin_of, split
from auditor.scanners.package_json import requirement, text
from auditor.source import Document, ReadError, position

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("pnpm-lock.yaml",)
LOCKFILES = CLAIMS

_REMEDY = "restore it, or recreate it: pnpm install --lockfile-only"
_IMPORTER = "importer:"
_SCOPES = {
    "dependencies": "prod",
    "optionalDependencies": "optional",
    "devDependencies": "dev",
    "configDependencies": "dev",
    "packageManagerDependencies": "dev",
}
# Most of the file, and of no use here: the hash of a registry's package, and what it says of its environment and its peers.
_UNUSED = re.compile(
    r"^    (?:resolution: \{integrity: [\w/+=-]+\}|engines: \{[^{}\n]*\}|hasBin: true"
    r"|(?:cpu|os|libc): \[[^\[\]\n]*\])\n|"
    + block(4, "peerDependencies|peerDependenciesMeta|transitivePeerDependencies"),
    re.MULTILINE,
)


# pnpm ends its file with a line end; without one, what stands there last may be half of a name or a version.
_CUT = re.compile(r"^ +(?:name|version): \S*\Z", re.MULTILINE)


class _Lock(NamedTuple):
    """The documents of a file as one: importers by path, entries by key, and where each entry's package stands."""

    version: str
    importers: dict[str, Any]
    entries: dict[str, Any]
    packages: dict[str, Any]
    routes: dict[str, tuple[str | int, ...]]
    overrides: dict[str, str]
    catalogs: dict[str, Requirement]


def scan(document: Document) -> Scan:
    """The packages with their peers, the workspaces and who depends on whom."""
    rush = _rush(document.folder)
    trees = [tree for tree in document.yaml(_UNUSED) if tree != ""]
    if cut := _CUT.search(document.text, max(document.text.rfind("\n", 0, len(document.text)), 0)):
        line, column = position(document.text, cut.start())
        raise ReadError("stops in the middle of an entry", line=line, column=column, remedy=_REMEDY)
    lock = _Lock("", {}, {}, {}, {}, {}, {})
    for number, tree in enumerate(trees):
        if type(tree) is not dict:
            raise ReadError("is not a mapping", remedy=_REMEDY)
        lock = _with(lock, document, tree, (number,) if len(trees) > 1 else ())
    if not trees:
        raise ReadError("is no lockfile of pnpm: it says nothing", remedy=_REMEDY)
    known = {key: _named(lock.version, key, lock.packages[_bare(lock, key)]) for key in lock.entries}
    for key, named in known.items():
        if not all(named):
            line, column = position(document.text, max(document.text.find(key), 0))
            raise ReadError("has an entry without a version", line=line, column=column, remedy=_REMEDY)
    _refuse_missing(lock)
    return Scan(
        path=document.path,
        kind="lockfile",
        format=f"pnpm-lock.yaml v{lock.version}",
        ecosystem="npm",
        packages=Entries(lock.entries, lambda key, entry: _package(lock, key, entry, known[key])),
        names=keys_by_name((name, key) for key, (name, _) in known.items()),
        members=tuple(_member(lock, path, rush) for path in lock.importers),
        find=_finder(lock),
        requires=lambda key: _requires(lock.entries[key]),
        joins=JOINS,
        overrides=lock.overrides,
        catalogs=lock.catalogs,
        manager="rush" if rush else "pnpm",
    )


def _rush(folder: str) -> str | None:
    """Where the workspaces' paths start, seen from the lockfile's folder, if Rush keeps it: it runs pnpm in ``common/temp``."""
    parts = folder.split("/")
    if parts[-3:] == ["common", "config", "rush"]:
        return "../../temp"
    return f"../../../temp/{parts[-1]}" if parts[-4:-1] == ["common", "config", "subspaces"] else None


def _with(lock: _Lock, document: Document, tree: Mapping[str, Any], route: tuple[int, ...]) -> _Lock:
    """``lock`` and one more document."""
    version = _version(document, tree)
    importers = mappings(document, tree.get("importers"), "importers", _REMEDY) or {".": tree}
    packages = mappings(document, tree.get("packages"), "packages", _REMEDY)
    entries = mappings(document, tree.get("snapshots"), "snapshots", _REMEDY) if version >= "9" else packages
    merged = {path: {**lock.importers.get(path, {}), **importer} for path, importer in importers.items()}
    overrides = tree.get("overrides")
    lock = lock._replace(
        version=version,
        importers=lock.importers | merged,
        entries=lock.entries | entries,
        packages=lock.packages | packages,
        routes=lock.routes | {key: (*route, "packages", key) for key in packages},
        overrides=lock.overrides | (overrides if type(overrides) is dict else {}),
        catalogs=lock.catalogs | dict(_catalogs(tree.get("catalogs"), (*route, "catalogs"))),
    )
    for key in entries:
        if _bare(lock, key) not in packages:
            line, column = position(document.text, max(document.text.find(key), 0))
            raise ReadError("has a snapshot of no package in it", line=line, column=column, remedy=_REMEDY)
    return lock


def _version(document: Document, tree: Mapping[str, Any]) -> str:
    version = text(tree.get("lockfileVersion"))
    if version is None:
        raise ReadError("is no lockfile of pnpm: it has no lockfileVersion", remedy=_REMEDY)
    if version.partition(".")[0] not in {"5", "6", "7", "9"}:
        line, column = position(document.text, document.text.find("lockfileVersion"))
        raise ReadError(
            f"has lockfileVersion {version[:20]}; 5, 6 and 9 are read", line=line, column=column, remedy=_REMEDY
        )
    return version


def _catalogs(tables: Any, route: tuple[str | int, ...]) -> Iterator[tuple[str, Requirement]]:
    for catalog, table in tables.items() if type(tables) is dict else ():
        for name, entry in table.items() if type(table) is dict else ():
            wanted = entry.get("specifier") if type(entry) is dict else None
            if type(wanted) is str:
                at = (*route, catalog, name, "specifier")
                yield f"{catalog}:{name}", requirement(name, wanted, at, "prod")


def _bare(lock: _Lock, key: str) -> str:
    """The key below ``packages``: in 9.0 without the peers, which are in brackets behind the version."""
    return key if key in lock.packages else key.partition("(")[0]


def _named(version: str, key: str, entry: Mapping[str, Any]) -> tuple[str, str]:
    """Name and reference of an entry: a version, or where it comes from. Either is empty where the entry does not say it."""
    key = key.partition("(")[0]
    if version >= "9":
        return split(key)
    said = text(entry.get("name"))
    if said or key.startswith("file:"):
        # What is from no registry, or not from the usual one, says its name and version itself; a folder has no version.
        return said or "", key if text(entry.get("version")) or key.startswith("file:") else ""
    # A slash, or a registry's host and a slash, stands before the name.
    path = key.partition("/")[2]
    parts = path.split("/")
    count = 2 if path.startswith("@") else 1
    slashed = "/".join(parts[:count]), "/".join(parts[count:]).partition("_")[0]
    name, reference = split(path) if version >= "6" else slashed
    return name, reference if _is_version(reference) else ""


def _package(lock: _Lock, key: str, entry: Mapping[str, Any], named: tuple[str, str]) -> Package:
    bare = lock.packages[_bare(lock, key)]
    name, reference = named
    source = _source(reference, bare.get("resolution"))
    scope = None
    if "dev" in entry or "optional" in entry:
        scope = "dev" if entry.get("dev") == "true" else "optional" if entry.get("optional") == "true" else "prod"
    return Package(
        key=key,
        ecosystem="npm",
        name=name,
        version=text(bare.get("version")) or (reference if _is_version(reference) else None),
        at=lock.routes[_bare(lock, key)],
        source=source,
        specifier=reference if source != "registry" else None,
        scope=scope,
        requires=_requires(entry),
    )


def _is_version(reference: str) -> bool:
    return reference[:1].isdecimal() and ":" not in reference and "/" not in reference


def _source(reference: str, resolution: Any) -> str:
    """Where a package comes from, by its resolution; one with a hash alone is a registry's."""
    said = resolution if type(resolution) is dict else {}
    if _is_version(reference):
        return "registry"
    if said.get("type") == "git":
        return "git"
    if said.get("type") == "directory" or reference.startswith("file:"):
        return "file"
    tarball = text(said.get("tarball")) or ""
    return "registry" if not tarball or is_registrys(tarball) else origin_of(tarball)


def _requires(entry: Mapping[str, Any]) -> Mapping[str, str]:
    asked: dict[str, str] = {}
    for group in ("dependencies", "optionalDependencies"):
        table = entry.get(group)
        if type(table) is dict:
            asked.update((name, wanted) for name, wanted in table.items() if type(wanted) is str)
    return asked


def _declared(importer: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Group, name, specifier and resolved reference of each dependency of a workspace, in either way to write them."""
    specifiers = importer.get("specifiers")
    for group in _SCOPES:
        table = importer.get(group)
        for name, entry in table.items() if type(table) is dict else ():
            if type(entry) is dict:
                specifier, version = entry.get("specifier"), entry.get("version")
            else:
                specifier, version = specifiers.get(name) if type(specifiers) is dict else None, entry
            if type(version) is str:
                yield group, name, specifier if type(specifier) is str else version, version


def _member(lock: _Lock, path: str, start: str | None) -> Member:
    requirements = tuple(
        requirement(name, specifier, ("importers", path, group, name), _SCOPES[group])
        for group, name, specifier, _ in _declared(lock.importers[path])
    )
    folder = "" if path == "." else f"{start}/{path}" if start else path
    return Member(folder, "", _IMPORTER + path, requirements)


def _finder(lock: _Lock) -> Callable[[str, str, str], str | None]:
    """A workspace's dependency is what its importer says, whatever range its manifest has by now."""
    found = {
        (_IMPORTER + path, name): version
        for path, importer in lock.importers.items()
        for _, name, _, version in _declared(importer)
    }
    entries = lock.entries

    def find(origin: str, name: str, wanted: str) -> str | None:
        if origin.startswith(_IMPORTER):
            wanted = found.get((origin, name), "")
            if wanted.startswith("link:"):
                return wanted
        return next((key for key in _spellings(name, wanted) if key in entries), None) if wanted else None

    return find


def _spellings(name: str, reference: str) -> tuple[str, ...]:
    """The keys that a reference may stand for: the key itself, or name and version as 9.0, 6.x and 5.x join them."""
    return f"{name}@{reference}", reference, f"/{name}@{reference}", f"/{name}/{reference}"


def _refuse_missing(lock: _Lock) -> None:
    """Raise where a workspace has packages of a registry and the file not one: it was cut short."""
    declared = [version for importer in lock.importers.values() for *_, version in _declared(importer)]
    if not lock.entries and any(version[:1].isdecimal() for version in declared):
        raise ReadError('names versions but has no "packages": it was cut short', remedy=_REMEDY)

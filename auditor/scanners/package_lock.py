"""``package-lock.json`` and ``npm-shrinkwrap.json``, lockfileVersion 1 to 3 (a missing one is 1, as npm reads it).

Format: the npm CLI's documentation of package-lock.json. Version 2 repeats the tree of version 1 for old clients; only
``packages`` is read there. Entries are built only when asked for: a check needs a handful of thousands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from auditor import versions
from auditor.globs import any_match
from auditor.locate import repeated_keys
from auditor.model import Member, Package, Requirement, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners._npm import is_registrys
from auditor.scanners.package_json import GROUPS, requirement, source_of, text, workspaces
from auditor.source import Document, ReadError, position

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("package-lock.json", "npm-shrinkwrap.json")
LOCKFILES = CLAIMS
SUPERSEDED = {"package-lock.json": "npm-shrinkwrap.json"}

_FOLDER = "node_modules/"
_IDENTITY = frozenset(("name", "version", "resolved", "integrity", "link"))


def scan(document: Document) -> Scan:
    """The installed packages, the workspace members and who depends on whom."""
    tree = document.json()
    if not isinstance(tree, dict):
        raise ReadError("is not a JSON object", remedy="recreate it: npm install --package-lock-only")
    version = _version(document, tree)
    return _flat(document, tree, version) if version != "1" else _nested(document, tree)


def _version(document: Document, tree: Mapping[str, Any]) -> str:
    version = tree.get("lockfileVersion", "1")
    if not isinstance(version, str) or version not in {"1", "2", "3"}:
        line, column = position(document.text, max(document.text.find('"lockfileVersion"'), 0))
        raise ReadError(
            f"has lockfileVersion {str(version)[:20]}; 1, 2 and 3 are read",
            line=line,
            column=column,
            remedy="recreate it with a released npm: npm install --package-lock-only",
        )
    if not tree.keys() & {"lockfileVersion", "packages", "dependencies", "requires"}:
        raise ReadError("is not a lockfile of npm: it has neither lockfileVersion nor packages")
    return str(version)


class _Entries(Mapping[str, Package]):
    """Lockfile entries by key, each built when it is asked for."""

    def __init__(self, raw: Mapping[str, Any], build: Callable[[str, Any], Package]) -> None:
        self._raw = raw
        self._build = build

    def __getitem__(self, key: str) -> Package:
        return self._build(key, self._raw[key])

    def __contains__(self, key: object) -> bool:
        return key in self._raw

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


def _table(document: Document, tree: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = tree.get(name, {})
    if isinstance(table, dict) and set(map(type, table.values())) <= {dict}:
        return table
    line, column = position(document.text, max(document.text.find(f'"{name}"'), 0))
    raise ReadError(
        f'"{name}" holds something that is no package entry',
        line=line,
        column=column,
        remedy="recreate it: npm install --package-lock-only",
    )


# lockfileVersion 2 and 3


def _flat(document: Document, tree: Mapping[str, Any], version: str) -> Scan:
    table = _table(document, tree, "packages")
    if "packages" not in tree and "dependencies" in tree:
        raise ReadError(
            f'has lockfileVersion {version} but no "packages"', remedy="recreate it: npm install --package-lock-only"
        )
    below = [key for key in table if not key.startswith(_FOLDER)]
    _refuse_repeated(document, len(table) - len(below))
    folders = {key for key in below if _FOLDER not in key}
    members = tuple(_member(folder, table[folder]) for folder in sorted(_workspaces(table, folders)))
    packages = dict(table)
    for member in members:
        packages.pop(member.key, None)
    return Scan(
        path=document.path,
        kind="lockfile",
        format=f"{document.name} v{version}",
        ecosystem="npm",
        packages=_Entries(packages, lambda key, entry: _flat_package(key, entry, table)),
        names=_names(packages),
        members=members,
        find=_finder(table),
        requires=lambda key: _requires(packages[key]),
        name=text(table.get("", {}).get("name")) or text(tree.get("name")),
        workspaces=workspaces(table.get("", {})),
        joins=("package.json",),
        manager="npm",
    )


def _names(packages: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    names: dict[str, Sequence[str]] = {}
    for key, entry in packages.items():
        name = entry.get("name")
        if not name or type(name) is not str:
            name = key.rpartition(_FOLDER)[2] if _FOLDER in key else _folder_name(key)
        keys = names.get(name)
        names[name] = (key,) if keys is None else (*keys, key)
    return names


def _workspaces(table: Mapping[str, Any], folders: set[str]) -> Iterator[str]:
    """The root and its workspaces; a folder behind a ``file:`` dependency is no workspace for npm.

    One beside or above the root is linked, and what it asks for is left to a lockfile of its own.
    """
    globs = workspaces(table.get("", {}))
    for folder in folders:
        if not folder or (any_match(globs, folder) and not folder.startswith("../")):
            yield folder


def _member(folder: str, entry: Mapping[str, Any]) -> Member:
    return Member(
        folder, text(entry.get("name")) or folder.rpartition("/")[2] or ".", folder, tuple(_asked(folder, entry))
    )


def _asked(folder: str, entry: Mapping[str, Any]) -> Iterator[Requirement]:
    for group, scope in GROUPS.items():
        table = entry.get(group)
        for name, specifier in table.items() if isinstance(table, dict) else ():
            if isinstance(specifier, str):
                yield requirement(name, specifier, ("packages", folder, group, name), scope)


def _flat_package(key: str, entry: Mapping[str, Any], table: Mapping[str, Any]) -> Package:
    folder_name = _folder_name(key)
    name = text(entry.get("name")) or folder_name
    resolved = text(entry.get("resolved"))
    source, specifier = _source(name, resolved, entry), resolved
    if _FOLDER not in key:
        # The target of a link that is no workspace: a folder, in the tree or beside it.
        source, specifier = "file", f"file:{key}"
    return Package(
        key=key,
        ecosystem="npm",
        name=name,
        version=text(
            entry.get("version") or (table.get(resolved or "", {}).get("version") if source == "link" else None)
        ),
        at=("packages", key),
        source=source,
        specifier=specifier if source != "registry" else None,
        alias=folder_name if _FOLDER in key and folder_name != name else None,
        scope=_scope(entry),
        requires={wanted: said for wanted, said in _requires(entry).items() if isinstance(said, str)},
    )


def _folder_name(key: str) -> str:
    """The name that a folder gives its package, as npm takes it: what is below ``node_modules``, else its last name and scope."""
    _, installed, name = key.rpartition(_FOLDER)
    if installed:
        return name
    above, _, name = key.rpartition("/")
    scope = above.rpartition("/")[2]
    return f"{scope}/{name}" if scope.startswith("@") else name


def _source(name: str, resolved: str | None, entry: Mapping[str, Any]) -> str:
    if entry.get("link") is True:
        return "link"
    source = source_of(resolved) if resolved else "registry"
    if source == "url" and resolved:
        # Registries serve tarballs below the package's own name; code hosts serve an archive of a commit.
        named = f"/{name}/" in resolved.replace("%2f", "/").replace("%2F", "/")
        hosted = "/tar.gz/" in resolved or "/-/archive/" in resolved
        return "registry" if (is_registrys(resolved) or named) and not hosted else "url"
    return source


def _scope(entry: Mapping[str, Any]) -> str:
    """The reason an entry exists, by npm's flags; an entry without any is there for production."""
    if entry.get("dev") is True:
        return "dev"
    if entry.get("peer") is True:
        return "peer"
    return "optional" if entry.get("optional") is True or entry.get("devOptional") is True else "prod"


def _requires(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    if "peerDependencies" not in entry and "optionalDependencies" not in entry:
        plain = entry.get("dependencies")
        return plain if isinstance(plain, dict) else {}
    asked: dict[str, str] = {}
    optional_peers = entry.get("peerDependenciesMeta")
    for group in ("peerDependencies", "optionalDependencies", "dependencies"):
        table = entry.get(group)
        if isinstance(table, dict):
            asked.update((name, wanted) for name, wanted in table.items() if isinstance(wanted, str))
            if group == "peerDependencies" and isinstance(optional_peers, dict):
                asked = {name: wanted for name, wanted in asked.items() if name not in optional_peers}
    return asked


def _finder(table: Mapping[str, Any]) -> Callable[[str, str, str], str | None]:
    """Node's own look-up: the nearest ``node_modules`` from the asking package upward.

    Most names are installed in one place, at the top, and are found there from everywhere.
    """
    nested: set[str] = set()
    settled: dict[str, str | None] = {}

    def find(origin: str, name: str, wanted: str) -> str | None:  # noqa: ARG001 - the range does not decide here
        if name in settled:
            return settled[name]
        if not nested:
            nested.update(key.rpartition(_FOLDER)[2] for key in table if key.rfind(_FOLDER) != 0)
        if name in nested:
            return nearest(origin, name)
        settled[name] = nearest("", name)
        return settled[name]

    def nearest(folder: str, name: str) -> str | None:
        while True:
            key = f"{folder}/{_FOLDER}{name}" if folder else _FOLDER + name
            entry = table.get(key)
            if entry is not None:
                target = text(entry.get("resolved")) if "link" in entry else None
                return target if target in table else key
            if not folder:
                return None
            folder = folder.rpartition("/")[0]

    return find


def _refuse_repeated(document: Document, folders: int) -> None:
    """Raise where one package folder holds two things. Counting first: the full look costs more than reading the file.

    A merge leaves a folder twice with the same package, of which npm takes the last.
    """
    if document.text.count(f'"{_FOLDER}') == folders:
        return
    repeated = dict(repeated_keys(document.text, 3))
    for route in repeated:
        if route[0] == "packages" and route[-1] in _IDENTITY:
            twice = route[:2] if route[:2] in repeated else route
            line, column = position(document.text, repeated[twice])
            raise ReadError(
                f'says "{twice[-1]}" twice',
                line=line,
                column=column,
                remedy="recreate it: npm install --package-lock-only",
            )


# lockfileVersion 1


def _nested(document: Document, tree: Mapping[str, Any]) -> Scan:
    raw: dict[str, Any] = {}
    routes: dict[str, tuple[str | int, ...]] = {}
    waiting: list[tuple[str, tuple[str | int, ...], Mapping[str, Any]]] = [("", (), tree)]
    while waiting:
        folder, route, holder = waiting.pop()
        for name, entry in _table(document, holder, "dependencies").items():
            key = f"{folder}/{_FOLDER}{name}" if folder else _FOLDER + name
            raw[key], routes[key] = entry, (*route, "dependencies", name)
            if "dependencies" in entry:
                waiting.append((key, routes[key], entry))

    def build(key: str, entry: Mapping[str, Any]) -> Package:
        return _nested_package(key, entry, routes[key])

    packages = _Entries(raw, build)
    names: dict[str, Sequence[str]] = {}
    for key in raw:
        name = packages[key].name
        names[name] = (*names.get(name, ()), key)
    version = "1" if "lockfileVersion" in tree else "1 (no field)"
    return Scan(
        path=document.path,
        kind="lockfile",
        format=f"{document.name} v{version}",
        ecosystem="npm",
        packages=packages,
        names=names,
        find=_finder(raw),
        name=text(tree.get("name")),
        joins=("package.json",),
        manager="npm",
    )


def _packed(name: str, address: str) -> str | None:
    """The version in the name of a registry's archive: the first npm 5 wrote the whole address in the version's place."""
    file = address.partition("#")[0].rpartition("/")[2]
    start = name.rpartition("/")[2] + "-"
    version = file.removeprefix(start).removesuffix(".tgz")
    whole = file == f"{start}{version}.tgz" and "/-/" in address
    return version if whole and versions.release("npm", version) else None


def _nested_package(key: str, entry: Mapping[str, Any], route: tuple[str | int, ...]) -> Package:
    folder_name = key.rpartition(_FOLDER)[2]
    recorded = text(entry.get("version"))
    said = requirement(folder_name, recorded or "", route, "prod")
    source = said.source if recorded else "registry"
    if recorded and source == "url" and (packed := _packed(folder_name, recorded)):
        recorded, source = packed, "registry"
    requires = entry.get("requires")
    return Package(
        key=key,
        ecosystem="npm",
        name=said.name,
        version=(recorded if said.alias is None else said.version) if source == "registry" else None,
        at=route,
        source=source,
        specifier=recorded if source != "registry" else None,
        alias=said.alias,
        scope=_scope(entry),
        requires={name: wanted for name, wanted in requires.items() if isinstance(wanted, str)}
        if isinstance(requires, dict)
        else {},
    )

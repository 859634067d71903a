"""``deno.lock``, version 2 to 5: the npm packages that Deno installed; modules by address and those of JSR are no packages of npm.

Format: Deno's documentation and its lockfile library. A key below ``npm`` is a package with the peers it got,
``name@1.2.3_peer@4.5.6``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from auditor.model import Member, Package, Requirement, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners._npm import Entries, keys_by_name, mappings, split
from auditor.scanners.deno_json import IMPORT_MAP, imported, wanted_of
from auditor.source import Document, ReadError, position

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("deno.lock",)
LOCKFILES = CLAIMS

_REMEDY = "restore it, or recreate it: deno install"


def scan(document: Document) -> Scan:
    """The packages from npm, the workspaces and who depends on whom."""
    tree = document.json()
    version = tree.get("version") if isinstance(tree, dict) else None
    if version is None:
        raise ReadError("is no lockfile of Deno: it has no version", remedy=_REMEDY)
    if not isinstance(version, str) or version not in {"2", "3", "4", "5"}:
        line, column = position(document.text, max(document.text.find('"version"'), 0))
        raise ReadError(f"has version {str(version)[:20]}; 2 to 5 are read", line=line, column=column, remedy=_REMEDY)
    route, specifiers, table = _tables(tree, version)
    entries = mappings(document, table, "npm", _REMEDY)
    for key in entries:
        if not split(key)[1]:
            line, column = position(document.text, max(document.text.find(f'"{key}"'), 0))
            raise ReadError("has an entry without a version", line=line, column=column, remedy=_REMEDY)
    return Scan(
        path=document.path,
        kind="lockfile",
        format=f"deno.lock v{version}",
        ecosystem="npm",
        packages=Entries(entries, lambda key, entry: _package(key, entry, route)),
        names=keys_by_name((split(key)[0], key) for key in entries),
        members=tuple(_members(tree)),
        find=_finder(entries, specifiers),
        requires=lambda key: _requires(entries[key]),
        joins=("deno.json", "deno.jsonc", IMPORT_MAP, "package.json"),
        manager="deno",
    )


def _tables(tree: Mapping[str, Any], version: str) -> tuple[tuple[str, ...], dict[str, str], Any]:
    """The route to the packages, what each ``name@range`` was resolved to, and the packages."""
    holder: Any = tree
    route: tuple[str, ...] = ("npm",)
    if version in {"2", "3"}:
        route = ("npm", "packages") if version == "2" else ("packages", "npm")
        holder = tree.get(route[0], {})
    specifiers = holder.get("specifiers") if isinstance(holder, dict) else None
    packages = (holder.get(route[-1]) if isinstance(holder, dict) else holder) or {}
    resolved = {}
    for wanted, key in specifiers.items() if isinstance(specifiers, dict) else ():
        if isinstance(key, str) and not wanted.startswith("jsr:"):
            bare, found = wanted.removeprefix("npm:"), key.removeprefix("npm:")
            resolved[bare] = found if "@" in found[1:] and version < "4" else f"{split(bare)[0]}@{found}"
    return route, resolved, packages


def _package(key: str, entry: Mapping[str, Any], route: tuple[str, ...]) -> Package:
    name, reference = split(key)
    return Package(
        key=key,
        ecosystem="npm",
        name=name,
        version=reference.partition("_")[0],
        at=(*route, key),
        requires=_requires(entry),
    )


def _requires(entry: Mapping[str, Any]) -> Mapping[str, str]:
    """Names and the keys they lead to: a mapping before version 4, later a list whose items say a version only where they must."""
    wanted: dict[str, str] = {}
    for group in ("optionalDependencies", "dependencies"):
        table = entry.get(group)
        if isinstance(table, dict):
            wanted.update((name, key) for name, key in table.items() if isinstance(key, str))
        for item in table if isinstance(table, list) else ():
            if isinstance(item, str):
                name, key = _item(item)
                wanted[name] = key
    return wanted


def _item(item: str) -> tuple[str, str]:
    """An item of a list: ``name``, ``name@version_peers`` or ``alias@npm:name@version_peers``."""
    name, reference = split(item)
    return (
        (name, reference.removeprefix("npm:")) if reference.startswith("npm:") else (name, item if reference else name)
    )


def _members(tree: Mapping[str, Any]) -> Iterator[Member]:
    workspace = tree.get("workspace")
    if not isinstance(workspace, dict):
        return
    members = workspace.get("members")
    for folder, said in (("", workspace), *(members.items() if isinstance(members, dict) else ())):
        route = ("workspace", "members", folder) if folder else ("workspace",)
        yield Member(folder, "", folder, tuple(_recorded(said, route)))


def _recorded(said: Any, route: tuple[str, ...]) -> Iterator[Requirement]:
    """What the lockfile recorded of a workspace: its imports and those of its package.json."""
    manifest = said.get("packageJson") if isinstance(said, dict) else None
    for holder, where in ((said, route), (manifest, (*route, "packageJson"))):
        wanted = holder.get("dependencies") if isinstance(holder, dict) else None
        for number, item in enumerate(wanted if isinstance(wanted, list) else ()):
            if isinstance(item, str) and item.startswith("npm:"):
                name = split(item.removeprefix("npm:").lstrip("/"))[0]
                yield imported(name, item, (*where, "dependencies", number))


def _finder(entries: Mapping[str, Any], specifiers: Mapping[str, str]) -> Callable[[str, str, str], str | None]:
    """A package names the key of what it got, or the name alone where there is one; a project's range is a specifier."""
    only: dict[str, list[str]] = {}

    def find(origin: str, name: str, wanted: str) -> str | None:
        if origin in entries:
            if wanted in entries:
                return wanted
            if not only:
                for key in entries:
                    only.setdefault(split(key)[0], []).append(key)
            found = only.get(wanted, ())
            return found[0] if len(found) == 1 else None
        resolved = specifiers.get(wanted_of(name, wanted))
        return resolved if resolved in entries else None

    return find

"""``bun.lock``, lockfileVersion 0 to 3: what Bun installed; the binary ``bun.lockb`` is named unreadable before it gets here.

Format: bun's own writer of the text lockfile. A key of ``packages`` is the path of names that lead to a copy, as in nested
``node_modules``; the package's own name and version stand in the first slot of its entry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from auditor.model import Member, Package, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners._npm import JOINS, Entries, asked, keys_by_name, mappings, origin_of, split
from auditor.scanners.package_json import GROUPS, overrides, text
from auditor.scanners.pnpm_workspace import catalogs
from auditor.source import Document, ReadError, position

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("bun.lock", "bun.lockb")
LOCKFILES = CLAIMS
SUPERSEDED = {"bun.lockb": "bun.lock"}

_REMEDY = "restore it, or recreate it: bun install --lockfile-only"


def scan(document: Document) -> Scan:
    """The packages, the workspaces and who depends on whom."""
    if document.name == "bun.lockb":
        raise ReadError(
            "is no lockfile of bun", remedy="bun install --save-text-lockfile --frozen-lockfile --lockfile-only"
        )
    tree = document.jsonc()
    if not isinstance(tree, dict) or "lockfileVersion" not in tree:
        raise ReadError("is no lockfile of bun: it has no lockfileVersion", remedy=_REMEDY)
    version = str(tree["lockfileVersion"])
    if version not in {"0", "1", "2", "3"}:
        line, column = position(document.text, max(document.text.find('"lockfileVersion"'), 0))
        raise ReadError(
            f"has lockfileVersion {version[:20]}; 0 to 3 are read", line=line, column=column, remedy=_REMEDY
        )
    folders = mappings(document, tree.get("workspaces"), "workspaces", _REMEDY)
    entries = _entries(document, tree.get("packages", {}))
    local = {key for key, entry in entries.items() if split(entry[0])[1].startswith(("workspace:", "root:"))}
    packages = {key: entry for key, entry in entries.items() if key not in local}
    members = {_member_key(folder, entry): _member(folder, entry) for folder, entry in folders.items()}
    return Scan(
        path=document.path,
        kind="lockfile",
        format=f"bun.lock v{version}",
        ecosystem="npm",
        packages=Entries(packages, _package),
        names=keys_by_name((split(entry[0])[0], key) for key, entry in packages.items()),
        members=tuple(members.values()),
        find=_finder(entries),
        requires=lambda key: _requires(packages[key]),
        joins=JOINS,
        name=text(folders.get("", {}).get("name")),
        overrides=overrides({"overrides": tree.get("overrides")}),
        catalogs=dict(catalogs(tree)),
        manager="bun",
    )


def _entries(document: Document, table: Any) -> dict[str, list[Any]]:
    if isinstance(table, dict) and all(map(_is_entry, table.values())):
        return table
    line, column = position(document.text, max(document.text.find('"packages"'), 0))
    raise ReadError('"packages" holds something that is no package entry', line=line, column=column, remedy=_REMEDY)


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, list) and bool(entry) and isinstance(entry[0], str) and split(entry[0])[1] != ""


def _member_key(folder: str, entry: Mapping[str, Any]) -> str:
    return (text(entry.get("name")) or folder) if folder else ""


def _member(folder: str, entry: Mapping[str, Any]) -> Member:
    groups = ((group, scope, entry.get(group)) for group, scope in GROUPS.items())
    return Member(
        folder, text(entry.get("name")) or "", _member_key(folder, entry), tuple(asked(groups, ("workspaces", folder)))
    )


def _package(key: str, entry: list[Any]) -> Package:
    name, reference = split(entry[0])
    installed = _last(key)
    numbered = (
        reference[:1].isdecimal() and not set(reference) & {"/", ":"} and not reference.endswith((".tgz", ".tar.gz"))
    )
    source = "registry" if numbered else _source(reference)
    return Package(
        key=key,
        ecosystem="npm",
        name=name,
        version=reference if numbered else None,
        at=("packages", key),
        source=source,
        specifier=reference if source != "registry" else None,
        alias=installed if installed != name else None,
        requires=_requires(entry),
    )


def _source(reference: str) -> str:
    """The source of what has no version; a bare path is a tarball's or a folder's."""
    source = origin_of(reference)
    return "file" if source == "registry" else source


def _requires(entry: list[Any]) -> Mapping[str, str]:
    """What a package asks for. Its fields stand in the one slot that is an object; optional peers may be absent."""
    fields: Mapping[str, Any] = next((slot for slot in entry if isinstance(slot, dict)), {})
    optional = fields.get("optionalPeers")
    wanted: dict[str, str] = {}
    for group in ("peerDependencies", "optionalDependencies", "dependencies"):
        table = fields.get(group)
        skipped = optional if group == "peerDependencies" and isinstance(optional, list) else ()
        pairs = table.items() if isinstance(table, dict) else ()
        wanted |= {name: range_ for name, range_ in pairs if isinstance(range_, str) and name not in skipped}
    return wanted


def _finder(entries: Mapping[str, list[Any]]) -> Callable[[str, str, str], str | None]:
    """Node's look-up: the copy below the asking package, else below those above it, else the one at the top."""

    def find(origin: str, name: str, wanted: str) -> str | None:  # noqa: ARG001 - the range does not decide here
        above = origin
        while above:
            if f"{above}/{name}" in entries:
                return f"{above}/{name}"
            above = above[: -len(_last(above))].rstrip("/")
        return name if name in entries else None

    return find


def _last(key: str) -> str:
    """The last name of a path of names, of which those with a scope have a slash themselves."""
    rest, _, last = key.rpartition("/")
    scope = rest.rpartition("/")[2]
    return f"{scope}/{last}" if scope.startswith("@") else last

"""``pnpm-workspace.yaml``: which folders are workspaces, the catalogs of ranges they share, and overrides (pnpm 10)."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Requirement, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners.package_json import requirement
from auditor.source import Document, ReadError

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("pnpm-workspace.yaml",)
LOCKFILES = ()


def scan(document: Document) -> Scan:
    """The globs, catalogs and overrides; the file declares no dependency itself."""
    # An empty file says no more than that the folder is a project of its own; pnpm takes it so.
    trees = document.yaml() if document.text.strip() else []
    tree = trees[0] if trees and trees[0] != "" else {}
    if type(tree) is not dict or len(trees) > 1:
        raise ReadError("is not one mapping", remedy="see pnpm's documentation of pnpm-workspace.yaml")
    globs, overrides = tree.get("packages"), tree.get("overrides")
    return Scan(
        path=document.path,
        kind="manifest",
        format="pnpm-workspace.yaml",
        ecosystem="npm",
        workspaces=tuple(glob for glob in globs if type(glob) is str) if type(globs) is list else (),
        overrides={name: wanted for name, wanted in overrides.items() if type(wanted) is str}
        if type(overrides) is dict
        else {},
        catalogs=dict(catalogs(tree)),
        manager="pnpm",
    )


def catalogs(tree: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, Requirement]]:
    """The entries of ``catalog`` and ``catalogs`` by ``catalog:name``; the unnamed catalog is ``default``.

    ``above`` is the route to ``tree``.
    """
    named = tree.get("catalogs")
    tables: list[tuple[str, tuple[str, ...], Any]] = [("default", (*above, "catalog"), tree.get("catalog"))]
    if type(named) is dict:
        tables += [(name, (*above, "catalogs", name), table) for name, table in named.items()]
    for catalog, route, table in tables:
        for name, wanted in table.items() if type(table) is dict else ():
            if type(wanted) is str:
                yield f"{catalog}:{name}", requirement(name, wanted, (*route, name), "prod")

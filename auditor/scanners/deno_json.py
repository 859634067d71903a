"""``deno.json``, ``deno.jsonc``, ``import_map.json``: which packages of npm a project of Deno imports, and its workspaces.

Format: Deno's documentation of its configuration file and of import maps, which Supabase's functions have as well. An import
of JSR or of an address is no package of npm.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Gap, Requirement, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners._npm import split
from auditor.scanners.package_json import requirement, text
from auditor.source import Document, ReadError, position

if TYPE_CHECKING:
    from typing import Any

IMPORT_MAP = "import_map.json"
CLAIMS = ("deno.json", "deno.jsonc", IMPORT_MAP)
LOCKFILES = ()


def scan(document: Document) -> Scan:
    """The imports that name a package of npm."""
    tree = document.jsonc()
    if not isinstance(tree, dict):
        raise ReadError("is not a JSON object", remedy=f"{document.name} starts with {{")
    return Scan(
        path=document.path,
        kind="manifest",
        format=document.name,
        ecosystem="npm",
        requirements=tuple(_imports(tree)),
        name=text(tree.get("name")),
        workspaces=_workspaces(tree.get("workspace")),
        manager="deno",
        published={"name", "version", "exports"} <= tree.keys(),
        gaps=tuple(_elsewhere(document, tree)),
    )


def _elsewhere(document: Document, tree: Any) -> Iterator[Gap]:
    """An import map of another name than the usual one, which is not read. Deno leaves it unread beside ``imports`` and ``scopes``."""
    named = text(tree.get("importMap"))
    if named is None or named.rpartition("/")[2] == IMPORT_MAP or tree.keys() & {"imports", "scopes"}:
        return
    line, column = position(document.text, max(document.text.find('"importMap"'), 0))
    reason = f"takes its imports from {named}, which is not read"
    remedy = f"name that file {IMPORT_MAP}, or put its imports here"
    yield Gap(document.path, reason, False, line, column, remedy, may_hide=True)


def _imports(tree: Any) -> Iterator[Requirement]:
    tables: list[tuple[tuple[str, ...], Any]] = [(("imports",), tree.get("imports"))]
    scopes = tree.get("scopes")
    tables += [(("scopes", scope), table) for scope, table in scopes.items()] if isinstance(scopes, dict) else []
    for route, table in tables:
        for name, specifier in table.items() if isinstance(table, dict) else ():
            if isinstance(specifier, str) and specifier.startswith("npm:"):
                yield imported(name.rstrip("/"), specifier, (*route, name))


def imported(name: str, specifier: str, at: tuple[str | int, ...]) -> Requirement:
    """A package of npm as Deno names it, imported as ``name``."""
    return requirement(name, "npm:" + wanted_of(name, specifier), at, "prod")._replace(text=specifier)


def wanted_of(name: str, specifier: str) -> str:
    """``name@range`` as the lockfile has it, of a specifier of Deno (``npm:/name@range/path``) or the range of a package.json."""
    if not specifier.startswith("npm:"):
        return f"{name}@{specifier}"
    real, wanted = split(specifier.removeprefix("npm:").lstrip("/"))
    parts = real.split("/")
    real = "/".join(parts[: 2 if real.startswith("@") else 1])
    # What follows a further slash is a path inside the package; no range holds one.
    wanted = wanted.partition("/")[0]
    return f"{real}@{wanted}" if wanted else f"{real}@*"


def _workspaces(said: Any) -> tuple[str, ...]:
    globs = said.get("members") if isinstance(said, dict) else said
    return tuple(glob.removeprefix("./") for glob in globs if isinstance(glob, str)) if isinstance(globs, list) else ()

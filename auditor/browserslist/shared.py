"""Finds shareable configurations in ``node_modules`` and reads what they export, without running anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import join, normpath
from typing import Any

from auditor.browserslist.config import STATS, Read, parse_json, upward
from auditor.browserslist.errors import QueryError
from auditor.browserslist.literal import LiteralError, exported_literal

_PACKAGE = re.compile(r"((?:@[^/]+/)?[^/]+)(?:/(.*))?", re.DOTALL)
_CONDITIONS = ("require", "node", "default")


def find_export(read: Read, name: str, folder: str, root: str = "") -> object:
    """What the shareable configuration `name` exports to a project's folder, sought in ``node_modules`` up to `root`.

    JSON, or ``module.exports`` written out as strings. `QueryError` says that it is not installed, or that it takes
    running to know; nothing is run. It fits the `extends` option of `expand` once read, name and folder are bound.
    """
    for path in _candidates(read, name, folder, root):
        content = read(path)
        if content is not None:
            return _export(name, path, content.decode("utf-8", "replace"))
    raise QueryError(_absent(read, name, folder, root))


def find_shared_stats(read: Read, name: str, folder: str, root: str = "") -> dict[str, Any] | None:
    """The statistics in a package, for the `shared_stats` option of `expand`; None where there are none."""
    for parent in upward(folder, root):
        path = join(parent, "node_modules", name, STATS)
        content = read(path)
        if content is not None:
            stats = _json(path, content.decode("utf-8", "replace"))
            return stats if isinstance(stats, dict) else None
    return None


def _absent(read: Read, name: str, folder: str, root: str) -> str:
    """Which module is not there: the package, or the file that it calls its main one."""
    for parent in upward(folder, root):
        package = join(parent, "node_modules", name)
        main = _manifest(read, package).get("main")
        if isinstance(main, str) and main:
            path = normpath(join(package, main))
            return f"Cannot find module '{path}'. Please verify that the package.json has a valid \"main\" entry"
    return f"Cannot find module '{name}'"


def _candidates(read: Read, name: str, folder: str, root: str) -> Iterator[str]:
    """The files that Node.js would try for a name, in its order."""
    match = _PACKAGE.fullmatch(name)
    if match is None:
        return
    for parent in upward(folder, root):
        package = join(parent, "node_modules", match[1])
        manifest = _manifest(read, package)
        target = _by_exports(manifest.get("exports"), match[2])
        if target:
            yield normpath(join(package, target))
        elif match[2]:
            yield from _as_module(read, join(package, match[2]))
        else:
            main = manifest.get("main")
            if isinstance(main, str) and main:
                yield from _as_module(read, normpath(join(package, main)))
            yield from _index(package)


def _as_module(read: Read, path: str) -> Iterator[str]:
    yield from (path, f"{path}.js", f"{path}.json")
    main = _manifest(read, path).get("main")
    if isinstance(main, str) and main:
        inner = normpath(join(path, main))
        yield from (inner, f"{inner}.js", f"{inner}.json", *_index(inner))
    yield from _index(path)


def _index(folder: str) -> tuple[str, str]:
    return join(folder, "index.js"), join(folder, "index.json")


def _by_exports(exports: object, subpath: str | None) -> str | None:
    """The file that a manifest's ``exports`` gives for a path inside the package."""
    if isinstance(exports, dict) and any(key.startswith(".") for key in exports):
        exports = exports.get(f"./{subpath}" if subpath else ".")
    elif subpath:
        return None
    while isinstance(exports, dict):
        exports = next((exports[key] for key in exports if key in _CONDITIONS), None)
    return exports if isinstance(exports, str) else None


def _manifest(read: Read, package: str) -> dict[str, Any]:
    content = read(join(package, "package.json"))
    if content is None:
        return {}
    manifest = _json(join(package, "package.json"), content.decode("utf-8", "replace"))
    return manifest if isinstance(manifest, dict) else {}


def _export(name: str, path: str, text: str) -> object:
    if path.endswith(".json"):
        return _json(path, text)
    try:
        return exported_literal(text)
    except LiteralError:
        raise QueryError(f"`{name}` cannot be resolved: {path} is a program that would have to be run") from None


def _json(path: str, text: str) -> Any:
    try:
        return parse_json(text.removeprefix("\ufeff"))
    except ValueError:
        raise QueryError(f"Can't read {path}") from None

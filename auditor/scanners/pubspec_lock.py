"""``pubspec.lock``: what pub resolved for a Dart or Flutter project.

Format: the lockfile that pub writes; it says of each package whether it is direct, but not who asks for whom.
"""

from __future__ import annotations

from collections.abc import Mapping

from auditor.model import Package, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners.pubspec import git_address
from auditor.source import Document, ReadError

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("pubspec.lock",)
LOCKFILES = CLAIMS

_REMEDY = "recreate it: dart pub get"
_SCOPES = {"direct main": "prod", "direct dev": "dev"}


def scan(document: Document) -> Scan:
    """The locked packages."""
    trees = document.yaml()
    tree = trees[0] if len(trees) == 1 else None
    table = tree.get("packages") if isinstance(tree, dict) else None
    if table == "" and isinstance(tree, dict) and tree.keys() & {"sdk", "sdks"}:
        table = {}
    if not isinstance(table, dict):
        raise ReadError('is not a lockfile of pub: it has no "packages"', remedy=_REMEDY)
    # Old files have neither an SDK nor "dependency"; between the two ages pub wrote "sdk".
    dated = any(isinstance(entry, dict) and "dependency" in entry for entry in table.values())
    if dated and isinstance(tree, dict) and not tree.keys() & {"sdk", "sdks"}:
        raise ReadError('stops before "sdks"', line=max(document.text.count("\n"), 1), remedy=_REMEDY)
    needed = tree.get("sdks") if isinstance(tree, dict) else None
    packages = {name: _package(document, name, entry) for name, entry in table.items()}
    return Scan(
        path=document.path,
        kind="lockfile",
        format="pubspec.lock",
        ecosystem="pub",
        packages=packages,
        find=lambda origin, name, wanted: name if name in packages else None,  # noqa: ARG005 - one version of each
        joins=("pubspec.yaml", "pubspec_overrides.yaml"),
        workspaces=tuple(one.specifier for one in packages.values() if one.source == "file" and one.specifier),
        manager="flutter" if isinstance(needed, dict) and "flutter" in needed else "pub",
    )


def _package(document: Document, name: str, entry: Any) -> Package:
    version = entry.get("version") if isinstance(entry, dict) else None
    if not isinstance(version, str) or not version:
        line = document.text.count("\n", 0, max(document.text.find(f"\n  {name}:") + 1, 0)) + 1
        raise ReadError(f"locks {name} without a version", line=line, remedy=_REMEDY)
    dependency = entry.get("dependency")
    source, specifier = _source(entry)
    return Package(
        key=name,
        ecosystem="pub",
        name=name,
        version=version,
        at=("packages", name),
        source=source,
        specifier=specifier,
        scope=_SCOPES.get(dependency),
        direct=dependency.startswith("direct") if isinstance(dependency, str) else None,
    )


def _source(entry: Mapping[str, Any]) -> tuple[str, str | None]:
    kind, described = entry.get("source"), entry.get("description")
    if kind == "git":
        return "git", git_address(described)
    if kind == "path":
        path = described.get("path") if isinstance(described, dict) else described
        return "file", path if isinstance(path, str) else None
    # What comes with the SDK has no version of its own: pub writes 0.0.0.
    return ("link", None) if kind == "sdk" else ("registry", None)

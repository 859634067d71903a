"""``pubspec.yaml`` and ``pubspec_overrides.yaml``: what a Dart or Flutter project declares.

Format: the Dart documentation of the pubspec, of dependencies and of pub workspaces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor import versions
from auditor.model import Gap, Requirement, Scan
from auditor.projects import join
from auditor.records import TYPE_CHECKING
from auditor.scanners._addresses import public
from auditor.source import Document, ReadError

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("pubspec.yaml", "pubspec_overrides.yaml")
LOCKFILES = ()

_GROUPS = {"dependencies": "prod", "dev_dependencies": "dev"}


def scan(document: Document) -> Scan:
    """The requirements, the overrides and the members of a pub workspace."""
    trees = document.yaml()
    tree = trees[0] if len(trees) == 1 else None
    if not isinstance(tree, dict):
        raise ReadError("is no mapping of names to values", remedy="a pubspec starts with: name: <package>")
    gaps: list[Gap] = []
    members = tree.get("workspace")
    return Scan(
        path=document.path,
        kind="manifest",
        format=document.name,
        ecosystem="pub",
        requirements=tuple(_requirements(document, tree, gaps)),
        name=_text(tree.get("name")),
        workspaces=tuple(member for member in members if isinstance(member, str)) if isinstance(members, list) else (),
        overrides=dict(_overrides(tree)),
        manager="flutter" if _needs_flutter(tree) else "pub",
        published=_is_published(tree),
        gaps=tuple(gaps),
    )


def _needs_flutter(tree: Mapping[str, Any]) -> bool:
    """Whether Dart alone cannot resolve it: it asks for Flutter's SDK, or for something of it."""
    environment = tree.get("environment")
    tables = [table for group in _GROUPS if isinstance(table := tree.get(group), dict)]
    parts = (wanted for table in tables for wanted in table.values() if isinstance(wanted, dict))
    return (isinstance(environment, dict) and "flutter" in environment) or any(
        wanted.get("sdk") == "flutter" for wanted in parts
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _is_published(tree: Mapping[str, Any]) -> bool:
    """Whether a package is meant for others: a plugin, or one with an address and no ban on publishing."""
    flutter = tree.get("flutter")
    plugin = isinstance(flutter, dict) and "plugin" in flutter
    return tree.get("publish_to") != "none" and (plugin or any(key in tree for key in ("homepage", "repository")))


def _requirements(document: Document, tree: Mapping[str, Any], gaps: list[Gap]) -> Iterator[Requirement]:
    forced = dict(_forced(tree))
    for group, scope in _GROUPS.items():
        table = tree.get(group) or {}
        if not isinstance(table, dict):
            reason = f'"{group}" is no mapping of names to constraints'
            line = document.text.count("\n", 0, max(document.text.find(f"\n{group}:") + 1, 0)) + 1
            remedy = "pub refuses it as well: correct the entry"
            gaps.append(Gap(document.path, reason, line=line, remedy=remedy, may_hide=True))
            continue
        for name, wanted in table.items():
            asked = _requirement(name, wanted, (group, name), scope)
            yield _overridden(document, asked, forced[name]) if name in forced else asked


def _overridden(document: Document, asked: Requirement, by: Requirement) -> Requirement:
    """A requirement under its override: another constraint holds, or a folder of the tree is what gets built."""
    if by.source == "file" and join(document.folder, by.text) is not None:
        return asked._replace(source="link", range=None, version=None)
    return asked._replace(version=by.version)


def _requirement(name: str, wanted: Any, at: tuple[str | int, ...], scope: str) -> Requirement:
    """One dependency: a constraint, or a mapping that says where it comes from (hosted, git, path, sdk)."""
    if isinstance(wanted, str):
        return _hosted(name, wanted, at, scope)
    table = wanted if isinstance(wanted, dict) else {}
    if "path" in table:
        return Requirement("pub", name, _text(table["path"]) or "", at, scope, source="file")
    if "sdk" in table:
        return Requirement("pub", name, f"sdk: {table['sdk']}", at, scope, source="link")
    if "git" in table:
        return Requirement("pub", name, git_address(table["git"]), at, scope, source="git")
    version = _text(table.get("version"))
    return _hosted(name, version or "", (*at, "version") if version else at, scope)


def git_address(git: Any) -> str:
    """A git source in one line: its address, and the branch, tag or commit that is asked for."""
    table = git if isinstance(git, dict) else {"url": git}
    ref = _text(table.get("resolved-ref")) or _text(table.get("ref"))
    return public(_text(table.get("url")) or "") + (f"#{ref}" if ref else "")


def _hosted(name: str, wanted: str, at: tuple[str | int, ...], scope: str) -> Requirement:
    return Requirement("pub", name, wanted, at, scope, range=wanted.strip() or "any", version=_exact(wanted.strip()))


def _exact(wanted: str) -> str | None:
    return wanted if versions.release("pub", wanted) is not None else None


def _forced(tree: Mapping[str, Any]) -> Iterator[tuple[str, Requirement]]:
    table = tree.get("dependency_overrides")
    for name, wanted in table.items() if isinstance(table, dict) else ():
        yield name, _requirement(name, wanted, (), "prod")


def _overrides(tree: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, asked in _forced(tree):
        # With a colon no range is compared: what is forced comes from a folder or a repository.
        yield name, asked.range or f"{asked.source}:{asked.text}"

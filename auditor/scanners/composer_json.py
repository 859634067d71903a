"""``composer.json``: what a PHP project declares.

Format: Composer's documentation of its schema. Packages of wpackagist (``wpackagist-plugin/auth0``) are the plugins of
the WordPress directory, so they get the ecosystem ``wordpress`` and the plugin's own name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from auditor import versions
from auditor.locate import repeated_keys
from auditor.model import Gap, Requirement, Scan
from auditor.records import TYPE_CHECKING
from auditor.source import Document, ReadError, position

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("composer.json",)
LOCKFILES = ()

GROUPS = {"require": "prod", "require-dev": "dev"}
PLUGIN = "wpackagist-plugin/"
# What the PHP installation itself provides has no vendor part; these are all names of that kind that Composer knows.
_PLATFORM = re.compile(r"php(-[a-z0-9]+)*|hhvm|(ext|lib)-[^/]+|composer(-(plugin|runtime)-api)?", re.IGNORECASE)
_BRANCH = re.compile(r"dev-\S+|\S+[.-]dev|\S+ +as +\S+", re.IGNORECASE)
_WHATEVER = re.compile(r"\*?(@dev)?|dev-\S+", re.IGNORECASE)
_STABILITY = re.compile(r"@(dev|alpha|beta|RC|stable)\Z", re.IGNORECASE)


def scan(document: Document) -> Scan:
    """The requirements of a composer.json, without what the PHP installation provides."""
    tree = document.json()
    if not isinstance(tree, dict):
        raise ReadError("is not a JSON object", remedy="a composer.json starts with {")
    refuse_repeated(document, lambda route: route[0] in GROUPS and len(route) <= 2)
    gaps: list[Gap] = []
    requirements = tuple(_requirements(document, tree, gaps))
    kind = tree.get("type")
    return Scan(
        path=document.path,
        kind="manifest",
        format="composer.json",
        ecosystem="composer",
        requirements=requirements,
        name=tree["name"] if isinstance(tree.get("name"), str) else None,
        workspaces=tuple(_merged(tree)),
        manager="composer",
        published=isinstance(kind, str) and kind != "project",
        gaps=tuple(gaps),
    )


def _merged(tree: Mapping[str, Any]) -> Iterator[str]:
    """The folders whose composer.json the merge plugin (``wikimedia/composer-merge-plugin``) reads as part of this one."""
    extra = tree.get("extra")
    said = extra.get("merge-plugin") if isinstance(extra, dict) else None
    for key in ("include", "require"):
        paths = said.get(key) if isinstance(said, dict) else None
        for path in paths if isinstance(paths, list) else [paths]:
            if isinstance(path, str) and path.endswith("/composer.json"):
                yield path.removesuffix("/composer.json").removeprefix("./")


def refuse_repeated(document: Document, read: Callable[[tuple[str | int, ...]], bool]) -> None:
    """Raise where a key stands twice whose route ``read`` says yes to: Composer takes the last, a person the first."""
    for route, offset in repeated_keys(document.text):
        if read(route):
            line, column = position(document.text, offset)
            raise ReadError(f'says "{route[-1]}" twice', line=line, column=column, remedy="keep one of the two")


def _folders(tree: Mapping[str, Any]) -> dict[str, str]:
    """The paths of the ``path`` repositories by their last part, which by custom is that of the package's name."""
    said = tree.get("repositories")
    entries = said.values() if isinstance(said, dict) else said if isinstance(said, list) else ()
    paths = [entry.get("url") for entry in entries if isinstance(entry, dict) and entry.get("type") == "path"]
    return {path.rstrip("/").rpartition("/")[2].lower(): path for path in paths if isinstance(path, str)}


def _requirements(document: Document, tree: Mapping[str, Any], gaps: list[Gap]) -> Iterator[Requirement]:
    folders = _folders(tree)
    for group, scope in GROUPS.items():
        table = tree.get(group, {})
        # PHP writes an empty map as an empty list.
        if not isinstance(table, dict) and table != []:
            gaps.append(_gap(document, group, f'"{group}" is not an object of names and constraints'))
            continue
        for name, constraint in table.items() if isinstance(table, dict) else ():
            if not isinstance(constraint, str):
                gaps.append(_gap(document, name, f'the constraint of "{name}" is not a string'))
            elif not is_platform(name):
                asked = requirement(name, constraint, (group, name), scope)
                folder = folders.get(name.rpartition("/")[2].lower())
                # Only a constraint that takes whatever is there can hold for a folder that has no release.
                if folder and _WHATEVER.fullmatch(constraint.strip()):
                    asked = asked._replace(text=folder, source="file", range=None, version=None)
                yield asked


def _gap(document: Document, key: str, reason: str) -> Gap:
    line, column = position(document.text, max(document.text.find(f'"{key}"'), 0))
    remedy = "Composer refuses it as well: correct the entry"
    return Gap(document.path, reason, True, line, column, remedy, may_hide=True)


def is_platform(name: str) -> bool:
    """Whether a name stands for PHP, an extension, a library or Composer itself, and not for a package."""
    return _PLATFORM.fullmatch(name) is not None


def identity(name: str) -> tuple[str, str, str | None]:
    """Ecosystem, name and alias of a Composer name; an alias only where a name of another ecosystem is behind it."""
    if name.lower().startswith(PLUGIN):
        return "wordpress", name.lower().removeprefix(PLUGIN), name
    return "composer", name, None


def requirement(name: str, constraint: str, at: tuple[str | int, ...], scope: str) -> Requirement:
    """One dependency; a branch (``dev-main``) is a git source without a range, a plain version is what gets built."""
    ecosystem, own_name, alias = identity(name)
    wanted = constraint.strip()
    plain = _STABILITY.sub("", wanted).strip()
    branch = _BRANCH.fullmatch(wanted.partition("#")[0]) is not None
    exact = not branch and versions.release(ecosystem, plain.lstrip("=")) is not None
    return Requirement(
        ecosystem,
        own_name,
        constraint,
        at,
        scope,
        range=None if branch or not wanted else wanted,
        version=plain.lstrip("=") if exact else None,
        alias=alias,
        source="git" if branch else "registry",
    )

"""``composer.lock``: what Composer resolved, with who asks for whom.

Format: Composer's documentation and its ``Locker``. Which packages are direct, only composer.json says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from auditor.model import Package, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners._addresses import public
from auditor.scanners.composer_json import identity, is_platform, refuse_repeated
from auditor.source import Document, ReadError, position

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("composer.lock",)
LOCKFILES = CLAIMS

_SECTIONS = {"packages": "prod", "packages-dev": "dev"}
_REMEDY = "recreate it: composer update --lock"
_BRANCH = re.compile(r"dev-\S*|\S+[.-]dev", re.IGNORECASE)
_OWNER = re.compile(r"[:/]([^:/]+)/[^:/]+?/?\Z")


def scan(document: Document) -> Scan:
    """The locked packages of both sections."""
    tree = document.json()
    if not isinstance(tree, dict) or not isinstance(tree.get("packages"), list):
        raise ReadError('is not a lockfile of Composer: it has no list "packages"', remedy=_REMEDY)
    entries = list(_entries(document, tree))
    if document.text.count('"version"') != len(entries):
        refuse_repeated(document, lambda route: route[0] in _SECTIONS and len(route) in {1, 3})
    packages: dict[str, Package] = {}
    for section, number, entry in entries:
        package = _package(section, number, entry)
        if packages.setdefault(package.key, package).version != package.version:
            line, column = position(document.text, document.text.rfind(f'"{entry["name"]}"'))
            raise ReadError(f"locks {entry['name']} twice, at two versions", line=line, column=column, remedy=_REMEDY)
    return Scan(
        path=document.path,
        kind="lockfile",
        format="composer.lock",
        ecosystem="composer",
        packages=packages,
        find=_finder(packages, [entry for _, _, entry in entries]),
        joins=("composer.json",),
        workspaces=tuple(one.specifier for one in packages.values() if one.source == "file" and one.specifier),
        manager="composer",
    )


def _entries(document: Document, tree: Mapping[str, Any]) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    for section in _SECTIONS:
        entries = tree.get(section)
        # Old versions wrote null where the development packages were not resolved.
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            named = isinstance(entry, dict) and all(isinstance(entry.get(key), str) for key in ("name", "version"))
            if not named:
                line, column = position(document.text, max(document.text.find(f'"{section}"'), 0))
                reason = f'"{section}" holds an entry ({number + 1}) without a name or version'
                raise ReadError(reason, line=line, column=column, remedy=_REMEDY)
            yield section, number, entry


def _package(section: str, number: int, entry: Mapping[str, Any]) -> Package:
    ecosystem, name, alias = identity(entry["name"])
    source, specifier = _source(entry) if ecosystem == "composer" else ("registry", None)
    return Package(
        key=entry["name"].lower(),
        ecosystem=ecosystem,
        name=name,
        version=entry["version"],
        at=(section, number, "name"),
        source=source,
        specifier=specifier,
        alias=alias,
        scope=_SECTIONS[section],
        requires={asked: wanted for asked, wanted in _texts(entry, "require") if not is_platform(asked)},
    )


def _texts(entry: Mapping[str, Any], key: str) -> Iterator[tuple[str, str]]:
    table = entry.get(key)
    for name, wanted in table.items() if isinstance(table, dict) else ():
        if isinstance(wanted, str):
            yield name, wanted


def _source(entry: Mapping[str, Any]) -> tuple[str, str | None]:
    """Where a package comes from: a folder, a branch or a fork, else a registry.

    Packagist marks its packages with ``notification-url``. Private mirrors do not, so its absence alone says nothing;
    but what lacks it and has an owner other than the package's vendor is from a repository that the project named.
    """
    if _text(entry, "dist", "type") == "path":
        return "file", _text(entry, "dist", "url")
    address = _text(entry, "source", "url") or _text(entry, "dist", "url")
    if _BRANCH.fullmatch(entry["version"]):
        reference = _text(entry, "source", "reference") or entry["version"]
        return "git", f"{public(address or entry['version'])}#{reference}"
    owner = _OWNER.search(address.removesuffix(".git")) if address and _text(entry, "source", "type") == "git" else None
    vendor = entry["name"].partition("/")[0].lower()
    if "notification-url" not in entry and owner and owner[1].lower() != vendor:
        return "git", public(address or "")
    return "registry", None


def _text(entry: Mapping[str, Any], group: str, key: str) -> str | None:
    table = entry.get(group)
    value = table.get(key) if isinstance(table, dict) else None
    return value if isinstance(value, str) else None


def _finder(packages: Mapping[str, Package], entries: list[Mapping[str, Any]]) -> Callable[[str, str, str], str | None]:
    """Look-up by name; what replaces or provides a package stands for it where it is not locked itself."""
    standing_in: dict[str, str] = {}
    for entry in entries:
        for group in ("replace", "provide"):
            for name, _ in _texts(entry, group):
                standing_in.setdefault(name.lower(), entry["name"].lower())

    def find(origin: str, name: str, wanted: str) -> str | None:  # noqa: ARG001 - one version of each package
        key = name.lower()
        return key if key in packages else standing_in.get(key)

    return find

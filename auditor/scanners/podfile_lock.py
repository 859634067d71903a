"""``Podfile.lock``: what CocoaPods resolved.

Format: CocoaPods' ``Lockfile``. A pod's subspecs (``Lock/Core``) are parts of one product with one version and become
one package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from auditor.model import Member, Package, Requirement, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners._addresses import public
from auditor.source import Document, ReadError

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("Podfile.lock",)
LOCKFILES = CLAIMS

_ENTRY = re.compile(r"([^\s()](?:[^()]*[^\s()])?)(?: \(([^()]*)\))?")
_REMEDY = "recreate it: pod install"


def scan(document: Document) -> Scan:
    """The installed pods, what they ask for, and which of them the Podfile names."""
    trees = document.yaml()
    tree = trees[0] if len(trees) == 1 else None
    if not isinstance(tree, dict) or not tree.keys() & {"PODS", "DEPENDENCIES", "COCOAPODS"}:
        raise ReadError("is not a lockfile of CocoaPods: it has no PODS", remedy=_REMEDY)
    if "COCOAPODS" not in tree:
        raise ReadError("stops before COCOAPODS", line=max(document.text.count("\n"), 1), remedy=_REMEDY)
    asked = tuple(_dependencies(document, tree))
    packages: dict[str, Package] = {}
    for package in _pods(document, tree, {item.name for item in asked}):
        known = packages.setdefault(package.key, package)
        if known.version != package.version:
            raise _broken(document, package.name, f"locks {package.name} at two versions")
        if known is not package:
            packages[package.key] = known._replace(requires={**known.requires, **package.requires})
    return Scan(
        path=document.path,
        kind="lockfile",
        format="Podfile.lock",
        ecosystem="cocoapods",
        packages=packages,
        members=(Member("", "", "", asked),),
        find=lambda origin, name, wanted: name if name in packages else None,  # noqa: ARG005 - one version of each pod
        joins=("Podfile", "*.podspec"),
        workspaces=tuple(dict.fromkeys(_folders(tree))),
        manager="cocoapods",
    )


def _list(document: Document, tree: Mapping[str, Any], key: str) -> list[Any]:
    entries = tree.get(key) or []
    if not isinstance(entries, list):
        raise _broken(document, f"{key}:", f"{key} is not a list")
    return entries


def _broken(document: Document, near: str, reason: str) -> ReadError:
    return ReadError(reason, line=document.text.count("\n", 0, max(document.text.find(near), 0)) + 1, remedy=_REMEDY)


def _entry(document: Document, text: Any) -> tuple[str, str]:
    """The pod (without its subspec) and what stands in brackets after it."""
    found = _ENTRY.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise _broken(document, str(text)[:60], f"holds an entry that is no pod: {str(text)[:60]}")
    return found[1].partition("/")[0], found[2] or ""


def _dependencies(document: Document, tree: Mapping[str, Any]) -> Iterator[Requirement]:
    sources = _sources(tree)
    for number, text in enumerate(_list(document, tree, "DEPENDENCIES")):
        name, wanted = _entry(document, text)
        source, address = sources.get(name, ("registry", None))
        compared = (wanted or ">= 0") if source == "registry" and not wanted.startswith("from ") else None
        yield Requirement("cocoapods", name, address or wanted, ("DEPENDENCIES", number), range=compared, source=source)


def _sources(tree: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Where pods come from that are not from a spec repository."""
    found = {}
    external, checked_out = tree.get("EXTERNAL SOURCES"), tree.get("CHECKOUT OPTIONS")
    for name, options in external.items() if isinstance(external, dict) else ():
        if not isinstance(options, dict):
            continue
        exact = checked_out.get(name) if isinstance(checked_out, dict) else None
        commit = exact.get(":commit") if isinstance(exact, dict) else None
        for kind, source in ((":path", "file"), (":podspec", "url"), (":git", "git"), (":http", "url")):
            if isinstance(options.get(kind), str):
                branch = commit or options.get(":tag") or options.get(":branch") or options.get(":commit")
                address = f"{options[kind]}#{branch}" if source == "git" and branch else options[kind]
                found[name.partition("/")[0]] = source, public(address)
                break
    return found


def _folders(tree: Mapping[str, Any]) -> Iterator[str]:
    """Where the podspecs of pods with a path stand, whose dependencies are locked here."""
    external = tree.get("EXTERNAL SOURCES")
    for options in external.values() if isinstance(external, dict) else ():
        for key in (":path", ":podspec") if isinstance(options, dict) else ():
            place = options.get(key)
            if isinstance(place, str) and "://" not in place:
                folder = place.rpartition("/")[0] if place.endswith((".podspec", ".json")) else place.rstrip("/")
                if folder not in {"", "."}:
                    yield folder


def _pods(document: Document, tree: Mapping[str, Any], direct: set[str]) -> Iterator[Package]:
    sources = _sources(tree)
    for number, item in enumerate(_list(document, tree, "PODS")):
        text, asked = next(iter(item.items())) if isinstance(item, dict) and len(item) == 1 else (item, [])
        name, version = _entry(document, text)
        if not version:
            raise _broken(document, str(text), f"locks {name} without a version")
        requires = dict(_entry(document, entry) for entry in asked if asked) if isinstance(asked, list) else {}
        requires.pop(name, None)
        source, address = sources.get(name, ("registry", None))
        yield Package(
            key=name,
            ecosystem="cocoapods",
            name=name,
            version=version.partition(",")[0],
            at=("PODS", number),
            source=source,
            specifier=address,
            direct=name in direct,
            requires=requires,
        )

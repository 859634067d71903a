"""Bills of materials in SPDX 2, as JSON: packages by the package URL among their references, and their relationships.

Format: the SPDX specification 2.2 and 2.3. What the document describes is what the bill is of, if it is one package;
what that one depends on is direct.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.model import Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners import _repeated
from auditor.scanners._sbom import Item, bill
from auditor.source import Document, ReadError

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("*.spdx.json",)
LOCKFILES = ()

_REMEDY = "let the program that wrote it write it again, as SPDX 2.3"
_DOCUMENT = "SPDXRef-DOCUMENT"
_DEPENDS = {"DEPENDS_ON": None, "DEPENDENCY_OF": None, "DEV_DEPENDENCY_OF": "dev", "OPTIONAL_DEPENDENCY_OF": "optional"}


def scan(document: Document) -> Scan:
    """The packages that have a package URL."""
    tree = document.json()
    wrapped = isinstance(tree, dict) and isinstance(tree.get("sbom"), dict)
    route = ("sbom",) if wrapped else ()
    tree = tree["sbom"] if wrapped else tree
    version = tree.get("spdxVersion") if isinstance(tree, dict) else None
    if not isinstance(version, str) or not version.startswith("SPDX-2"):
        said = (
            f"is {version[:20]}; SPDX-2 is read" if isinstance(version, str) else "is not SPDX 2: it has no spdxVersion"
        )
        raise ReadError(said, remedy=_REMEDY)
    _repeated.refuse(document, tree if not wrapped else {"sbom": tree}, _REMEDY)
    packages = tree.get("packages", [])
    if not isinstance(packages, list) or not all(isinstance(package, dict) for package in packages):
        raise ReadError('"packages" is not a list of packages', remedy=_REMEDY)
    relations = list(_relations(tree))
    graph, scopes = _graph(relations)
    items = [_item(package, (*route, "packages", number), scopes) for number, package in enumerate(packages)]
    described = [to for origin, kind, to in relations if kind == "DESCRIBES" and origin == _DOCUMENT]
    named = tree.get("documentDescribes")
    described += [ref for ref in named if isinstance(ref, str)] if isinstance(named, list) else []
    roots = [item for item in items if item.ref in described]
    root = roots[0] if len(roots) == 1 and len(items) > 1 else None
    return bill(document, "SPDX JSON", [item for item in items if item is not root], graph, root)


def _item(package: Mapping[str, Any], at: tuple[str | int, ...], scopes: Mapping[str, str]) -> Item:
    ref = package.get("SPDXID")
    ref = ref if isinstance(ref, str) else "/".join(map(str, at))
    name, version = package.get("name"), package.get("versionInfo")
    references = package.get("externalRefs")
    for number, said in enumerate(references if isinstance(references, list) else ()):
        if (
            isinstance(said, dict)
            and said.get("referenceType") == "purl"
            and isinstance(said.get("referenceLocator"), str)
        ):
            place = (*at, "externalRefs", number, "referenceLocator")
            return Item(ref, said["referenceLocator"], str(name), _version(version), place, scopes.get(ref))
    return Item(ref, "", str(name), _version(version), (*at, "name"), scopes.get(ref))


def _version(value: Any) -> str | None:
    return value if isinstance(value, str) and value not in {"", "NOASSERTION", "NONE"} else None


def _relations(tree: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Each relationship as (element, kind, element)."""
    relations = tree.get("relationships")
    for said in relations if isinstance(relations, list) else ():
        if isinstance(said, dict):
            parts = [said.get(key) for key in ("spdxElementId", "relationshipType", "relatedSpdxElement")]
            if all(isinstance(part, str) for part in parts):
                yield str(parts[0]), str(parts[1]), str(parts[2])


def _graph(relations: list[tuple[str, str, str]]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Who depends on whom, and the scope of what is only a development or optional dependency."""
    graph: dict[str, list[str]] = {}
    scopes: dict[str, str] = {}
    for origin, kind, to in relations:
        if kind not in _DEPENDS:
            continue
        above, below = (origin, to) if kind == "DEPENDS_ON" else (to, origin)
        graph.setdefault(above, []).append(below)
        scope = _DEPENDS[kind]
        if scope:
            scopes[below] = scope
    return graph, scopes

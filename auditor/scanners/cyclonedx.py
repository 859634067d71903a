"""Bills of materials in CycloneDX, JSON and XML, all versions: components by package URL, and their graph.

Format: the CycloneDX specification. What stands in ``metadata.component`` is what the bill is of; what that one depends
on is direct.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.model import Gap, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners import _repeated
from auditor.scanners._sbom import Item, bill
from auditor.source import Document, ReadError

if TYPE_CHECKING:
    from typing import Any

    from auditor.readers.xml import Element

CLAIMS = ("bom.json", "*.cdx.json", "bom.xml", "*.cdx.xml")
LOCKFILES = ()

_REMEDY = "let the program that wrote it write it again"
_NOT_PACKAGES = frozenset(("operating-system", "device", "file", "data", "firmware", "cryptographic-asset"))
_SCOPES = {"optional": "optional", "excluded": "dev", "required": "prod"}


def scan(document: Document) -> Scan:
    """The components that are packages, at any depth."""
    return _of_xml(document) if document.name.endswith(".xml") else _of_json(document)


# JSON


def _of_json(document: Document) -> Scan:
    tree = document.json()
    if not isinstance(tree, dict) or tree.get("bomFormat") != "CycloneDX":
        raise ReadError('is not CycloneDX: "bomFormat" does not say so', remedy=_REMEDY)
    _repeated.refuse(document, tree, _REMEDY)
    metadata = tree.get("metadata")
    own = metadata.get("component") if isinstance(metadata, dict) else None
    root = _item(own, ("metadata", "component")) if isinstance(own, dict) else None
    parts = [item.ref for item in _items(own.get("components"))] if isinstance(own, dict) else []
    items = list(_items(tree.get("components")))
    return bill(document, "CycloneDX JSON", items, dict(_graph(tree)), root, parts=parts, unsure=set(_unsure(tree)))


def _items(components: Any) -> Iterator[Item]:
    """The components and those inside them, depth first, without recursion."""
    waiting: list[tuple[Any, tuple[str | int, ...]]] = [(components, ("components",))]
    while waiting:
        group, route = waiting.pop()
        for number, component in enumerate(group if isinstance(group, list) else ()):
            if not isinstance(component, dict):
                raise ReadError("holds a component that is no object", remedy=_REMEDY)
            at = (*route, number)
            waiting.append((component.get("components"), (*at, "components")))
            if component.get("purl") or _text(component.get("type")) not in _NOT_PACKAGES:
                yield _item(component, at)


def _item(component: Mapping[str, Any], at: tuple[str | int, ...]) -> Item:
    purl = _text(component.get("purl"))
    version = _text(component.get("version"))
    name = "/".join(filter(None, (_text(component.get("group")), _text(component.get("name")))))
    ref = _text(component.get("bom-ref")) or purl or "/".join(map(str, at))
    return Item(ref, purl, name, version or None, (*at, "purl") if purl else (*at, "name"), _scope(component))


def _scope(component: Mapping[str, Any]) -> str | None:
    properties = component.get("properties")
    for said in properties if isinstance(properties, list) else ():
        if isinstance(said, dict) and str(said.get("name")).endswith(":development") and said.get("value") == "true":
            return "dev"
    return _SCOPES.get(_text(component.get("scope")))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _graph(tree: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    dependencies = tree.get("dependencies")
    for said in dependencies if isinstance(dependencies, list) else ():
        if isinstance(said, dict) and isinstance(said.get("ref"), str):
            below = said.get("dependsOn")
            yield said["ref"], [ref for ref in below if isinstance(ref, str)] if isinstance(below, list) else []


def _unsure(tree: Mapping[str, Any]) -> Iterator[str]:
    """The references of which the bill says that its graph does not hold all they depend on."""
    compositions = tree.get("compositions")
    for said in compositions if isinstance(compositions, list) else ():
        if isinstance(said, dict) and said.get("aggregate") != "complete":
            below = said.get("dependencies")
            yield from (ref for ref in below if isinstance(ref, str)) if isinstance(below, list) else ()


# XML


def _of_xml(document: Document) -> Scan:
    root = document.xml()
    if root.tag == "project":
        gap = Gap(document.path, "is the BOM of a Maven project, not CycloneDX", broken=False)
        return Scan(document.path, "sbom", "CycloneDX XML", "generic", joins=(), whole=False, gaps=(gap,))
    if root.tag != "bom":
        raise ReadError(f"is not CycloneDX: it starts with <{root.tag[:40]}>", remedy=_REMEDY)
    items: list[Item] = []
    waiting = [child for child in root.children if child.tag == "components"]
    while waiting:
        for component in waiting.pop().children:
            waiting += [child for child in component.children if child.tag == "components"]
            if _said(component, "purl") or component.attributes.get("type") not in _NOT_PACKAGES:
                items.append(_xml_item(component))
    own = [one for one in _below(root, "metadata") if one.tag == "component"]
    graph = {
        one.attributes["ref"]: [below.attributes["ref"] for below in one.children if "ref" in below.attributes]
        for one in _below(root, "dependencies")
        if "ref" in one.attributes
    }
    return bill(document, "CycloneDX XML", items, graph, _xml_item(own[0]) if own else None)


def _below(element: Element, tag: str) -> Iterator[Element]:
    """The children of every child called ``tag``."""
    for child in element.children:
        if child.tag == tag:
            yield from child.children


def _said(element: Element, tag: str) -> str:
    return next((child.text.strip() for child in element.children if child.tag == tag), "")


def _xml_item(component: Element) -> Item:
    purl = _said(component, "purl")
    line = next((child.line for child in component.children if child.tag == "purl"), component.line)
    name = "/".join(filter(None, (_said(component, "group"), _said(component, "name"))))
    ref = component.attributes.get("bom-ref") or purl or f"line {component.line}:{component.column}"
    return Item(ref, purl, name, _said(component, "version") or None, line, _SCOPES.get(_said(component, "scope")))

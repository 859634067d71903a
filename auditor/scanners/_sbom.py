"""What a bill of materials says in any format: package URLs, and who depends on whom by reference.

Format of a package URL: the purl specification, with the ecosystems' own way of writing a name.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence

from auditor.model import At, Found, Gap, Package, Scan
from auditor.records import NamedTuple
from auditor.scanners._pep508 import normalised
from auditor.source import Document

_MAX_NAMES = 1000
_TYPES = ("npm", "pypi", "nuget", "maven", "composer", "gem", "golang", "swift", "cocoapods", "pub")
_MAX_PURL = 2048


class Item(NamedTuple):
    """A component of a bill: its reference in the file, its package URL (``""`` for none), name, version and place."""

    ref: str
    purl: str
    name: str
    version: str | None
    at: At
    scope: str | None = None


def package_of(item: Item) -> Package | None:
    """A component as a package; None where its URL is missing or is none."""
    found = _parsed(item.purl)
    if found is None:
        return None
    ecosystem, name, version = found
    return Package(item.ref, ecosystem, name, version or item.version or None, item.at, scope=item.scope)


def _parsed(purl: str) -> tuple[str, str, str | None] | None:
    """Ecosystem, name and version of a package URL. Qualifiers and subpath do not matter here."""
    if not purl.startswith("pkg:") or len(purl) > _MAX_PURL:
        return None
    path, _, _ = purl[4:].partition("#")
    path, _, _ = path.partition("?")
    kind, _, rest = path.lstrip("/").partition("/")
    rest, _, version = rest.rpartition("@") if "@" in rest[1:] else (rest, "", "")
    parts = [_decoded(part) for part in rest.split("/") if part]
    if not kind or not parts:
        return None
    kind = kind.lower()
    name = ":".join(("/".join(parts[:-1]), parts[-1])) if kind == "maven" and len(parts) > 1 else "/".join(parts)
    return kind, normalised(name) if kind == "pypi" else name, _decoded(version) or None


def _decoded(text: str) -> str:
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)


def bill(
    document: Document,
    kind: str,
    items: Sequence[Item],
    graph: Mapping[str, Iterable[str]],
    root: Item | None,
    *,
    parts: Collection[str] = (),
    unsure: Collection[str] = (),
) -> Scan:
    """The scan of a bill. ``graph`` maps a reference to those it depends on, ``root`` is what the bill is of.

    ``parts`` are references of what the root is made of; ``unsure`` those that depend on more than the graph says.
    """
    packages: dict[str, Package] = {}
    found = [(item, package_of(item)) for item in items]
    nameless = [item for item, package in found if package is None]
    asked = _asked(root, graph, {item.ref for item in nameless}, parts)
    untold = asked is None or root is None or root.ref in unsure or not asked.isdisjoint(unsure)
    for item, package in found:
        if package is None:
            continue
        key = item.ref if item.ref not in packages else f"{item.ref}#{len(packages)}"
        requires = dict.fromkeys(graph.get(item.ref, ()), "")
        direct = True if asked and item.ref in asked else None if untold else False
        packages[key] = package._replace(key=key, direct=direct, requires=requires)

    def find(origin: str, name: str, wanted: str) -> Found:  # noqa: ARG001 - a reference says it all
        return name if name in packages else None

    return Scan(
        path=document.path,
        kind="sbom",
        format=kind,
        ecosystem="generic",
        packages=packages,
        find=find,
        joins=(),
        whole=False,
        name=root.name if root else None,
        gaps=tuple(_gaps(document, nameless, len(items))),
    )


def _asked(
    root: Item | None, graph: Mapping[str, Iterable[str]], inner: Container[str], parts: Container[str]
) -> set[str] | None:
    """The references that the root asks for, itself or by a part of it or one without a URL; None if not said."""
    if root is None or root.ref not in graph:
        return None
    asked: dict[str, None] = {}
    waiting = [root.ref, *(ref for ref in graph[root.ref] if ref in parts)]
    for ref in waiting:
        for below in graph.get(ref, ()):
            if below in inner and below not in asked:
                waiting.append(below)
            asked[below] = None
    return set(asked)


def _gaps(document: Document, nameless: Sequence[Item], total: int) -> list[Gap]:
    if not nameless:
        return []
    names = dict.fromkeys(item.name for item in nameless)
    mentions = tuple((kind, name) for name in list(names)[:_MAX_NAMES] for kind in _TYPES)
    reason = f"gives no package URL for {len(nameless)} of its {total} components"
    return [Gap(document.path, reason, broken=False, may_hide=True, mentions=mentions)]

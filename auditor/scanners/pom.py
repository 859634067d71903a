"""``pom.xml``: what a Maven project declares. The version that stands there, or where it is managed, is the one that is built.

Format: Maven's POM reference, model versions 4.0.0 and 4.1.0, and 3 as far as dependencies go.
``dependencyManagement`` gives versions and declares nothing. Plugins are not dependencies. Parents and properties are
joined by ``auditor.inherit``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor import versions
from auditor.model import At, Gap, Place, Requirement, Scan
from auditor.records import TYPE_CHECKING
from auditor.shared import Shared, Taken, Value
from auditor.source import Document, ReadError

if TYPE_CHECKING:
    from auditor.readers.xml import Element

CLAIMS = ("pom.xml",)
LOCKFILES = ()

REFERENCE = re.compile(r"\$\{([^{}]*)\}")
_SCOPES = {"compile": "prod", "runtime": "prod", "system": "prod", "provided": "peer", "test": "dev"}
_PROJECT = ("groupId", "artifactId", "version")
_ONCE = (*_PROJECT, "scope", "type", "optional")
_ID = re.compile(r"(?:[A-Za-z0-9_.-]|\$\{[^{}\s]*\})+")
_REMEDY = "see what it comes to: mvn help:effective-pom"
_ROUTE = tuple[str | int, ...]


def scan(document: Document) -> Scan:
    """The dependencies of the project and of its profiles, and what modules and heirs may take from it."""
    root = document.xml()
    if root.tag != "project":
        raise ReadError(
            f"is not a Maven project: it starts with <{root.name}>", remedy="a pom.xml starts with <project>"
        )
    gaps: list[Gap] = []
    own = _own(root)
    artifact = own["project.artifactId"].text if "project.artifactId" in own else None
    group = own["project.groupId"].text if "project.groupId" in own else None
    if artifact is None:
        raise ReadError("names no artifactId", remedy="restore the file, or give the project its artifactId")
    values = own | dict(_properties(root, ())) | _active(root)
    requirements: list[Requirement] = []
    managed: dict[str, Value] = {}
    boms: list[str] = []
    for holder, route, properties in _holders(root):
        for element, at in _entries(holder, route, "dependencies"):
            requirements += _requirement(document, element, at, properties, gaps)
        for element, at in _entries(holder, route, "dependencyManagement", "dependencies"):
            _manage(element, at, managed, boms)
    return Scan(
        path=document.path,
        kind="manifest",
        format="pom.xml",
        ecosystem="maven",
        requirements=tuple(requirements),
        name=f"{group}:{artifact}" if group else artifact,
        manager="maven",
        shared=Shared(
            means=meaning,
            line=lambda at: _line(document, at),
            reference=REFERENCE,
            remedy=_REMEDY,
            values=values,
            versions=managed,
            takes=_parent(root),
            boms=tuple(boms),
        ),
        gaps=tuple(gaps),
    )


def meaning(text: str) -> tuple[str | None, str | None]:
    """Range and version of a version's text: ``1.2`` and ``[1.2]`` are versions, ``LATEST`` is neither."""
    text = text.strip()
    if text.startswith("["):
        exact = text[1:-1].strip()
        if text.endswith("]") and versions.compare("maven", exact, exact) == 0:
            return text, exact
    if text.startswith(("[", "(")):
        return text, None
    known = text not in {"LATEST", "RELEASE"} and versions.compare("maven", text, text) == 0
    return (text, text) if known else (None, None)


def _line(document: Document, at: At) -> int:
    from auditor.locate import Text

    return Text(document.path, document.text, "xml").at(at).line


# The project itself


def _own(root: Element) -> dict[str, Value]:
    """The project's coordinates under the names that properties know them by; group and version may be the parent's."""
    values: dict[str, Value] = {}
    for tag in _PROJECT:
        inherited = root.said("parent", tag)
        text = root.said(tag)
        route: _ROUTE = (tag,)
        if inherited is not None:
            values[f"project.parent.{tag}"] = Value(inherited, ("parent", tag))
            if text is None and tag != "artifactId":
                text, route = inherited, ("parent", tag)
        if text is not None:
            values |= {f"{prefix}{tag}": Value(text, route) for prefix in ("", "pom.", "project.")}
    return values


def _parent(root: Element) -> tuple[Taken, ...]:
    """The parent's file: ``../pom.xml`` unless the project says otherwise; an empty path sends Maven to the repository."""
    parent = root.first("parent")
    if parent is None:
        return ()
    name = f"{parent.said('groupId')}:{parent.said('artifactId')}"
    place = parent.first("relativePath")
    path = "../pom.xml" if place is None else place.text.strip()
    if not path:
        return (Taken("", name=name),)
    return (Taken(path if path.endswith(".xml") else f"{path.rstrip('/')}/pom.xml", name=name),)


def _properties(holder: Element, route: _ROUTE) -> Iterator[tuple[str, Value]]:
    for number, child in enumerate(holder.children):
        if child.tag == "properties":
            for place, entry in enumerate(child.children):
                yield entry.tag, Value(entry.text.strip(), (*route, number, place))


def _profiles(root: Element) -> Iterator[tuple[Element, _ROUTE]]:
    return _entries(root, (), "profiles")


def _active(root: Element) -> dict[str, Value]:
    """The properties of the profiles that hold where nobody chooses one."""
    values: dict[str, Value] = {}
    for profile, route in _profiles(root):
        if profile.said("activation", "activeByDefault") == "true":
            values |= dict(_properties(profile, route))
    return values


def _holders(root: Element) -> Iterator[tuple[Element, _ROUTE, dict[str, Value]]]:
    """What may hold dependencies: the project and its profiles, each with the properties that hold only there."""
    yield root, (), {}
    for profile, route in _profiles(root):
        yield profile, route, dict(_properties(profile, route))


def _entries(holder: Element, route: _ROUTE, *tags: str) -> Iterator[tuple[Element, _ROUTE]]:
    """The elements in the list that a path of tags leads to, each with its route."""
    for number, child in enumerate(holder.children):
        if child.tag != tags[0]:
            continue
        if len(tags) > 1:
            yield from _entries(child, (*route, number), *tags[1:])
            continue
        for place, entry in enumerate(child.children):
            yield entry, (*route, number, place)


# Dependencies


def _requirement(
    document: Document, element: Element, route: _ROUTE, properties: dict[str, Value], gaps: list[Gap]
) -> Iterator[Requirement]:
    group, artifact, version = (element.said(tag) for tag in _PROJECT)
    repeated = next((tag for tag in _ONCE if len(element.all(tag)) > 1), None)
    if not (_ID.fullmatch(group or "") and _ID.fullmatch(artifact or "")) or repeated:
        said = (
            f"says <{repeated}> twice" if repeated else f"has a <{element.name}> without a valid groupId and artifactId"
        )
        remedy = "Maven refuses it as well: correct the entry"
        gaps.append(Gap(document.path, said, True, element.line, element.column, remedy, may_hide=True))
        return
    at: _ROUTE = (*route, "version")
    text = version or ""
    own = REFERENCE.fullmatch(text)
    if own and own[1] in properties:
        text, at = properties[own[1]].text, tuple(_route(properties[own[1]].at))
    scope = element.said("scope")
    optional = element.said("optional") == "true"
    known = _SCOPES.get(scope or "", "prod") if scope else ""
    yield Requirement(
        ecosystem="maven",
        name=f"{group}:{artifact}",
        text=text,
        at=(*route, "artifactId"),
        scope="optional" if optional and known in {"", "prod"} else known,
        version_at=Place(document.path, at) if version else None,
    )


def _route(at: At) -> _ROUTE:
    return (at,) if isinstance(at, int) else at


def _manage(element: Element, route: _ROUTE, managed: dict[str, Value], boms: list[str]) -> None:
    """Note what an entry of ``dependencyManagement`` sets; the first of a name holds, as in Maven."""
    group, artifact, version = (element.said(tag) for tag in _PROJECT)
    if group is None or artifact is None:
        return
    name, scope = f"{group}:{artifact}", element.said("scope")
    if scope == "import":
        boms.append(name)
    elif version is not None and name not in managed:
        managed[name] = Value(version, (*route, "version"), _SCOPES.get(scope) if scope else None)

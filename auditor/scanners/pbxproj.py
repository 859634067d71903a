"""``project.pbxproj``: the Swift packages that an Xcode project declares; nothing else of it is read.

Format: the property list that Xcode writes; ``XCRemoteSwiftPackageReference`` and its local counterpart in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.model import Gap, Requirement, Scan
from auditor.scanners._addresses import public
from auditor.scanners._swift import is_local, name_of
from auditor.source import Document, ReadError, position, refuse_conflict

CLAIMS = ("project.pbxproj",)
LOCKFILES = ()

_REMOTE = re.compile(r"\bisa\s*=\s*XCRemoteSwiftPackageReference\s*;")
_LOCAL = re.compile(r"\bisa\s*=\s*XCLocalSwiftPackageReference\s*;")
_MARK = re.compile(r'"(?:[^"\\]|\\.)*"|/\*.*?\*/|[{}]', re.DOTALL)
_FIELD = re.compile(r'\b(\w+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;{}"]+)\s*;')
_REMEDY = "restore it, or let Xcode write it again"


def scan(document: Document) -> Scan:
    """The package references of an Xcode project."""
    refuse_conflict(document.text)
    text = document.text
    gaps: tuple[Gap, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    if text.lstrip().startswith(("<?xml", "<plist")) or (text.lstrip()[:1] == "{" and '"objects"' in text):
        reason = "is written as XML or JSON, which Xcode itself does not do; its packages were not read"
        hides = "SwiftPackageReference" in text
        gaps = (Gap(document.path, reason, False, remedy="open and save it in Xcode", may_hide=hides),)
    elif "objects" not in text or not text.rstrip().endswith("}"):
        line, column = position(text, len(text.rstrip()))
        raise ReadError("is no complete Xcode project", line=line, column=column, remedy=_REMEDY)
    else:
        requirements = tuple(_requirements(document))
    folder = document.folder
    return Scan(
        path=document.path,
        kind="manifest",
        format="project.pbxproj",
        ecosystem="swift",
        requirements=requirements,
        manager="swift",
        gaps=gaps,
        root=folder.rpartition("/")[0] if folder.endswith(".xcodeproj") else None,
    )


def _requirements(document: Document) -> Iterator[Requirement]:
    for remote in _REMOTE.finditer(document.text):
        start, end = _around(document, remote.start())
        yield _remote(document, start, end)
    for local in _LOCAL.finditer(document.text):
        start, end = _around(document, local.start())
        fields = _fields(document.text, start, end)
        if "relativePath" in fields:
            path, at = fields["relativePath"]
            yield Requirement("swift", path, path, at, source="file")


def _around(document: Document, inside: int) -> tuple[int, int]:
    """The offsets of the object that ``isa`` at ``inside`` stands in."""
    depth = 1
    for token in _MARK.finditer(document.text, inside):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth == 0:
            return document.text.rfind("{", 0, inside), token.end()
    line, column = position(document.text, inside)
    raise ReadError("stops in the middle of a package", line=line, column=column, remedy=_REMEDY)


def _fields(text: str, start: int, end: int) -> dict[str, tuple[str, tuple[int, int]]]:
    """The plain values of an object and of those inside it, each with its offsets."""
    fields = {}
    for found in _FIELD.finditer(text, start, end):
        value = re.sub(r"\\(.)", r"\1", found[2][1:-1]) if found[2][0] == '"' else found[2]
        fields[found[1]] = value, found.span(2)
    return fields


def _remote(document: Document, start: int, end: int) -> Requirement:
    fields = _fields(document.text, start, end)
    if "repositoryURL" not in fields:
        line, column = position(document.text, start)
        raise ReadError("has a package without a repository", line=line, column=column, remedy=_REMEDY)
    address, at = fields["repositoryURL"]
    said = {key: value for key, (value, _) in fields.items()}
    name = address if is_local(address) else name_of(address)
    kind, low = said.get("kind", ""), said.get("minimumVersion")
    key = next((key for key in ("minimumVersion", "version", "branch", "revision") if key in fields), None)
    place = fields[key][1] if key else at
    if kind in {"branch", "revision"}:
        return Requirement("swift", name, f"{public(address)}#{said.get(kind, '')}", place, source="git")
    if kind == "versionRange" and low and "maximumVersion" in said:
        wanted: str | None = f"{low}..<{said['maximumVersion']}"
    elif kind == "exactVersion":
        wanted = f"exact: {said['version']}" if "version" in said else None
    else:
        short = {"upToNextMajorVersion": "upToNextMajor", "upToNextMinorVersion": "upToNextMinor"}.get(kind)
        wanted = f"{short}: {low}" if short and low else None
    if wanted is None:
        line, column = position(document.text, start)
        raise ReadError(f"has no whole requirement for {name}", line=line, column=column, remedy=_REMEDY)
    exact = said.get("version") if kind == "exactVersion" else None
    return Requirement("swift", name, wanted, place, range=wanted, version=exact)

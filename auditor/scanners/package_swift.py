"""``Package.swift``: the packages that a Swift package declares, read as text.

Format: Swift Package Manager's ``PackageDescription``. The manifest is a program: a dependency whose address or version
is computed becomes a gap.
"""

from __future__ import annotations

import re

from auditor.model import Gap, Requirement, Scan
from auditor.scanners._addresses import public
from auditor.scanners._source_text import Argument, arguments, without_comments
from auditor.scanners._swift import is_local, name_of
from auditor.source import Document, ReadError, position, refuse_conflict

CLAIMS = ("Package.swift",)
LOCKFILES = ()

_CALL = re.compile(r"\.package\s*(?=\()")
_PACKAGE = re.compile(r"\bPackage\s*(?=\()")
_STRING = re.compile(r'"([^"\\]*)"')
_WORD = re.compile(r"[\w./:-]{3,}")


def scan(document: Document) -> Scan:
    """The requirements of a Package.swift, and gaps for what it computes."""
    refuse_conflict(document.text)
    text = without_comments(document.text)
    package = _PACKAGE.search(text)
    if package is None:
        raise ReadError("is no package manifest: it makes no Package", remedy="restore it")
    whole = arguments(text, package.end())
    if whole is None:
        raise _unfinished(document, package.start())
    gaps: list[Gap] = []
    requirements: list[Requirement] = []
    for call in _CALL.finditer(text):
        found = arguments(text, call.end())
        if found is None:
            raise _unfinished(document, call.start())
        requirements += _requirement(document, call.start(), found[0], gaps)
    own = {argument.label: _literal(argument.text) for argument in whole[0]}
    return Scan(
        path=document.path,
        kind="manifest",
        format="Package.swift",
        ecosystem="swift",
        requirements=tuple(requirements),
        name=own.get("name"),
        manager="swift",
        published=".library(" in text,
        gaps=tuple(gaps),
    )


def _unfinished(document: Document, offset: int) -> ReadError:
    line, column = position(document.text, offset)
    return ReadError("stops in the middle of a call", line=line, column=column, remedy="restore it")


def _literal(text: str) -> str | None:
    found = _STRING.fullmatch(text)
    return found[1] if found else None


def _requirement(document: Document, at: int, found: list[Argument], gaps: list[Gap]) -> list[Requirement]:
    labelled = {argument.label: argument for argument in found if argument.label}
    where = labelled.get("url") or labelled.get("id") or labelled.get("path")
    if where is None:
        # ``.package`` is also how targets name a plugin's or product's package.
        return []
    address = _literal(where.text)
    if address is None:
        gaps.append(_gap(document, at, "computes the address of a package"))
        return []
    if where.label == "path" or (where.label == "url" and is_local(address)):
        return [Requirement("swift", address, address, (where.start, where.end), source="file")]
    name = name_of(address) if where.label == "url" else address
    asked = next((argument for argument in found[found.index(where) + 1 :] if argument.label != "traits"), None)
    if asked is None:
        return [Requirement("swift", name, "", (where.start, where.end))]
    return [_asked(document, name, address, asked, gaps)]


def _asked(document: Document, name: str, address: str, asked: Argument, gaps: list[Gap]) -> Requirement:
    """A requirement from its last argument: ``from: "1.0.0"``, ``.exact("1.0.0")``, a range, ``branch: "main"``."""
    text = f"{asked.label}: {asked.text}" if asked.label else asked.text
    found = Requirement("swift", name, text, (asked.start, asked.end))
    versions = _STRING.findall(asked.text)
    if re.match(r"\.?(branch|revision)(?:Item)?\b", text):
        where = versions[0] if versions else ""
        return found._replace(text=f"{public(address)}#{where}", source="git")
    if not versions or "\\(" in asked.text:
        gaps.append(_gap(document, asked.start, f"computes the version of {name}", name))
        return found
    exact = versions[0] if re.match(r"\.?exact\b", text) else None
    return found._replace(range=text, version=exact)


def _gap(document: Document, offset: int, reason: str, name: str | None = None) -> Gap:
    line, column = position(document.text, offset)
    names = [name] if name else [name_of(word) for word in _WORD.findall(document.text) if "/" in word]
    mentions = tuple(dict.fromkeys(("swift", one) for one in names))
    remedy = "commit Package.resolved, which holds what it comes to"
    return Gap(document.path, reason, False, line, column, remedy, may_hide=True, mentions=mentions)

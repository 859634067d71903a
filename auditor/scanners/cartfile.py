"""``Cartfile``, ``Cartfile.private`` and ``Cartfile.resolved`` of Carthage.

Format: Carthage's documentation of its artifacts. A dependency is a repository, as for Swift Package Manager, so it
goes by the same ecosystem and name: ``github "auth0/Auth0.swift"`` is ``github.com/auth0/Auth0.swift``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor import versions
from auditor.model import Package, Requirement, Scan
from auditor.records import NamedTuple
from auditor.scanners._addresses import public
from auditor.scanners._swift import is_local, name_of
from auditor.source import Document, ReadError

CLAIMS = ("Cartfile", "Cartfile.private", "Cartfile.resolved")
LOCKFILES = ("Cartfile.resolved",)

_ENTRY = re.compile(r'(github|git|binary)\s+"([^"]+)"(?:\s+((~>|>=|==)\s*([^\s"]+)|"([^"]+)"))?')


class _Entry(NamedTuple):
    kind: str
    name: str
    address: str
    wanted: str
    operator: str | None
    reference: str | None
    line: int
    start: int
    end: int


def scan(document: Document) -> Scan:
    """What a Cartfile asks for, or what Cartfile.resolved pins."""
    entries = list(_entries(document))
    if document.name in LOCKFILES:
        return _resolved(document, entries)
    scope = "dev" if document.name == "Cartfile.private" else "prod"
    return Scan(
        path=document.path,
        kind="manifest",
        format=document.name,
        ecosystem="swift",
        requirements=tuple(_requirement(entry, scope) for entry in entries),
        manager="carthage",
    )


def _entries(document: Document) -> Iterator[_Entry]:
    offset = 0
    for number, text in enumerate(document.lines(), 1):
        line = _uncommented(text)
        start = offset
        offset += len(text) + (2 if document.text[offset + len(text) : offset + len(text) + 1] == "\r" else 1)
        if not line.strip():
            continue
        found = _ENTRY.fullmatch(line.strip())
        if found is None:
            remedy = "correct the line, or recreate the file: carthage update"
            raise ReadError(f'says what Carthage does not know: "{line.strip()[:40]}"', line=number, remedy=remedy)
        kind, address, wanted, operator, version, reference = found.groups()
        indent = start + len(line) - len(line.lstrip())
        span = found.span(3) if wanted else found.span(2)
        yield _Entry(
            kind,
            _name(kind, address),
            address,
            f"{operator} {version}" if operator else reference or "",
            operator,
            reference,
            number,
            indent + span[0],
            indent + span[1],
        )


def _uncommented(text: str) -> str:
    """A line without its comment; a ``#`` between quotes is none."""
    parts = text.split('"')
    for number in range(0, len(parts), 2):
        head, mark, _ = parts[number].partition("#")
        if mark:
            return '"'.join([*parts[:number], head])
    return text


def _name(kind: str, address: str) -> str:
    if kind == "github" and "://" not in address and "@" not in address:
        return f"github.com/{address.removesuffix('.git')}"
    return address if is_local(address) else name_of(address)


def _release(reference: str) -> str | None:
    """The version that a tag stands for; None for a branch or commit."""
    bare = reference[1:] if re.match(r"v\d", reference) else reference
    return bare if "." in bare and versions.release("swift", bare) is not None else None


def _requirement(entry: _Entry, scope: str) -> Requirement:
    found = Requirement(
        "swift", entry.name, entry.wanted, (entry.start, entry.end), scope, range=entry.wanted or ">= 0"
    )
    if entry.kind == "binary" or (entry.kind == "git" and is_local(entry.address)):
        return found._replace(
            text=public(entry.address), range=None, source="url" if entry.kind == "binary" else "file"
        )
    version = (
        _release(entry.reference) if entry.reference else entry.wanted[2:].strip() if entry.operator == "==" else None
    )
    if version:
        return found._replace(range=f"== {version}", version=version)
    return found._replace(range=None, source="git") if entry.reference else found


def _resolved(document: Document, entries: list[_Entry]) -> Scan:
    packages: dict[str, Package] = {}
    for entry in entries:
        if entry.reference is None:
            raise ReadError(
                f"resolves {entry.name} to no version", line=entry.line, remedy="recreate it: carthage update"
            )
        version = _release(entry.reference)
        package = Package(entry.name.lower(), "swift", entry.name, version, entry.line)
        if version is None:
            package = package._replace(source="git", specifier=f"{public(entry.address)}#{entry.reference}")
        elif entry.kind == "binary":
            package = package._replace(source="url", specifier=public(entry.address))
        if packages.setdefault(package.key, package).version != package.version:
            raise ReadError(f"resolves {entry.name} twice", line=entry.line, remedy="recreate it: carthage update")
    return Scan(
        path=document.path,
        kind="lockfile",
        format="Cartfile.resolved",
        ecosystem="swift",
        packages=packages,
        find=lambda origin, name, wanted: name.lower() if name.lower() in packages else None,  # noqa: ARG005
        joins=("Cartfile", "Cartfile.private"),
        manager="carthage",
    )

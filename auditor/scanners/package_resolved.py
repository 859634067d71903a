"""``Package.resolved`` of Swift Package Manager and Xcode, and Tuist's ``.package.resolved``, format versions 1 to 3.

Format: ``PinsStore`` of Swift Package Manager. The package name is the repository, since identities differ between
versions (``Auth0``, ``auth0.swift``). All pins stand there alike; only Package.swift or the Xcode project says which
are direct.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.model import Package, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners._addresses import public
from auditor.scanners._swift import is_local, name_of
from auditor.scanners.composer_json import refuse_repeated
from auditor.source import Document, ReadError, position

if TYPE_CHECKING:
    from typing import Any

# Tuist makes the Xcode project anew each time, so it keeps Xcode's file under a name of its own beside it.
_TUIST = ".package.resolved"
CLAIMS = ("Package.resolved", _TUIST)
LOCKFILES = CLAIMS

_REMEDY = "recreate it: swift package resolve"
# Xcode keeps its copy inside the project or workspace, which are folders.
_INSIDE = (".xcodeproj", ".xcworkspace", ".swiftpm", ".playground")


def scan(document: Document) -> Scan:
    """The pinned packages."""
    tree = document.json()
    version = tree.get("version") if isinstance(tree, dict) else None
    if not isinstance(version, str) or version not in {"1", "2", "3"}:
        said = f"has format version {str(version)[:20]}; 1, 2 and 3 are read" if version else "has no format version"
        raise ReadError(said, remedy=_REMEDY)
    above: tuple[str | int, ...] = ("object", "pins") if version == "1" else ("pins",)
    holder = tree.get("object") if version == "1" else tree
    pins = holder.get("pins") if isinstance(holder, dict) else None
    if not isinstance(pins, list):
        raise ReadError('has no list "pins"', remedy=_REMEDY)
    refuse_repeated(document, lambda route: True)  # noqa: ARG005 - no key of this file may stand twice
    packages: dict[str, Package] = {}
    for package in _packages(document, pins, above):
        if packages.setdefault(package.key, package)[3:5] != package[3:5]:
            raise _broken(document, package.name.rpartition("/")[2], f"pins {package.name} twice, differently")
    root = _root(document.folder)
    own = root == document.folder and document.name != _TUIST
    return Scan(
        path=document.path,
        kind="lockfile",
        format=f"Package.resolved v{version}",
        ecosystem="swift",
        packages=packages,
        find=lambda origin, name, wanted: name.lower() if name.lower() in packages else None,  # noqa: ARG005
        joins=("Package.swift",) if own else ("project.pbxproj", "Package.swift", "contents.xcworkspacedata"),
        whole=own,
        manager="swift",
        root=None if root == document.folder else root,
    )


def _root(folder: str) -> str:
    """The folder that the outermost Xcode project or workspace around the file stands in."""
    parts = folder.split("/")
    first = next((number for number, part in enumerate(parts) if part.endswith(_INSIDE)), len(parts))
    return "/".join(parts[:first])


def _broken(document: Document, near: str, reason: str) -> ReadError:
    line, column = position(document.text, max(document.text.rfind(near), 0))
    return ReadError(reason, line=line, column=column, remedy=_REMEDY)


def _packages(document: Document, pins: list[Any], above: tuple[str | int, ...]) -> Iterator[Package]:
    for number, pin in enumerate(pins):
        entry = pin if isinstance(pin, dict) else {}
        named, located = ("package", "repositoryURL") if "object" in above else ("identity", "location")
        identity, address = _text(entry, named), _text(entry, located)
        state = entry.get("state")
        if identity is None or not isinstance(state, dict):
            raise _broken(document, '"pins"', f'"pins" holds an entry ({number + 1}) that is no pin')
        at = (*above, number, located if address else named)
        yield _package(identity, address or "", state, at)


def _text(table: Mapping[str, Any], key: str) -> str | None:
    value = table.get(key)
    return value if isinstance(value, str) else None


def _package(identity: str, address: str, state: Mapping[str, Any], at: tuple[str | int, ...]) -> Package:
    """A pin; one to a branch or commit has no version and is a git source."""
    name = name_of(address) if address and not is_local(address) else address or identity
    version = _text(state, "version")
    package = Package(key=name.lower(), ecosystem="swift", name=name, version=version, at=at)
    if address and is_local(address):
        return package._replace(source="file", specifier=address)
    if version is None:
        where = _text(state, "branch") or _text(state, "revision") or ""
        return package._replace(source="git", specifier=f"{public(address)}#{where}")
    return package

"""``contents.xcworkspacedata``: the projects that an Xcode workspace holds together, which share its Package.resolved.

Format: the XML that Xcode writes; a location is ``group:`` and a path from the workspace's folder.
"""

from __future__ import annotations

from auditor.model import Scan
from auditor.records import TYPE_CHECKING
from auditor.source import Document

if TYPE_CHECKING:
    from auditor.readers.xml import Element

CLAIMS = ("contents.xcworkspacedata",)
LOCKFILES = ()

_KINDS = ("group:", "container:")


def scan(document: Document) -> Scan:
    """The folders of the workspace's projects and packages, as its workspaces."""
    folder = document.folder
    return Scan(
        path=document.path,
        kind="manifest",
        format="Xcode workspace",
        ecosystem="swift",
        workspaces=tuple(dict.fromkeys(_folders(document.xml(), ""))),
        root=folder.rpartition("/")[0] if folder.endswith(".xcworkspace") else None,
    )


def _folders(element: Element, above: str) -> list[str]:
    kind, _, path = element.attributes.get("location", "").partition(":")
    here = f"{above}/{path}".strip("/") if f"{kind}:" in _KINDS else above
    found = []
    if element.tag == "FileRef" and path and kind != "absolute":
        # A project is a folder itself; its manifest counts for the folder around it.
        found.append(here.rpartition("/")[0] if here.endswith(".xcodeproj") else here)
    for child in element.children:
        found += _folders(child, here if element.tag == "Group" else above)
    return [folder for folder in found if folder and "*" not in folder]

"""``gradle/verification-metadata.xml``: the modules whose files a Gradle build accepts.

Format: Gradle's documentation of dependency verification. A module stays listed when nothing uses it any more, and plugins
stand beside the program's own, so the file says neither that a version is built nor what for: both stay unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.model import Gap, Package, Scan
from auditor.records import TYPE_CHECKING
from auditor.source import Document, ReadError

if TYPE_CHECKING:
    from auditor.readers.xml import Element

CLAIMS = ("gradle/verification-metadata.xml",)
LOCKFILES = ()

_MODULE = re.compile(r"[^\s:]+:[^\s:]+:[^\s:]+")
_REMEDY = "recreate it: gradle --write-verification-metadata sha256 help"
_SAYS = "lists every module that was ever verified, whether or not a build still uses it"


def scan(document: Document) -> Scan:
    """The listed modules, and a gap that says what the list is."""
    root = document.xml()
    if root.tag != "verification-metadata":
        raise ReadError(f"is no verification metadata of Gradle: it starts with <{root.name}>", remedy=_REMEDY)
    gaps: list[Gap] = []
    packages = {package.key: package for package in _packages(document, root, gaps)}
    if gaps and not packages:
        raise ReadError(gaps[0].reason, line=gaps[0].line, column=gaps[0].column, remedy=_REMEDY)
    if packages:
        gaps.append(Gap(document.path, _SAYS, broken=False))
    names: dict[str, list[str]] = {}
    for key, package in packages.items():
        names.setdefault(package.name, []).append(key)

    return Scan(
        path=document.path,
        kind="lockfile",
        format="verification-metadata.xml",
        ecosystem="maven",
        packages=packages,
        names=names,
        joins=(),
        whole=False,
        lists_unused=True,
        manager="gradle",
        gaps=tuple(gaps),
        root=document.folder.removesuffix("gradle").rstrip("/"),
    )


def _packages(document: Document, root: Element, gaps: list[Gap]) -> Iterator[Package]:
    for outer, holder in enumerate(root.children):
        for inner, element in enumerate(holder.children if holder.tag == "components" else ()):
            group, name, version = (element.attributes.get(key, "").strip() for key in ("group", "name", "version"))
            if element.tag != "component" or not _MODULE.fullmatch(f"{group}:{name}:{version}"):
                said = f"has a <{element.name}> without a valid group, name and version"
                gaps.append(Gap(document.path, said, True, element.line, element.column, _REMEDY, may_hide=True))
                continue
            yield Package(
                key=f"{group}:{name}:{version}",
                ecosystem="maven",
                name=f"{group}:{name}",
                version=version,
                at=(outer, inner, "@name"),
            )

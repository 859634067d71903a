"""``packages.config``: the packages of a .NET project in NuGet's first format, all in one list, exact versions only.

Format: NuGet's packages.config reference. What the project chose and what came with it stand side by side, so
everything counts as declared.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor import versions
from auditor.model import Gap, Place, Requirement, Scan
from auditor.records import TYPE_CHECKING
from auditor.source import Document, ReadError

if TYPE_CHECKING:
    from auditor.readers.xml import Element

CLAIMS = ("packages.config", "packages.*.config")
LOCKFILES = ()

_REMEDY = "correct the entry; NuGet refuses it as well"


def scan(document: Document) -> Scan:
    """The listed packages. Raises ``ReadError`` where not one entry can be understood."""
    root = document.xml()
    if root.tag != "packages":
        raise ReadError(
            f"is not a packages.config: it starts with <{root.name}>", remedy="restore it: it starts with <packages>"
        )
    gaps: list[Gap] = []
    requirements = tuple(_requirements(document, root, gaps))
    if gaps and not requirements:
        raise ReadError(gaps[0].reason, line=gaps[0].line, column=gaps[0].column, remedy=gaps[0].remedy)
    return Scan(
        path=document.path,
        kind="manifest",
        format="packages.config",
        ecosystem="nuget",
        requirements=requirements,
        manager="nuget",
        gaps=tuple(gaps),
    )


def _requirements(document: Document, root: Element, gaps: list[Gap]) -> Iterator[Requirement]:
    for number, element in enumerate(root.children):
        name, version = element.attributes.get("id", "").strip(), element.attributes.get("version", "").strip()
        if element.tag != "package" or not name or versions.compare("nuget", version, version) != 0:
            said = (
                f'gives {name} the version "{version[:40]}", which is none'
                if name
                else f"has a <{element.name}> without id"
            )
            gaps.append(Gap(document.path, said, True, element.line, element.column, _REMEDY, may_hide=True))
            continue
        yield Requirement(
            ecosystem="nuget",
            name=name,
            text=version,
            at=(number, "@id"),
            scope="dev" if element.attributes.get("developmentDependency", "").lower() == "true" else "prod",
            range=f"[{version}]",
            version=version,
            version_at=Place(document.path, (number, "@version")),
        )

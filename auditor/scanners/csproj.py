"""MSBuild projects (``*.csproj``, ``*.fsproj``, ``*.vbproj``) and what they import or take from above (``*.props``, ``*.targets``).

Format: NuGet's documentation of PackageReference and of central package management, MSBuild's of properties and of
folder-wide files. A bare version is the least that NuGet may take, and the one that it takes; intervals and floating
versions are open. Conditions on items are not weighed: each item may be the one that holds. Properties that hang on a
condition are not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor import versions
from auditor.model import At, Gap, Place, Requirement, Scan
from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.shared import Shared, Taken, Value
from auditor.source import Document, ReadError

if TYPE_CHECKING:
    from auditor.readers.xml import Element

_SHARED_FILES = (
    "Directory.Build.props",
    "Directory.Build.targets",
    "Directory.Packages.props",
    "Packages.props",
    "Versions.props",
)
CLAIMS = ("*.csproj", "*.fsproj", "*.vbproj", "*.props", "*.targets")
LOCKFILES = ()

_SAYS_SOMETHING = re.compile(r"<(?:Package(?:Reference|Version)|GlobalPackageReference|PropertyGroup|Import)\b")
REFERENCE = re.compile(r"\$\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)")
_ABOVE = re.compile(
    r"\$\(\[MSBuild\]::GetPathOfFileAbove\(\s*'?([^'(),]+?)'?\s*(?:,[^)]*(?:\([^)]*\)[^)]*)?)?\)\)", re.IGNORECASE
)
_HERE = re.compile(r"\$\(MSBuildThisFileDirectory\)[\\/]*", re.IGNORECASE)
_UNSET = re.compile(r"\s*'\$\((\w+)\)'\s*==\s*''\s*")
_MAX_PATH = 512
_TEST_SDK = "microsoft.net.test.sdk"
_REMEDY = "commit packages.lock.json, which holds what it comes to: dotnet restore --use-lock-file"
_ROUTE = tuple[str | int, ...]
# Paket's own: it lists what paket.lock resolved when it runs.
_PAKET = "Paket.Restore.targets"


class _Item(NamedTuple):
    """An item of an ItemGroup: its element and route, and the package's name as it is written."""

    element: Element
    route: _ROUTE
    name: str

    def metadata(self, name: str) -> tuple[str, _ROUTE] | None:
        """The text and place of an attribute or child element; MSBuild knows neither's case."""
        for written, text in self.element.attributes.items():
            if written.lower() == name:
                return text.strip(), (*self.route, f"@{written}")
        for number, child in enumerate(self.element.children):
            if child.tag.lower() == name:
                return child.text.strip(), (*self.route, number)
        return None

    def said(self, name: str) -> str:
        """The text of a metadatum, ``""`` where it has none."""
        found = self.metadata(name)
        return found[0] if found else ""


def scan(document: Document) -> Scan:
    """The packages that a project refers to, and what it sets for itself or for the projects below its folder."""
    taken = document.name.endswith((".props", ".targets"))
    imported = taken and document.name not in _SHARED_FILES
    suffix = f"*.{document.name.rpartition('.')[2]}"
    if imported and (document.name == _PAKET or not _SAYS_SOMETHING.search(document.text)):
        return Scan(path=document.path, kind="manifest", format=suffix, ecosystem="nuget", manager="nuget")
    root = document.xml()
    if root.tag != "Project":
        remedy = "it starts with <Project>"
        raise ReadError(f"is not an MSBuild project: it starts with <{root.name}>", remedy=remedy)
    values = _values(root)
    gaps: list[Gap] = []
    is_test = values["istestproject"].text.lower() == "true" if "istestproject" in values else False
    is_test = is_test or any(item.name.lower() == _TEST_SDK for item in _items(root, "PackageReference"))
    requirements = [
        asked._replace(scope="dev") if is_test else asked
        for item in (*_items(root, "PackageReference"), *_items(root, "GlobalPackageReference"))
        for asked in _requirement(document, item, gaps)
    ]
    packable = "packageid" in values or values.get("generatepackageonbuild", Value("", 1)).text.lower() == "true"
    return Scan(
        path=document.path,
        kind="manifest",
        format=document.name if document.name in _SHARED_FILES else suffix,
        ecosystem="nuget",
        requirements=(*_updated(requirements, is_project=not taken), *_siblings(root)),
        name=None if taken else document.name.rpartition(".")[0],
        manager="nuget",
        published=packable and not is_test,
        shared=Shared(
            means=meaning,
            line=lambda at: _line(document, at),
            reference=REFERENCE,
            remedy=_REMEDY,
            values=values,
            versions=dict(_versions(root)),
            takes=tuple(_takes(document, root)),
        ),
        gaps=tuple(gaps),
    )


def meaning(text: str) -> tuple[str | None, str | None]:
    """Range and version of a version's text.

    NuGet builds the lowest version that a range admits: the one that is bare, in brackets, or the inclusive lower bound of an
    interval. What has none, or floats, does not say.
    """
    text = text.strip()
    lowest = text[1:].rstrip("])").partition(",")[0].strip() if text.startswith("[") else text
    if versions.satisfies("nuget", lowest, text):
        return text, lowest
    return (text if versions.satisfies("nuget", "0", text) is not None else None), None


def _line(document: Document, at: At) -> int:
    from auditor.locate import Text

    return Text(document.path, document.text, "xml").at(at).line


# Items


def _groups(root: Element, tag: str, route: _ROUTE = ()) -> Iterator[tuple[Element, _ROUTE, bool]]:
    """The groups of a kind with their routes, and whether a condition decides on them, inside ``Choose`` as well."""
    for number, child in enumerate(root.children):
        if child.tag == tag:
            yield child, (*route, number), "Condition" in child.attributes or root.tag in {"When", "Otherwise"}
        elif child.tag in {"Choose", "When", "Otherwise"}:
            yield from _groups(child, tag, (*route, number))


def _items(root: Element, tag: str) -> Iterator[_Item]:
    """The items of a kind; one item may name several packages, separated by semicolons."""
    for group, route, _ in _groups(root, "ItemGroup"):
        for number, element in enumerate(group.children):
            if element.tag == tag:
                names = element.attributes.get("Include", element.attributes.get("Update", ""))
                for name in names.split(";"):
                    if name.strip():
                        yield _Item(element, (*route, number), name.strip())


def _requirement(document: Document, item: _Item, gaps: list[Gap]) -> Iterator[Requirement]:
    said = item.metadata("versionoverride") or item.metadata("version")
    text, route = said or ("", ())
    element = item.element
    children = {child.text.strip() for child in element.children if child.tag.lower() == "version"}
    if len(children | {element.attributes.get("Version", one).strip() for one in children}) > 1:
        gaps.append(
            Gap(
                document.path,
                f"gives {item.name[:60]} two versions in one item",
                line=element.line,
                column=element.column,
                remedy="keep one of the two",
                may_hide=True,
            )
        )
        return
    named_by = "@Include" if "Include" in element.attributes else "@Update"
    yield Requirement(
        ecosystem="nuget",
        name=item.name,
        text=text,
        at=(*item.route, named_by),
        scope="dev" if element.tag == "GlobalPackageReference" or _is_tool(item) else "prod",
        version_at=Place(document.path, route) if said else None,
    )


def _siblings(root: Element) -> Iterator[Requirement]:
    """The projects of the tree that it refers to; a lockfile names what comes with them below their names."""
    for item in _items(root, "ProjectReference"):
        path = item.name.replace("\\", "/")
        name = path.rpartition("/")[2].rpartition(".")[0]
        yield Requirement("nuget", name, path, (*item.route, "@Include"), source="link")


def _updated(requirements: list[Requirement], *, is_project: bool) -> Iterator[Requirement]:
    """The requirements; where one item names a package and an ``Update`` its version, the two as one.

    In a file that projects take, an ``Update`` is a version for those that include the package.
    """
    updates = {asked.name.lower(): asked for asked in requirements if asked.text and _is_update(asked)}
    included = {asked.name.lower() for asked in requirements if not _is_update(asked)}
    for asked in requirements:
        update = updates.get(asked.name.lower())
        if not _is_update(asked):
            merged = update is not None and not asked.text
            yield asked._replace(text=update.text, version_at=update.version_at) if update and merged else asked
        elif is_project and asked.name.lower() not in included and asked.text:
            yield asked


def _is_update(asked: Requirement) -> bool:
    return isinstance(asked.at, tuple) and asked.at[-1] == "@Update"


def _is_tool(item: _Item) -> bool:
    """Whether nothing of the package is compiled against or shipped: it serves the build (an analyzer, a generator)."""
    kept = {part.strip().lower() for part in item.said("privateassets").split(";")}
    taken = {part.strip().lower() for part in item.said("includeassets").split(";") if part.strip()}
    left = {part.strip().lower() for part in item.said("excludeassets").split(";")}
    unused = (bool(taken) and not taken & {"all", "compile"}) or bool(left & {"all", "compile"})
    return "all" in kept and unused


# What others take


def _values(root: Element) -> dict[str, Value]:
    """The properties by lower-case name: the last that is set without condition; None is known of one that a condition may change."""
    values: dict[str, Value] = {}
    unknown: set[str] = set()
    for group, route, conditional in _groups(root, "PropertyGroup"):
        for number, element in enumerate(group.children):
            name = element.tag.lower()
            said = element.attributes.get("Condition")
            default = _UNSET.fullmatch(said) if said else None
            if default and default[1].lower() == name and not conditional:
                values.setdefault(name, Value(element.text.strip(), (*route, number)))
            elif conditional or said:
                unknown.add(name)
            else:
                unknown.discard(name)
                values[name] = Value(element.text.strip(), (*route, number))
    return {name: value for name, value in values.items() if name not in unknown}


def _versions(root: Element) -> Iterator[tuple[str, Value]]:
    """The versions that central management gives, and those of references that only an ``Update`` has, by lower-case name."""
    updates = (item for item in _items(root, "PackageReference") if "Include" not in item.element.attributes)
    for item in (*updates, *_items(root, "PackageVersion")):
        said = item.metadata("version")
        if said:
            yield item.name.lower(), Value(*said)


def _takes(document: Document, root: Element) -> Iterator[Taken]:
    """Imports within the tree, then the folder-wide files that MSBuild and NuGet look for by themselves, nearest only."""
    for number in range(len(root.children) - 1, -1, -1):
        element = root.children[number]
        if element.tag == "Import":
            project = element.attributes.get("Project", "")
            above = _ABOVE.fullmatch(project.strip()) if len(project) <= _MAX_PATH else None
            if above:
                # Almost always a folder-wide file that goes on with the next one above it.
                own = above[1].strip() == document.name
                yield Taken(f"{'../' * own}{above[1].strip()}", above=True)
            else:
                yield Taken(_HERE.sub("", project.strip()).replace("\\", "/"))
    if not document.name.endswith((".props", ".targets")):
        for name in ("Directory.Build.targets", "Directory.Packages.props", "Packages.props", "Directory.Build.props"):
            yield Taken(name, above=True)
    elif document.name == "Directory.Packages.props":
        yield Taken("Directory.Build.props", above=True)

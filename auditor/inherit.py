"""Joins what manifests take from each other by name: properties of a parent, managed versions, entries of a catalog.

Works on scans alone and reads nothing from disk. What is not in the tree becomes a gap of the file that needs it,
never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from auditor.model import Gap, Place, Requirement, Scan
from auditor.projects import folder_of, join
from auditor.records import NamedTuple
from auditor.shared import Shared, Taken, Value

MAX_TEXT = 1024
MAX_DEPTH = 32
OWN_VERSION = "project.version"
_SHOWN = 3
_SHOWN_OF_NAME = 60


class Text(NamedTuple):
    """A text without references, the place where it is written, and the scope that comes with it."""

    text: str
    place: Place | None
    scope: str | None = None


def inherit(scans: Sequence[Scan]) -> list[Scan]:
    """The scans with every requirement's version as far as the tree tells it, and gaps for what it does not."""
    family = _Family(scans)
    # What builds of the tree take from a catalog is reported where it is used.
    used = {place for scan in scans for place in _used(family, scan)}
    return [_joined(family, _without(scan, used)) if scan.shared else scan for scan in scans]


def _used(family: _Family, scan: Scan) -> Iterator[Place]:
    """The places of the catalog entries that a build takes."""
    for asked in scan.requirements if scan.shared else ():
        if asked.source == "catalog":
            for path, library in family.values(scan).libraries(asked.text) or ():
                yield Place(path, library.at)


def _without(scan: Scan, used: set[Place]) -> Scan:
    if scan.shared is None or not scan.shared.libraries:
        return scan
    left = (asked for asked in scan.requirements if Place(scan.path, asked.at) not in used)
    return scan._replace(requirements=tuple(left))


class _Family:
    """All scans that share, by path and by own name."""

    def __init__(self, scans: Sequence[Scan]) -> None:
        self.by_path = {scan.path: scan for scan in scans if scan.shared}
        self.by_name = {scan.name: scan for scan in reversed(scans) if scan.shared and scan.name}
        self._values: dict[str, _Values] = {}
        self._folders: dict[str, dict[str, list[Scan]]] = {}

    def values(self, scan: Scan) -> _Values:
        """What holds in a scan."""
        if scan.path not in self._values:
            self._values[scan.path] = _Values(self, scan)
        return self._values[scan.path]

    def lineage(self, scan: Scan) -> tuple[list[tuple[Scan, Shared]], list[str]]:
        """A scan and those it takes from, nearest first, and the names of those that are not in the tree."""
        found: dict[str, tuple[Scan, Shared]] = {}
        missing: dict[str, None] = {}
        waiting = [scan]
        for heir in waiting:
            if heir.shared is None or heir.path in found:
                continue
            found[heir.path] = heir, heir.shared
            for taken in heir.shared.takes:
                if "**" in taken.path:
                    waiting += self._below(folder_of(heir.path), taken)
                    continue
                parent = self._find(folder_of(heir.path), taken)
                waiting += [parent] if parent else []
                missing |= {taken.name: None} if taken.name and parent is None else {}
        return list(found.values()), list(missing)

    def _below(self, folder: str, taken: Taken) -> list[Scan]:
        """The files below a folder of that name, there or in the nearest folder above that has one."""
        if taken.path not in self._folders:
            inner, _, suffix = taken.path.partition("**/*")
            found: dict[str, list[Scan]] = {}
            for path, scan in self.by_path.items():
                before, inside, _ = f"/{path}".partition(f"/{inner}")
                if inside and path.endswith(suffix):
                    found.setdefault(before.lstrip("/"), []).append(scan)
            self._folders[taken.path] = found
        folders = self._folders[taken.path]
        while folder not in folders and folder:
            folder = folder_of(folder)
        return folders.get(folder, [])

    def _find(self, folder: str, taken: Taken) -> Scan | None:
        while True:
            path = join(folder, taken.path)
            scan = self.by_path.get(path) if path else None
            if scan and taken.name in {None, scan.name}:
                return scan
            if not taken.above or not folder:
                return None
            folder = folder_of(folder)


class _Values:
    """The values and managed versions that hold in one scan; a reference that leads nowhere comes back as its own text."""

    def __init__(self, family: _Family, scan: Scan) -> None:
        self.family = family
        self.scan = scan
        self.lineage, self.missing = family.lineage(scan)
        self._known: dict[str, Text | str] = {}
        self._open: list[str] = []
        self._managed: dict[str, tuple[Scan, Value]] | None = None
        self._imported: list[_Values] | None = None

    def text(self, said: str, place: Place | None) -> Text | str:
        """``said`` with its references followed: the place is that of the text itself where it is one reference and no more."""
        shared = self.lineage[0][1]
        parts: list[str] = []
        at = 0
        if len(said) > MAX_TEXT:
            return said[:_SHOWN_OF_NAME]
        for found in shared.reference.finditer(said):
            name = next(filter(None, found.groups()), "")
            value = self.value(name)
            if not isinstance(value, Text):
                return found[0] if value == name else value
            if found[0] == said.strip():
                return value
            parts += (said[at : found.start()], value.text)
            at = found.end()
        whole = "".join((*parts, said[at:]))
        return Text(whole, place) if len(whole) <= MAX_TEXT else said[:_SHOWN_OF_NAME]

    def value(self, name: str) -> Text | str:
        """The text of a property; what is missing where there is none, or where it leads back to itself."""
        key = self._folded(name)
        if key not in self._known:
            if key in self._open or len(self._open) > MAX_DEPTH:
                return name
            self._open.append(key)
            self._known[key] = self._followed(key, name)
            self._open.pop()
        return self._known[key]

    def _followed(self, key: str, name: str) -> Text | str:
        for scan, shared in self.lineage:
            if key in shared.values:
                value = shared.values[key]
                return self.text(value.text, Place(scan.path, value.at))
        return name

    def _folded(self, name: str) -> str:
        return name.lower() if self.scan.ecosystem == "nuget" else name

    def managed(self, name: str) -> Text | str | None:
        """The version that a package gets which is declared without one."""
        for values in self._with_boms():
            found = values.versions().get(self._folded(name))
            if found:
                scan, value = found
                text = values.text(value.text, Place(scan.path, value.at))
                return text._replace(scope=value.scope) if isinstance(text, Text) else text
        return None

    def _with_boms(self) -> list[_Values]:
        """Itself, and what holds in the packages of the tree that it imports versions from, and in theirs."""
        if self._imported is None:
            found: dict[str, _Values] = {}
            waiting = [self]
            while waiting:
                values = waiting.pop()
                if values.scan.path not in found:
                    found[values.scan.path] = values
                    boms = [self.family.by_name[bom] for bom in values.boms() if bom in self.family.by_name]
                    waiting += [self.family.values(bom) for bom in reversed(boms)]
            self._imported = list(found.values())
        return self._imported

    def versions(self) -> dict[str, tuple[Scan, Value]]:
        """The managed versions of its lineage, the nearest of each name, with the scan that says so."""
        if self._managed is None:
            self._managed = dict(self._all_managed())
        return self._managed

    def _all_managed(self) -> Iterator[tuple[str, tuple[Scan, Value]]]:
        for scan, shared in reversed(self.lineage):
            for name, value in shared.versions.items():
                written = self.text(name, None)
                if isinstance(written, Text):
                    yield self._folded(written.text), (scan, value)

    def libraries(self, name: str) -> list[tuple[str, Requirement]] | None:
        """What a name of a catalog stands for, each with the catalog's path; None where no catalog has it."""
        for said in filter(None, (name, self._renamed(name))):
            for scan, shared in self.lineage:
                if said in shared.libraries:
                    return [(scan.path, library) for library in shared.libraries[said]]
        return None

    def coordinates(self, name: str) -> Requirement | None:
        """The module that a name of several texts comes to: ``"$module:$version"``; None where it is none."""
        value = next((shared.values[name] for _, shared in self.lineage if name in shared.values), None)
        whole = self.value(name)
        if value is None or not isinstance(whole, Text) or self.scan.ecosystem != "maven":
            return None
        group, _, rest = whole.text.partition(":")
        artifact, colon, version = rest.partition(":")
        if not group[:1].isalpha() or "." not in group or not artifact or ":" in version or " " in whole.text:
            return None
        written = value.text.rpartition(":")[2] if colon else ""
        return Requirement("maven", f"{group}:{artifact}", written, value.at)

    def _renamed(self, name: str) -> str | None:
        """The same name with the catalog called as its file is, where a build calls it otherwise."""
        catalog, _, entry = name.partition(".")
        path = next((shared.catalogs[catalog] for _, shared in self.lineage if catalog in shared.catalogs), "")
        stem = path.rpartition("/")[2].removesuffix(".versions.toml")
        return f"{stem}.{entry}" if stem and stem != catalog else None

    def boms(self) -> Iterator[str]:
        """The names of the packages that bring versions, own ones first."""
        for _, shared in self.lineage:
            for bom in shared.boms:
                name = self.text(bom, None)
                yield name.text if isinstance(name, Text) else bom

    def elsewhere(self) -> list[str]:
        """What has a say in the versions and is not in the tree."""
        return list(dict.fromkeys((*self.missing, *(bom for bom in self.boms() if bom not in self.family.by_name))))

    def local(self, asked: Requirement) -> bool:
        """Whether a requirement is on another manifest of the tree, in the version that this has."""
        own = self.family.by_name.get(asked.name)
        if own is None or own.shared is None or OWN_VERSION not in own.shared.values:
            return False
        version = self.family.values(own).value(OWN_VERSION)
        return asked.version is None or (isinstance(version, Text) and version.text == asked.version)


def _joined(family: _Family, scan: Scan) -> Scan:
    join_of = _Join(family.values(scan))
    requirements = tuple(found for asked in scan.requirements for found in join_of.requirement(asked))
    return scan._replace(requirements=requirements, gaps=(*scan.gaps, *join_of.gaps()))


class _Join:
    """Completes the requirements of one scan and keeps what is not in the tree: names, values, versions."""

    def __init__(self, values: _Values) -> None:
        self.values = values
        self.shared = values.lineage[0][1]
        self.nameless: dict[str, Requirement] = {}
        self.valueless: dict[str, list[Requirement]] = {}
        self.unversioned: list[Requirement] = []

    def requirement(self, asked: Requirement) -> Iterator[Requirement]:
        """What a requirement comes to: nothing where not even its name can be told."""
        if asked.source == "catalog":
            yield from self._from_catalog(asked)
            return
        if asked.source == "link":
            yield asked
            return
        name = self.values.text(asked.name, None)
        if not isinstance(name, Text):
            self.nameless.setdefault(asked.name, asked)
            return
        asked = self._versioned(asked._replace(name=name.text))
        yield asked._replace(source="link") if self.values.local(asked) else asked

    def _from_catalog(self, asked: Requirement) -> Iterator[Requirement]:
        libraries = self.values.libraries(asked.text)
        spelled = self.values.coordinates(asked.text) if libraries is None else None
        if spelled:
            libraries = [("", spelled)]
        if libraries is None:
            self.nameless.setdefault(asked.text, asked)
        for _, library in libraries or ():
            name = self.values.text(library.name, None)
            if not isinstance(name, Text):
                self.nameless.setdefault(library.name, asked)
                continue
            found = library._replace(name=name.text, at=asked.at, scope=asked.scope, direct=True)
            yield self._versioned(found)._replace(text=asked.text)

    def _versioned(self, asked: Requirement) -> Requirement:
        found = self.values.text(asked.text, asked.version_at) if asked.text else self.values.managed(asked.name)
        said = found.scope if isinstance(found, Text) else None
        asked = asked._replace(scope=asked.scope or said or "prod")
        if isinstance(found, Text):
            wanted, version = self.shared.means(found.text)
            return asked._replace(range=wanted, version=version, version_at=found.place)
        if isinstance(found, str):
            self.valueless.setdefault(found, []).append(asked)
        elif not self.values.local(asked):
            self.unversioned.append(asked)
        return asked._replace(range=None, version=None, version_at=None)

    def gaps(self) -> Iterator[Gap]:
        """One gap for each kind of thing that is not in the tree."""
        if self.nameless:
            first = next(iter(self.nameless.values()))
            reason = f"takes dependencies from names that the tree does not explain: {_some(self.nameless)}"
            # A group that is known tells whose the package is.
            known = all(self._has_group(name) for name in self.nameless)
            yield self._gap(reason, first, self.nameless.values() if known else None)
        if self.valueless:
            asked = [item for items in self.valueless.values() for item in items]
            reason = f"takes versions from values that the tree does not hold: {_some(self.valueless)}"
            yield self._gap(reason, asked[0], asked)
        if self.unversioned:
            names = self.values.elsewhere()
            source = f"what is not in the tree: {_some(names)}" if names else "elsewhere"
            count = len({item.name for item in self.unversioned})
            reason = f"leaves the version of {count} package{'s' * (count > 1)} to {source}"
            yield self._gap(reason, self.unversioned[0], self.unversioned)

    def _has_group(self, name: str) -> bool:
        group, colon, _ = name.partition(":")
        return bool(colon) and self.shared.reference.search(group) is None

    def _gap(self, reason: str, first: Requirement, asked: Iterable[Requirement] | None = None) -> Gap:
        mentions = None if asked is None else tuple(dict.fromkeys((item.ecosystem, item.name) for item in asked))
        scan = self.values.scan
        return Gap(
            scan.path,
            reason,
            False,
            self.shared.line(first.at),
            1,
            self.shared.remedy,
            may_hide=True,
            mentions=mentions,
        )


def _some(names: Iterable[str]) -> str:
    shown = [name[:_SHOWN_OF_NAME] for name in names]
    more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    return ", ".join(shown[:_SHOWN]) + more

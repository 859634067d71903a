"""``yarn.lock`` in both of its formats: Yarn 1's own, and the YAML of Yarn 2 and later ("berry").

Formats: Yarn's classic lockfile parser and the documentation of berry's descriptors, locators and protocols. Neither
says which packages are direct but by the workspaces' entries of berry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from auditor.model import Found, Gap, Member, Package, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners._npm import JOINS, Entries, asked, is_registrys, keys_by_name, mappings, origin_of, split
from auditor.scanners._yarn_classic import REMEDY, Entry, is_copy
from auditor.scanners._yarn_classic import read as read_classic
from auditor.scanners.package_json import source_of
from auditor.source import Document, ReadError, position

if TYPE_CHECKING:
    from typing import Any

CLAIMS = ("yarn.lock",)
LOCKFILES = CLAIMS


def scan(document: Document) -> Scan:
    """The packages, the workspaces where the file has them, and who depends on whom."""
    if not document.text.strip():
        return _marker(document)
    berry = document.text.startswith("__metadata:") or "\n__metadata:" in document.text
    return _berry(document) if berry else _classic(document)


def _marker(document: Document) -> Scan:
    """An empty file, which Yarn asks for where a folder is to be a project of its own: it locks nothing of what that declares."""
    return Scan(
        path=document.path,
        kind="lockfile",
        format="yarn.lock",
        ecosystem="npm",
        joins=JOINS,
        whole=False,
        manager="yarn",
        gaps=(
            Gap(
                document.path,
                "is empty: it marks a project of its own, and locks nothing",
                broken=False,
                remedy="yarn install",
            ),
        ),
    )


# Yarn 1

_HEADER = re.compile(r"^# yarn lockfile v(\S+)", re.MULTILINE)


def _classic(document: Document) -> Scan:
    header = _HEADER.search(document.text)
    if header and header[1] != "1":
        raise ReadError(
            f"is a yarn lockfile v{header[1][:20]}; v1 and those of Yarn 2 and later are read", remedy=REMEDY
        )
    entries, twice = read_classic(document)
    if not entries and not header:
        raise ReadError("is no yarn.lock: it has neither header nor entries", remedy=REMEDY)
    keys: dict[str, str | tuple[str, ...]] = {}
    for key, entry in entries.items():
        for pattern in entry.patterns:
            keys[pattern] = _both(keys[pattern], key) if pattern in keys else key
    names = keys_by_name((_classic_name(entry)[0], key) for key, entry in entries.items())
    return Scan(
        path=document.path,
        kind="lockfile",
        format="yarn.lock v1",
        ecosystem="npm",
        packages=Entries(entries, _classic_package),
        names=names,
        find=_finder(keys, ("",), lambda key: entries[key].version),
        requires=lambda key: entries[key].requires(),
        joins=JOINS,
        manager="bun" if is_copy(document.text) else "yarn@1",
        gaps=tuple(twice),
    )


def _both(keys: str | tuple[str, ...], key: str) -> tuple[str, ...]:
    return (keys, key) if isinstance(keys, str) else (*keys, key)


def _classic_name(entry: Entry) -> tuple[str, str | None]:
    """The package's own name, and the one it is installed under where that is another.

    Raises ``ReadError`` where an entry answers for two packages: the second would be hidden behind the first.
    """
    if len(entry.patterns) == 1 and "@npm:" not in entry.patterns[0]:
        return split(entry.patterns[0])[0], None
    pairs = [split(pattern) for pattern in entry.patterns]
    installed = {name for name, _ in pairs}
    real = {split(wanted[4:])[0] for _, wanted in pairs if wanted.startswith("npm:")} or set(installed)
    # Under an alias Yarn also lists what a resolution turned into it; beside it, whoever asks for the package itself.
    aliases = {name for name, wanted in pairs if wanted.startswith("npm:")}
    if len(real) > 1 or installed - aliases - real:
        raise ReadError("has an entry of two packages", line=entry.line, remedy=REMEDY)
    name = real.pop()
    return name, None if name in installed else pairs[0][0]


def _classic_package(key: str, entry: Entry) -> Package:
    name, alias = _classic_name(entry)
    wanted = (split(pattern)[1] for pattern in entry.patterns)
    said = next((text for text in wanted if source_of(text) != "registry" and not text.startswith("npm:")), None)
    resolved = entry.resolved
    source = _origin(said) if said else "git" if origin_of(resolved) == "git" else "registry"
    return Package(
        key=key,
        ecosystem="npm",
        name=name,
        version=entry.version,
        at=entry.line,
        source=source,
        specifier=(said or resolved) if source != "registry" else None,
        alias=alias,
        requires=entry.requires(),
    )


def _finder(
    keys: Mapping[str, str | tuple[str, ...]], prefixes: Sequence[str], version_of: Callable[[str], str]
) -> Callable[[str, str, str], Found]:
    """Yarn's look-up: by name and range.

    A resolution replaces the range: then the one version there is of a name is meant.
    """
    by_name: dict[str, list[str]] = {}

    def find(origin: str, name: str, wanted: str) -> Found:  # noqa: ARG001 - one list for the whole project
        for prefix in prefixes:
            key = keys.get(f"{name}@{prefix}{wanted}")
            if key is not None:
                return key
        if not by_name:
            for pattern, key in keys.items():
                by_name.setdefault(split(pattern)[0], []).extend((key,) if isinstance(key, str) else key)
        found = by_name.get(name, ())
        return found[0] if found and len({version_of(key) for key in found}) == 1 else None

    return find


# Yarn 2 and later


def _berry(document: Document) -> Scan:
    trees = document.yaml(_unused())
    tree = trees[0] if len(trees) == 1 else None
    if type(tree) is not dict:
        raise ReadError("is not one mapping of entries", remedy=REMEDY)
    metadata = tree.pop("__metadata", None)
    version = metadata.get("version") if type(metadata) is dict else None
    if type(version) is not str or not version.isdecimal():
        raise ReadError("has __metadata without a version", remedy=REMEDY)
    entries = mappings(document, tree, "__metadata", REMEDY)
    for key, entry in entries.items():
        said, resolution = entry.get("version"), entry.get("resolution")
        if type(said) is not str or type(resolution) is not str or not (said and split(resolution)[1]):
            line, column = position(document.text, max(document.text.find(key), 0))
            raise ReadError("has an entry without version or resolution", line=line, column=column, remedy=REMEDY)
    local = {key: entry for key, entry in entries.items() if "@workspace:" in entry["resolution"]}
    packages = {key: entry for key, entry in entries.items() if key not in local}
    return Scan(
        path=document.path,
        kind="lockfile",
        format=f"yarn.lock v{version}",
        ecosystem="npm",
        packages=Entries(packages, _berry_package),
        names=keys_by_name((split(entry["resolution"])[0], key) for key, entry in packages.items()),
        members=tuple(_berry_member(key, entry) for key, entry in local.items()),
        find=_berry_finder(entries),
        requires=lambda key: _berry_requires(packages[key]),
        joins=JOINS,
        manager="yarn@berry",
    )


def _unused() -> re.Pattern[str]:
    """Half of the file, and of no use here: the hash of a package, and what it says of its environment and its peers."""
    from auditor.readers.yaml import block

    lines = r"^  (?:checksum: [\w/+=-]+|languageName: node|linkType: hard|conditions: [\w=&() -]+)\n"
    peers = block(2, "peerDependencies|peerDependenciesMeta|dependenciesMeta|bin")
    return re.compile(f"{lines}|{peers}", re.MULTILINE)


def _descriptors(key: str) -> Iterator[str]:
    """The descriptors of a key without what binds them to a place (``::locator=...``)."""
    for descriptor in key.split(", "):
        yield descriptor.partition("::")[0]


def _berry_finder(entries: Mapping[str, Any]) -> Callable[[str, str, str], Found]:
    keys = {descriptor: key for key in entries for descriptor in _descriptors(key)}
    return _finder(keys, ("npm:", ""), lambda key: str(entries[key]["version"]))


def _berry_requires(entry: Mapping[str, Any]) -> Mapping[str, str]:
    table = entry.get("dependencies")
    return {name: wanted for name, wanted in table.items() if type(wanted) is str} if type(table) is dict else {}


def _berry_member(key: str, entry: Mapping[str, Any]) -> Member:
    name, reference = split(entry["resolution"])
    folder = reference.removeprefix("workspace:").removeprefix(".").removeprefix("/")
    plain = {
        name: wanted.removeprefix("npm:") if "@" not in wanted else wanted
        for name, wanted in _berry_requires(entry).items()
    }
    return Member(folder, name, key, tuple(asked([("dependencies", "prod", plain)], (key,))))


def _berry_package(key: str, entry: Mapping[str, Any]) -> Package:
    name, reference = split(entry["resolution"])
    installed = [split(descriptor)[0] for descriptor in _descriptors(key)]
    source = _berry_source(reference)
    return Package(
        key=key,
        ecosystem="npm",
        name=name,
        version=entry["version"] if source != "link" else None,
        at=(key,),
        source=source,
        specifier=reference.partition("::")[0] if source != "registry" else None,
        alias=installed[0] if name not in installed else None,
        requires=_berry_requires(entry),
    )


def _berry_source(reference: str) -> str:
    """The source of a resolution's reference; a patched package is what it was before the patch."""
    if reference.startswith("patch:"):
        from urllib.parse import unquote

        return _berry_source(unquote(split(reference.removeprefix("patch:").partition("#")[0])[1]))
    return "registry" if reference.startswith("npm:") else _origin(reference)


def _origin(reference: str) -> str:
    """Where a reference points; an archive of a registry is its release, whose version stands in the entry."""
    source = origin_of(reference)
    return "registry" if source == "url" and is_registrys(reference) else source

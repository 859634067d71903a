"""``yarn.lock`` in both of its formats: Yarn 1's own, and the YAML of Yarn 2 and later ("berry").

Formats: Yarn's classic lockfile parser and the documentation of berry's descriptors, locators and protocols. Neither
says which packages are direct but by the workspaces' entries of berry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from auditor.model import Member, Package, Scan
from auditor.records import TYPE_CHECKING
from auditor.scanners._npm import JOINS, Entries, asked, keys_by_name, mappings, origin_of, split
from auditor.scanners.package_json import source_of
from auditor.source import Document, ReadError, position

if TYPE_CHECKING:
    from typing import Any, NoReturn

CLAIMS = ("yarn.lock",)
LOCKFILES = CLAIMS

_BERRY = re.compile(r"^__metadata:", re.MULTILINE)
_REMEDY = "restore it, or recreate it: yarn install"
_HASHES = re.compile(r"^  (?:checksum: [\w/+=-]+|languageName: node|linkType: hard)\n", re.MULTILINE)


def scan(document: Document) -> Scan:
    """The packages, the workspaces where the file has them, and who depends on whom."""
    return _berry(document) if _BERRY.search(document.text) else _classic(document)


# Yarn 1

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*+)"|([^\s":,]++)')
_HEADER = re.compile(r"^# yarn lockfile v(\S+)", re.MULTILINE)
_GROUPS = {"dependencies", "optionalDependencies"}


def _classic(document: Document) -> Scan:
    lines = document.lines()
    header = _HEADER.search(document.text)
    if header and header[1] != "1":
        raise ReadError(
            f"is a yarn lockfile v{header[1][:20]}; v1 and those of Yarn 2 and later are read", remedy=_REMEDY
        )
    entries = _Classic(lines).read()
    if not entries and not header:
        reason = (
            "the file is empty" if not document.text.strip() else "is no yarn.lock: it has neither header nor entries"
        )
        raise ReadError(reason, remedy=_REMEDY)
    keys = {pattern: key for key, entry in entries.items() for pattern in entry["patterns"]}
    names = keys_by_name((_classic_name(entry["patterns"])[0], key) for key, entry in entries.items())
    return Scan(
        path=document.path,
        kind="lockfile",
        format="yarn.lock v1",
        ecosystem="npm",
        packages=Entries(entries, _classic_package),
        names=names,
        find=_finder(keys, ("",), {key: entry["version"] for key, entry in entries.items()}),
        requires=lambda key: entries[key]["requires"],
        joins=JOINS,
        manager="yarn@1",
    )


class _Classic:
    """Reads Yarn 1's format: entries at column 0, their fields two blanks in, tables of names and ranges four."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.number = 0
        self.entries: dict[str, dict[str, Any]] = {}
        self.patterns: set[str] = set()

    def read(self) -> dict[str, dict[str, Any]]:
        """The entries by their first pattern. Raises ``ReadError`` for a line that is none of this format's."""
        entry: dict[str, Any] | None = None
        table: dict[str, str] | None = None
        for number, line in enumerate(self.lines, 1):
            self.number = number
            if line[:4] == "    " and entry is not None:
                name, value = self._pair(line)
                if table is not None:
                    table[name] = value
            elif line[:2] == "  " and entry is not None:
                table = self._field(entry, line)
            elif line.strip() and not line.lstrip().startswith("#"):
                self._complete(entry)
                entry, table = self._entry(line), None
        self._complete(entry)
        return self.entries

    def _entry(self, line: str) -> dict[str, Any]:
        if line[0] == " " or line[-1] != ":":
            self._refuse("stops in the middle of an entry" if self.number == len(self.lines) else "has a stray line")
        patterns = self._words(line[:-1])
        for pattern in patterns:
            if pattern in self.patterns:
                self._refuse(f'says "{pattern[:80]}" twice')
        self.patterns.update(patterns)
        entry: dict[str, Any] = {"patterns": patterns, "line": self.number, "requires": {}}
        self.entries[patterns[0]] = entry
        return entry

    def _field(self, entry: dict[str, Any], line: str) -> dict[str, str] | None:
        """Note a field; gives the table that a line opens, None for one that does not matter."""
        if line[-1] == ":" and '"' not in line:
            return entry["requires"] if line[2:-1] in _GROUPS else None
        name, value = self._pair(line)
        if name in {"version", "resolved"}:
            entry[name] = value
        return None

    def _pair(self, line: str) -> tuple[str, str]:
        name, _, value = line.strip().partition(" ")
        if value[:1] == '"' == value[-1:] and value.count('"') == 2 and "\\" not in line and len(value) > 1:
            return (name if name[0] != '"' else name[1:-1]), value[1:-1]
        words = self._words(line)
        if len(words) != 2:
            self._refuse("is cut short here, or holds what is not Yarn's")
        return words[0], words[1]

    def _words(self, line: str) -> list[str]:
        if "\\" not in line and line.count('"') == 2 and line[0] == line[-1] == '"':
            return [line[1:-1]]
        words = [_unescaped(found[1]) if found[2] is None else found[2] for found in _TOKEN.finditer(line)]
        left = _TOKEN.sub("", line)
        if not words or left.strip(", "):
            self._refuse("is cut short here, or holds what is not Yarn's")
        return words

    def _complete(self, entry: Mapping[str, Any] | None) -> None:
        if entry is not None and not entry.get("version"):
            self.number = entry["line"]
            self._refuse("has an entry without a version")

    def _refuse(self, reason: str) -> NoReturn:
        raise ReadError(reason, line=self.number, remedy=_REMEDY)


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    import json

    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


def _classic_name(patterns: Sequence[str]) -> tuple[str, str | None]:
    """The package's own name, and the one it is installed under where that is another."""
    for pattern in patterns:
        name, wanted = split(pattern)
        if wanted.startswith("npm:"):
            real = split(wanted[4:])[0]
            return real, name if name != real else None
    return split(patterns[0])[0], None


def _classic_package(key: str, entry: Mapping[str, Any]) -> Package:
    name, alias = _classic_name(entry["patterns"])
    wanted = (split(pattern)[1] for pattern in entry["patterns"])
    said = next((text for text in wanted if source_of(text) != "registry" and not text.startswith("npm:")), None)
    resolved = entry.get("resolved", "")
    source = origin_of(said) if said else "git" if origin_of(resolved) == "git" else "registry"
    return Package(
        key=key,
        ecosystem="npm",
        name=name,
        version=entry["version"],
        at=entry["line"],
        source=source,
        specifier=(said or resolved) if source != "registry" else None,
        alias=alias,
        requires=entry["requires"],
    )


def _finder(
    keys: Mapping[str, str], prefixes: Sequence[str], versions: Mapping[str, str | None]
) -> Callable[[str, str, str], str | None]:
    """Yarn's look-up: by name and range.

    A resolution replaces the range: then the one version there is of a name is meant.
    """
    by_name: dict[str, list[str]] = {}

    def find(origin: str, name: str, wanted: str) -> str | None:  # noqa: ARG001 - one list for the whole project
        for prefix in prefixes:
            key = keys.get(f"{name}@{prefix}{wanted}")
            if key is not None:
                return key
        if not by_name:
            for pattern, key in keys.items():
                by_name.setdefault(split(pattern)[0], []).append(key)
        found = by_name.get(name, ())
        return found[0] if found and len({versions.get(key) for key in found}) == 1 else None

    return find


# Yarn 2 and later


def _berry(document: Document) -> Scan:
    trees = document.yaml(_HASHES)
    tree = trees[0] if len(trees) == 1 else None
    if type(tree) is not dict:
        raise ReadError("is not one mapping of entries", remedy=_REMEDY)
    metadata = tree.pop("__metadata", None)
    version = metadata.get("version") if type(metadata) is dict else None
    if type(version) is not str or not version.isdecimal():
        raise ReadError("has __metadata without a version", remedy=_REMEDY)
    entries = mappings(document, tree, "__metadata", _REMEDY)
    for key, entry in entries.items():
        if type(entry.get("resolution")) is not str or type(entry.get("version")) is not str:
            line, column = position(document.text, max(document.text.find(key), 0))
            raise ReadError("has an entry without version or resolution", line=line, column=column, remedy=_REMEDY)
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


def _descriptors(key: str) -> Iterator[str]:
    """The descriptors of a key without what binds them to a place (``::locator=...``)."""
    for descriptor in key.split(", "):
        yield descriptor.partition("::")[0]


def _berry_finder(entries: Mapping[str, Any]) -> Callable[[str, str, str], str | None]:
    keys = {descriptor: key for key in entries for descriptor in _descriptors(key)}
    return _finder(keys, ("npm:", ""), {key: entry["version"] for key, entry in entries.items()})


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
    installed = split(next(_descriptors(key)))[0]
    source = _berry_source(reference)
    return Package(
        key=key,
        ecosystem="npm",
        name=name,
        version=entry["version"] if source != "link" else None,
        at=(key,),
        source=source,
        specifier=reference.partition("::")[0] if source != "registry" else None,
        alias=installed if installed != name else None,
        requires=_berry_requires(entry),
    )


def _berry_source(reference: str) -> str:
    """The source of a resolution's reference; a patched package is what it was before the patch."""
    if reference.startswith("patch:"):
        from urllib.parse import unquote

        return _berry_source(unquote(split(reference.removeprefix("patch:").partition("#")[0])[1]))
    return "registry" if reference.startswith("npm:") else origin_of(reference)

"""What the lockfiles of the npm family share beyond npm: entries built when asked for, names with their versions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from auditor.model import Package, Requirement
from auditor.records import TYPE_CHECKING
from auditor.scanners.package_json import requirement, source_of
from auditor.source import Document, ReadError, position

if TYPE_CHECKING:
    from typing import Any

# What a lockfile of this family stands beside; a deno.json has a lockfile of its own.
JOINS = ("package.json", "pnpm-workspace.yaml")


class Entries(Mapping[str, Package]):
    """Lockfile entries by key, each built when it is asked for: an audit needs a handful of thousands."""

    def __init__(self, raw: Mapping[str, Any], build: Callable[[str, Any], Package]) -> None:
        self._raw = raw
        self._build = build

    def __getitem__(self, key: str) -> Package:
        return self._build(key, self._raw[key])

    def __contains__(self, key: object) -> bool:
        return key in self._raw

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


def keys_by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, Sequence[str]]:
    """The keys of each name, of (name, key) pairs."""
    names: dict[str, list[str]] = {}
    for name, key in pairs:
        if name in names:
            names[name].append(key)
        else:
            names[name] = [key]
    return dict(names)


def split(text: str) -> tuple[str, str]:
    """Name and what follows its ``@``: ``@scope/name@npm:^1`` is ``@scope/name`` and ``npm:^1``."""
    at = text.find("@", 1)
    return (text, "") if at < 0 else (text[:at], text[at + 1 :])


def origin_of(reference: str) -> str:
    """Where a resolved reference or address points: registry, git, url, file or link; an archive of a commit is git."""
    if reference.startswith(("https://codeload.github.com/", "github.com/", "gitlab.com/", "bitbucket.org/")):
        return "git"
    source = source_of(reference)
    return "git" if source == "url" and "#commit=" in reference else source


def is_registrys(address: str) -> bool:
    """Whether an address is that of an archive as registries serve them; GitLab has ``/-/`` in those of its own as well."""
    return "/-/" in address and "/-/archive/" not in address


def asked(groups: Iterable[tuple[str, str, Any]], route: tuple[str | int, ...]) -> Iterator[Requirement]:
    """The requirements of (group, scope, table of names and specifiers) triples; ``route`` leads to the groups."""
    for group, scope, table in groups:
        for name, specifier in table.items() if type(table) is dict else ():
            if type(specifier) is str:
                yield requirement(name, specifier, (*route, group, name), scope)


def mappings(document: Document, table: Any, name: str, remedy: str) -> dict[str, Any]:
    """``table`` as a mapping of mappings, an empty value being an empty one. Raises ``ReadError`` for anything else."""
    if table in ("", None):
        return {}
    if type(table) is dict:
        if all(type(entry) is dict for entry in table.values()):
            return table
        cleaned = {key: {} if entry == "" else entry for key, entry in table.items()}
        if all(type(entry) is dict for entry in cleaned.values()):
            return cleaned
    line, column = position(document.text, max(document.text.find(name), 0))
    raise ReadError(f'"{name}" holds something that is no entry', line=line, column=column, remedy=remedy)

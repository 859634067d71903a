"""What the lockfiles of Python's package managers share: a list of entries by name, found again by name and range."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from auditor import versions
from auditor.model import Found, Gap, Package
from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.scanners._pep508 import normalised
from auditor.source import Document, ReadError

if TYPE_CHECKING:
    from typing import Any


class Listed(NamedTuple):
    """An entry of a lockfile's list: its place in it, its name by PEP 503, its version and everything it says."""

    number: int
    name: str
    version: str | None
    entry: Mapping[str, Any]


class Entries(NamedTuple):
    """A lockfile's entries by key, the keys of each name, and the look-up over both."""

    packages: dict[str, Package]
    names: Mapping[str, Sequence[str]]
    find: Callable[[str, str, str], Found]


def listed(
    document: Document,
    tree: Mapping[str, Any],
    key: str,
    gaps: list[Gap],
    remedy: str,
    *,
    needed: Iterable[str] = ("version",),
) -> list[Listed]:
    """The entries below ``key``, each with at least one of the keys ``needed``.

    What is no entry, or lacks them, is a gap: the last entry of a file that was cut does. Raises ``ReadError`` if not
    one of them is whole.
    """
    needed = frozenset(needed)
    table = tree.get(key, [])
    if not isinstance(table, list):
        raise ReadError(f'"{key}" is not a list of packages', line=_line(document, (key,)), remedy=remedy)
    found: list[Listed] = []
    refused: list[tuple[int, str]] = []
    for number, entry in enumerate(table):
        name = entry.get("name") if isinstance(entry, dict) else None
        version = entry.get("version") if isinstance(entry, dict) else None
        if not isinstance(name, str) or not name:
            refused.append((number, "holds an entry without a name"))
        elif not isinstance(version, str | None) or needed.isdisjoint(entry):
            refused.append((number, f"says too little of {name[:60]}: cut short, or edited by hand"))
        else:
            found.append(Listed(number, normalised(name), version, entry))
    if refused:
        number, reason = refused[0]
        reason += f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
        gaps.append(Gap(document.path, reason, line=_line(document, (key, number)), remedy=remedy, may_hide=True))
    if gaps and not found:
        raise ReadError(gaps[0].reason, line=gaps[0].line, remedy=remedy)
    return found


def _line(document: Document, route: tuple[str | int, ...]) -> int:
    from auditor.locate import Text

    return Text(document.path, document.text, document.syntax).at(route).line


def dangling(document: Document, asked: Iterable[tuple[Listed, str]], key: str, remedy: str) -> Iterator[Gap]:
    """A gap for the first of the ``asked`` (entry, name) pairs, in a format that has an entry for every name."""
    for entry, name in asked:
        reason = f"names {name} for {entry.name} but has no entry for it: cut short, or edited by hand"
        line = _line(document, (key, entry.number, "name"))
        yield Gap(document.path, reason, line=line, remedy=remedy, may_hide=True)
        return


def tables(value: Any) -> Iterator[Mapping[str, Any]]:
    """The tables of a list; nothing for what is no list."""
    return (item for item in value if isinstance(item, dict)) if isinstance(value, list) else iter(())


def folders(packages: Iterable[Package]) -> tuple[str, ...]:
    """The folders that packages are taken from: what their manifests ask for is locked with them."""
    return tuple(package.specifier for package in packages if package.source == "file" and package.specifier)


def entries(packages: Iterable[Package], members: Mapping[str, str] | None = None) -> Entries:
    """Key the entries by name and version. ``members`` are further names, of workspaces, and their keys.

    A lockfile of Python's holds a package twice where markers choose between them: what is asked for is then every
    entry that the range admits.
    """
    by_key: dict[str, Package] = {}
    names: dict[str, list[str]] = {}
    for package in packages:
        key = package.key if package.key not in by_key else f"{package.key}#{len(by_key)}"
        by_key[key] = package if key == package.key else package._replace(key=key)
        names.setdefault(package.name, []).append(key)
    local = members or {}

    def find(origin: str, name: str, wanted: str) -> Found:  # noqa: ARG001 - one list for all
        name = normalised(name)
        keys = names.get(name, ())
        if len(keys) < 2:
            return keys[0] if keys else local.get(name)
        return tuple(key for key in keys if _admits(wanted, by_key[key].version)) or tuple(keys)

    return Entries(by_key, names, find)


def _admits(wanted: str, version: str | None) -> bool:
    return version is not None and versions.satisfies("pypi", version, wanted) is not False

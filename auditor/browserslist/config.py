"""Finds and reads a project's browserslist configuration in any of its forms, with browserslist's own errors.

It reads nothing itself: `Read` gives the content of the regular file at a POSIX path, or None where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from posixpath import basename, dirname, join, normpath

from auditor.browserslist.errors import ConfigError
from auditor.browserslist.grammar import SPACE
from auditor.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

Read = Callable[[str], bytes | None]

STATS = "browserslist-stats.json"
_FORMAT = "Browserslist config should be a string or an array of strings with browser queries"
_SECTION = re.compile(r"\[([^\r\u2028\u2029]+)\]")
_COMMENT = re.compile(r"#.*")
_KINDS = {bool: "boolean", int: "number", float: "number"}


class Entry(NamedTuple):
    """One query text of a configuration and where it starts: 1-based, columns in UTF-16 code units."""

    text: str
    path: str
    line: int
    column: int


class Config(NamedTuple):
    """A configuration: the file (or variable) it stands in and the entries of each environment."""

    path: str
    environments: Mapping[str, tuple[Entry, ...]]


def find_config(
    read: Read, folder: str, root: str = "", *, variables: Mapping[str, str] | None = None
) -> Config | None:
    """The configuration that holds in a folder, searched upward to `root` (both POSIX, relative, ``""`` the top).

    `variables` are environment variables to heed: ``BROWSERSLIST`` (a query) and ``BROWSERSLIST_CONFIG`` (a path that
    `read` knows) come first, in this order. None where nothing is declared: then browserslist's defaults hold. Raises
    `ConfigError` with browserslist's message.
    """
    given = variables or {}
    query, file = given.get("BROWSERSLIST"), given.get("BROWSERSLIST_CONFIG")
    if query:
        return Config("BROWSERSLIST", {"defaults": (Entry(query, "BROWSERSLIST", 1, 1),)})
    if file:
        return _file_given(read, file)
    for parent in upward(folder, root):
        found = _in_folder(read, parent)
        if found:
            return found
    return None


def environment(variables: Mapping[str, str]) -> str:
    """The environment that browserslist asks for: ``BROWSERSLIST_ENV``, ``NODE_ENV``, or ``production``."""
    return variables.get("BROWSERSLIST_ENV") or variables.get("NODE_ENV") or "production"


def pick(config: Config, name: str = "production", *, throw_on_missing: bool = False) -> tuple[Entry, ...] | None:
    """The entries that hold in an environment; None where none are declared and browserslist's defaults hold.

    An empty tuple is a declaration too: of no browsers at all.
    """
    if throw_on_missing and name and name != "defaults" and name not in config.environments:
        raise ConfigError(f"Missing config for Browserslist environment `{name}`", config.path)
    return config.environments.get(name, config.environments.get("defaults"))


def find_stats(
    read: Read, folder: str, root: str = "", *, variables: Mapping[str, str] | None = None
) -> dict[str, Any] | None:
    """The project's own shares of use: the nearest ``browserslist-stats.json`` upward, or ``BROWSERSLIST_STATS``."""
    given = (variables or {}).get("BROWSERSLIST_STATS")
    for path in [given] if given else [join(parent, STATS) for parent in upward(folder, root)]:
        content = read(path)
        if content is not None or given:
            try:
                stats = parse_json((content or b"").decode("utf-8", "replace"))
            except ValueError:
                raise ConfigError(f"Can't read {path}", path) from None
            return stats if isinstance(stats, dict) else None
    return None


def parse_json(text: str) -> Any:
    """JSON as JavaScript reads it; `ValueError` for anything else, nesting too deep to read included."""
    import json

    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON")

    try:
        return json.loads(text, parse_constant=refuse, parse_int=float)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def parse_text(text: str, path: str) -> Config:
    """The configuration in a text file: queries by line or comma, ``[environment ...]``, ``#`` comments."""
    sections: dict[str, list[Entry]] = {"defaults": []}
    current = ["defaults"]
    for entry in _entries(text.removeprefix("\ufeff"), path):
        match = _SECTION.fullmatch(entry.text)
        if match is None:
            for name in current:
                sections[name].append(entry)
            continue
        current = match[1].strip(SPACE).split(" ")
        for name in current:
            if name in sections:
                raise ConfigError(f"Duplicate section {name} in Browserslist config", path, entry.line)
            sections[name] = []
    return Config(path, {name: tuple(entries) for name, entries in sections.items()})


def _entries(text: str, path: str) -> Iterator[Entry]:
    for number, line in enumerate(text.split("\n"), 1):
        column = 1
        for part in _COMMENT.sub("", line).split(","):
            entry = part.strip(SPACE)
            if entry:
                indent = part[: len(part) - len(part.lstrip(SPACE))]
                yield Entry(entry, path, number, column + _width(indent))
            column += _width(part) + 1


def _width(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def upward(folder: str, root: str) -> Iterator[str]:
    """A folder and those above it up to `root`, each as a prefix for `join`."""
    folder, root = (normpath(path).removeprefix(".") if path else "" for path in (folder, root))
    yield folder
    while folder not in {root, dirname(folder)}:
        folder = dirname(folder)
        yield folder


def _in_folder(read: Read, folder: str) -> Config | None:
    package, plain, hidden = (join(folder, name) for name in ("package.json", "browserslist", ".browserslistrc"))
    declared = _of_package(read, package)
    texts = {path: read(path) for path in (hidden, plain)}
    for path, content in texts.items():
        typo = join(folder, basename(path).replace("browserslist", "browserlist"))
        if content is None and read(typo) is not None:
            raise ConfigError(f"`{basename(typo)}` instead of `{basename(path)}` in {folder or '.'}", typo)
    found = [path for path, content in texts.items() if content is not None]
    if found and declared:
        raise ConfigError(
            f"{folder or '.'} contains both {basename(found[-1])} and package.json with browsers", package
        )
    if len(found) > 1:
        raise ConfigError(f"{folder or '.'} contains both .browserslistrc and browserslist", plain)
    if found:
        return parse_text((texts[found[0]] or b"").decode("utf-8", "replace"), found[0])
    return declared


def _file_given(read: Read, path: str) -> Config:
    content = read(path)
    if content is None:
        raise ConfigError(f"Can't read {path} config", path)
    if basename(path) != "package.json":
        return parse_text(content.decode("utf-8", "replace"), path)
    try:
        return _declared(content.decode("utf-8", "replace"), path) or Config(path, {})
    except ValueError:
        raise ConfigError(f"Can't read {path} config", path) from None


def _of_package(read: Read, path: str) -> Config | None:
    """What a ``package.json`` declares; one that is not JSON declares nothing, and the search goes on."""
    content = read(path)
    if content is None:
        return None
    try:
        return _declared(content.decode("utf-8", "replace"), path)
    except ValueError:
        return None


def _declared(text: str, path: str) -> Config | None:
    text = text.removeprefix("\ufeff")
    if '"browserslist"' not in text and '"browserlist"' not in text:
        return None
    package = parse_json(text)
    package = package if isinstance(package, dict) else {}
    if package.get("browserlist") and "browserslist" not in package:
        raise ConfigError(
            f"`browserlist` key instead of `browserslist` in {path}", path, _at(text, path, "browserlist")[0]
        )
    value = package.get("browserslist")
    if isinstance(value, list | str):
        sections = {"defaults": value}
    elif isinstance(value, dict):
        sections = value
    elif value:
        raise ConfigError(f"Browser queries must be an array or string. Got {_KINDS[type(value)]}.", path)
    else:
        return None
    return Config(path, dict(_sections(text, path, value, sections)))


def _sections(
    text: str, path: str, value: object, sections: Mapping[str, Any]
) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """The environments of a `package.json` with their entries; an empty text declares nothing."""
    for name, section in sections.items():
        route = ("browserslist", name) if section is not value else ("browserslist",)
        queries = section if isinstance(section, list) else [section]
        if not all(isinstance(query, str) for query in queries):
            raise ConfigError(_FORMAT, path, _at(text, path, *route)[0])
        if isinstance(section, list):
            places = [_at(text, path, *route, number) for number in range(len(section))]
            yield name, tuple(Entry(query, path, *place) for query, place in zip(queries, places, strict=True))
        elif section:
            yield name, (Entry(section, path, *_at(text, path, *route)),)


def _at(text: str, path: str, *route: str | int) -> tuple[int, int]:
    """Line and column of what stands at a route, past its opening quote."""
    from auditor.locate import Text

    location = Text(path, text).at(route)
    return location.line, location.column + 1

"""The configuration of a run: ``[tool.matrix-audit]`` of each ``pyproject.toml``, and each ``.matrix-audit.toml``.

Opens nothing: the caller hands over the bytes of the files and says where they stand.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping

from auditor.errors import UserError
from auditor.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

    from auditor.config_keys import Ignore
    from auditor.patterns import Patterns

__all__ = ["ConfigError", "Configuration", "Settings", "Source", "load", "load_given"]

FILE_NAMES = ("pyproject.toml", ".matrix-audit.toml")
_FOR_THE_WHOLE_RUN = ("policy", "fail-on", "matrix")


class ConfigError(UserError):
    """A configuration that cannot be used, in one line: file, line, what is wrong and what to write instead."""


class Source(NamedTuple):
    """A configuration file: its folder (POSIX, relative to the repository root, ``""`` for it), name and bytes.

    ``shown`` is how messages name it, where that is not the path from the repository root.
    """

    folder: str
    name: str
    data: bytes
    shown: str = ""

    def path(self) -> str:
        """The path from the repository root."""
        return f"{self.folder}/{self.name}" if self.folder else self.name


class Settings(NamedTuple):
    """What holds in one folder. ``severity`` is by rule id; numbers are days, and releases for ``browser_lag``."""

    policy: str = "standard"
    fail_on: str = "error"
    matrix: tuple[str, ...] = ("auth0",)
    exclude: tuple[Patterns, ...] = ()
    include: Patterns | None = None
    severity: Mapping[str, str] = {}
    ignore: tuple[Ignore, ...] = ()
    stale_after_days: int = 60
    ending_window_days: int = 90
    grace_days: int = 90
    browser_lag: int = 4


class File(NamedTuple):
    """The checked values of one file, by the names that ``Settings`` has for them, and the file's folder."""

    folder: str
    values: Mapping[str, Any]


class Configuration(NamedTuple):
    """All configuration files of a run, outermost first. ``base`` is the audited root, relative to the repository's.

    Paths handed in are relative to ``base``, as a finding's are. ``said`` is a line for the report on what is used of
    the configuration, where that is not simply what the audited tree has.
    """

    base: str = ""
    files: tuple[File, ...] = ()
    said: str = ""

    def root(self) -> Settings:
        """The settings at the audited root."""
        return self.at("")

    def at(self, folder: str) -> Settings:
        """The settings in a folder: the nearer file replaces single keys, exclusions and ignores add up."""
        settings = Settings()
        for file in self._above(folder):
            settings = _laid_over(settings, file.values)
        return settings

    def excluded(self, path: str, *, is_dir: bool = False) -> bool:
        """Whether a path is left out: by the nearest pattern that names it, or as no ``include`` pattern does."""
        whole = self.whole(path)
        nearest_first = [file.values for file in reversed(self._above(path))]
        for values in nearest_first:
            verdict = values["exclude"].match(whole, is_dir=is_dir) if values.get("exclude") else None
            if verdict is not None:
                if verdict:
                    return True
                break
        include = next((values["include"] for values in nearest_first if "include" in values), None)
        # A folder that no pattern includes may hold a file that one does.
        return include is not None and not is_dir and not include.match(whole)

    def ignores(self) -> tuple[Ignore, ...]:
        """Every ignore of every file, outermost file first."""
        return tuple(ignore for file in self.files for ignore in file.values.get("ignore", ()))

    def without_ignores(self) -> Configuration:
        """The same with no ignores, for a run that does not trust them."""
        return self._replace(files=tuple(file._replace(values={**file.values, "ignore": ()}) for file in self.files))

    def whole(self, path: str) -> str:
        """A path that is relative to ``base``, relative to the repository root."""
        return _normal(self.base, path)

    def _above(self, path: str) -> list[File]:
        whole = self.whole(path)
        return [file for file in self.files if within(whole, file.folder)]


def load(sources: Iterable[Source], base: str = "") -> Configuration:
    """Read the configuration files of one run, those above the audited root and those in it; ``base`` is that root.

    A file in a folder that an outer one excludes is not read. Raises ``ConfigError``.
    """
    configuration = Configuration(_normal("", base))
    folders: dict[str, list[Source]] = {}
    for source in sources:
        folder = _normal("", source.folder)
        folders.setdefault(folder, []).append(source._replace(folder=folder))
    for folder in sorted(folders, key=lambda folder: (folder.count("/") + bool(folder), folder)):
        below = not within(configuration.base, folder)
        if below and configuration.excluded(posixpath.relpath("/" + folder, "/" + configuration.base), is_dir=True):
            continue
        for document, table in _of_folder(sorted(folders[folder])):
            if below:
                _refuse_below_root(document, table)
            configuration = configuration._replace(
                files=(*configuration.files, _file(document, table, configuration.base))
            )
    return configuration


def load_given(source: Source, base: str = "") -> Configuration:
    """Read the one file that ``--config`` names. Raises ``ConfigError``.

    Its patterns are relative to its own folder where that is at or above the audited root, else to the audited root.
    """
    base = _normal("", base)
    folder = _normal("", source.folder)
    table = _table(source)
    if table is None:
        raise ConfigError(
            f"{source.shown or source.path()}:1: has no [tool.matrix-audit] table; add one, or name another file"
        )
    document, keys = table
    document = document._replace(folder=folder if within(base, folder) else base)
    return Configuration(base, (_file(document, keys, base),))


class _Document(NamedTuple):
    """A file's text and place: its patterns are relative to ``folder``, and ``prefix`` leads to our keys."""

    text: str
    path: str
    shown: str
    folder: str
    prefix: tuple[str, ...]

    def origin(self, base: str) -> str:
        """The path as a finding gives it: relative to the audited root, or as messages name it if it is outside."""
        outside = self.path.startswith(("../", "/"))
        return self.shown if outside else posixpath.relpath("/" + self.path, "/" + base)

    def error(self, message: str, *route: str | int) -> ConfigError:
        return ConfigError(f"{self.shown}:{self.line(*route)}: {message}")

    def line(self, *route: str | int) -> int:
        """The line of the key that ``route`` leads to, or of the nearest key around it."""
        from auditor.toml_lines import lines

        found = lines(self.text)
        whole = (*self.prefix, *route)
        return next((found[whole[:length]] for length in range(len(whole), 0, -1) if whole[:length] in found), 1)


if TYPE_CHECKING:
    _Table = tuple[_Document, Mapping[str, Any]]


def _of_folder(sources: list[Source]) -> list[_Table]:
    """The one file of a folder that configures anything, if there is one."""
    tables = [table for source in sources if (table := _table(source)) is not None]
    if len(tables) > 1:
        names = " and ".join(document.shown for document, _ in tables)
        raise ConfigError(f"{names} both configure this folder; move everything into one of them")
    return tables


def _table(source: Source) -> _Table | None:
    """The file's own keys; None for a ``pyproject.toml`` that has none for us."""
    project = source.name == "pyproject.toml"
    if project and b"matrix-audit" not in source.data:
        return None
    shown = source.shown or source.path()
    text, data = _parsed(shown, source.data)
    prefix = ("tool", "matrix-audit") if project else ()
    document = _Document(text, _normal("", source.path()), shown, source.folder, prefix)
    if not project:
        return document, data
    tools = data.get("tool")
    table = tools.get("matrix-audit") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise document.error("tool.matrix-audit is not a table; write [tool.matrix-audit]")
    return None if table is None else (document, table)


def _parsed(shown: str, data: bytes) -> tuple[str, dict[str, Any]]:
    # As a whole process against `python -c pass`, tomli (compiled) costs 2.0 and tomllib 2.5.
    import tomli

    try:
        text = data.decode("utf-8-sig")
        return text, tomli.loads(text)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ConfigError(f"{shown}:{line}: is not UTF-8 text; save it as UTF-8") from None
    except tomli.TOMLDecodeError as error:
        said = "".join(char if char.isprintable() else "?" for char in str(error.msg))
        raise ConfigError(f"{shown}:{error.lineno}: is not valid TOML; mend this: {said}") from None
    except RecursionError:
        raise ConfigError(f"{shown}:1: nests too deep; write plain tables") from None
    except ValueError:
        raise ConfigError(f"{shown}:1: has a number that is too large; write a smaller one") from None


def _file(document: _Document, table: Mapping[str, Any], base: str) -> File:
    """The checked file; patterns are compiled, ignores know where they stand."""
    from auditor.config_keys import InvalidError, checked
    from auditor.patterns import compiled

    try:
        values = {key.replace("-", "_"): value for key, value in checked(table).items()}
    except InvalidError as error:
        raise document.error(f"{error.where()}: {error}", *error.route) from None
    folder = document.folder
    if "ignore" in values:
        values["ignore"] = tuple(
            ignore._replace(origin=document.origin(base), line=document.line("ignore", number), folder=folder)
            for number, ignore in enumerate(values["ignore"])
        )
    for key in ("exclude", "include"):
        if key in values:
            values[key] = compiled(folder, values[key]) if values[key] else None
    if values.get("exclude") and folder != base:
        values["exclude"] = _unless_named(values["exclude"], base)
    return File(folder, values)


def _unless_named(patterns: Patterns, base: str) -> Patterns:
    """Who names a folder on the command line wants it audited: patterns that exclude that very folder do not count."""
    from auditor.patterns import compiled

    lines = tuple(line for line in patterns.lines if not compiled(patterns.folder, (line,)).match(base, is_dir=True))
    return compiled(patterns.folder, lines)


def _refuse_below_root(document: _Document, table: Mapping[str, Any]) -> None:
    for key in _FOR_THE_WHOLE_RUN:
        if key in table:
            remedy = "move it up to the audited folder's own file"
            raise document.error(
                f"{key}: holds for a whole run and cannot be set below the audited folder; {remedy}", key
            )


def _laid_over(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """The settings with those of one more file, nearer than the ones before."""
    new = dict(values)
    new["severity"] = {**settings.severity, **values.get("severity", {})}
    new["ignore"] = settings.ignore + values.get("ignore", ())
    new["exclude"] = (*settings.exclude, values["exclude"]) if values.get("exclude") else settings.exclude
    return settings._replace(**new)


def _normal(folder: str, path: str) -> str:
    """A path relative to the repository root, ``""`` for the root itself."""
    joined = posixpath.normpath(posixpath.join(folder, path))
    return "" if joined == "." else joined


def within(path: str, folder: str) -> bool:
    """Whether ``path`` is ``folder`` or below it."""
    return not folder or path == folder or path.startswith(folder + "/")

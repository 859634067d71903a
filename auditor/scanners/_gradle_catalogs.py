"""The version catalogs that a Gradle settings script declares itself: ``versionCatalogs { create("libs") { library(...) } }``.

Format: Gradle's documentation of version catalogs (``VersionCatalogBuilder``). Only names and texts that stand there are
read; an entry with a computed name is left out, and so stays unexplained where a build takes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.model import Place, Requirement
from auditor.scanners._gradle import accessor
from auditor.scanners._gradle_says import Module, module_of
from auditor.scanners._gradle_text import Statement, Token
from auditor.shared import Value

_HOLDERS = frozenset(("versionCatalogs", "dependencyResolutionManagement.versionCatalogs"))
_OPENERS = tuple(f"{holder}.{call}" for holder in _HOLDERS for call in ("create", "register", "named", "getByName"))
# The first is what the plugin "version-catalog" publishes for other builds.
_CATALOGS = frozenset(("versionCatalog", *_OPENERS))
_CALLS = frozenset("version library alias to bundle from plugin versionRef withoutVersion".split())
_NO_ARGUMENTS = frozenset(("listOf", "files", "of", "List.of", "arrayOf"))
_RICH = frozenset(("strictly", "require", "prefer"))
# The blocks with the parts of a version: ``version("jwt") { ... }``, ``library(...).version { ... }``.
_OF_A_VERSION = (("version",), ("library",))


class Catalogs:
    """What the statements of a script say of catalogs; ``files`` are those that a catalog is read from, by its name."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.values: dict[str, Value] = {}
        self.files: dict[str, str] = {}
        self.entries: dict[str, Requirement] = {}
        self._bundles: dict[str, list[str]] = {}
        self._catalog = "libs"
        self._aliases: dict[str, str] = {}
        self._last = ""
        self._rich = ""

    def take(self, statement: Statement) -> bool:
        """Read one statement; False for one that is not about a catalog."""
        around = statement.around
        if statement.head in _OPENERS or (around and around[-1] in _HOLDERS):
            names = [token.text for token in statement.tokens if token.kind == "string"]
            self._catalog = names[0] if names else statement.head
            return True
        inner = next((n for n in range(len(around), 0, -1) if _is_catalog(around, n)), None)
        if inner is None:
            return False
        if around[inner:] in _OF_A_VERSION and statement.head in _RICH:
            self._strictly(statement, of_library=around[-1] == "library")
        elif len(around) == inner:
            for call, arguments in _calls(statement):
                self._entry(call, arguments)
            self._name(statement)
        return True

    def libraries(self) -> dict[str, tuple[Requirement, ...]]:
        """The libraries by the names that builds take them by, and the bundles."""
        found = {name: (entry,) for name, entry in self.entries.items()}
        bundles = {
            name: tuple(self.entries[member] for member in members if member in self.entries)
            for name, members in self._bundles.items()
        }
        return found | bundles

    def _entry(self, call: str, arguments: list[Token]) -> None:
        texts = [token for token in arguments if token.kind == "string"]
        first = arguments[0] if arguments else None
        if call == "alias" and texts:
            self._last = texts[0].text
        elif call == "library" and texts:
            self._library(texts[0].text, arguments[1:])
        elif call == ".to" and texts:
            self._library(self._last, arguments)
        elif call == "bundle" and texts:
            members = [accessor(self._catalog, token.text) for token in texts[1:]]
            self._bundles[accessor(self._catalog, f"bundles.{texts[0].text}")] = members
        elif call == "from" and texts and texts[0].text.endswith(".toml"):
            self.files[self._catalog] = texts[0].text
        elif call == ".versionRef" and first:
            alias = first.text if first.kind == "string" else self._aliases.get(first.text, first.text)
            self._set(f"${{{accessor(self._catalog, f'versions.{alias}')}}}", None)
        elif call == ".version" and first:
            self._set(_said(first), self._place(first))
        elif call == "version" and first:
            self._version(first, arguments[1:])

    def _version(self, alias: Token, said: list[Token]) -> None:
        """``version("jwt", "4.4.0")``, or ``version("jwt")`` before a block with its parts."""
        self._rich = accessor(self._catalog, f"versions.{alias.text}")
        if said:
            self.values[self._rich] = Value(_said(said[0]), (said[0].start, said[0].end))

    def _strictly(self, statement: Statement, *, of_library: bool) -> None:
        text = next((token for token in statement.tokens if token.kind == "string"), None)
        if text and of_library:
            self._set(f"{text.text}!!" if statement.head == "strictly" else text.text, self._place(text))
        elif text and self._rich:
            before = self.values[self._rich].text if self._rich in self.values else ""
            said = f"{text.text}!!" if statement.head == "strictly" else text.text
            said = before + said if before.endswith("!!") else said
            self.values[self._rich] = Value(said, (text.start, text.end))

    def _library(self, alias: str, said: list[Token]) -> None:
        module = module_of(said[0], bare=True) if len(said) == 1 and said[0].kind == "string" else _of_parts(said)
        self._last = accessor(self._catalog, alias)
        if module:
            place = Place(self.path, module.version_at) if module.version_at else None
            self.entries[self._last] = Requirement(
                "maven", module.name, module.version, module.at, "prod", direct=None, version_at=place
            )

    def _set(self, version: str, place: Place | None) -> None:
        entry = self.entries.get(self._last)
        if entry:
            self.entries[self._last] = entry._replace(text=version, version_at=place)

    def _place(self, token: Token) -> Place:
        return Place(self.path, (token.start, token.end))

    def _name(self, statement: Statement) -> None:
        """``val jwt = version("jwt", "4.4.0")``: ``versionRef(jwt)`` may follow."""
        signs = [token.text for token in statement.tokens]
        if "=" in signs[1:3] and "version" in signs:
            texts = [token.text for token in statement.tokens if token.kind == "string"]
            self._aliases[signs[signs.index("=") - 1]] = texts[0] if texts else ""


def _is_catalog(around: tuple[str, ...], depth: int) -> bool:
    """Whether the innermost of the first ``depth`` blocks is a catalog's."""
    return around[depth - 1] in _CATALOGS or (depth > 1 and around[depth - 2] in _HOLDERS)


def _calls(statement: Statement) -> Iterator[tuple[str, list[Token]]]:
    """The calls of a statement (``.version`` on what is before it), each with the strings and words that are given to it."""
    call, arguments, before = "", list[Token](), ""
    for token in statement.tokens:
        if token.kind == "word" and token.text in _CALLS:
            if call:
                yield call, arguments
            call, arguments = f".{token.text}" if before == "." else token.text, []
        elif call and token.kind in {"string", "word"} and token.text not in _NO_ARGUMENTS:
            arguments.append(token)
        before = token.text
    if call:
        yield call, arguments


def _said(token: Token) -> str:
    return token.text if token.kind == "string" else f"${{{token.text}}}"


def _of_parts(said: Iterable[Token]) -> Module | None:
    parts = list(said)
    if len(parts) != 2:
        return None
    return Module(":".join(map(_said, parts)), "", (parts[1].start, parts[1].end), None)

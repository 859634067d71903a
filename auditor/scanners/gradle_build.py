"""Gradle's build scripts (``*.gradle``, ``*.gradle.kts``) and ``gradle.properties``: coordinates that stand there as text.

Format: Gradle's documentation of dependency notations, for Groovy and Kotlin. A script is a program and is not run: a
property that is set once, to a plain text, counts as that text; whatever else is computed becomes a gap. Plugins may add more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.model import Gap, Place, Requirement, Scan
from auditor.scanners._gradle import BUILD_FILES, CONSTANTS, REMEDY, SETTINGS_FILES, declared_scope, meaning
from auditor.scanners._gradle_catalogs import Catalogs
from auditor.scanners._gradle_says import (
    BOMS,
    NOT_MODULES,
    OWNER,
    WORDS,
    Module,
    accessors,
    applied,
    assigned,
    bare_name,
    governed,
    is_qualified,
    listed,
    local_platforms,
    module_of,
    modules,
    platform_named,
    sets_a_name,
)
from auditor.scanners._gradle_text import Statement, Token, script
from auditor.shared import Shared, Taken, Value
from auditor.source import Document, position

CLAIMS = ("*.gradle", "*.gradle.kts", "gradle.properties")
LOCKFILES = ()

_LOOKED_UP = r"(?:[\w.]*\.)?(?:property|findProperty|(?:ext|extra)(?:\.get)?)\s*[(\[]\s*[\"']([\w.-]+)[\"']\s*[)\]]"
_END = r"(?:\.get\(\)|\.toString\(\)|!!)*\s*\}"
_NAME = r"[A-Za-z_][\w.]*?(?:\[(?:\"[\w.-]+\"|'[\w.-]+')\])?"
_BRACED = rf"\$\{{\s*{_LOOKED_UP}{_END}|\$\{{\s*{OWNER}({_NAME}){_END}|(\$\{{[^}}]*\}})"
GROOVY = re.compile(rf"{_BRACED}|\${OWNER}([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)", re.ASCII)
KOTLIN = re.compile(rf"{_BRACED}|\$([A-Za-z_]\w*)", re.ASCII)
_A_VERSION = re.compile(r"[0-9\[(+]|latest\.")
_PROPERTY = re.compile(r"[ \t\f]*([^\s=:#!][^\s=:]*)[ \t\f]*[=:]?[ \t\f]*(.*)")
# What a declaration hangs on; where it does, it counts as declared.
_FLOW = frozenset(("if", "else", "for", "while", "when", "switch", "try"))
_NO_CONFIGURATION = ("configurations.", "components.")
_RICH = frozenset(("strictly", "require", "prefer"))


class _Build:
    """What the statements of one script come to."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.requirements: list[Requirement] = []
        self.values: dict[str, Value] = {}
        self.libraries: dict[str, tuple[Requirement, ...]] = {}
        self.versions: dict[str, Value] = {}
        self.boms: list[str] = []
        self.platforms: set[str] = set()
        self.loops: set[str] = set()
        self.takes: list[Taken] = []
        self.unsure: set[str] = set()
        self.catalogs = Catalogs(path)
        self._places: set[tuple[int, int]] = set()

    def take(self, statement: Statement) -> None:
        """Read one statement."""
        if self.catalogs.take(statement):
            return
        statement = governed(statement)
        if statement.head == "for":
            self.loops.update(token.text for token in statement.tokens[2:3])
        around = statement.around
        here = next((head for head in reversed(around) if head not in _FLOW), "")
        inside = (here == "dependencies" or here.endswith(".dependencies")) and statement.head not in {"", *_FLOW}
        if inside and not sets_a_name(statement):
            self._declaration(statement)
            return
        if here == "version" and statement.head in _RICH:
            self._rich(statement)
            return
        if here == "imports" or statement.head in BOMS:
            self.boms += (module.name for module in modules(statement))
            return
        if statement.head == "apply":
            self.takes += applied(statement)
        platform = platform_named(statement)
        if platform:
            self.platforms.add(platform)
            self.boms += (module.name for module in modules(statement, bare=True, boms=True))
            return
        self._assignments(statement)
        managed = bool({"constraints", "dependencyManagement", "dependencySet"}.intersection(around))
        for module in modules(statement):
            if managed:
                self._manage(module)
            elif _A_VERSION.match(module.version) and module.at not in self._places:
                self.requirements.append(self._requirement(module, "prod", direct=None))

    def _declaration(self, statement: Statement) -> None:
        around, head = statement.around, statement.head
        if "constraints" in around or "dependencyManagement" in around:
            for module in modules(statement):
                self._manage(module)
            return
        texts = [token for token in statement.tokens if token.kind == "string"]
        configuration = texts[0].text if head == "add" and texts else head
        if not configuration or configuration in NOT_MODULES | WORDS or configuration.startswith(_NO_CONFIGURATION):
            return
        build = {"buildscript", "pluginManagement"}.intersection(around)
        scope = "dev" if build else declared_scope(configuration)
        for folder in local_platforms(statement):
            self.takes += (Taken(f"{folder}/{name}", above=True) for name in BUILD_FILES)
        taken = set()
        for module in modules(statement, bare=True):
            taken.add(module.version_at)
            self.requirements.append(self._requirement(module, scope))
        for bom in modules(statement, bare=True, boms=True):
            self.boms.append(bom.name)
        for token in accessors(statement):
            name = bare_name(token.text)
            if name in self.platforms | self.loops or (token.start, token.end) in taken:
                continue
            end = token.end - len(".get") * token.text.endswith(".get")
            self.requirements.append(Requirement("maven", "", name, (token.start, end), scope, source="catalog"))

    def _requirement(self, module: Module, scope: str, *, direct: bool | None = True) -> Requirement:
        self._places.add(module.at)
        return Requirement(
            ecosystem="maven",
            name=module.name,
            text=module.version,
            at=module.at,
            scope=scope,
            direct=direct,
            version_at=Place(self.path, module.version_at) if module.version_at else None,
        )

    def _manage(self, module: Module) -> None:
        if module.version and module.version_at:
            self.versions.setdefault(module.name, Value(module.version, module.version_at))

    def _rich(self, statement: Statement) -> None:
        """``version { strictly '1.2' }`` below a dependency that has no version of its own."""
        texts = [token for token in statement.tokens if token.kind == "string"]
        if texts and self.requirements and (not self.requirements[-1].text or statement.head == "prefer"):
            last = self.requirements[-1]
            text = f"{texts[0].text}!!" if statement.head == "strictly" else texts[0].text
            text = last.text + text if last.text.endswith("!!") else text
            place = Place(self.path, (texts[0].start, texts[0].end))
            self.requirements[-1] = last._replace(text=text, version_at=place)

    def _assignments(self, statement: Statement) -> None:
        for name, token in assigned(statement):
            value = Value(token.text, (token.start, token.end))
            if name in self.values and self.values[name].text != value.text:
                self.unsure.update(_spellings(name))
            self.values |= dict.fromkeys(_spellings(name), value)
            library = tuple(self._library(token))
            self.libraries |= {name: library} if library else {}
        lists: dict[str, list[Requirement]] = {}
        for name, token in listed(statement):
            lists.setdefault(name, []).extend(self._library(token))
        self.libraries |= {name: (*self.libraries.get(name, ()), *found) for name, found in lists.items() if found}

    def _library(self, token: Token) -> Iterator[Requirement]:
        module = module_of(token, bare=True)
        if module and is_qualified(module):
            library = self._requirement(module, "prod", direct=None)
            self.requirements += [library] if library.text else []
            yield library


def _spellings(name: str) -> Iterator[str]:
    """What a reference may call an entry of a map: ``versions.jwt``, ``versions["jwt"]``."""
    yield name
    holder, dot, key = name.rpartition(".")
    if dot:
        yield f'{holder}["{key}"]'
        yield f"{holder}['{key}']"


def scan(document: Document) -> Scan:
    """The modules that a build declares, and the values that it sets."""
    if document.name == "gradle.properties":
        return _properties(document)
    document.lines()
    read = script(document.text)
    build = _Build(document.path)
    for statement in read.statements:
        build.take(statement)
    gaps: tuple[Gap, ...] = ()
    if not read.whole:
        reason = "cannot be followed to its end: a bracket, string or comment is left open"
        remedy = "complete the file, or commit a lockfile: gradle dependencies --write-locks"
        line = document.text.count("\n") + 1
        gaps = (Gap(document.path, reason, False, line, 1, remedy, may_hide=True),)
    return Scan(
        path=document.path,
        kind="manifest",
        format="*.gradle.kts" if document.name.endswith(".kts") else "*.gradle",
        ecosystem="maven",
        requirements=(*build.requirements, *build.catalogs.entries.values()),
        manager="gradle",
        complete=False,
        shared=Shared(
            means=meaning,
            line=lambda at: line_of(document, at),
            reference=KOTLIN if document.name.endswith(".kts") else GROOVY,
            remedy=REMEDY,
            values=build.catalogs.values
            | {name: value for name, value in build.values.items() if name not in build.unsure},
            versions=build.versions,
            libraries=build.catalogs.libraries()
            | {name: found for name, found in build.libraries.items() if name not in build.unsure},
            takes=(
                *build.takes,
                *map(Taken, build.catalogs.files.values()),
                *_takes(document.name, build.requirements),
            ),
            boms=tuple(build.boms),
            catalogs=build.catalogs.files,
        ),
        gaps=gaps,
    )


def line_of(document: Document, at: int | tuple[str | int, ...]) -> int:
    """The line of a place that is given by its offsets in the text."""
    start = at[0] if isinstance(at, tuple) else 0
    return position(document.text, start)[0] if isinstance(start, int) else 1


def _takes(script_name: str, requirements: Sequence[Requirement]) -> Iterator[Taken]:
    """The catalogs that are named or that the settings declare, the properties, and the build of the folder above.

    That one sets values for those below.
    What is no build by itself is applied by one, and sees what the one of its own folder sets.
    """
    catalogs = {"libs": None} | {
        asked.text.partition(".")[0]: None for asked in requirements if asked.source == "catalog"
    }
    for name in catalogs:
        yield Taken(f"gradle/{name}.versions.toml", above=True)
    yield Taken("dependencies.toml", above=True)
    for name in SETTINGS_FILES if script_name not in SETTINGS_FILES else ():
        yield Taken(name, above=True)
    yield Taken("gradle.properties", above=True)
    for name in BUILD_FILES:
        yield Taken(f"../{name}" if script_name in BUILD_FILES else name, above=True)
    yield Taken(CONSTANTS, above=True)


def _properties(document: Document) -> Scan:
    values: dict[str, Value] = {}
    offset = 0
    document.lines()
    for line in document.text.split("\n"):
        found = _PROPERTY.match(line)
        if found:
            text = found[2].rstrip()
            start = offset + found.start(2)
            values[found[1]] = Value(text, (start, start + len(text)))
        offset += len(line) + 1
    return Scan(
        path=document.path,
        kind="manifest",
        format="gradle.properties",
        ecosystem="maven",
        manager="gradle",
        shared=Shared(
            means=meaning,
            line=lambda at: line_of(document, at),
            reference=re.compile(r"(?!)()"),
            remedy=REMEDY,
            values=values,
            takes=(Taken("../gradle.properties", above=True),),
        ),
    )

"""Gradle's build scripts (``*.gradle``, ``*.gradle.kts``) and ``gradle.properties``: coordinates that stand there as text.

Format: Gradle's documentation of dependency notations, for Groovy and Kotlin. A script is a program and is not run: a
property that is set once, to a plain text, counts as that text; whatever else is computed becomes a gap. Plugins may add more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.model import Gap, Place, Requirement, Scan
from auditor.records import NamedTuple
from auditor.scanners._gradle import REMEDY, declared_scope, meaning
from auditor.scanners._gradle_text import Statement, Token, script
from auditor.shared import Shared, Taken, Value
from auditor.source import Document, position

CLAIMS = ("*.gradle", "*.gradle.kts", "gradle.properties")
LOCKFILES = ()

_OWNER = r"(?:(?:rootProject|project|parent|this)\.)*(?:(?:ext|extra)\.)?"
_LOOKED_UP = r"(?:[\w.]*\.)?(?:property|findProperty|ext|extra)\s*[(\[]\s*[\"'](\w+)[\"']\s*[)\]]"
_END = r"(?:\.get\(\)|\.toString\(\)|!!)*\s*\}"
_BRACED = rf"\$\{{\s*{_OWNER}([A-Za-z_][\w.]*?){_END}|\$\{{\s*{_LOOKED_UP}{_END}|(\$\{{[^}}]*\}})"
GROOVY = re.compile(rf"{_BRACED}|\${_OWNER}([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)", re.ASCII)
KOTLIN = re.compile(rf"{_BRACED}|\$([A-Za-z_]\w*)", re.ASCII)
_PART = r"(?:[\w.+-]|\$\{[^}]{0,200}\}|\$)+"
_COORDINATES = re.compile(
    rf"({_PART}):({_PART})(?::((?:[^:@${{}}\s/\\]|, |\$\{{[^}}]*\}}|\$)*))?(?::[\w.-]*)?(?:@[\w.]+)?", re.ASCII
)
_MAX_COORDINATES = 512
_A_VERSION = re.compile(r"[0-9\[(+]|latest\.")
_PROPERTY = re.compile(r"[ \t\f]*([^\s=:#!][^\s=:]*)[ \t\f]*[=:]?[ \t\f]*(.*)")
_ROOT = re.compile(r"\$\{?(?:rootDir|rootProject\.projectDir|projectDir|rootProject\.rootDir)\}?/")
_BOMS = frozenset(("platform", "enforcedPlatform", "mavenBom"))
_NOT_MODULES = frozenset(
    "project files fileTree because exclude npm devNpm peerNpm kotlin url uri id task path module create matching".split()
)
_OWN = re.compile(
    r"\$\{?(?:project|rootProject|parent)\.group\}?:\$\{?(?:project|rootProject|parent)\.\w+\}?", re.ASCII
)
_NO_MODULE = re.compile(r"(?:project|rootProject|parent)$|\w+\.plugins\.", re.ASCII)
_NOT_NAMES = ("projects.", "project.", "rootProject.", "sourceSets.", "configurations.", "gradle.", "compose.")
_WORDS = frozenset("true false null new if else for while in as is return this it val var def by extra set".split())
_RICH = frozenset(("strictly", "require", "prefer"))
_DECLARES = frozenset(("val", "var", "def", "const", "private", "internal", "public", "final", "String", "lateinit"))


class _Module(NamedTuple):
    """Coordinates as they are written: a version that is not plain text is a reference."""

    name: str
    version: str
    at: tuple[int, int]
    version_at: tuple[int, int] | None


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
        self.takes: list[Taken] = []
        self.unsure: set[str] = set()
        self._places: set[tuple[int, int]] = set()

    def take(self, statement: Statement) -> None:
        """Read one statement."""
        around = statement.around
        here = around[-1] if around else ""
        if (here == "dependencies" or here.endswith(".dependencies")) and not _sets(statement):
            self._declaration(statement)
            return
        if here == "version" and statement.head in _RICH:
            self._rich(statement)
            return
        if here == "imports" or statement.head in _BOMS:
            self.boms += (module.name for module in _modules(statement))
            return
        if statement.head == "apply":
            self.takes += _applied(statement)
        platform = _platform(statement)
        if platform:
            self.platforms.add(platform)
            self.boms += (module.name for module in _modules(statement, bare=True, boms=True))
            return
        self._assignments(statement)
        managed = bool({"constraints", "dependencyManagement", "dependencySet"}.intersection(around))
        for module in _modules(statement):
            if managed:
                self._manage(module)
            elif _A_VERSION.match(module.version) and module.at not in self._places:
                self.requirements.append(self._requirement(module, "prod", direct=None))

    def _declaration(self, statement: Statement) -> None:
        around, head = statement.around, statement.head
        if "constraints" in around or "dependencyManagement" in around:
            for module in _modules(statement):
                self._manage(module)
            return
        texts = [token for token in statement.tokens if token.kind == "string"]
        configuration = texts[0].text if head == "add" and texts else head
        if not configuration or configuration in _NOT_MODULES | _WORDS:
            return
        build = {"buildscript", "pluginManagement"}.intersection(around)
        scope = "dev" if build else declared_scope(configuration)
        for module in _modules(statement, bare=True):
            self.requirements.append(self._requirement(module, scope))
        for bom in _modules(statement, bare=True, boms=True):
            self.boms.append(bom.name)
        for token in _accessors(statement):
            name = _bare(token.text)
            if name in self.platforms:
                continue
            end = token.end - len(".get") * token.text.endswith(".get")
            self.requirements.append(Requirement("maven", "", name, (token.start, end), scope, source="catalog"))

    def _requirement(self, module: _Module, scope: str, *, direct: bool | None = True) -> Requirement:
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

    def _manage(self, module: _Module) -> None:
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
        for name, token in _assigned(statement):
            value = Value(token.text, (token.start, token.end))
            if name in self.values and self.values[name].text != value.text:
                self.unsure.add(name)
            self.values[name] = value
            module = _module(token, bare=False)
            if module:
                library = self._requirement(module, "prod", direct=None)
                self.requirements.append(library)
                self.libraries[name] = (library,)


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
        requirements=tuple(build.requirements),
        manager="gradle",
        complete=False,
        shared=Shared(
            means=meaning,
            line=lambda at: _line(document, at),
            reference=KOTLIN if document.name.endswith(".kts") else GROOVY,
            remedy=REMEDY,
            values={name: value for name, value in build.values.items() if name not in build.unsure},
            versions=build.versions,
            libraries={name: found for name, found in build.libraries.items() if name not in build.unsure},
            takes=(*build.takes, *_takes(build.requirements)),
            boms=tuple(build.boms),
        ),
        gaps=gaps,
    )


def _line(document: Document, at: int | tuple[str | int, ...]) -> int:
    start = at[0] if isinstance(at, tuple) else 0
    return position(document.text, start)[0] if isinstance(start, int) else 1


def _takes(requirements: Sequence[Requirement]) -> Iterator[Taken]:
    """The catalogs that are named, the properties, and the build of the folder above, which sets values for those below."""
    catalogs = {"libs": None} | {
        asked.text.partition(".")[0]: None for asked in requirements if asked.source == "catalog"
    }
    for name in catalogs:
        yield Taken(f"gradle/{name}.versions.toml", above=True)
    yield Taken("dependencies.toml", above=True)
    yield Taken("gradle.properties", above=True)
    for name in ("build.gradle", "build.gradle.kts"):
        yield Taken(f"../{name}", above=True)


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
            line=lambda at: _line(document, at),
            reference=re.compile(r"(?!)()"),
            remedy=REMEDY,
            values=values,
            takes=(Taken("../gradle.properties", above=True),),
        ),
    )


# What a statement says


def _module(token: Token, *, bare: bool) -> _Module | None:
    """The coordinates that a string holds, without a version only where ``bare`` ones count."""
    found = _COORDINATES.fullmatch(token.text) if len(token.text) <= _MAX_COORDINATES else None
    if not found or not (found[1][0].isalpha() or found[1][0] == "$") or _OWN.match(token.text):
        return None
    version = found[3]
    if version is None and not bare:
        return None
    place = (token.start + found.start(3), token.start + found.end(3)) if version else None
    return _Module(f"{found[1]}:{found[2]}", version or "", (token.start, token.end), place)


def _governed(statement: Statement) -> Iterator[tuple[int, Token, str]]:
    """Each token with its number and the word whose arguments it stands in."""
    calls: list[str] = []
    last = ""
    for number, token in enumerate(statement.tokens):
        if token.kind == "mark" and token.text in "([":
            before = statement.tokens[number - 1] if number else token
            calls.append(before.text if before.kind == "word" and token.text == "(" else calls[-1] if calls else last)
        elif token.kind == "mark" and token.text in ")]":
            if calls:
                calls.pop()
        else:
            yield number, token, calls[-1] if calls else last
            if token.kind == "word" and not calls:
                last = token.text


def _modules(statement: Statement, *, bare: bool = False, boms: bool = False) -> Iterator[_Module]:
    """The modules that a statement names, in any notation; with ``boms`` those that only bring versions."""
    found = False
    for number, token, call in _governed(statement):
        if token.kind != "string" or call in _NOT_MODULES or (call.rpartition(".")[2] in _BOMS) is not boms:
            continue
        module = _module(token, bare=bare)
        if module:
            found = True
            yield _concatenated(statement, number, module)
    if not found and bare and not boms:
        yield from _in_parts(statement)


def _concatenated(statement: Statement, number: int, module: _Module) -> _Module:
    """``'group:name:' + version`` asks for the value of a name, which may be known."""
    after = statement.tokens[number + 1 : number + 3]
    if module.version or not after or after[0].text != "+":
        return module
    word = after[1] if len(after) == 2 and after[1].kind == "word" else after[0]
    place = (word.start, word.end)
    return module._replace(version=f"${{{_bare(word.text)}}}", version_at=place)


def _in_parts(statement: Statement) -> Iterator[_Module]:
    """``group: 'g', name: 'a', version: 'v'``, with ``=`` in Kotlin, or just the three texts."""
    parts: dict[str, Token] = {}
    tokens = statement.tokens
    for number in range(len(tokens) - 2):
        key, mark, value = tokens[number : number + 3]
        if key.text in {"group", "name", "version"} and mark.text in {":", "="} and value.kind in {"string", "word"}:
            if key.text in parts:
                yield from _of_parts(parts)
                parts = {}
            parts[key.text] = value
    texts = [token for number, token in enumerate(tokens) if token.kind == "string" and number]
    if not parts and len(texts) in {2, 3} and all(re.fullmatch(r"[\w.$+-]+", token.text) for token in texts):
        plain = [token.text for token in tokens[2:-1] if token.kind == "mark"]
        if statement.head != "add" and plain == [","] * (len(texts) - 1):
            parts = dict(zip(("group", "name", "version"), texts, strict=False))
    yield from _of_parts(parts)


def _of_parts(parts: dict[str, Token]) -> Iterator[_Module]:
    group, name, version = (parts.get(key) for key in ("group", "name", "version"))
    if group and name and group.kind == name.kind == "string":
        text = "" if version is None else version.text if version.kind == "string" else f"${{{_bare(version.text)}}}"
        place = (version.start, version.end) if version else None
        yield _Module(f"{group.text}:{name.text}", text, (name.start, name.end), place)


def _accessors(statement: Statement) -> Iterator[Token]:
    """The names that a declaration takes modules by: entries of a catalog or variables."""
    tokens = statement.tokens
    for number, token, call in _governed(statement):
        after = tokens[number + 1].text if number + 1 < len(tokens) else ""
        if token.kind != "word" or number == 0 or token.text in _WORDS or after in {":", "="}:
            continue
        is_call = after == "(" and not token.text.endswith(".get")
        before = tokens[number - 1].text
        no_name = token.text.startswith(_NOT_NAMES) or _NO_MODULE.match(token.text)
        if is_call or before in {":", "=", "+", ")", "}"} or no_name:
            continue
        if call not in _NOT_MODULES and call.rpartition(".")[2] not in _BOMS:
            yield token


def _bare(name: str) -> str:
    """A name without the object that holds it."""
    name = name.removesuffix(".get")
    return re.sub(rf"^{_OWNER}", "", name)


def _sets(statement: Statement) -> bool:
    """Whether a statement gives a name its value: ``def v = '1'``, ``val v: String = "1"``, ``ext.v = '1'``."""
    signs = [token.text for token in statement.tokens[:2]]
    return signs[0] in _DECLARES or signs[1:] == ["="]


def _platform(statement: Statement) -> str | None:
    """The name that a statement gives to a BOM: ``val bom = platform("...")``."""
    words = [token.text for token in statement.tokens]
    named = zip(words, words[1:], words[2:], strict=False)
    return next((_bare(a) for a, sign, b in named if sign == "=" and b.rpartition(".")[2] in _BOMS), None)


def _applied(statement: Statement) -> Iterator[Taken]:
    """``apply from: 'other.gradle'``: its values hold here as well."""
    for token in statement.tokens:
        if token.kind == "string" and token.text.endswith((".gradle", ".gradle.kts")):
            yield Taken(_ROOT.sub("", token.text), above=True)


def _assigned(statement: Statement) -> Iterator[tuple[str, Token]]:
    """The names that a statement sets to plain texts, those of maps with dots: ``versions.jwt``."""
    tokens = statement.tokens
    if [token.text for token in tokens[2:5:2]] == [":", "="]:  # val name: String = "1.2"
        tokens = tokens[:2] + tokens[4:]
    words = [token.text for token in tokens if token.kind == "word" and token.text not in _DECLARES]
    texts = [token for token in tokens if token.kind == "string"]
    shape = "".join(token.text if token.kind == "mark" else token.kind[0] for token in tokens)
    if shape.endswith(("w[s]=s", "w(s,s)")) and words and words[-1] in {"ext", "extra", "set", "ext.set", "extra.set"}:
        yield texts[-2].text, texts[-1]
        return
    if shape.endswith("www(s)") and words[-2:] == ["by", "extra"]:
        yield words[-3], texts[-1]
        return
    path: list[str] = []
    pending = ""
    for number, token in enumerate(tokens):
        after = tokens[number + 1 : number + 4]
        if token.kind == "mark" and token.text in "[(":
            path.append(pending)
            pending = ""
        elif token.kind == "mark" and token.text in "])":
            if path:
                path.pop()
        elif len(after) > 1 and token.kind in {"word", "string"} and after[0].text in {"=", ":"}:
            pending = token.text
            plain = len(after) == 2 or after[2].text in {",", "]", ")"}
            if after[1].kind == "string" and plain:
                yield _bare(".".join((*filter(None, path), token.text))), after[1]

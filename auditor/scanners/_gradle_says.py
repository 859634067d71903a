"""What a statement of a Gradle build script says: the modules that it names, in every notation, and the names that it sets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.records import NamedTuple
from auditor.scanners._gradle_text import Statement, Token
from auditor.shared import Taken

OWNER = r"(?:(?:rootProject|project|parent|this)\.)*(?:(?:ext|extra)\.)?"
_PART = r"(?:[\w.+-]|\$\{[^}]{0,200}\}|\$)+"
_COORDINATES = re.compile(
    rf"({_PART}):({_PART})(?::((?:[^:@${{}}\s/\\]|, |\$\{{[^}}]*\}}|\$)*))?(?::[\w.-]*)?(?:@[\w.]+)?", re.ASCII
)
_MAX_COORDINATES = 512
_LOOKS_UP = frozenset(("property", "findProperty", "gradleProperty"))
_ROOT = re.compile(r"\$\{?(?:rootDir|rootProject\.projectDir|projectDir|rootProject\.rootDir)\}?/")
_THREE = re.compile(r"\(?s,s(?:,(?:s|w(?:\(\))?))?\)?")
BOMS = frozenset(("platform", "enforcedPlatform", "mavenBom"))
NOT_MODULES = frozenset(
    "project files fileTree because exclude npm devNpm peerNpm kotlin url uri id task path module create matching".split()
)
_OWN = re.compile(
    r"\$\{?(?:project|rootProject|parent)\.group\}?:\$\{?(?:project|rootProject|parent)\.\w+\}?", re.ASCII
)
_NO_MODULE = re.compile(r"(?:project|rootProject|parent)$|\w+\.plugins\.", re.ASCII)
_NOT_NAMES = ("projects.", "project.", "rootProject.", "sourceSets.", "configurations.", "gradle.", "compose.")
_FILES = (".files", ".output", ".outputs")
WORDS = frozenset(
    "true false null new if else for while when switch case throw in as is return this it val var def by extra set each forEach".split()
)
_DECLARES = frozenset(
    ("val", "var", "def", "const", "private", "internal", "public", "final", "String", "lateinit", "lazy")
)


class Module(NamedTuple):
    """Coordinates as they are written: a version that is not plain text is a reference."""

    name: str
    version: str
    at: tuple[int, int]
    version_at: tuple[int, int] | None


def module_of(token: Token, *, bare: bool) -> Module | None:
    """The coordinates that a string holds, without a version only where ``bare`` ones count."""
    found = _COORDINATES.fullmatch(token.text) if len(token.text) <= _MAX_COORDINATES else None
    if not found or not (found[1][0].isalpha() or found[1][0] == "$") or _OWN.match(token.text):
        return None
    version = found[3]
    if version is None and not bare:
        return None
    place = (token.start + found.start(3), token.start + found.end(3)) if version else None
    return Module(f"{found[1]}:{found[2]}", version or "", (token.start, token.end), place)


def is_qualified(module: Module) -> bool:
    """Whether coordinates cannot be some other text with a colon: with a version, or with a group that has dots."""
    return bool(module.version) or "." in module.name.partition(":")[0]


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


def modules(statement: Statement, *, bare: bool = False, boms: bool = False) -> Iterator[Module]:
    """The modules that a statement names, in any notation; with ``boms`` those that only bring versions."""
    found = False
    for number, token, call in _governed(statement):
        if token.kind != "string" or call in NOT_MODULES or (call.rpartition(".")[2] in BOMS) is not boms:
            continue
        module = module_of(token, bare=bare)
        if module:
            found = True
            yield _concatenated(statement, number, module)
    if not found and bare and not boms:
        yield from _in_parts(statement)


def _concatenated(statement: Statement, number: int, module: Module) -> Module:
    """``'group:name:' + version`` asks for the value of a name, which may be known."""
    after = statement.tokens[number + 1 : number + 3]
    if module.version or not after or after[0].text != "+":
        return module
    word = after[1] if len(after) == 2 and after[1].kind == "word" else after[0]
    place = (word.start, word.end)
    return module._replace(version=f"${{{bare_name(word.text)}}}", version_at=place)


def _in_parts(statement: Statement) -> Iterator[Module]:
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
    yield from _of_parts(parts or _in_order(statement))


def _in_order(statement: Statement) -> dict[str, Token]:
    """The parts of ``("g", "a", "v")``, where the version may be a name."""
    given = statement.tokens[1:]
    shape = "".join(token.text if token.kind == "mark" else token.kind[0] for token in given)
    said = [token for token in given if token.kind in {"string", "word"}]
    plain = all(re.fullmatch(r"[\w.$+-]+", token.text) for token in said if token.kind == "string")
    if statement.head == "add" or not plain or not _THREE.fullmatch(shape):
        return {}
    return dict(zip(("group", "name", "version"), said, strict=False))


def _of_parts(parts: dict[str, Token]) -> Iterator[Module]:
    group, name, version = (parts.get(key) for key in ("group", "name", "version"))
    if group and name and group.kind == name.kind == "string":
        text = (
            "" if version is None else version.text if version.kind == "string" else f"${{{bare_name(version.text)}}}"
        )
        place = (version.start, version.end) if version else None
        yield Module(f"{group.text}:{name.text}", text, (name.start, name.end), place)


def accessors(statement: Statement) -> Iterator[Token]:
    """The names that a declaration takes modules by: entries of a catalog or variables."""
    tokens = statement.tokens
    for number, word, call in _governed(statement):
        after = tokens[number + 1].text if number + 1 < len(tokens) else ""
        token = _indexed(word, tokens[number + 1 : number + 4])
        if token.kind != "word" or number == 0 or token.text in WORDS or after in {":", "="}:
            continue
        is_call = after == "(" and not token.text.endswith(".get")
        before = tokens[number - 1].text
        no_name = token.text.startswith(_NOT_NAMES) or token.text.endswith(_FILES) or _NO_MODULE.match(token.text)
        if is_call or before in {":", "=", "+", ")", "}"} or no_name:
            continue
        if call not in NOT_MODULES and call.rpartition(".")[2] not in BOMS:
            yield token


def _indexed(token: Token, after: Sequence[Token]) -> Token:
    """``libraries["jwt"]`` as ``libraries.jwt``."""
    kinds = [one.text if one.kind == "mark" else one.kind for one in (token, *after)]
    if kinds != ["word", "[", "string", "]"]:
        return token
    return token._replace(text=f"{token.text}.{after[1].text}", end=after[2].end)


def bare_name(name: str) -> str:
    """A name without the object that holds it."""
    name = name.removesuffix(".get")
    return re.sub(rf"^{OWNER}", "", name)


def governed(statement: Statement) -> Statement:
    """What a condition on the same line governs: ``if (x) implementation 'g:a:1'``, ``else ...``."""
    at, tokens = 0, statement.tokens
    while at < len(tokens) and tokens[at].kind == "word" and tokens[at].text in {"if", "else"}:
        at = _behind_brackets(tokens, at + 1) if tokens[at].text == "if" else at + 1
    return statement._replace(tokens=tokens[at:]) if at < len(tokens) else statement


def _behind_brackets(tokens: Sequence[Token], at: int) -> int:
    """The token behind the brackets that open at ``at``; the end where they do not close."""
    depth = 0
    for number in range(at, len(tokens)):
        if tokens[number].kind == "mark":
            depth += (tokens[number].text in "([") - (tokens[number].text in ")]")
        if depth <= 0:
            return number + 1
    return len(tokens)


def sets_a_name(statement: Statement) -> bool:
    """Whether a statement gives a name its value: ``def v = '1'``, ``val v: String = "1"``, ``ext.v = '1'``, ``v['a'] = 1``."""
    depth = 0
    for token in statement.tokens:
        if token.kind == "mark":
            depth += (token.text in "([") - (token.text in ")]")
            if token.text == "=" and not depth:
                return True
    return statement.tokens[0].text in _DECLARES


def platform_named(statement: Statement) -> str | None:
    """The name that a statement gives to a BOM: ``val bom = platform("...")``."""
    words = [token.text for token in statement.tokens]
    named = zip(words, words[1:], words[2:], strict=False)
    return next((bare_name(a) for a, sign, b in named if sign == "=" and b.rpartition(".")[2] in BOMS), None)


def local_platforms(statement: Statement) -> Iterator[str]:
    """The folders of the build's own projects whose versions hold: ``platform(project(":a:bom"))``, ``platform(projects.a.bom)``."""
    words = [token.text.rpartition(".")[2] for token in statement.tokens if token.kind == "word"]
    for token in statement.tokens if BOMS.intersection(words) else ():
        if token.kind == "string" and token.text.startswith(":") and token.text != ":":
            yield token.text[1:].replace(":", "/")
        elif token.kind == "word" and token.text.startswith("projects."):
            path = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", token.text.partition(".")[2]).lower()
            yield path.replace(".", "/")


def applied(statement: Statement) -> Iterator[Taken]:
    """``apply from: 'other.gradle'``: its values hold here as well."""
    for token in statement.tokens:
        if token.kind == "string" and token.text.endswith((".gradle", ".gradle.kts")):
            yield Taken(_ROOT.sub("", token.text), above=True)


def assigned(statement: Statement) -> Iterator[tuple[str, Token]]:
    """The names that a statement sets to plain texts, those of maps with dots: ``versions.jwt``."""
    tokens = statement.tokens
    signs = [token.text for token in tokens[:6]]
    typed = next((at for at in range(len(signs) - 2) if signs[at] == ":" and signs[at + 2] == "="), None)
    if typed and signs[0] in _DECLARES:  # val name: String = "1.2"
        tokens = tokens[:typed] + tokens[typed + 2 :]
    words = [token.text for token in tokens if token.kind == "word" and token.text not in _DECLARES]
    texts = [token for token in tokens if token.kind == "string"]
    shape = "".join(token.text if token.kind == "mark" else token.kind[0] for token in tokens)
    if shape.endswith(("w[s]=s", "w(s,s)")) and words and words[-1] in {"ext", "extra", "set", "ext.set", "extra.set"}:
        yield texts[-2].text, texts[-1]
        return
    if words and shape.endswith("w[s]=s"):
        yield bare_name(f"{words[-1]}.{texts[-2].text}"), texts[-1]
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
        elif len(after) > 1 and token.kind in {"word", "string"} and _gives(token, after[0], path):
            pending = token.text
            plain = len(after) == 2 or after[2].text in {",", "]", ")"}
            if after[1].kind == "string" and plain:
                yield bare_name(".".join((*filter(None, path), token.text))), after[1]
            elif found := _looked_up(token, tokens[number + 2 : number + 6]):
                yield bare_name(token.text), found


def _gives(name: Token, sign: Token, path: Sequence[str]) -> bool:
    """Whether what follows is a name's value: ``name = "1"``, ``name: "1"``, and in a map that has a name ``"name" to "1"``."""
    pair = sign.text == "to" and sign.kind == "word" and name.kind == "string" and any(path)
    return pair or (sign.kind == "mark" and sign.text in {"=", ":"})


def _looked_up(name: Token, value: Sequence[Token]) -> Token | None:
    """``name = findProperty("sdk.version")``, ``= extra["sdk"]`` as a reference to that, if it has another name."""
    shape = "".join(token.text if token.kind == "mark" else token.kind[0] for token in value)
    looks_up = {"w(s)": _LOOKS_UP, "w[s]": frozenset(("ext", "extra"))}.get(shape, frozenset())
    if not value or value[0].text.rpartition(".")[2] not in looks_up or value[2].text == name.text:
        return None
    return value[2]._replace(text=f'${{property("{value[2].text}")}}')


def listed(statement: Statement) -> Iterator[tuple[str, Token]]:
    """The plain texts in lists that are given a name: ``ext.libraries = [jwt: ['g:a:1', 'g:b:1']]``, ``val jwt = listOf("g:a:1")``."""
    tokens = statement.tokens
    path: list[str] = []
    pending = ""
    for number, token in enumerate(tokens[:-1]):
        before, after = tokens[number - 1].text if number else "", tokens[number + 1].text
        if token.kind == "mark" and token.text in "[(":
            path.append(pending)
            pending = ""
        elif token.kind == "mark" and token.text in "])":
            if path:
                path.pop()
        elif token.kind in {"word", "string"} and after in {"=", ":"}:
            pending = token.text
        elif token.kind == "string" and any(path) and before in {"[", "(", ","} and after in {",", "]", ")"}:
            yield bare_name(".".join(filter(None, path))), token

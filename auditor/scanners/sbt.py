"""sbt's build definitions (``*.sbt``, ``project/*.scala``): modules that stand there as text.

Format: sbt's reference of library management, ``"group" % "name" % "version" % "configuration"``. A definition is a
program and is not run: a name that is set once, to a plain text, counts as that text; whatever else is computed becomes a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.model import Gap, Place, Requirement, Scan
from auditor.records import NamedTuple
from auditor.scanners._gradle import meaning
from auditor.scanners._gradle_text import Statement, Token, script
from auditor.scanners.gradle_build import KOTLIN, line_of
from auditor.scanners.gradle_constants import constants, qualified_names
from auditor.shared import Shared, Taken, Value
from auditor.source import Document

CLAIMS = ("*.sbt", "project/*.scala")
LOCKFILES = ()

# ``%%`` and ``%%%`` add what the module was compiled for to its name.
_JOINS = frozenset(("%", "%%", "%%%"))
_SCALA = re.compile(r"\bscalaVersion\s*:=\s*\"(?:2\.(?P<two>\d+)|(?P<three>3))\.[^\"\n]*\"")
_TOOLS = frozenset(("addSbtPlugin", "addCompilerPlugin", "compilerPlugin"))
_NO_DEPENDENCIES = frozenset(("libraryDependencySchemes", "excludeDependencies"))
_TEST = re.compile(r"(?:it|test|integrationtest)\b", re.IGNORECASE)
_PART = re.compile(r"[\w.+-]+", re.ASCII)
_REMEDY = "write the version out, or name it once as a plain text"


class _Module(NamedTuple):
    """A module as it is written, the name of its configuration last; ``crossed`` ones are built for each version of Scala."""

    group: Token
    name: Token
    version: Token
    crossed: bool
    configuration: str


def scan(document: Document) -> Scan:
    """The modules that a build names, and the names that it gives to versions."""
    document.lines()
    read = script(document.text)
    scala = _scala(document.text)
    requirements = [asked for statement in read.statements for asked in _asked(document, statement, scala)]
    gaps: tuple[Gap, ...] = ()
    if not read.whole:
        reason = "cannot be followed to its end: a bracket, string or comment is left open"
        line = document.text.count("\n") + 1
        gaps = (Gap(document.path, reason, False, line, 1, "complete the file", may_hide=True),)
    values, unsure = _values(constants(read))
    return Scan(
        path=document.path,
        kind="manifest",
        format="sbt",
        ecosystem="maven",
        requirements=tuple(requirements),
        manager="sbt",
        complete=False,
        shared=Shared(
            means=meaning,
            line=lambda at: line_of(document, at),
            reference=KOTLIN,
            remedy=_REMEDY,
            values={name: value for name, value in values.items() if name not in unsure},
            takes=(Taken("project/**/*.scala", above=True),),
        ),
        gaps=gaps,
    )


def _scala(text: str) -> str:
    """What ``%%`` adds to a name, for the version of Scala that the file sets; nothing where it sets none, or several."""
    found = {f"_2.{said['two']}" if said["two"] else "_3" for said in _SCALA.finditer(text)}
    return found.pop() if len(found) == 1 else ""


def _values(found: Iterator[tuple[list[str], Token]]) -> tuple[dict[str, Value], set[str]]:
    """The texts that names are given, and the names that are given several."""
    values: dict[str, Value] = {}
    unsure: set[str] = set()
    for qualified, token in found:
        value = Value(token.text, (token.start, token.end))
        for name in qualified_names(qualified):
            if name in values and values[name].text != value.text:
                unsure.add(name)
            values[name] = value
    return values, unsure


def _asked(document: Document, statement: Statement, scala: str) -> Iterator[Requirement]:
    """The modules of a statement. One that is only given a name here may be used or not."""
    words = {token.text.rpartition(".")[2] for token in statement.tokens if token.kind == "word"}
    if words & _NO_DEPENDENCIES:
        return
    direct = True if (words | set(statement.around)) & {"libraryDependencies", *_TOOLS} else None
    for module in _modules(statement.tokens):
        version = module.version
        yield Requirement(
            ecosystem="maven",
            name=f"{module.group.text}:{module.name.text}{scala if module.crossed else ''}",
            text=version.text if version.kind == "string" else _reference(version),
            at=(module.group.start, version.end),
            scope="dev" if words & _TOOLS else _scope(module.configuration),
            direct=direct,
            version_at=Place(document.path, (version.start, version.end)),
        )


def _reference(version: Token) -> str:
    return f"${{{version.text}}}" if version.kind == "word" else "${...}"


def _modules(tokens: Sequence[Token]) -> Iterator[_Module]:
    at = 0
    while at + 4 < len(tokens):
        group, join, name, mark, version = tokens[at : at + 5]
        at += 1
        if join.text not in _JOINS or mark.text != "%" or not (_is_part(group) and _is_part(name)):
            continue
        if version.kind == "stray":
            break
        at += 4
        if version.text == "s" and at < len(tokens) and tokens[at].kind == "string":
            version = tokens[at]  # s"$name"
            at += 1
        rest = tokens[at : at + 2]
        configuration = rest[1].text if len(rest) > 1 and rest[0].text == "%" else ""
        yield _Module(group, name, version, join.text != "%", configuration)


def _is_part(token: Token) -> bool:
    return token.kind == "string" and _PART.fullmatch(token.text) is not None


def _scope(configuration: str) -> str:
    """What ``% Test``, ``% "provided"`` or ``% "compile->compile;test->test"`` comes to."""
    if configuration.lower().startswith("provided"):
        return "peer"
    return "dev" if _TEST.match(configuration) else "prod"

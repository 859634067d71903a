"""Kotlin in ``buildSrc``: constants that hold versions and coordinates for a Gradle build (``object Libs { const val sdk = "..." }``).

Format: Gradle's documentation of buildSrc, whose classes every build script sees. It is a program and is not run: what
is set once, to a plain text, counts as that text under its qualified name; nothing else of it is read.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from auditor.model import Place, Requirement, Scan
from auditor.scanners._gradle import CONSTANTS, REMEDY, meaning
from auditor.scanners._gradle_says import assigned, is_qualified, module_of
from auditor.scanners._gradle_text import Script, Token, script
from auditor.scanners.gradle_build import KOTLIN, line_of
from auditor.shared import Shared, Taken, Value
from auditor.source import Document

CLAIMS = (CONSTANTS,)
LOCKFILES = ()

_NAMED = frozenset(("object", "class", "interface"))


def scan(document: Document) -> Scan:
    """The constants of a file, those that are coordinates as libraries as well."""
    document.lines()
    values: dict[str, Value] = {}
    libraries: dict[str, tuple[Requirement, ...]] = {}
    unsure: set[str] = set()
    found = list(constants(script(document.text)))
    known = {".".join(qualified) for qualified, _ in found}
    for qualified, token in found:
        value = Value(_scoped(token.text, qualified, known), (token.start, token.end))
        library = _library(document.path, token, qualified, known)
        for name in qualified_names(qualified):
            if name in values and values[name].text != value.text:
                unsure.add(name)
            values[name] = value
            if library:
                libraries[name] = (library,)
    requirements = {library.at: library for found in libraries.values() for library in found if library.text}
    return Scan(
        path=document.path,
        kind="manifest",
        format="buildSrc",
        ecosystem="maven",
        requirements=tuple(requirements.values()),
        manager="gradle",
        complete=False,
        shared=Shared(
            means=meaning,
            line=lambda at: line_of(document, at),
            reference=KOTLIN,
            remedy=REMEDY,
            values={name: value for name, value in values.items() if name not in unsure},
            libraries={name: found for name, found in libraries.items() if name not in unsure},
            takes=(Taken(CONSTANTS, above=True),),
        ),
    )


def constants(read: Script) -> Iterator[tuple[list[str], Token]]:
    """The names that are set to plain texts, each with those of the objects around it."""
    opened: list[str] = []
    for statement in read.statements:
        depth = len(statement.around)
        del opened[depth:]
        words = [token.text for token in statement.tokens if token.kind == "word"]
        named = next((number for number, word in enumerate(words[:-1]) if word in _NAMED), None)
        for name, token in assigned(statement):
            yield [*filter(None, opened), name], token
        holder = words[named + 1] if named is not None else words[-2] if words[1:] and words[-1] == "new" else ""
        opened += [""] * (depth - len(opened)) + [holder]


def qualified_names(qualified: list[str]) -> Iterator[str]:
    """A constant's names: the whole one, and from each object that it stands in."""
    for start in range(len(qualified)):
        yield ".".join(qualified[start:])


def _scoped(text: str, qualified: list[str], known: Container[str]) -> str:
    """``text`` with its references to names of the objects that it stands in, which other objects may have as well, in full."""
    holders = [".".join(qualified[:depth]) for depth in range(len(qualified) - 1, 0, -1)] if "$" in text else []

    def full(reference: re.Match[str]) -> str:
        name = reference[2] or reference[4] or ""
        whole = (f"{holder}.{name}" for holder in holders)
        return next((f"${{{one}}}" for one in whole if one in known), reference[0])

    return KOTLIN.sub(full, text)


def _library(path: str, token: Token, qualified: list[str], known: Container[str]) -> Requirement | None:
    module = module_of(token, bare=True)
    if module is None or not is_qualified(module):
        return None
    place = Place(path, module.version_at) if module.version_at else None
    name, version = (_scoped(text, qualified, known) for text in (module.name, module.version))
    return Requirement("maven", name, version, module.at, "prod", direct=None, version_at=place)

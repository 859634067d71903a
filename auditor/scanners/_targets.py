"""Turns what configuration files write out into the browsers they declare, in the forms of each tool that reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from auditor.browser_targets import BrowserQuery, BrowserTargets
from auditor.model import Gap, Scan
from auditor.scanners._literals import MAX_LENGTH, ComputedError, Value, document
from auditor.source import Document, ReadError, position, refuse_conflict

Queries = tuple[str, tuple[BrowserQuery, ...]]
Read = Callable[[Value], Queries]

_ESBUILD = re.compile(r"(chrome|edge|firefox|ie|ios|opera|safari)(\d+(?:\.\d+)*)")
# Babel's names of what is no browser; https://babeljs.io/docs/options#targets lists them all.
_NO_BROWSERS = frozenset(("node", "deno", "rhino", "hermes", "uglify", "esmodules"))
_BABEL_NAMES = {"opera_mobile": "op_mob"}
_PRESET_ENV = frozenset(("@babel/preset-env", "@babel/env", "module:@babel/preset-env", "env"))


def parsed(file: Document) -> Value:
    """The value of a JSON file that may hold comments and what else JSON5 allows. Raises ``ReadError`` for what is neither."""
    refuse_conflict(file.text)
    if len(file.text) > MAX_LENGTH:
        raise ReadError(f"is larger than {MAX_LENGTH // 1024} KiB, the most that is read of a configuration")
    try:
        return document(file.text)
    except ComputedError as error:
        line, column = position(file.text, error.offset)
        raise ReadError("is not JSON", line=line, column=column, remedy="correct it here") from None


def readable(file: Document) -> Value | None:
    """The value of a JSON file as ``parsed`` gives it, None where it gives none."""
    try:
        return parsed(file)
    except ReadError:
        return None


def queries(value: Value) -> Queries:
    """A text or a list of texts in browserslist's language. Raises ``ComputedError`` for anything else."""
    if value.kind == "text":
        return "text", (BrowserQuery(value.text, value.at, value.text, value.exact),)
    if value.kind == "list":
        return "list", tuple(BrowserQuery(item.text, item.at, item.text, item.exact) for item in _texts(value))
    raise ComputedError(value.at.start)


def _texts(value: Value) -> Iterator[Value]:
    for item in value.items:
        if item.kind != "text":
            raise ComputedError(item.at.start)
        yield item


def esbuild(value: Value) -> Queries:
    """The targets of esbuild: ``chrome58`` is Chrome from 58 on, ``es2020`` a language level (https://esbuild.github.io/api/#target)."""
    if value.kind == "word" and value.text == "false":
        return "text", (BrowserQuery("false", value.at, None),)
    listed = [value] if value.kind == "text" else list(_texts(value)) if value.kind == "list" else None
    if listed is None:
        raise ComputedError(value.at.start)
    found = tuple(
        BrowserQuery(
            part.strip(), range(item.at.start + start, item.at.start + start + len(part)), floor(part.strip()), False
        )
        for item in listed
        for start, part in _parts(item.text)
    )
    return ("table" if value.kind == "text" and len(found) == 1 else value.kind), found


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The targets of a text between commas, with the offset of each."""
    start = 0
    for part in text.split(","):
        indent = len(part) - len(part.lstrip())
        if part.strip():
            yield start + indent, part.strip()
        start += len(part) + 1


def floor(target: str) -> str | None:
    """What an esbuild target means in browserslist's language; None where it names no browser."""
    found = _ESBUILD.fullmatch(target.lower())
    return f"{found[1]} >= {found[2]}" if found else None


def preset_targets(value: Value) -> Queries:
    """The ``targets`` of Babel and SWC: queries, or an object of names and least versions."""
    if value.kind != "object":
        return queries(value)
    found: list[BrowserQuery] = []
    for name, member in value.members:
        if name == "browsers":
            found += queries(member)[1]
        elif member.kind in {"text", "word"}:
            found.append(BrowserQuery(f"{name} {member.text}", member.at, _least(name, member.text), False))
        else:
            raise ComputedError(member.at.start)
    return "table", tuple(found)


def _least(name: str, version: str) -> str | None:
    if name == "esmodules" and version == "true":
        return "supports es6-module"
    if name in _NO_BROWSERS:
        return None
    name = _BABEL_NAMES.get(name, name)
    return f"{name} TP" if version.lower() == "tp" else f"{name} >= {version}"


class Declared:
    """The targets that one file declares, and the gaps where they are not written out."""

    def __init__(self, file: Document, *, below: bool) -> None:
        self.file = file
        self.below = below
        self.targets: list[BrowserTargets] = []
        self.gaps: list[Gap] = []

    def add(self, tool: str, value: Value | None, environment: str = "defaults", read: Read = queries) -> None:
        """Take what ``read`` makes of a value, where there is one."""
        if value is None:
            return
        try:
            form, found = read(value)
        except ComputedError as error:
            self.computed(f"the targets of {tool}", error.offset)
            return
        self.targets.append(BrowserTargets(self.file.path, tool, environment, form, found, self.below))

    def computed(self, what: str, offset: int) -> None:
        """Note what the file says only at run time."""
        line, column = position(self.file.text, offset)
        self.gaps.append(
            Gap(
                self.file.path,
                f"computes {what}: the browsers it targets are not known",
                broken=False,
                line=line,
                column=column,
                remedy="write them out, or declare them for browserslist",
            )
        )

    def babel(self, tree: Value) -> None:
        """Take the targets of a Babel configuration, and of preset-env in it, for each of its environments."""
        environments = tree.get("env")
        for name, part in (("defaults", tree), *(environments.members if environments else ())):
            for value in (part.get("targets"), *_preset_options(part)):
                self.add("Babel", value, name, preset_targets)

    def scan(self, name: str) -> Scan:
        """The scan of a file that declares nothing but targets, its format's ``name``."""
        targets, gaps = tuple(self.targets), tuple(self.gaps)
        return Scan(self.file.path, "manifest", name, "browser", targets=targets, gaps=gaps)


def _preset_options(tree: Value) -> Iterator[Value | None]:
    presets = tree.get("presets")
    for preset in presets.items if presets else ():
        if preset.kind == "list" and len(preset.items) > 1 and preset.items[0].text in _PRESET_ENV:
            yield preset.items[1].get("targets")

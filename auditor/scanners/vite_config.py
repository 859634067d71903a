"""``vite.config.*``: the browsers that Vite, esbuild in it and its plugin for old browsers build for.

Format: https://vite.dev/config/build-options#build-target. The program is read as text, for what it writes out; it is never run.
"""

from __future__ import annotations

from collections.abc import Sequence

from auditor.model import Scan
from auditor.scanners._literals import MAX_LENGTH, ComputedError, Key, Stream, Token, keys, tokens
from auditor.scanners._targets import Declared, esbuild, queries
from auditor.source import Document, refuse_conflict

CLAIMS = tuple(f"vite.config.{ending}" for ending in ("js", "mjs", "cjs", "ts", "mts", "cts"))
LOCKFILES = ()

_PLUGIN = "@vitejs/plugin-legacy"


def scan(document: Document) -> Scan:
    """The targets that stand there as literals, and a gap for each that is computed."""
    refuse_conflict(document.text)
    declared = Declared(document, below=False)
    if len(document.text) > MAX_LENGTH:
        declared.computed(f"more than the {MAX_LENGTH // 1024} KiB that are looked through", 0)
    elif any(word in document.text for word in ("target", "build", _PLUGIN)):
        _read(document, declared)
    return declared.scan("vite")


def _read(document: Document, declared: Declared) -> None:
    found = tokens(document.text)
    stream = Stream(document.text, found)
    legacy = _local_names(found)
    for key in keys(found):
        call = _innermost_call(key)
        if key.name == "target" and _below(key) in (("build",), ("esbuild",)):
            _add(declared, stream, key, "Vite", "defaults")
        elif key.name in {"targets", "modernTargets"} and call in legacy and key.under[-2:] == (f"{call}(", None):
            _add(declared, stream, key, _PLUGIN, "modern chunks" if key.name == "modernTargets" else "legacy chunks")
        elif key.name == "build" and not _below(key) and _is_computed(found, key):
            declared.computed("the build options", found[key.number].start)


def _add(declared: Declared, stream: Stream, key: Key, tool: str, environment: str) -> None:
    try:
        value = stream.whole(key.number)
    except ComputedError as error:
        declared.computed(f"the targets of {tool}", error.offset)
        return
    declared.add(tool, value, environment, esbuild if tool == "Vite" else queries)


def _below(key: Key) -> tuple[str, ...]:
    """The names of the objects that a key lies in, calls and functions aside."""
    return tuple(name for name in key.under if name and not name.endswith("("))


def _innermost_call(key: Key) -> str | None:
    return next((name[:-1] for name in reversed(key.under) if name and name.endswith("(")), None)


def _is_computed(found: Sequence[Token], key: Key) -> bool:
    token = found[key.number] if key.number < len(found) else Token("mark", "", 0, 0)
    imported = any(other.text == "from" for other in found[key.number + 1 : key.number + 3])
    return not (token.kind == "mark" and token.text == "{") and not imported


def _local_names(found: Sequence[Token]) -> set[str]:
    """What a program calls the plugin: ``import NAME from "..."`` or ``NAME = require("...")``."""
    names = set()
    for number, token in enumerate(found):
        if token.kind == "string" and token.text[1:-1] == _PLUGIN:
            words = [other.text for other in found[max(number - 4, 0) : number]]
            if words[-1:] == ["from"] and len(words) > 1:
                names.add(words[-2])
            elif words[-2:] == ["require", "("] and len(words) > 3:
                names.add(words[-4])
    return names

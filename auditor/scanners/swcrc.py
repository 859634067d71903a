"""``.swcrc``: the browsers that SWC compiles for, or the language level that it writes.

Format: https://swc.rs/docs/configuration/supported-browsers.
"""

from __future__ import annotations

from auditor.browser_targets import BrowserQuery
from auditor.model import Scan
from auditor.scanners._literals import Value
from auditor.scanners._targets import Declared, Queries, parsed, preset_targets
from auditor.source import Document

CLAIMS = (".swcrc",)
LOCKFILES = ()


def scan(document: Document) -> Scan:
    """The targets; a file may hold a list of configurations for different files."""
    declared = Declared(document, below=True)
    tree = parsed(document)
    for part in tree.items or (tree,):
        declared.add("SWC", part.get("env", "targets"), read=preset_targets)
        declared.add("SWC", part.get("jsc", "target"), read=language_level)
    return declared.scan("swc")


def language_level(value: Value) -> Queries:
    """A level such as ``es2020``: it names no browser."""
    return "text", (BrowserQuery(value.text, value.at, None),)

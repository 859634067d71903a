"""``tsconfig.json``: the language level that TypeScript writes, beside the browsers that a project declares.

Format: https://www.typescriptlang.org/tsconfig/#target. A level names no browsers, and none are made of it.
"""

from __future__ import annotations

from auditor.model import Scan
from auditor.scanners._targets import Declared, readable
from auditor.scanners.swcrc import language_level
from auditor.source import Document

CLAIMS = ("tsconfig.json",)
LOCKFILES = ()


def scan(document: Document) -> Scan:
    """The ``target``; a file that cannot be followed tells nothing, and is the compiler's business."""
    declared = Declared(document, below=True)
    tree = readable(document)
    if tree is not None:
        declared.add("TypeScript", tree.get("compilerOptions", "target"), read=language_level)
    return declared.scan("tsconfig")

"""``babel.config.json`` and ``.babelrc``: the browsers that Babel and its preset-env compile for.

Format: https://babeljs.io/docs/options#targets. Configurations that are programs (``babel.config.js``) are not read.
"""

from __future__ import annotations

from auditor.model import Scan
from auditor.scanners._targets import Declared, parsed
from auditor.source import Document

CLAIMS = ("babel.config.json", ".babelrc", ".babelrc.json")
LOCKFILES = ()


def scan(document: Document) -> Scan:
    """The targets of each environment."""
    declared = Declared(document, below=True)
    declared.babel(parsed(document))
    return declared.scan("babel")

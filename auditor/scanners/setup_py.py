"""``setup.py``: a program that declares a project's dependencies when it is run. It is neither run nor parsed here.

Parsing Python has killed the interpreter on made-up input, and what is computed would stay unknown. The words in
quotes that may be package names are noted, so that an audit can say whether one of them concerns it.
"""

from __future__ import annotations

import re

from auditor.model import Gap, Scan
from auditor.scanners._pep508 import normalised
from auditor.source import Document

CLAIMS = ("setup.py",)
LOCKFILES = ()

_MAX_NAMES = 1000
_QUOTED_NAME = r"[\"']([A-Za-z0-9][A-Za-z0-9._-]{0,99})(?=[\"'\[<>=!~;@ (])"


def scan(document: Document) -> Scan:
    """A gap that mentions every package that the text may name."""
    names = dict.fromkeys(normalised(name) for name in re.findall(_QUOTED_NAME, document.text))
    gap = Gap(
        document.path,
        "is a program: what it depends on is known only when it runs",
        broken=False,
        remedy="declare the dependencies in pyproject.toml, or commit a lockfile",
        may_hide=True,
        mentions=tuple(("pypi", name) for name in list(names)[:_MAX_NAMES]),
    )
    return Scan(document.path, "manifest", "setup.py", "pypi", gaps=(gap,))

"""``conda list --export`` and ``--explicit``, which many keep as requirements.txt: what an environment held, for conda.

Format: conda's documentation of the two options. The first lines name the command that reads the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.model import Gap, Package, Scan
from auditor.scanners import _python_lock
from auditor.scanners._pep508 import normalised
from auditor.source import Document

_COMMAND = "# $ conda create "
_ENTRY = re.compile(r"(?P<name>[A-Za-z0-9_.-]+)=(?P<version>[^=\s]+)(?:=(?P<build>\S+))?")
_ADDRESS = re.compile(
    r"\S*/(?P<name>[A-Za-z0-9_.-]+)-(?P<version>[^-/\s]+)-(?P<build>[^-/\s]+)\.(?:conda|tar\.bz2)(?:#\S*)?"
)


def is_one(lines: Sequence[str]) -> bool:
    """Whether the first lines say that the file is for conda."""
    return any(line.startswith(_COMMAND) for line in lines[:4])


def scan(document: Document, lines: Sequence[str]) -> Scan:
    """The packages of Python's; who asked for them is not told."""
    gaps: list[Gap] = []
    found = _python_lock.entries(_packages(document, lines, gaps))
    return Scan(
        path=document.path,
        kind="lockfile",
        format="requirements.txt",
        ecosystem="pypi",
        packages=found.packages,
        names=found.names,
        find=found.find,
        joins=(),
        whole=False,
        manager="conda",
        gaps=tuple(gaps),
    )


def _packages(document: Document, lines: Sequence[str], gaps: list[Gap]) -> Iterator[Package]:
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith(("#", "@EXPLICIT")):
            continue
        entry = _ENTRY.fullmatch(text) or _ADDRESS.fullmatch(text)
        # What was built for Python says so ("py311_0", "pypi_0"); conda has other things besides.
        if entry and (entry["build"] or "").startswith("py"):
            name = normalised(entry["name"])
            yield Package(f"{name}@{entry['version']}", "pypi", name, entry["version"], number)
        elif not entry and not gaps:
            said = f'"{text[:60]}" is no package as conda lists them'
            gaps.append(Gap(document.path, said, line=number, remedy="list the environment again", may_hide=True))

"""One module per file format or close family; each says which names it claims and turns one document into a ``Scan``.

A scanner module has ``CLAIMS`` (file names, ``*`` allowed at one end, or a path of several parts such as
``gradle/verification-metadata.xml``), ``LOCKFILES`` (those of them that pin versions) and
``scan(document: Document) -> Scan``. It opens nothing itself. The folder is walked: there is no list to add to.
"""

from __future__ import annotations

import importlib
import os
import types
from collections.abc import Iterator


class Claims:
    """Which scanner claims a file name."""

    def __init__(self, modules: dict[str, types.ModuleType]) -> None:
        self._exact: dict[str, list[str]] = {}
        self._ends: list[tuple[str, str, str]] = []
        self._paths: list[tuple[str, str]] = []
        self._lockfiles: set[str] = set()
        for name, module in modules.items():
            self._lockfiles.update(module.LOCKFILES)
            for claim in module.CLAIMS:
                self._add(name, claim)

    def _add(self, scanner: str, claim: str) -> None:
        if "/" in claim:
            self._paths.append((claim, scanner))
        elif "*" in claim:
            prefix, _, suffix = claim.partition("*")
            self._ends.append((prefix, suffix, scanner))
        else:
            self._exact.setdefault(claim, []).append(scanner)

    def exactly(self, name: str) -> bool:
        """Whether a scanner claims just this name."""
        return name in self._exact

    def lockfile(self, name: str) -> bool:
        """Whether this is the name of a lockfile."""
        return name in self._lockfiles

    def of(self, path: str, name: str) -> Iterator[str]:
        """The scanners that claim a file."""
        yield from self._exact.get(name, ())
        for prefix, suffix, scanner in self._ends:
            if name.endswith(suffix) and name.startswith(prefix) and len(name) >= len(prefix) + len(suffix):
                yield scanner
        for claim, scanner in self._paths:
            if path == claim or path.endswith("/" + claim):
                yield scanner


def modules() -> dict[str, types.ModuleType]:
    """Every scanner module by name."""
    folder = os.path.dirname(__file__)
    names = sorted(entry[:-3] for entry in os.listdir(folder) if entry.endswith(".py") and not entry.startswith("_"))
    return {name: importlib.import_module(f"auditor.scanners.{name}") for name in names}

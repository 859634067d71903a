"""One module per file format or close family; each says which names it claims and turns one document into a ``Scan``.

A scanner module has ``CLAIMS`` (file names, with one ``*`` if need be, or the last parts of a path, such as
``gradle/verification-metadata.xml``, ``requirements/*/*.txt`` or ``buildSrc/**/*.kt``), ``LOCKFILES`` (those of them that pin
versions) and ``scan(document: Document) -> Scan``. It opens nothing itself. The folder is walked: there is no list to add to.
``SUPERSEDED``, where there is one, says which of its files is not read if another, its value, stands beside it.

A wheel carries the claims of all scanners in one file, made when it is built, so that a run imports only those it
needs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from auditor.modules import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    import types

BUILT_INDEX = os.path.join(os.path.dirname(os.path.dirname(__file__)), "_matrix", "claims.json")


class Claims:
    """Which scanner claims a file name; made of each scanner's claims and, of these, its lockfiles."""

    def __init__(self, index: Mapping[str, tuple[Sequence[str], Sequence[str]]]) -> None:
        self._exact: dict[str, list[str]] = {}
        self._patterns: list[tuple[str, str, str, str]] = []
        self._paths: list[tuple[str, str]] = []
        self._lockfiles: set[str] = set()
        for name, (claims, lockfiles) in index.items():
            self._lockfiles.update(lockfiles)
            for claim in claims:
                self._add(name, claim)

    def _add(self, scanner: str, claim: str) -> None:
        if "*" in claim:
            folder, slash, name = claim.rpartition("/")
            prefix, _, suffix = name.partition("*")
            self._patterns.append((slash + folder + slash, prefix, suffix, scanner))
        elif "/" in claim:
            self._paths.append((claim, scanner))
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
        for folder, prefix, suffix, scanner in self._patterns:
            fits = name.endswith(suffix) and name.startswith(prefix) and len(name) >= len(prefix) + len(suffix)
            if fits and (f"/{path}".endswith(folder + name) or ("*" in folder and _is_below(folder, path))):
                yield scanner
        for claim, scanner in self._paths:
            if path == claim or path.endswith("/" + claim):
                yield scanner


def _is_below(folder: str, path: str) -> bool:
    """Whether a file stands in such a folder, of which ``*`` is any one part, and a last ``**`` all that are below."""
    if folder.endswith("/**/"):
        return f"/{path}".find(folder[:-3]) >= 0
    wanted = folder.strip("/").split("/")
    parts = path.split("/")[-len(wanted) - 1 : -1]
    return len(parts) == len(wanted) and all(a in {"*", b} for a, b in zip(wanted, parts, strict=True))


def claims() -> Claims:
    """The claims of all scanners: as the build noted them, else by importing every module."""
    if os.path.isfile(BUILT_INDEX):
        import json

        with open(BUILT_INDEX, "rb") as file:
            return Claims(json.load(file))
    return Claims(index())


def index() -> dict[str, tuple[Sequence[str], Sequence[str]]]:
    """The claims and the lockfiles among them, by scanner."""
    return {name: (module.CLAIMS, module.LOCKFILES) for name, module in modules().items()}


def load(name: str) -> types.ModuleType:
    """The scanner module of that name."""
    return import_module(f"auditor.scanners.{name}")


def modules() -> dict[str, types.ModuleType]:
    """Every scanner module by name."""
    folder = os.path.dirname(__file__)
    names = sorted(entry[:-3] for entry in os.listdir(folder) if entry.endswith(".py") and not entry.startswith("_"))
    return {name: load(name) for name in names}

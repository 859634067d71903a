"""Gradle's lockfiles: ``gradle.lockfile`` and ``buildscript-gradle.lockfile``, and one for each configuration before Gradle 6.8.

Format: Gradle's documentation of dependency locking. A line is ``group:name:version=configurations``; the older files are named after
their configuration and have no ``=``. A module stands there once for each version that some configuration resolved. The file
does not say who asked for what, and configurations that are not locked are not in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor import versions
from auditor.model import Found, Gap, Package, Scan
from auditor.scanners._gradle import BUILD_FILES, scope_of
from auditor.source import Document, ReadError

CLAIMS = ("gradle.lockfile", "*-gradle.lockfile", "gradle/dependency-locks/*.lockfile")
LOCKFILES = ("gradle.lockfile", "buildscript-gradle.lockfile")

_ENTRY = re.compile(r"([^\s:=]+:[^\s:=]+):([^\s:=]+)(?:=([^\s=]*))?")
_REMEDY = "recreate it: gradle dependencies --write-locks"
_END = "empty="


def scan(document: Document) -> Scan:
    """The locked modules. Raises ``ReadError`` where not one line can be understood."""
    single = document.name.endswith("gradle.lockfile")
    gaps: list[Gap] = []
    packages = {package.key: package for package in _packages(document, gaps, single=single)}
    if gaps and not packages:
        raise ReadError(gaps[0].reason, line=gaps[0].line, remedy=_REMEDY)
    names: dict[str, list[str]] = {}
    for key, package in packages.items():
        names.setdefault(package.name, []).append(key)

    def find(origin: str, name: str, wanted: str) -> Found:  # noqa: ARG001 - one list for all
        keys = tuple(names.get(name, ()))
        exact = tuple(key for key in keys if versions.satisfies("maven", packages[key].version or "", wanted))
        return exact or keys

    folder = document.folder
    return Scan(
        path=document.path,
        kind="lockfile",
        format="gradle.lockfile" if single else "gradle/dependency-locks",
        ecosystem="maven",
        packages=packages,
        names=names,
        find=find,
        joins=BUILD_FILES if document.name != "buildscript-gradle.lockfile" else (),
        whole=False,
        manager="gradle",
        gaps=tuple(gaps),
        root=None if single else folder.removesuffix("gradle/dependency-locks").rstrip("/"),
    )


def _packages(document: Document, gaps: list[Gap], *, single: bool) -> Iterator[Package]:
    lines = document.lines()
    ended = False
    for number, line in enumerate(lines, 1):
        text = line.strip()
        ended = ended or text.startswith(_END)
        if not text or text.startswith(("#", _END)):
            continue
        found = _ENTRY.fullmatch(text)
        cut = number == len(lines) and not single
        if not found or (found[3] is None) is single or cut:
            reason = "stops in the middle of a line" if number == len(lines) else f'"{text[:60]}" is no locked module'
            gaps.append(Gap(document.path, reason, line=number, remedy=_REMEDY, may_hide=True))
            continue
        configurations = found[3].split(",") if single else [document.name.removesuffix(".lockfile")]
        if document.name == "buildscript-gradle.lockfile":
            configurations = ["classpath"]
        yield Package(
            key=f"{found[1]}:{found[2]}",
            ecosystem="maven",
            name=found[1],
            version=found[2],
            at=number,
            scope=scope_of(configurations),
        )
    if single and not ended and not gaps:
        reason = 'stops before its last line, which starts with "empty="'
        gaps.append(Gap(document.path, reason, line=len(lines), remedy=_REMEDY, may_hide=True))

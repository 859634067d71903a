"""``vendor/modules.txt``: the modules that Go copied into the tree, which are what it builds.

Format: written by ``go mod vendor``. ``## explicit`` marks what go.mod names, indirect modules included, so it does not
tell which are direct; go.mod does.
"""

from __future__ import annotations

import re

from auditor.model import Package, Scan
from auditor.source import Document, ReadError

CLAIMS = ("vendor/modules.txt",)
LOCKFILES = CLAIMS

_MODULE = re.compile(r"# (\S+)(?: (v\S+))?(?: => (\S+)(?: (v\S+))?)?")
_VERSION = re.compile(r"v[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_REMEDY = "recreate it: go mod vendor"


def scan(document: Document) -> Scan:
    """The vendored modules, joined with the go.mod above the folder."""
    lines = document.lines()
    if not document.text.strip():
        raise ReadError("is empty", remedy=_REMEDY)
    if lines[-1]:
        raise ReadError("stops in the middle of a line", line=len(lines), remedy=_REMEDY)
    packages: dict[str, Package] = {}
    for number, text in enumerate(lines, 1):
        if text.startswith("# "):
            package = _package(text.rstrip(), number)
            # What replaces no module of the build is listed again at the end, without a version.
            if package:
                packages.setdefault(package.key, package)
        elif text and not text.startswith("##") and (" " in text or not packages):
            raise ReadError("is no list of vendored modules", line=number, remedy=_REMEDY)
    folder = document.folder.rpartition("/")[0]
    return Scan(
        path=document.path,
        kind="lockfile",
        format="vendor/modules.txt",
        ecosystem="golang",
        packages=packages,
        find=lambda origin, name, wanted: name if name in packages else None,  # noqa: ARG005 - one version of each
        joins=("go.mod", "go.work"),
        root=folder,
        manager="go",
    )


def _package(text: str, number: int) -> Package | None:
    found = _MODULE.fullmatch(text)
    if found is None or any(version and not _VERSION.fullmatch(version) for version in (found[2], found[4])):
        raise ReadError(f'lists no module: "{text[:60]}"', line=number, remedy=_REMEDY)
    name, version, path, by = found.groups()
    if version is None:
        return None
    package = Package(key=name, ecosystem="golang", name=name, version=version, at=number)
    if path is None:
        return package
    if by is None:
        return package._replace(source="file", specifier=path, version=None)
    return package._replace(name=path, version=by, alias=name if path != name else None)

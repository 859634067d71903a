"""Where a range stands, and that an edit of it changes nothing else: for every requirement of every manifest that is at hand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor import edits, scanners
from auditor.fixing import _edited
from auditor.inherit import inherit
from auditor.model import Component, Declared, Requirement, Scan
from auditor.results import Edit
from auditor.scene import set_up
from auditor.source import Document, ReadError
from auditor.versions import satisfies
from auditor.wish import Wish
from trees import MemoryTree

HERE = Path(__file__).parent
CORPUS = Path(os.environ.get("MATRIX_AUDIT_CORPUS", "absent"))
NEWEST = {"golang": "v97.98.99"}


def manifests(root: Path) -> list[Path]:
    """The files under a folder that some scanner claims."""
    claims = scanners.claims()
    if not root.is_dir():
        return []
    files = (path for path in sorted(root.rglob("*")) if path.is_file() and path.stat().st_size < 400_000)
    return [path for path in files if any(claims.of(path.relative_to(root).as_posix(), path.name))]


def scanned(name: str, data: bytes) -> tuple[Scan, Document] | None:
    """What the first scanner that claims a file makes of it, if it is a manifest."""
    for claimed in scanners.claims().of(name, name.rpartition("/")[2]):
        document = Document(name, data)
        scan = scanners.load(claimed).scan(document)
        return (inherit([scan])[0], document) if scan.kind == "manifest" and scan.requirements else None
    return None


def component(asked: Requirement, path: str) -> tuple[Component, Declared]:
    declared = Declared(path, "", "", asked, asked.range)
    own = Component(
        ecosystem=asked.ecosystem,
        name=asked.name,
        version=asked.version,
        project="lock",
        locked=True,
        resolved_by=None,
        declared=(declared,),
        places=(),
        direct=True,
        scope=asked.scope,
    )
    return own, declared


def edited(scan: Scan, document: Document) -> Iterator[tuple[int, Requirement, Edit]]:
    """An edit for each requirement that can have one, to a version that nobody has released."""
    scene = set_up([scan], {document.path: document}, MemoryTree({}))
    for number, asked in enumerate(scan.requirements):
        if asked.source != "registry" or asked.scope == "peer" or (asked.version_at or scan).path != scan.path:
            continue
        own, declared = component(asked, scan.path)
        wish = Wish(asked.ecosystem, NEWEST.get(asked.ecosystem, "97.98.99"), exact=asked.ecosystem == "golang")
        for edit in edits.of_declared(own, declared, wish, scene):
            yield number, asked, edit


def bare(asked: Requirement) -> tuple[object, ...]:
    return (asked.ecosystem, asked.name, asked.text, asked.range, asked.version, asked.alias, asked.scope, asked.source)


def hold(name: str, data: bytes) -> int:
    """Check every edit of one manifest; how many there were."""
    try:
        found = scanned(name, data)
    except ReadError:
        return 0
    if found is None:
        return 0
    scan, document = found
    count = 0
    for number, asked, edit in edited(scan, document):
        changed = _edited(data, [edit])
        again = scanned(name, changed)
        assert again is not None, (name, edit)
        after = again[0].requirements
        assert len(after) == len(scan.requirements), (name, edit)
        same = [
            bare(new)
            for place, (old, new) in enumerate(zip(scan.requirements, after, strict=True))
            if place != number and bare(old) != bare(new) and old.version_at != asked.version_at
        ]
        assert same == [], (name, edit)
        wanted = after[number].range
        assert wanted is not None, (name, edit)
        assert satisfies(asked.ecosystem, NEWEST.get(asked.ecosystem, "97.98.99"), wanted) is True, (name, edit, wanted)
        rest = len(data) - len(edit.old.encode())
        assert len(changed) - len(edit.new.encode()) == rest, (name, edit)
        assert only_there(data, changed, edit), (name, edit)
        count += 1
    return count


def only_there(before: bytes, after: bytes, edit: Edit) -> bool:
    """Whether two files are the same but for one run of bytes, which is what the edit says."""
    old, new = edit.old.encode(), edit.new.encode()
    at = -1
    while (at := before.find(old, at + 1)) >= 0:
        if before[:at] + new + before[at + len(old) :] == after:
            return True
    return False


FIXTURES = manifests(HERE / "formats") + manifests(HERE / "projects")
LOCAL = [path for path in FIXTURES if "expected" not in path.name]


@pytest.mark.parametrize("path", LOCAL, ids=lambda path: path.relative_to(HERE).as_posix())
def test_an_edit_changes_its_range_and_nothing_else(path: Path) -> None:
    hold(path.name, path.read_bytes())


def test_most_kinds_of_manifest_have_edits() -> None:
    found = {path.name for path in LOCAL if hold(path.name, path.read_bytes())}
    kinds = {
        "package.json",
        "pyproject.toml",
        "requirements.txt",
        "Pipfile",
        "Gemfile",
        "composer.json",
        "go.mod",
        "pom.xml",
        "pubspec.yaml",
        "Podfile",
        "Package.swift",
        "Cartfile",
    }
    assert kinds <= found


@pytest.mark.skipif(not CORPUS.is_dir(), reason="corpus absent: MATRIX_AUDIT_CORPUS names no folder")
def test_so_does_every_edit_in_the_corpus() -> None:
    total = 0
    for path in manifests(CORPUS):
        total += hold(path.name, path.read_bytes())
    assert total > 1000

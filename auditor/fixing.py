"""Applies the edits of a plan to manifests: by their own characters, checked by reading the tree again, put back where more changed.

Only files that this run has read and that are as they were then; only regular files inside the root; never a lockfile.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from auditor import versions
from auditor.errors import UserError
from auditor.files import replace, undisturbed
from auditor.model import Scan
from auditor.pipeline import Reading, Request, read
from auditor.planning import Change, edits_by_path
from auditor.projects import projects
from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.results import Edit
from auditor.source import ReadError, codec_of, decode, encoded_as
from auditor.tree import DirectoryTree

if TYPE_CHECKING:
    from auditor.pipeline import Tree

_LINKED = "a folder above it is a link"


class Patch(NamedTuple):
    """A manifest before and after, with the edits that make the difference."""

    path: str
    before: bytes
    after: bytes
    edits: tuple[Edit, ...]


class Result(NamedTuple):
    """What was done: the patches, and for every edit that was not made the reason."""

    patches: tuple[Patch, ...]
    refused: Mapping[Edit, str]


class Asked(NamedTuple):
    """A declaration without its place: equal before and after unless something of it changed."""

    path: str
    folder: str
    ecosystem: str
    name: str
    alias: str | None
    scope: str
    source: str
    text: str
    range: str | None
    version: str | None
    effective: str | None


class Trial(NamedTuple):
    """What edits are tried against: the run as it was, the bytes of its manifests, and what each package may become."""

    request: Request
    reading: Reading
    originals: Mapping[str, bytes]
    aims: Mapping[tuple[str, str], list[str]]

    def fails(self, wanted: Mapping[str, Sequence[Edit]]) -> bool:
        """Whether these edits would change anything but the ranges that are to change."""
        return _differs(self.request, self.reading, _patched(self.originals, wanted), self.aims)


class _Overlay:
    """A tree in which some files have other contents."""

    def __init__(self, tree: Tree, contents: Mapping[str, bytes]) -> None:
        self._tree = tree
        self._contents = contents

    def children(self, folder: str) -> list[tuple[str, str]]:
        return self._tree.children(folder)

    def link(self, path: str) -> str:
        return self._tree.link(path)

    def target(self, path: str) -> str | None:
        return self._tree.target(path)

    def read(self, path: str) -> bytes:
        return self._contents[path] if path in self._contents else self._tree.read(path)


def prepare(request: Request, reading: Reading, changes: Sequence[Change]) -> Result:
    """The patches that make the edits of ``changes``, each checked in memory. Nothing is written."""
    refused: dict[Edit, str] = {}
    wanted = edits_by_path(_without_overlaps(changes, refused))
    originals: dict[str, bytes] = {}
    for path, edits in wanted.items():
        try:
            originals[path] = _unchanged(request.tree, reading, path)
        except ReadError as error:
            refused.update(dict.fromkeys(edits, error.reason))
    kept = {path: edits for path, edits in wanted.items() if path in originals}
    trial = Trial(request, reading, originals, _aims(changes))
    if kept and trial.fails(kept):
        kept = _one_by_one(trial, kept, refused)
    contents = _patched(originals, kept)
    patches = (Patch(path, originals[path], contents[path], tuple(kept[path])) for path in sorted(contents))
    return Result(tuple(patches), refused)


def apply(request: Request, tree: DirectoryTree, reading: Reading, result: Result, changes: Sequence[Change]) -> Result:
    """Write the patches, read the tree again, and put back what is not as it was meant to be."""
    aims = _aims(changes)
    refused = dict(result.refused)
    done: list[Patch] = []
    for patch in result.patches:
        try:
            _exchange(tree, patch.path, patch.before, patch.after)
        except (ReadError, UserError) as error:
            refused.update(dict.fromkeys(patch.edits, getattr(error, "reason", str(error))))
            continue
        done.append(patch)
    if done and _differs(request, reading, {}, aims):
        for patch in done:
            _exchange(tree, patch.path, patch.after, patch.before)
            refused.update(dict.fromkeys(patch.edits, "was put back: read again, more than the range had changed"))
        done = []
    return Result(tuple(done), refused)


# Edits and bytes


def _without_overlaps(changes: Sequence[Change], refused: dict[Edit, str]) -> list[Edit]:
    """The edits of all changes, each once; of two that want different things of the same characters the first counts."""
    taken: dict[tuple[str, int, int], Edit] = {}
    for change in changes:
        for edit in change.upgrade.edits:
            first = taken.setdefault((edit.path, edit.line, edit.column), edit)
            if first != edit:
                refused[edit] = f'another change makes it "{first.new}"'
    return list(taken.values())


def _patched(originals: Mapping[str, bytes], wanted: Mapping[str, Sequence[Edit]]) -> dict[str, bytes]:
    return {path: _edited(originals[path], edits) for path, edits in wanted.items() if edits}


def _edited(data: bytes, edits: Sequence[Edit]) -> bytes:
    """The bytes with the edits made, which come from the end of the file to its start; a BOM stays."""
    text = decode(data, wide=True)
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for edit in edits:
        start = _offset(text, starts, edit.line, edit.column)
        end = _offset(text, starts, edit.end_line, edit.end_column)
        text = text[:start] + edit.new + text[end:]
    return encoded_as(data, text)


def _offset(text: str, starts: Sequence[int], line: int, column: int) -> int:
    """The offset of a place; columns are UTF-16 code units."""
    start = starts[line - 1]
    here = text[start : starts[line] - 1] if line < len(starts) else text[start:]
    return start + len(here.encode("utf-16-le", "surrogatepass")[: 2 * (column - 1)].decode("utf-16-le", "replace"))


def _unchanged(tree: Tree, reading: Reading, path: str) -> bytes:
    """The bytes of a manifest of this run. Raises ``ReadError`` where they are no longer those that were audited."""
    document = reading.documents.get(path)
    data = tree.read(path)
    if document is None or decode(data, wide=True) != document.text:
        raise ReadError("changed after it was read; run it again")
    return data


# What may change


def _aims(changes: Sequence[Change]) -> dict[tuple[str, str], list[str]]:
    """The versions that each package is to admit, by ecosystem and name."""
    aims: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        if change.upgrade.edits and change.upgrade.to:
            aims.setdefault((change.component.ecosystem, change.component.name), []).append(change.upgrade.to)
    return aims


def _differs(
    request: Request, before: Reading, contents: Mapping[str, bytes], aims: Mapping[tuple[str, str], list[str]]
) -> bool:
    """Whether a tree with these contents differs from what was read by anything but the ranges that were to change."""
    after = read(request._replace(tree=_Overlay(request.tree, contents)))
    if _frames(before.scans) != _frames(after.scans) or _gaps(before) != _gaps(after):
        return True
    old, new = _asked(before.scans), _asked(after.scans)
    gone, come = old - new, new - old
    if sum(gone.values()) != sum(come.values()):
        return True
    return not all((item.ecosystem, item.name) in aims for item in gone) or not all(_meets(item, aims) for item in come)


def _gaps(reading: Reading) -> list[tuple[str, str]]:
    return sorted((gap.path, gap.reason) for gap in reading.gaps)


def _frames(scans: Iterable[Scan]) -> list[tuple[object, ...]]:
    """What must not change at all: which files say something, of what kind, with which packages, members and names."""
    return [
        (
            scan.path,
            scan.kind,
            scan.format,
            scan.name,
            scan.workspaces,
            scan.manager,
            len(scan.packages),
            sorted(scan.overrides),
        )
        for scan in scans
    ]


def _asked(scans: Sequence[Scan]) -> Counter[Asked]:
    found: Counter[Asked] = Counter()
    for project in projects(scans):
        for workspace in project.workspaces:
            for declared in workspace.declared:
                item = declared.requirement
                found[
                    Asked(
                        declared.path,
                        declared.folder,
                        item.ecosystem,
                        item.name,
                        item.alias,
                        item.scope,
                        item.source,
                        item.text,
                        item.range,
                        item.version,
                        declared.effective,
                    )
                ] += 1
    return found


def _meets(item: Asked, aims: Mapping[tuple[str, str], list[str]]) -> bool:
    """Whether a declaration admits one of the versions that its package was to go to."""
    wanted = item.effective if item.effective is not None else item.range
    return wanted is not None and any(
        versions.satisfies(item.ecosystem, version, wanted) is True
        for version in aims.get((item.ecosystem, item.name), ())
    )


def _one_by_one(trial: Trial, wanted: Mapping[str, Sequence[Edit]], refused: dict[Edit, str]) -> dict[str, list[Edit]]:
    """The edits that can be made without changing anything else, tried one after the other."""
    kept: dict[str, list[Edit]] = {}
    for path, edits in wanted.items():
        for edit in edits:
            more = {**kept, path: [*kept.get(path, ()), edit]}
            if trial.fails(more):
                refused[edit] = "it would change more than this range"
            else:
                kept = more
    return kept


# The disk


def _exchange(tree: DirectoryTree, path: str, before: bytes, after: bytes) -> None:
    """Put ``after`` in the place of ``before``. Raises ``ReadError`` where the file is another by now, or not inside the root."""
    whole = tree.absolute(path)
    with undisturbed():
        _refuse_links(tree, path)
        if tree.read(path) != before:
            raise ReadError("changed after it was read; run it again")
        status = os.lstat(whole)
        if not stat.S_ISREG(status.st_mode):
            raise ReadError("is not a regular file")
        replace(whole, after, stat.S_IMODE(status.st_mode))


def _refuse_links(tree: DirectoryTree, path: str) -> None:
    parts = path.split("/")
    for depth in range(1, len(parts)):
        if os.path.islink(tree.absolute("/".join(parts[:depth]))):
            raise ReadError(_LINKED)


def diff(patches: Iterable[Patch], shown: Callable[[str], str]) -> str:
    """A unified diff that ``patch`` and ``git apply`` take: line ends as they are, paths as ``shown`` gives them."""
    from difflib import unified_diff

    pieces: list[str] = []
    for patch in patches:
        old, new = (_lines(data) for data in (patch.before, patch.after))
        name = shown(patch.path)
        lines = unified_diff(old, new, f"a/{name}", f"b/{name}")
        pieces += (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
    return "".join(pieces)


def _lines(data: bytes) -> list[str]:
    """The lines with their ends, where only a line feed ends one."""
    parts = data.decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else codec_of(data)).split("\n")
    return [part + "\n" for part in parts[:-1]] + parts[-1:] * bool(parts[-1])

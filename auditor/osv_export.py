"""Looks packages up in an export of OSV on disk: a ``.zip`` of one JSON file for each advisory, or JSON with one or many."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence

from auditor.advisories import Advisory, Answers, Ask, Subject, count, merged
from auditor.errors import UserError
from auditor.matrix import normalise
from auditor.osv_records import ECOSYSTEMS, Unordered, advisory, affects, keys
from auditor.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

MAX_ENTRY = 32 * 1024 * 1024
MAX_FILE = 1024 * 1024 * 1024
_SHAPE = "give an OSV export: a .zip of advisories, one JSON advisory, or a list of them"


def reading(path: str) -> Ask:
    """How to look up in the export at ``path``. Raises ``UserError`` at once where there is no such file."""
    if not os.path.isfile(path):
        raise UserError(f"--advisories {path}: no such file; give osv, pip-audit, or the file of an OSV export")
    return lambda subjects: look_up(path, subjects)


def look_up(path: str, subjects: Sequence[Subject]) -> Answers:
    """The advisories on every subject. Raises ``UserError`` for a file that is no export."""
    wanted: dict[tuple[str, str], list[Subject]] = {}
    for subject in subjects:
        wanted.setdefault((subject.ecosystem, normalise(subject.ecosystem, subject.name)), []).append(subject)
    found: dict[Subject, list[Advisory]] = {}
    unordered: set[str] = set()
    covered: set[str] = set()
    for record in _records(path):
        try:
            about = dict.fromkeys(keys(record))
            covered.update(ecosystem for ecosystem, _ in about)
            for subject in [subject for key in about for subject in wanted.get(key, ())]:
                said = _said(record, subject, unordered)
                if said:
                    found.setdefault(subject, []).append(said)
        except (AttributeError, TypeError, KeyError):
            raise UserError(
                f"--advisories {path}: {record['id']} is not of OSV's format; fetch the export again"
            ) from None
    known = {subject: merged(subject.ecosystem, said) for subject, said in found.items()}
    return Answers(known, (*_uncovered(path, subjects, covered), *_uncompared(unordered)))


def _said(record: Mapping[str, Any], subject: Subject, unordered: set[str]) -> Advisory | None:
    """The advisory if it affects the subject; ``unordered`` takes in what cannot be compared."""
    try:
        return advisory(record, subject) if affects(record, subject) else None
    except Unordered as error:
        unordered.add(f"{error} ({record['id']})")
        return None


def _uncovered(path: str, subjects: Iterable[Subject], covered: set[str]) -> Iterator[str]:
    others = [subject.ecosystem for subject in subjects if subject.ecosystem not in covered]
    for ecosystem in sorted(set(others)):
        who = f"{path} says" if ecosystem in ECOSYSTEMS else "OSV has"
        packages = count(others.count(ecosystem), f"{ecosystem} package")
        yield f"known vulnerabilities: {who} nothing on {ecosystem}, so of {packages} it is not known"


def _uncompared(said: Iterable[str]) -> Iterator[str]:
    for words in sorted(said):
        yield f"known vulnerabilities: {words}, so it is not known"


def _records(path: str) -> Iterator[Mapping[str, Any]]:
    try:
        with open(path, "rb") as file:
            packed = file.read(4) == b"PK\x03\x04"
            file.seek(0)
            if packed:
                yield from _unpacked(path, file)
                return
            data = file.read(MAX_FILE + 1)
    except OSError as error:
        raise UserError(f"--advisories {path}: {(error.strerror or str(error)).lower()}") from None
    if len(data) > MAX_FILE:
        raise UserError(f"--advisories {path}: larger than {MAX_FILE >> 20} MiB; give the export as a .zip")
    yield from _parsed(path, data)


def _unpacked(path: str, file: Any) -> Iterator[Mapping[str, Any]]:
    import zipfile
    import zlib

    try:
        with zipfile.ZipFile(file) as archive:
            for entry in archive.infolist():
                if not entry.filename.endswith(".json"):
                    continue
                with archive.open(entry) as member:
                    data = member.read(MAX_ENTRY + 1)
                if len(data) > MAX_ENTRY:
                    raise UserError(f"--advisories {path}: {entry.filename} is larger than {MAX_ENTRY >> 20} MiB")
                yield from _parsed(f"{path}: {entry.filename}", data)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise UserError(f"--advisories {path}: not a sound .zip ({error}); fetch it again") from None


def _parsed(where: str, data: bytes) -> Iterator[Mapping[str, Any]]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise UserError(f"--advisories {where}: not sound JSON, or not the whole of it; {_SHAPE}") from None
    if isinstance(value, dict):
        value = value.get("vulns", [value])
    if not isinstance(value, list) or not all(map(_is_record, value)):
        raise UserError(f"--advisories {where}: no advisories of OSV's format; {_SHAPE}")
    yield from value


def _is_record(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("id"), str) and isinstance(value.get("affected", []), list)

"""Real lockfiles with expected answers from independent tools; skipped where the corpus is not at hand."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor import inventory
from auditor.config import Configuration
from auditor.pipeline import Request, read
from auditor.scanners import claims
from trees import MemoryTree

CORPUS = Path(os.environ.get("MATRIX_AUDIT_CORPUS", "absent"))
DIRECT = {"direct": True, "transitive": False}


def cases() -> list[dict[str, Any]]:
    if not (CORPUS / "INDEX.yaml").is_file():
        return []
    known = claims()
    files = yaml.safe_load((CORPUS / "INDEX.yaml").read_text())["files"]
    return [case for case in files if "auth0" in case and any(known.of(case["file"], case["file"].rpartition("/")[2]))]


def found_in(case: dict[str, Any]) -> list[tuple[inventory.Row, int]]:
    root, _, path = case["file"].partition("/")
    # Just the file and the manifests that the independent tool was given: a lockfile beside a manifest would speak for it.
    files = {name: (CORPUS / root / name).read_bytes() for name in (path, *case.get("with_files", ()))}
    reading = read(Request(MemoryTree(files), (), lambda _: Configuration(), ""))
    rows = [row for row in inventory.rows(reading) if row.path == path]
    return list(zip(rows, inventory.lines_of(reading, rows), strict=True))


def is_meant(row: inventory.Row, entry: dict[str, Any]) -> bool:
    """Whether a row is an entry of the index, which names Apple's packages by identity, pods by subspec, and what Go replaces."""
    name, wanted = row.name.lower(), entry["name"].lower()
    address = entry.get("url", "").lower().removeprefix("https://").removesuffix(".git")
    same = name in {wanted, address} or (row.ecosystem == "swift" and name.endswith(f"/{wanted}"))
    part = row.ecosystem == "cocoapods" and name == wanted.partition("/")[0]
    version = row.version == entry["version"] or row.version == entry.get("constraint")
    return (same or part) and (version or (row.version is None and "replaced_by" in entry))


@pytest.mark.skipif(not cases(), reason="set MATRIX_AUDIT_CORPUS to the folder that holds INDEX.yaml")
@pytest.mark.parametrize("case", [pytest.param(case, id=case["file"]) for case in cases()])
def test_the_vendors_packages_are_found_as_the_independent_tool_found_them(case: dict[str, Any]) -> None:
    found = found_in(case)
    answers = {}
    for entry in case["auth0"]:
        rows = [(row.direct, line) for row, line in found if is_meant(row, entry)]
        direct, line = rows[0] if rows else ("absent", 0)
        expected = DIRECT.get(entry["relation"], direct)
        right = direct == expected and (line == entry["line"] or "/" in entry["name"])
        answers[entry["name"], entry["version"]] = right or (direct, line)
    assert answers == dict.fromkeys(answers, True)

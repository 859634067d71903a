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
from auditor.tree import DirectoryTree

CORPUS = Path(os.environ.get("MATRIX_AUDIT_CORPUS", "absent"))
DIRECT = {"direct": True, "transitive": False}


def cases() -> list[dict[str, Any]]:
    if not (CORPUS / "INDEX.yaml").is_file():
        return []
    known = claims()
    files = yaml.safe_load((CORPUS / "INDEX.yaml").read_text())["files"]
    return [case for case in files if "auth0" in case and any(known.of(case["file"], case["file"].rpartition("/")[2]))]


def found_in(case: dict[str, Any]) -> dict[tuple[str, str | None], tuple[bool | None, int]]:
    root, _, path = case["file"].partition("/")
    reading = read(Request(DirectoryTree(str(CORPUS / root)), (), lambda _: Configuration(), ""))
    rows = [row for row in inventory.rows(reading) if row.path == path]
    lines = inventory.lines_of(reading, rows)
    return {(row.name, row.version): (row.direct, line) for row, line in zip(rows, lines, strict=True)}


@pytest.mark.skipif(not cases(), reason="set MATRIX_AUDIT_CORPUS to the folder that holds INDEX.yaml")
@pytest.mark.parametrize("case", [pytest.param(case, id=case["file"]) for case in cases()])
def test_the_vendors_packages_are_found_as_the_independent_tool_found_them(case: dict[str, Any]) -> None:
    found = found_in(case)
    wanted = {(entry["name"], entry["version"]): entry for entry in case["auth0"]}
    answers = {}
    for key, entry in wanted.items():
        direct, line = found.get(key, ("absent", 0))
        expected = DIRECT.get(entry["relation"], direct)
        answers[key] = (direct, line) == (expected, entry["line"]) or (direct, line)
    assert answers == dict.fromkeys(wanted, True)

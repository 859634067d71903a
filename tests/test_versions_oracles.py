"""Every answer of a reference implementation that ``tests/oracles`` has recorded, asked of our own orders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor import versions

TABLES = sorted((Path(__file__).parent / "data" / "versions").glob("*.json"))


def table(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


@pytest.mark.parametrize("path", TABLES, ids=[f"ranges of {path.stem} hold what the reference says" for path in TABLES])
def test_ranges(path: Path) -> None:
    rows = table(path)["satisfies"]
    asked = [
        (row[0], version, said)
        for row in rows
        for said, at in ((True, 1), (False, 2), (None, 3))
        for version in row[at]
    ]
    assert len(asked) >= 2000
    assert [pair for pair in asked if versions.satisfies(path.stem, pair[1], pair[0]) is not pair[2]] == []


@pytest.mark.parametrize(
    "path", TABLES, ids=[f"versions of {path.stem} are in the reference's order" for path in TABLES]
)
def test_order(path: Path) -> None:
    rows = table(path)["compare"]
    asked = [(row[0], other, said) for row in rows for at, said in enumerate((-1, 0, 1, None), 1) for other in row[at]]
    assert len(asked) >= 1000
    assert [pair for pair in asked if versions.compare(path.stem, pair[0], pair[1]) != pair[2]] == []

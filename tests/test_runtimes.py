"""The matrix of runtimes and frameworks: each line is maintained from its release to its printed end."""

from __future__ import annotations

import pytest

from auditor.matrix import Match, load
from auditor.rules.standing import listed_on, stand, supported_lines

RUNTIMES = load("runtimes")


def match(ecosystem: str, name: str) -> Match:
    found = RUNTIMES.match(ecosystem, name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("ecosystem", "name", "day", "expected"),
    [
        ("runtime", "node", "2026-04-30", ["20", "22", "24", "25"]),
        ("runtime", "node", "2026-05-01", ["22", "24", "25"]),
        ("runtime", "node", "2026-11-22", ["22", "24", "26"]),
        ("runtime", "php", "2026-01-01", ["8.2", "8.3", "8.4", "8.5"]),
        ("runtime", "go", "2026-08-25", ["1.26", "1.27"]),
        ("npm", "next", "2026-10-21", ["15", "16"]),
        ("npm", "next", "2026-10-22", ["16"]),
        ("pypi", "django", "2026-08-25", ["5.2", "6.0", "6.1"]),
    ],
)
def test_the_maintained_lines_of_a_day(ecosystem: str, name: str, day: str, expected: list[str]) -> None:
    assert list(supported_lines(listed_on(match(ecosystem, name), day).package, day)) == expected


def test_after_active_support_come_security_fixes() -> None:
    levels = {}
    for day in ("2025-10-21", "2025-10-22", "2027-04-30", "2027-05-01"):
        standing = stand(listed_on(match("runtime", "node"), day), "22.12.0", day)
        levels[day] = standing.row.level if standing and standing.row else None
    assert levels == {
        "2025-10-21": "supported",
        "2025-10-22": "sustained",
        "2027-04-30": "sustained",
        "2027-05-01": None,
    }


def test_every_line_has_its_end_and_source_or_holds_on() -> None:
    for id_ in RUNTIMES.product_ids():
        product = RUNTIMES.product(id_)
        for line in product.packages[0].lines:
            rows = [row for row in product.rows if row.versions == line.id]
            if line.ended is None:
                assert rows, line.id
                assert rows[-1].valid_until is None
            elif rows:
                assert rows[-1].valid_until == line.ended.date
            assert line.ended is None or line.ended.source.startswith("endoflife.date products/")


def test_the_lines_of_the_large_runtimes_are_there() -> None:
    for name in ("node", "python", "php", "dotnet", "java", "ruby", "go"):
        assert len(match("runtime", name).package.lines) >= 6

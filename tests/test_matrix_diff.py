"""Differences of two matrices, in words and in JSON, and whose verdicts they change."""

from __future__ import annotations

import json
import shutil
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.commands import Outcome
from auditor.commands import matrix as command
from auditor.errors import UserError
from auditor.maintain.diff import Change, of_matrices
from auditor.matrix import load
from trees import project

ACME = Path(__file__).parent / "matrices" / "acme"


def run(*words: str) -> Outcome:
    parser = ArgumentParser()
    command.arguments(parser)
    return command.run(parser.parse_args(list(words)))


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Path]:
    """A copy of the small matrix in which texts of a file are replaced."""
    folder = tmp_path / "acme"
    shutil.copytree(ACME, folder)

    def replace(name: str, *pairs: tuple[str, str]) -> Path:
        path = folder / name
        text = path.read_text("utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new, 1)
        path.write_text(text, "utf-8")
        return folder

    return replace


def test_a_matrix_does_not_differ_from_itself() -> None:
    outcome = run("diff", str(ACME), str(ACME))
    assert (outcome.status, outcome.text.split("\n")[2]) == (0, "Nothing changed.")


@pytest.mark.parametrize(
    ("name", "pair", "change"),
    [
        (
            "products/acme-sdk.yaml",
            ("level: supported", "level: sustained"),
            Change("row", "SDKs: Acme SDK", "level", "Supported", "Sustained"),
        ),
        (
            "products/acme-sdk.yaml",
            ('"3.2.0", date: "2026-05-20"', '"3.2.1", date: "2026-05-25"'),
            Change("package", "npm:@acme/sdk", "newest", "3.2.0 (2026-05-20)", "3.2.1 (2026-05-25)"),
        ),
        (
            "products/acme-sdk.yaml",
            ('"2026-03-01"}\n', '"2026-03-01"}\n        ended: {date: "2027-01-01", says: It ends., source: README}\n'),
            Change("line", "npm:@acme/sdk 2", "end", None, "2027-01-01: It ends."),
        ),
        (
            "products/acme-sdk.yaml",
            ('node: ">=20"', 'node: ">=22"'),
            Change("line", "npm:@acme/sdk 3", "needs", "node >=20", "node >=22"),
        ),
        (
            "matrix.yaml",
            ("label: Sustained, support: true", "label: Sustained, support: false"),
            Change("level", "Sustained", "", "support, fixes", "fixes"),
        ),
        (
            "traps.yaml",
            ("kind: impersonating", "kind: hijacked"),
            Change("trap", "npm:acmee-sdk", "", "impersonating", "hijacked"),
        ),
        (
            "products/acme-extra.yaml",
            ("name: Acme Extra", "name: Acme More"),
            Change("product", "acme-extra", "", "Acme Extra", "Acme More"),
        ),
    ],
    ids=["level", "newest", "end", "needs", "promise", "trap", "product"],
)
def test_each_kind_of_change_is_told(
    changed: Callable[..., Path], name: str, pair: tuple[str, str], change: Change
) -> None:
    folder = changed(name, pair)
    assert change in of_matrices(load(str(ACME)), load(str(folder)))


def test_packages_come_and_go(changed: Callable[..., Path]) -> None:
    folder = changed("products/acme-extra.yaml", ('"@acme/extra"', '"@acme/more"'))
    found = of_matrices(load(str(ACME)), load(str(folder)))
    assert [(change.name, change.before is None, change.after is None) for change in found] == [
        ("npm:@acme/extra", False, True),
        ("npm:@acme/more", True, False),
    ]


def test_a_line_that_is_new(changed: Callable[..., Path]) -> None:
    text = (ACME / "products/acme-sdk.yaml").read_text("utf-8")
    line = text[text.index('      - id: "1"') : text.index('      - id: "2"')]
    folder = changed("products/acme-sdk.yaml", (line, ""))
    (change,) = of_matrices(load(str(folder)), load(str(ACME)))
    assert change == Change("line", "npm:@acme/sdk 1", "", None, "1.9.0 (2022-01-10)")


def test_whose_verdicts_change(changed: Callable[..., Path], tmp_path: Path) -> None:
    folder = changed("products/acme-sdk.yaml", ('"3.2.0", date: "2026-05-20"', '"3.2.1", date: "2026-05-25"'))
    shop = tmp_path / "shop"
    shop.mkdir()
    for name, text in project({"@acme/sdk": "^3.0.0"}, {"@acme/sdk": "3.2.0"}).items():
        (shop / name).write_text(text, "utf-8")
    words = ("diff", str(ACME), str(folder), "--project", str(shop), "--as-of", "2026-06-01", "--format", "json")
    outcome = run(*words)
    report = json.loads(outcome.text)
    assert outcome.status == 1
    assert report["schema"] == "matrix-audit/matrix-diff/1"
    assert report["changes"][-1] == {
        "kind": "verdict",
        "name": f"{shop}: npm:@acme/sdk 3.2.0 (package-lock.json)",
        "what": "",
        "before": "supported",
        "after": "outdated: MA103 warning",
    }


def test_the_words_cannot_break_the_table(changed: Callable[..., Path]) -> None:
    folder = changed("products/acme-extra.yaml", ("name: Acme Extra", "name: Acme | <b>More</b>"))
    text = run("diff", str(ACME), str(folder)).text
    assert "| acme-extra | Acme Extra | Acme \\| \\<b\\>More\\</b\\> |" in text
    assert "## Products (1)" in text


PAGE = """\
| Level | Description |
| --- | --- |
| Supported | all |

## SDKs

| SDK | Support Level |
| --- | --- |
| Acme SDK | Supported |
"""


def test_two_pages_or_a_page_and_a_matrix(tmp_path: Path) -> None:
    old, new = tmp_path / "old.mdx", tmp_path / "new.mdx"
    old.write_text(PAGE, "utf-8")
    new.write_text(PAGE.replace("Acme SDK", "Acme Kit"), "utf-8")
    outcome = run("diff", str(old), str(new))
    assert outcome.status == 1
    assert "| SDKs: Acme Kit | - | Supported |" in outcome.text
    beside = run("diff", str(old), str(ACME)).text
    assert "SDKs: Acme SDK" not in beside
    assert "SDKs: Acme Widget" in beside
    with pytest.raises(UserError, match="needs two matrices"):
        run("diff", str(old), str(new), "--project", ".")


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(UserError, match="--as-of"):
        run("diff", str(ACME), str(ACME), "--as-of", "2026-02-30")

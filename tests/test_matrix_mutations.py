"""Every file of every matrix, spoilt in each way that counts, is refused with its file, its line and a remedy."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditor.compile_matrix import check_folder
from auditor.matrix_faults import find_faults
from auditor.matrix_lines import line_faults
from auditor.matrix_schema import load_schema, schema_faults
from auditor.matrix_tree import FILES, FOLDERS, Fault, File, read_file

ROOT = Path(__file__).resolve().parent.parent
MATRICES = [ROOT / "matrix" / "auth0", ROOT / "matrix" / "runtimes", ROOT / "tests" / "matrices" / "acme"]
SCHEMA = load_schema()


def first(pattern: str, text: str) -> Callable[[str], str | None]:
    """Replaces the first match of a pattern; None where a file has none."""

    def spoil(source: str) -> str | None:
        changed, count = re.subn(pattern, text, source, count=1, flags=re.MULTILINE)
        return changed if count else None

    return spoil


SPOILT: dict[str, Callable[[str], str | None]] = {
    "an unknown level": first(r"level: [a-z-]+", "level: splendid"),
    "a level of another type": first(r"level: [a-z-]+", "level: [supported]"),
    "a date that is no day": first(r'"(20[0-9]{2})-[0-9]{2}-[0-9]{2}"', r'"\1-02-30"'),
    "a date in words": first(r'date: "[^"]*"', 'date: "last May"'),
    "a date without quotes": first(r'date: "([^"<]*)"', r"date: \1"),
    "a release date in words": first(r'- "([^" ]+) (<=)?20[^"]*"', r'- "\1 soon"'),
    "a release date that is no day": first(r'- "([^" ]+) (<=)?20[^"]*"', r'- "\1 2026-13-01"'),
    "a version that is none": first(r'version: "[^"]*"', 'version: "newest"'),
    "a version without quotes": first(r'version: "([0-9][^"]*)"', r"version: \1"),
    "a line that is none": first(r'^(\s+- id: )"[0-9.]+"', r'\1"2.x"'),
    "a range that is empty": first(r'^(\s+(?:node|react|php|python|dotnet|java): )".+"$', r'\1""'),
    "a range of another type": first(r'^(\s+(?:node|react|php|python|dotnet|java): )".+"$', r"\1[1, 2]"),
    "an unknown key": first(r"\Z", "colour: green\n"),
    "an unknown key in a list": first(r"^(\s+)- (id|ecosystem): ", r"\1- colour: green\n\1  \2: "),
    "a list where text belongs": first(r"^(name|title|product|kind): .*$", r"\1: [1]"),
    "text where a list belongs": first(r"^(rows|traps|packages|levels):(\n|.)*", r"\1: none\n"),
    "a text where a truth belongs": first(r"(general|lower_bound|support|prerelease): (true|false)", r'\1: "maybe"'),
    "a key twice": first(r"^(id|kind|name|traps|product): ?(.*)$", r"\1: \2\n\1: \2"),
    "broken YAML": first(r"\Z", "rows: [\n"),
    "a second document": first(r"\Z", "---\na: b\n"),
    "an alias": first(r"^(id|kind|name|product): (.*)$", r"\1: &a \2"),
    "nothing": lambda _: "",
}


def kind_of(path: Path) -> str:
    return FILES.get(path.name) or FOLDERS[path.parent.name]


def cases() -> Iterator[tuple[Path, Path]]:
    for matrix in MATRICES:
        for path in sorted(matrix.rglob("*.yaml")):
            yield matrix, path


@pytest.fixture(scope="module")
def whole() -> dict[Path, list[File]]:
    """The sound files of each matrix, read once."""
    found = {}
    for matrix in MATRICES:
        files, faults = check_folder(str(matrix))
        assert faults == []
        found[matrix] = files
    return found


def faults_of(path: Path, changed: Path, files: list[File]) -> list[Fault]:
    """The faults of a matrix in which ``changed`` stands in the place of ``path``; checked as ``matrix validate`` does."""
    mended, fault = read_file(str(changed), kind_of(path))
    if mended is None:
        return [fault] if fault else []
    mended = mended._replace(path=str(path))
    found = schema_faults(mended, SCHEMA)
    others = [mended if file.path == str(path) else file for file in files]
    found = found or [one for one in find_faults(others) if one.path == str(path)]
    return found or (line_faults(mended) if mended.kind == "product" else [])


@pytest.mark.parametrize("name", SPOILT, ids=str)
def test_a_spoilt_file_is_refused_at_its_line(name: str, tmp_path: Path, whole: dict[Path, list[File]]) -> None:
    spoilt = 0
    for matrix, path in cases():
        text = SPOILT[name](path.read_text("utf-8"))
        if text is None:
            continue
        changed = tmp_path / path.name
        changed.write_text(text, "utf-8")
        found = faults_of(path, changed, whole[matrix])
        assert found, f"{path.relative_to(ROOT)} is taken with {name}"
        lines = text.count("\n") + 1
        for fault in found:
            assert os.path.basename(fault.path) == path.name
            assert 1 <= fault.line <= lines
            assert fault.message
            assert fault.remedy
            assert "\n" not in str(fault)
        spoilt += 1
    assert spoilt, "no file has what this spoils"

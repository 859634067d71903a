"""Half a file and no file at all: whatever the bytes, a scanner gives a Scan or a ReadError, and never a version that was not there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.locate import Text
from auditor.model import Scan
from auditor.scanners import claims, modules
from auditor.source import Document, ReadError

FORMATS = Path(__file__).parents[1] / "formats"
MODULES = modules()


def files() -> list[tuple[str, Path]]:
    """Every fixture with the scanner that claims it."""
    known = claims()
    found = []
    for scanner in MODULES:
        for path in sorted((FORMATS / scanner).rglob("*")):
            if path.is_file() and path.name != "expected.json":
                found += [(claimed, path) for claimed in known.of(path.as_posix(), path.name)]
    return found


def scanned(scanner: str, path: str, data: bytes) -> Scan | None:
    document, scan = None, None
    try:
        document = Document(path, data)
        scan = cast("Scan", MODULES[scanner].scan(document))
    except ReadError as error:
        reason, line = error.reason, error.line
    if document is None or scan is None:
        assert reason
        assert line >= 1
        return None
    text = Text(path, document.text, document.syntax)
    for place in [*(package.at for package in scan.packages.values()), *(asked.at for asked in scan.requirements)]:
        assert text.at(place).line <= document.text.count("\n") + 1
    return scan


def versions(scan: Scan | None) -> set[tuple[str, str]]:
    """The names and versions that a file states; a requirement without a version states none."""
    if scan is None:
        return set()
    stated = [(package.name, package.version) for package in scan.packages.values()]
    stated += [(asked.name, asked.version) for asked in scan.requirements]
    return {(name, version) for name, version in stated if version is not None}


@pytest.mark.parametrize(
    ("scanner", "path"), [pytest.param(*file, id=file[1].relative_to(FORMATS).as_posix()) for file in files()]
)
def test_a_cut_file_states_no_version_that_the_whole_one_does_not(scanner: str, path: Path) -> None:
    data = path.read_bytes()
    whole = scanned(scanner, path.as_posix(), data)
    words = set(re.findall(r"[\w.+-]+", data.decode("utf-8", "replace"))) | {version for _, version in versions(whole)}
    for twentieth in range(20 if whole else 0):
        end = len(data) * twentieth // 20
        # Half a version at the end of a list for pip is a version, to pip as well: a last line needs no end.
        end = data.rfind(b"\n", 0, end) + 1 if scanner == "requirements" else end
        cut = scanned(scanner, path.as_posix(), data[:end])
        # What replaces or overrides a declaration may stand in the lost part, so of manifests only the words are compared.
        assert {version for _, version in versions(cut)} <= words
        assert cut is None or cut.kind == "manifest" or versions(cut) <= versions(whole)


@pytest.mark.parametrize("scanner", sorted(MODULES))
@given(data=st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_bytes_give_a_scan_or_an_error_that_says_where(scanner: str, data: bytes) -> None:
    scanned(scanner, MODULES[scanner].CLAIMS[0].replace("*", "x"), data)


@pytest.mark.parametrize(
    ("scanner", "path"), [pytest.param(*file, id=file[1].relative_to(FORMATS).as_posix()) for file in files()]
)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_a_file_with_something_else_in_it_gives_a_scan_or_an_error(
    scanner: str, path: Path, data: st.DataObject
) -> None:
    whole = path.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(start + 40, len(whole))))
    inside = data.draw(st.text(st.sampled_from("\"'{}[]()<>=:,#/\\\n\r\t -.~^|&%$@v019auth0é\0"), max_size=20)).encode()
    scanned(scanner, path.as_posix(), whole[:start] + inside + whole[end:])

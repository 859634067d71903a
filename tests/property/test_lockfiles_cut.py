"""A lockfile that was cut short, or is no lockfile at all: refused, or read in part, never read as something else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.model import Scan
from auditor.scanners import bun_lock, deno_lock, pnpm_lock, yarn_lock
from auditor.source import Document, ReadError

FORMATS = Path(__file__).parent.parent / "formats"
SCANNERS = {
    "yarn.lock": yarn_lock,
    "pnpm-lock.yaml": pnpm_lock,
    "bun.lock": bun_lock,
    "deno.lock": deno_lock,
}
# Of an entry that stands twice the last counts for Yarn 1, so that a file cut before it says something else.
REPEATING = {"v1-twice"}
FILES = sorted(path for name in SCANNERS for path in FORMATS.glob(f"*/*/{name}") if path.parent.name not in REPEATING)


def scanned(name: str, data: bytes) -> Scan | None:
    try:
        scan: Scan = SCANNERS[name].scan(Document(name, data))
    except ReadError:
        return None
    for key, package in scan.packages.items():
        for asked, wanted in package.requires.items():
            assert isinstance(scan.find(key, asked, wanted), str | tuple | None)
    return scan


def packages(scan: Scan | None) -> set[tuple[str, str | None]]:
    return {(package.name, package.version) for package in scan.packages.values()} if scan else set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name} {path.name}")
def test_a_file_cut_short_gives_a_part_of_its_packages_or_an_error(path: Path) -> None:
    data = path.read_bytes()
    whole = packages(scanned(path.name, data))
    if not whole:
        return
    at_lines = [number + 1 for number, byte in enumerate(data) if byte == 10]
    for end in [*(len(data) * part // 20 for part in range(20)), *at_lines, *range(0, len(data), 7)]:
        found = packages(scanned(path.name, data[:end]))
        unknown = {
            (name, version) for name, version in found if version is None and name in {name for name, _ in whole}
        }
        assert found - unknown <= whole, data[:end][-60:]


@pytest.mark.parametrize("name", sorted(SCANNERS))
@given(data=st.data())
@settings(max_examples=150)
def test_any_change_of_bytes_is_read_or_refused(name: str, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([path for path in FILES if path.name == name]))
    text = path.read_bytes()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    scanned(
        name,
        text[:start]
        + data.draw(st.binary(max_size=8) | st.sampled_from([b"[]", b"{}", b'""', b"- a", b"null", b"1"]))
        + text[end:],
    )


@pytest.mark.parametrize("name", sorted(SCANNERS))
@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    scanned(name, data)

"""Reports are written whole or not at all."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.errors import Terminated, UserError
from auditor.files import write


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def test_a_file_is_replaced_as_a_whole_and_nothing_stays_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    target.write_text("old")
    write(str(target), "new é\n\ud800\r\n")
    assert target.read_bytes() == "new é\n\\ud800\r\n".encode()
    assert os.listdir(tmp_path) == ["report.json"]


@pytest.mark.parametrize("name", ["missing/report.json", "folder"])
def test_what_cannot_be_written_is_one_line_and_leaves_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(UserError, match="cannot be written: "):
        write(str(tmp_path / name), "text")
    assert os.listdir(tmp_path) == ["folder"]


def test_a_path_of_this_folder_needs_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write("report.json", "text")
    assert (tmp_path / "report.json").read_text() == "text"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to catch")
def test_being_told_to_stop_raises_so_that_what_is_unfinished_goes(tmp_path: Path) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    write(str(tmp_path / "report.json"), "text")
    with pytest.raises(Terminated):
        os.kill(os.getpid(), signal.SIGTERM)


def test_who_has_decided_what_sigterm_does_is_not_overruled(tmp_path: Path) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    write(str(tmp_path / "report.json"), "text")
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN

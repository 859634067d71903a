"""The line of progress: on a terminal only, one at a time, gone in the end, and harmless whatever stands in a path."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.progress import PATIENCE, Line, WatchedTree
from trees import ACME, DAY, MemoryTree, project


class Clock:
    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def shown(stream: io.StringIO) -> str:
    """What a terminal would have in its line: each return goes back to the beginning, and later letters overwrite."""
    line: list[str] = []
    for part in stream.getvalue().split("\r"):
        line[: len(part)] = part
    return "".join(line).rstrip()


def test_a_short_run_shows_nothing() -> None:
    stream, clock = io.StringIO(), Clock()
    line = Line(stream, clock)
    line.tell("one")
    line.clear()
    assert stream.getvalue() == ""


def test_the_line_is_replaced_now_and_then_and_taken_away() -> None:
    stream, clock = io.StringIO(), Clock()
    line = Line(stream, clock)
    seen = []
    for time, words in ((0.5, "a long line of words"), (0.55, "too soon"), (0.7, "short")):
        clock.time = time
        line.tell(words)
        seen.append(shown(stream))
    line.clear()
    assert seen == ["a long line of words", "a long line of words", "short"]
    assert shown(stream) == ""
    assert "\n" not in stream.getvalue()


def test_what_is_waited_for_is_shown_at_once() -> None:
    stream = io.StringIO()
    Line(stream, Clock()).tell("asking", at_once=True)
    assert shown(stream) == "asking"


def test_nothing_in_a_path_reaches_the_terminal_as_it_is() -> None:
    stream, clock = io.StringIO(), Clock()
    line = Line(stream, clock)
    clock.time = 2 * PATIENCE
    line.tell("a\x1b[2J\nb" + "x" * 500)
    assert not set(stream.getvalue()) & {"\x1b", "\n"}
    assert len(shown(stream)) < 80


def test_a_watched_tree_is_the_same_tree() -> None:
    stream, clock = io.StringIO(), Clock()
    tree = WatchedTree(MemoryTree({"web/package.json": "{}"}), Line(stream, clock))
    clock.time = 1.0
    assert tree.children("") == [("web", "folder")]
    assert shown(stream) == "matrix-audit: looked through 1, at ."
    clock.time = 2.0
    assert tree.read("web/package.json") == b"{}"
    assert shown(stream) == "matrix-audit: read 1, at web/package.json"
    with pytest.raises(Exception, match="no link"):
        tree.link("x")
    with pytest.raises(Exception, match="no link"):
        tree.target("x")


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a thing of POSIX")
@pytest.mark.parametrize(
    ("words", "term", "expected"), [((), "xterm", True), (("--quiet",), "xterm", False), ((), "dumb", False)]
)
def test_on_a_terminal_a_long_wait_is_told_and_the_report_is_whole(
    words: tuple[str, ...], term: str, expected: bool, tmp_path: Path
) -> None:
    import pty

    for path, text in project({"@acme/sdk": "^3.0.0"}, {"@acme/sdk": "3.2.0"}).items():
        (tmp_path / path).write_text(text)
    (tmp_path / "export.json").write_text("[]")
    command = [sys.executable, "-m", "auditor", "check", str(tmp_path), "--matrix", str(ACME), "--as-of", DAY]
    command += ["--advisories", str(tmp_path / "export.json"), *words]
    mine, theirs = pty.openpty()
    environment = {**os.environ, "TERM": term, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, env=environment, check=False)
    os.write(theirs, b"end")
    said = ""
    while not said.endswith("end"):
        said += os.read(mine, 10_000).decode()
    os.close(mine)
    os.close(theirs)
    assert done.returncode == 0
    assert b"asking" not in done.stdout
    assert ("matrix-audit: asking" in said) is expected
    assert said.endswith("\rend" if expected else "end")


@pytest.mark.process
def test_nothing_is_told_where_nobody_looks(tmp_path: Path) -> None:
    (tmp_path / "export.json").write_text("[]")
    (tmp_path / "package.json").write_text("{}")
    command = [sys.executable, "-m", "auditor", "check", str(tmp_path), "--matrix", str(ACME), "--as-of", DAY]
    done = subprocess.run([*command, "--advisories", str(tmp_path / "export.json")], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")

"""From PATHs to what is audited, and the interfaces on top: the base, the repository, configuration above it, options, statuses."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import auditor
from auditor import load_matrix
from auditor.api import audit
from auditor.cli import main
from auditor.commands import check as command
from auditor.config import Configuration
from auditor.errors import Terminated, UserError
from auditor.options import Option, Positional, fill, quick
from auditor.roots import configuration_of, of_paths, project_of, repository_of
from auditor.source import ReadError
from trees import ACME, DAY, MemoryTree, lockfile, manifest, project

SDK = "@acme/sdk"


def written(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


# Roots


def test_one_folder_is_its_own_base(tmp_path: Path) -> None:
    roots = of_paths([str(tmp_path)])
    assert (roots.tree.root, roots.starts, roots.takes) == (str(tmp_path), ("",), None)


def test_several_folders_share_the_nearest_one_above(tmp_path: Path) -> None:
    for name in ("a/b", "a/c"):
        (tmp_path / name).mkdir(parents=True)
    roots = of_paths([str(tmp_path / "a/c"), str(tmp_path / "a/b"), str(tmp_path / "a/c")])
    assert (roots.tree.root, roots.starts) == (str(tmp_path / "a"), ("c", "b"))


def test_a_file_beside_a_folder_takes_in_its_project_and_the_folder(tmp_path: Path) -> None:
    written(tmp_path, {"x/package.json": "{}", "x/inner/package.json": "{}", "y/deep/package.json": "{}"})
    roots = of_paths([str(tmp_path / "x/package.json"), str(tmp_path / "y")])
    assert roots.takes is not None
    assert [roots.takes(folder) for folder in ("x", "x/inner", "y", "y/deep", "z")] == [True, False, True, True, False]


def test_a_file_of_a_workspace_stands_for_the_workspace_and_one_beside_it_for_itself(tmp_path: Path) -> None:
    lock = lockfile(
        {"node_modules/web": {"resolved": "packages/web", "link": True}, "packages/web": {"name": "web"}},
        workspaces=["packages/*"],
    )
    files = {
        "package.json": manifest(workspaces=["packages/*"]),
        "package-lock.json": lock,
        "packages/web/package.json": manifest(name="web"),
        "tools/package.json": manifest(name="tools"),
        ".git/HEAD": "",
    }
    written(tmp_path, files)
    member = of_paths([str(tmp_path / "packages/web/package.json")])
    beside = of_paths([str(tmp_path / "tools/package.json")])
    assert member.tree.root == str(tmp_path)
    assert member.takes is not None
    assert [member.takes(folder) for folder in ("", "packages/web", "tools")] == [True, True, False]
    assert beside.tree.root == str(tmp_path / "tools")


def test_a_folder_above_that_cannot_be_listed_holds_no_project() -> None:
    class Closed(MemoryTree):
        def children(self, folder: str) -> list[tuple[str, str]]:
            if not folder:
                raise ReadError("cannot be listed: permission denied")
            return super().children(folder)

    assert project_of(Closed({"a/package.json": manifest()}), "a") == ("a", frozenset(("",)))


def test_paths_on_different_drives_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def apart(_: object) -> str:
        raise ValueError("Paths don't have the same drive")

    monkeypatch.setattr("os.path.commonpath", apart)
    with pytest.raises(UserError, match="audit each on its own"):
        of_paths([str(tmp_path)])


def test_a_folder_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(UserError, match="cannot be read; check its permissions"):
        of_paths([str(tmp_path)])


def test_a_repository_is_the_nearest_git_folder_above(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a" / "b").mkdir(parents=True)
    repository = repository_of(str(tmp_path / "a" / "b"))
    assert (repository.root, repository.base, repository.prefix) == (str(tmp_path), "a/b", "a/b/")
    assert repository_of(str(tmp_path)).prefix == ""


def test_without_one_it_is_the_working_directory_or_the_folder_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here" / "app").mkdir(parents=True)
    (tmp_path / "there").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert repository_of(str(tmp_path / "here" / "app")).base == "app"
    assert repository_of(str(tmp_path / "there")).base == ""


def test_configuration_files_above_the_base_count_and_one_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    written(
        tmp_path,
        {
            ".matrix-audit.toml": 'policy = "strict"\n',
            "a/pyproject.toml": "[tool.matrix-audit]\ngrace-days = 1\n",
            "a/b/x": "",
        },
    )
    base = str(tmp_path / "a" / "b")
    root = configuration_of(base)([]).root()
    assert (root.policy, root.grace_days) == ("strict", 1)
    monkeypatch.setattr("auditor.tree.MAX_BYTES", 3)
    with pytest.raises(UserError, match=r"^\.matrix-audit\.toml is larger than"):
        configuration_of(base)


def test_a_given_configuration_replaces_all_others(tmp_path: Path) -> None:
    written(tmp_path, {".git/HEAD": "", ".matrix-audit.toml": 'policy = "strict"\n', "ci.toml": "grace-days = 1\n"})
    root = configuration_of(str(tmp_path), tmp_path / "ci.toml")([]).root()
    assert (root.policy, root.grace_days) == ("standard", 1)


# The Python interface


def test_the_interface_takes_trees_configurations_and_matrices(tmp_path: Path) -> None:
    tree = MemoryTree(project({SDK: "3.1.0"}))
    loaded = load_matrix(str(ACME))
    for matrix in (loaded, [loaded], str(ACME)):
        report = audit(tree, matrix=matrix, as_of=DAY)
        assert [finding.rule for finding in report.findings] == ["MA103"]
    strict = written(tmp_path, {"ci.toml": 'policy = "strict"\n'}) / "ci.toml"
    assert audit(tree, matrix=loaded, as_of=DAY, config=strict).policy == "strict"
    assert audit(tree, matrix=loaded, as_of=DAY, config=Configuration()).policy == "standard"


def test_without_a_matrix_the_bundled_one_is_asked_and_without_a_day_today() -> None:
    report = audit(MemoryTree(project({"auth0": "1.0.0"})))
    assert [info.name for info in report.matrices] == ["auth0"]
    assert report.as_of >= "2026"


def test_the_package_has_the_documented_names_and_no_others() -> None:
    assert auditor.audit is audit
    with pytest.raises(AttributeError, match="nonsense"):
        _ = auditor.nonsense


# Options without argparse


TABLE = (
    Option("--quiet", "q", group="loud"),
    Option("--verbose", "v", group="loud"),
    Option("--format", "f", choices=("text", "json"), default="text"),
    Option("--output", "o", metavar="FILE", many=True),
    Option("--as-of", "d", metavar="DAY", check=command.day),
)
PATHS = Positional("paths", "PATH", "p", (".",))
ONE = Positional("subject", "NAME", "n", one=True)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["a", "b"],
        ["--quiet"],
        ["--quiet", "--quiet"],
        ["--format", "json", "a"],
        ["--format=json"],
        ["--output", "a", "--output=b"],
        ["--output="],
        ["--as-of", "2026-01-02"],
        ["--", "-a"],
    ],
    ids=" ".join,
)
def test_the_quick_reading_of_options_is_argparses_or_none(words: list[str]) -> None:
    import argparse

    parser = argparse.ArgumentParser(allow_abbrev=False)
    fill(parser, TABLE, PATHS)
    read = quick(TABLE, PATHS, words)
    expected = vars(parser.parse_args(words))
    assert read is None or vars(read) == expected
    assert read is not None or words in (["--quiet", "--quiet"], ["--", "-a"])


@pytest.mark.parametrize(
    "words",
    [
        ["--quiet", "--verbose"],
        ["--quiet=1"],
        ["--format"],
        ["--format", "pdf"],
        ["--format", "--quiet"],
        ["--as-of", "x"],
        ["--none"],
        ["-x"],
    ],
    ids=" ".join,
)
def test_what_argparse_refuses_is_not_read_quickly(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    import argparse

    parser = argparse.ArgumentParser(allow_abbrev=False)
    fill(parser, TABLE, PATHS)
    assert quick(TABLE, PATHS, words) is None
    with pytest.raises(SystemExit):
        parser.parse_args(words)
    assert "error: " in capsys.readouterr().err


@pytest.mark.parametrize(("words", "subject"), [(["a"], "a"), ([], None), (["a", "b"], None)])
def test_a_single_word_is_just_one(words: list[str], subject: str | None) -> None:
    import argparse

    parser = argparse.ArgumentParser()
    fill(parser, (), ONE)
    read = quick((), ONE, words)
    assert (read and read.subject) == subject
    if subject:
        assert parser.parse_args(words).subject == subject


# The command line


@pytest.mark.parametrize(
    ("raised", "status"),
    [(KeyboardInterrupt, 130), (Terminated, 143), (BrokenPipeError, 1)],
    ids=["interrupted", "terminated", "nobody reads"],
)
def test_what_ends_a_run_early_has_its_own_status(
    raised: type[BaseException], status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_: object) -> None:
        raise raised

    with (tmp_path / "out").open("w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr("auditor.commands.check.audit", stop)
        assert main(["check", str(tmp_path), "--matrix", str(ACME)]) == status


def test_a_stream_that_cannot_be_reconfigured_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    assert main(["check", str(tmp_path), "--matrix", str(ACME), "--as-of", DAY]) == 0
    assert out.getvalue().startswith("Nothing to audit")


def test_a_commands_help_lists_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "--help"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert all(option.flag in out for option in command.OPTIONS)


@pytest.mark.parametrize(
    ("choice", "environment", "terminal", "expected"),
    [
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {}, True, True),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {}, False, False),
    ],
)
def test_colours_follow_the_option_then_the_environment_then_the_terminal(
    choice: str, environment: dict[str, str], terminal: bool, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert command._color(choice, terminal=terminal) is expected


def failing(*_: object) -> Any:
    raise OSError(25, "Inappropriate ioctl for device")


@pytest.mark.parametrize(
    ("size", "width"),
    [(lambda _: os.terminal_size((132, 40)), 132), (lambda _: os.terminal_size((10, 40)), 40), (failing, 80)],
    ids=["as wide as the terminal", "never too narrow", "80 where it cannot be asked"],
)
def test_the_width_is_the_terminals(
    size: Callable[[int], os.terminal_size], width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

        def fileno(self) -> int:
            return 1

    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr(os, "get_terminal_size", size)
    assert command._width() == width


def test_a_base_on_another_drive_is_shown_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def apart(*_: object) -> str:
        raise ValueError("path is on mount 'D:'")

    monkeypatch.setattr("os.path.relpath", apart)
    assert command._prefix("D:/work/", "C:/") == "D:/work/"

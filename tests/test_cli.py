"""The command line: exit statuses, what goes where, files whole or not at all, and one line for each mistake."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from auditor import __version__, audit, load_matrix, versions
from auditor.cli import main
from auditor.errors import UserError
from trees import ACME, DAY, lockfile, manifest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project whose one package is outdated: a warning."""
    (tmp_path / "package.json").write_text(manifest({"@acme/sdk": "^3.0.0"}))
    (tmp_path / "package-lock.json").write_text(lockfile({"@acme/sdk": "3.1.0"}, {"@acme/sdk": "^3.0.0"}))
    return tmp_path


def run(*words: str) -> int:
    return main([*words, "--matrix", str(ACME), "--as-of", DAY])


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ([], 0),
        (["--fail-on", "warning"], 1),
        (["--fail-on", "note"], 1),
        (["--fail-on", "never", "--policy", "strict"], 0),
        (["--policy", "strict"], 1),
        (["--policy", "lenient", "--fail-on", "warning"], 0),
    ],
)
@pytest.mark.parametrize("report", ["text", "json", "sarif"])
def test_the_status_is_the_same_for_every_format(
    words: list[str], status: int, report: str, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", str(shop), "--format", report, *words) == status
    assert capsys.readouterr().err == ""


def test_check_is_the_default_command(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(shop)) == 0
    assert "MA103" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "nowhere does not exist; give a folder or a file of a project"),
        (["--as-of", "2026-02-30"], "not a day of the calendar: '2026-02-30'; write YYYY-MM-DD"),
        (["--format", "pdf"], "invalid choice: 'pdf'"),
        (["--output", "report.pdf"], "the name does not say which format; write FORMAT=FILE"),
        (["--output", "json="], "names no file; write json=FILE"),
        (["--output", "no/such/folder/a.json"], "no/such/folder/a.json cannot be written: no such file or directory"),
        (["--matrix", "nosuch"], "nosuch: no matrix there"),
        (["--config", "missing.toml"], "missing.toml cannot be opened: no such file or directory"),
        (["--bogus"], "unrecognized arguments: --bogus"),
    ],
)
def test_a_mistake_is_one_line_and_status_2(
    words: list[str], said: str, shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop)
    try:
        status = main(["check", *words])
    except SystemExit as end:
        status = int(end.code or 0)
    captured = capsys.readouterr()
    assert status == 2
    assert said in captured.err
    assert "Traceback" not in captured.err
    assert captured.out == ""


def test_a_bad_configuration_is_status_2_and_names_its_line(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / ".matrix-audit.toml").write_text('# ours\npolcy = "strict"\n')
    assert run(str(shop)) == 2
    assert ".matrix-audit.toml:2: " in capsys.readouterr().err


def test_nothing_to_audit_is_a_pass_unless_inputs_are_required(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(str(tmp_path)) == 0
    assert capsys.readouterr().out.startswith("Nothing to audit")
    assert run(str(tmp_path), "--require-inputs") == 2


@pytest.mark.parametrize("form", ["json", "junit"])
def test_what_is_said_of_the_matrix_fails_no_empty_tree(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    options = [str(tmp_path), "--matrix", str(ACME), "--as-of", "2030-01-01", "--fail-on", "warning", "--format", form]
    assert main(options) == 0
    shown = capsys.readouterr().out
    assert "MA902" in shown
    assert ('"verdict": "nothing-to-audit"' if form == "json" else 'failures="0"') in shown
    assert main([*options, "--require-inputs"]) == 2


def test_reports_are_written_beside_standard_output(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outputs = [str(shop / "a.sarif"), f"json={shop / 'b.txt'}", str(shop / "c.json")]
    assert run(str(shop), *(word for output in outputs for word in ("--output", output))) == 0
    assert "MA103" in capsys.readouterr().out
    assert json.loads((shop / "a.sarif").read_text())["version"] == "2.1.0"
    assert (shop / "b.txt").read_text() == (shop / "c.json").read_text()
    assert json.loads((shop / "c.json").read_text())["schema"] == "matrix-audit/1"
    assert not [name for name in os.listdir(shop) if name.endswith(".tmp")]


def test_the_same_tree_gives_the_same_bytes(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reports = []
    for _ in range(2):
        run(str(shop), "--format", "json")
        reports.append(capsys.readouterr().out)
    assert reports[0] == reports[1]


def test_a_file_stands_for_its_project(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "elsewhere").mkdir()
    (shop / "elsewhere" / "package.json").write_text(manifest({"@acme/extra": "1.1.0"}))
    run(str(shop / "package.json"), "--format", "json")
    report = json.loads(capsys.readouterr().out)
    assert [item["path"] for item in report["inputs"]] == ["package-lock.json", "package.json"]


def test_a_workspaces_file_stands_for_the_whole_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "packages" / "web").mkdir(parents=True)
    (tmp_path / "package.json").write_text(manifest(workspaces=["packages/*"]))
    (tmp_path / "packages" / "web" / "package.json").write_text(manifest({"@acme/sdk": "^3.0.0"}, name="web"))
    locked = lockfile(
        {
            "@acme/sdk": "3.1.0",
            "web": {"resolved": "packages/web", "link": True},
            "packages/web": {"name": "web", "dependencies": {"@acme/sdk": "^3.0.0"}},
        },
        workspaces=["packages/*"],
    )
    (tmp_path / "package-lock.json").write_text(locked)
    run(str(tmp_path / "packages" / "web" / "package.json"), "--format", "json")
    report = json.loads(capsys.readouterr().out)
    assert [item["path"] for item in report["inputs"]] == [
        "package-lock.json",
        "package.json",
        "packages/web/package.json",
    ]
    assert report["findings"][0]["paths"] == [["web", "@acme/sdk"]]


def test_several_paths_are_one_report_relative_to_what_they_share(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "package.json").write_text(manifest({"@acme/sdk": "3.1.0"}))
    run(str(tmp_path / "a"), str(tmp_path / "c"), "--format", "json")
    report = json.loads(capsys.readouterr().out)
    assert [finding["locations"][0]["path"] for finding in report["findings"]] == ["a/package.json", "c/package.json"]
    assert report["roots"] == ["a", "c"]


def test_configuration_above_the_audited_folder_counts(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".matrix-audit.toml").write_text('fail-on = "warning"\n')
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "package.json").write_text(manifest({"@acme/sdk": "3.1.0"}))
    assert run(str(tmp_path / "app")) == 1
    assert run(str(tmp_path / "app"), "--no-config") == 0


def test_ignores_can_be_left_out_of_account(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / ".matrix-audit.toml").write_text('[[ignore]]\nrule = "MA103"\nreason = "later"\n')
    assert run(str(shop), "--fail-on", "warning") == 0
    assert run(str(shop), "--fail-on", "warning", "--no-ignores") == 1
    capsys.readouterr()
    run(str(shop), "--show-suppressed")
    assert "later" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["check", "--version"], [".", "--version"], ["matrix", "--version"]], ids=" ".join)
def test_every_command_tells_the_version(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"matrix-audit {__version__}\n"


def test_version_and_overview(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"matrix-audit {__version__}\n"
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(f"\n  {name} " in out for name in ("check", "explain", "inventory", "matrix"))


def test_a_bug_of_ours_is_status_3_with_its_traceback(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.commands.check.audit", lambda _: 1 // 0)
    assert run(str(shop)) == 3
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_the_python_interface_gives_the_same_report(shop: Path) -> None:
    report = audit(shop, matrix=str(ACME), as_of=DAY)
    assert [finding.rule for finding in report.findings] == ["MA103"]
    assert audit(str(shop), matrix=[load_matrix(str(ACME))], as_of=DAY).findings == report.findings
    assert versions.satisfies("npm", "3.1.0", "^3.0.0") is True
    with pytest.raises(UserError, match="write YYYY-MM-DD"):
        audit(shop, as_of="tomorrow")


# Whole processes


def start(*words: str) -> subprocess.Popen[bytes]:
    program = [sys.executable, "-m", "auditor", *words]
    return subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.process
def test_a_reader_that_goes_away_is_no_traceback(shop: Path) -> None:
    process = start("check", str(shop), "--matrix", str(ACME), "--format", "json")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(30) not in {0, 3}


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(("sent", "statuses"), [(signal.SIGINT, {130, -2, 0, 1}), (signal.SIGTERM, {143, -15, 0, 1})])
def test_an_interrupt_leaves_no_half_written_file(sent: signal.Signals, statuses: set[int], shop: Path) -> None:
    (shop / "big").mkdir()
    table = {f"node_modules/p{number}": "1.0.0" for number in range(20_000)}
    (shop / "big" / "package-lock.json").write_text(lockfile(table))
    for delay in (0.05, 0.15, 0.25, 0.4):
        target = shop / "report.json"
        process = start("check", str(shop), "--matrix", str(ACME), "--output", str(target))
        time.sleep(delay)
        process.send_signal(sent)
        _, err = process.communicate(timeout=60)
        assert process.returncode in statuses or b"KeyboardInterrupt" in err
        assert not [name for name in os.listdir(shop) if name.endswith(".tmp")]
        if target.exists():
            json.loads(target.read_text())

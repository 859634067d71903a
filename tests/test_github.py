"""The action's own part: inputs and events as the runner gives them, the base of a change, and what the runner is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest

from auditor import github
from auditor.errors import UserError
from auditor.github import Change, base_of, change_of, check_of, inputs_of, outputs_of, summary_of
from git_repositories import commit, git, new_repository
from trees import ACME, DAY, lockfile, manifest

# Inputs


def test_inputs_that_are_not_given_choose_nothing() -> None:
    inputs = inputs_of({"INPUT_SUMMARY": "true", "INPUT_ANNOTATIONS": "true"})
    assert inputs == github.Inputs((".",), "", "", "", "", "", summary=True, annotations=True, args=())
    assert check_of(inputs, None, str).words == ("--format=github", ".")


def test_every_input_becomes_an_option() -> None:
    environment = {
        "INPUT_PATHS": "apps/shop\n\n  a b  \n-x\n",
        "INPUT_POLICY": "strict",
        "INPUT_FAIL_ON": "warning",
        "INPUT_CONFIG": "audit.toml",
        "INPUT_SINCE": "release",
        "INPUT_SARIF_FILE": "out/a.sarif",
        "INPUT_SUMMARY": "false",
        "INPUT_ANNOTATIONS": "Off",
        "INPUT_ARGS": "--as-of 2026-01-01\n--matrix 'my matrix'",
    }
    inputs = inputs_of(environment)
    assert not inputs.summary
    assert check_of(inputs, None, str).words == (
        "--policy=strict",
        "--fail-on=warning",
        "--config=audit.toml",
        "--since=release",
        "--output=sarif=out/a.sarif",
        "--as-of",
        "2026-01-01",
        "--matrix",
        "my matrix",
        "apps/shop",
        "a b",
        "./-x",
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        pytest.param("SUMMARY", "maybe", "summary: write true or false", id="no switch"),
        pytest.param("ARGS", "--matrix 'x", "args: no closing quotation; quote", id="a quote that is not closed"),
        pytest.param("SARIF_FILE", "a\nverdict=pass", "sarif-file: takes one line", id="a second line"),
    ],
)
def test_an_input_that_cannot_be_meant_is_refused(name: str, value: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        inputs_of({f"INPUT_{name}": value})


# Events

PULL = {"pull_request": {"base": {"sha": "b" * 40}, "head": {"sha": "c" * 40}}}


@pytest.mark.parametrize(
    ("name", "payload", "expected"),
    [
        pytest.param("push", {"before": "a" * 40}, None, id="a push has no base"),
        pytest.param("pull_request", PULL, Change("b" * 40, "c" * 40), id="a pull request"),
        pytest.param("pull_request_target", PULL, Change("b" * 40, "c" * 40), id="a pull request, in its base's name"),
        pytest.param("merge_group", {"merge_group": {"base_sha": "d" * 40}}, Change("d" * 40), id="a merge group"),
        pytest.param("pull_request", {"pull_request": []}, Change(""), id="a payload of another shape"),
        pytest.param("pull_request", None, Change(""), id="no payload"),
    ],
)
def test_what_an_event_proposes(name: str, payload: Any, expected: Change | None, tmp_path: Path) -> None:
    path = tmp_path / "event.json"
    if payload is not None:
        path.write_text(json.dumps(payload), encoding="utf-8-sig")
    assert change_of({"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path)}) == expected


# The words of the check

PLAIN = inputs_of({})
CHANGE = Change("b" * 40)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        pytest.param({}, ("--config-rev=base", "--since=base"), id="by default the base decides both"),
        pytest.param({"INPUT_SINCE": "none"}, ("--config-rev=base",), id="the whole tree if asked for"),
        pytest.param({"INPUT_SINCE": "v1"}, ("--config-rev=base", "--since=v1"), id="another revision"),
        pytest.param({"INPUT_ARGS": "--baseline a.json"}, ("--config-rev=base",), id="a former report instead"),
        pytest.param({"INPUT_ARGS": "--no-config"}, ("--since=base",), id="no configuration at all"),
        pytest.param({"INPUT_CONFIG": "a.toml"}, ("--config=a.toml", "--config-rev=base", "--since=base"), id="a file"),
    ],
)
def test_a_change_is_audited_by_its_base(environment: Mapping[str, str], expected: tuple[str, ...]) -> None:
    run = check_of(inputs_of(environment), CHANGE, lambda _: "base")
    assert tuple(word for word in run.words if word.startswith(("--config", "--since"))) == expected
    assert run.warning == ""


@pytest.mark.parametrize(
    ("environment", "distrusted", "said"),
    [
        pytest.param({}, True, ("whole tree", "own configuration", "fetch-depth: 2"), id="nothing chosen"),
        pytest.param({"INPUT_SINCE": "none"}, True, ("own configuration",), id="the whole tree was asked for"),
        pytest.param({"INPUT_ARGS": "--no-config"}, False, ("whole tree",), id="no configuration is used"),
        pytest.param({"INPUT_ARGS": "--no-config", "INPUT_SINCE": "none"}, False, (), id="neither needs the base"),
    ],
)
def test_without_the_base_the_run_is_stricter_and_says_so(
    environment: Mapping[str, str], distrusted: bool, said: tuple[str, ...]
) -> None:
    run = check_of(inputs_of(environment), CHANGE, lambda _: None)
    assert ({"--no-ignores", "--no-lowering"} <= set(run.words)) == distrusted
    assert not any(word.startswith(("--since", "--config-rev")) for word in run.words)
    assert all(part in run.warning for part in said)
    assert bool(run.warning) == bool(said)


# The base in the clone


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A project with an ignore on main, and a branch that brings an ended line in and tries to hide it, merged as a runner's checkout is."""
    root = new_repository(tmp_path / "origin")
    commit(root, {"README.md": "x"}, "first")
    old = {"package.json": manifest({"@acme/web": "^1.0.0"}), ".matrix-audit.toml": 'exclude = ["docs/"]\n'}
    lock = {"package-lock.json": lockfile({"@acme/web": "1.5.0"}, {"@acme/web": "^1.0.0"})}
    commit(root, old | lock, "an ended line on main")
    git(root, "switch", "-q", "-c", "topic")
    new = {f"shop/{path}": text for path, text in (old | lock).items() if path.startswith("package")}
    hidden = '[[ignore]]\nrule = "MA102"\nreason = "hush"\n[severity]\nMA102 = "off"\n'
    commit(root, new | {".matrix-audit.toml": hidden}, "another")
    git(root, "switch", "-q", "main")
    commit(root, {"README.md": "y"}, "main moves on")
    git(root, "switch", "-q", "--detach")
    git(root, "merge", "-q", "--no-ff", "-m", "merge", "topic")
    git(root, "branch", "merged")
    return root


def clone(origin: Path, depth: int, branch: str = "merged") -> Path:
    target = origin.parent / f"clone{depth}{branch}"
    git(origin.parent, "clone", "-q", "--depth", str(depth), "--branch", branch, origin.as_uri(), str(target))
    return target


def change_in(origin: Path, base: str = "main~1") -> Change:
    return Change(git(origin, "rev-parse", base), git(origin, "rev-parse", "topic"))


@pytest.mark.process
@pytest.mark.parametrize(
    ("depth", "branch", "expected"),
    [
        pytest.param(1, "merged", None, id="the default depth lacks it"),
        pytest.param(2, "merged", "HEAD^1", id="a depth of 2 has the first parent"),
        pytest.param(9, "merged", "HEAD^1", id="the first parent is newer than the event"),
        pytest.param(9, "topic", "the event's", id="the branch itself is checked out"),
        pytest.param(1, "topic", None, id="the branch itself, alone"),
    ],
)
def test_the_base_is_looked_for_in_the_clone(origin: Path, depth: int, branch: str, expected: str | None) -> None:
    change = change_in(origin)
    found = base_of(change, str(clone(origin, depth, branch)))
    assert found == (change.base if expected == "the event's" else expected)


@pytest.mark.process
def test_a_clone_without_the_files_of_the_base_lacks_it(origin: Path) -> None:
    git(origin, "config", "uploadpack.allowFilter", "true")
    git(origin, "switch", "-q", "merged")
    commit(origin, {"package.json": manifest({"@acme/web": "^2.0.0"})}, "on top")
    target = origin.parent / "partial"
    git(origin.parent, "clone", "-q", "--filter=blob:none", "--branch", "merged", origin.as_uri(), str(target))
    assert base_of(change_in(origin), str(target)) is None


def test_outside_a_repository_there_is_no_base(tmp_path: Path) -> None:
    assert base_of(CHANGE, str(tmp_path)) is None


@pytest.mark.process
def test_an_event_without_commits_has_no_base(origin: Path) -> None:
    assert base_of(Change(""), str(origin)) is None


# What the runner is told


def test_outputs_are_a_line_each() -> None:
    summary = {"verdict": "fail", "errors": 2, "warnings": 0, "notes": 4}
    assert outputs_of(summary, "a.sarif") == "verdict=fail\nerrors=2\nwarnings=0\nsarif-file=a.sarif\n"


def test_the_summary_says_first_what_was_different() -> None:
    assert summary_of("## PASS\n", "") == "## PASS\n"
    assert summary_of("## PASS\n", "the commit is not there") == "> The commit is not there\n\n## PASS\n"


def test_a_summary_is_never_so_large_that_it_is_dropped() -> None:
    assert len(summary_of("é" * 2**20, "x").encode()) < 2**20


class Step:
    """The action's step in a folder: its status and output, and the files that it wrote for the runner."""

    def __init__(self, status: int, folder: Path, printed: tuple[str, str]) -> None:
        self.status = status
        self.log, self.said = printed
        self.summary = (folder / "summary").read_text("utf-8")
        self.outputs = dict(line.split("=", 1) for line in (folder / "output").read_text("utf-8").splitlines())

    def commands(self, level: str) -> list[str]:
        return [line for line in self.log.splitlines() if line.startswith(f"::{level} ")]


class Steps(Protocol):
    """Runs the step in a folder, for an event and inputs."""

    def __call__(self, folder: Path, event: str, payload: Any = None, **inputs: str) -> Step: ...


@pytest.fixture
def step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Steps:
    def run(folder: Path, event: str, payload: Any = None, **inputs: str) -> Step:
        files = {name: tmp_path / name for name in ("output", "summary", "event")}
        files["output"].write_text("")
        files["summary"].write_text("")
        files["event"].write_text(json.dumps(payload))
        variables = {
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": str(files["event"]),
            "GITHUB_OUTPUT": str(files["output"]),
            "GITHUB_STEP_SUMMARY": str(files["summary"]),
            "INPUT_ARGS": f"--matrix '{ACME.as_posix()}' --as-of {DAY}",
        }
        for name, value in (variables | inputs).items():
            monkeypatch.setenv(name, value)
        for name in os.environ.keys() - variables.keys() - inputs.keys():
            if name.startswith("INPUT_"):
                monkeypatch.delenv(name)
        monkeypatch.chdir(folder)
        status = github.main()
        return Step(status, tmp_path, capfd.readouterr())

    return run


def payload_of(origin: Path) -> Any:
    change = change_in(origin)
    return {"pull_request": {"base": {"sha": change.base}, "head": {"sha": change.head}}}


@pytest.mark.process
def test_a_pull_request_fails_for_what_it_brings_in_and_cannot_hide_it(origin: Path, step: Steps) -> None:
    done = step(clone(origin, 2), "pull_request", payload_of(origin), INPUT_SARIF_FILE="a.sarif")
    assert (done.status, done.said) == (1, "")
    assert done.outputs == {"verdict": "fail", "errors": "1", "warnings": "0", "sarif-file": "a.sarif"}
    (error,) = done.commands("error")
    assert "file=shop/package.json,line=" in error
    assert done.commands("warning") == []
    assert done.summary.startswith("## FAIL: 1 error")
    assert "configuration as of" in done.summary
    assert json.loads((origin.parent / "clone2merged" / "a.sarif").read_text("utf-8"))["version"] == "2.1.0"


@pytest.mark.process
def test_without_the_base_everything_counts_and_one_warning_says_so(origin: Path, step: Steps) -> None:
    done = step(clone(origin, 1), "pull_request", payload_of(origin))
    assert done.status == 1
    assert done.outputs["errors"] == "2"
    (warning,) = [line for line in done.commands("warning") if "title=matrix-audit::" in line]
    assert warning.endswith("give actions/checkout the line fetch-depth: 2 (and no filter)")
    assert done.summary.startswith("> The commit that this change is based on")


@pytest.mark.process
def test_without_the_base_a_sound_project_passes(tmp_path: Path, step: Steps) -> None:
    root = new_repository(tmp_path / "sound")
    commit(root, {"package.json": manifest({})}, "first")
    done = step(root, "pull_request", {"pull_request": {"base": {"sha": "b" * 40}}}, INPUT_ARGS=f"--matrix '{ACME}'")
    assert (done.status, done.outputs["verdict"], len(done.commands("warning"))) == (0, "pass", 1)


@pytest.mark.process
def test_a_push_audits_the_whole_tree_by_its_own_configuration(origin: Path, step: Steps) -> None:
    done = step(clone(origin, 1), "push", INPUT_ANNOTATIONS="false", INPUT_SUMMARY="false")
    assert (done.status, done.outputs["errors"]) == (0, "0")  # the branch's own ignore holds here
    assert (done.log.count("::"), done.summary) == (0, "")
    main = step(clone(origin, 1, "main"), "push")
    assert (main.status, main.outputs["errors"]) == (1, "1")


@pytest.mark.process
def test_a_check_that_cannot_be_made_is_one_error_without_outputs(origin: Path, step: Steps) -> None:
    done = step(clone(origin, 1), "push", INPUT_PATHS="nowhere", INPUT_SARIF_FILE="a.sarif")
    assert (done.status, done.outputs, done.summary) == (2, {}, "")
    assert done.commands("error") == [
        "::error title=matrix-audit::nowhere does not exist; give a folder or a file of a project"
    ]
    refused = step(clone(origin, 2), "push", INPUT_SUMMARY="perhaps")
    assert (refused.status, len(refused.commands("error"))) == (2, 1)


@pytest.mark.process
def test_nothing_in_the_checkout_is_imported_or_run(origin: Path) -> None:
    folder = clone(origin, 1)
    for name in ("yaml", "json", "sitecustomize", "auditor", "dulwich", "subprocess"):
        (folder / f"{name}.py").write_text("raise SystemExit('run')\n")
    git(folder, "config", "core.fsmonitor", "touch ran")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "INPUT_"))}
    words = [sys.executable, "-I", "-m", "auditor.github"]
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "PASS" in done.stdout
    assert not (folder / "ran").exists()


@pytest.mark.process
def test_without_files_to_write_to_nothing_is_written(origin: Path, step: Steps) -> None:
    done = step(clone(origin, 1), "push", GITHUB_OUTPUT="", GITHUB_STEP_SUMMARY="")
    assert (done.status, done.outputs, done.summary) == (0, {}, "")

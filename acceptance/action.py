"""The action of this very tree, run by a real runner (act, on this machine) for pull requests and a push, and on an old Python.

``act`` takes the place of actions/checkout; the action itself is given to it as a folder, so that nothing is fetched but what
the action installs.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from pathlib import Path

from tools import ROOT, LeftOutError, accept, expect, git, note, program, said, tool, working_copy

WORKFLOW = """\
name: audit
on: [push, pull_request]
jobs:
  audit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v1
      - if: vars.OLD_PYTHON
        run: |
          mkdir "$RUNNER_TEMP/old"
          for name in python python3; do printf '#!/bin/sh\\nexit 1\\n' >"$RUNNER_TEMP/old/$name"; done
          chmod +x "$RUNNER_TEMP"/old/*
          echo "$RUNNER_TEMP/old" >>"$GITHUB_PATH"
      - id: audit
        uses: example/matrix-audit@v1
        with:
          sarif-file: found.sarif
      - if: always()
        run: echo "outputs $VERDICT,$ERRORS,$WARNINGS,$SARIF,$(test -s found.sarif && echo written)"
        env:
          VERDICT: ${{ steps.audit.outputs.verdict }}
          ERRORS: ${{ steps.audit.outputs.errors }}
          WARNINGS: ${{ steps.audit.outputs.warnings }}
          SARIF: ${{ steps.audit.outputs.sarif-file }}
"""
HIDING = """\
[severity]
MA102 = "off"
MA203 = "off"
"""


class Runs:
    """A project on main, a branch that brings a second one in and switches the rules off, and a runner's clones of the merge."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.source = working_copy(folder / "source")
        self.origin = folder / "origin"
        self.origin.mkdir()
        git(self.origin, "init", "-q", "-b", "main")
        storefront = ROOT / "examples" / "storefront"
        shutil.copytree(storefront, self.origin, dirs_exist_ok=True)
        workflow = self.origin / ".github" / "workflows" / "audit.yml"
        workflow.parent.mkdir(parents=True)
        workflow.write_text(WORKFLOW)
        self.commit("main")
        git(self.origin, "switch", "-q", "-c", "topic")
        shutil.copytree(storefront, self.origin / "shop")
        (self.origin / ".matrix-audit.toml").write_text(HIDING)
        self.commit("topic")
        git(self.origin, "switch", "-q", "main")
        (self.origin / "README.md").write_text("main moves on\n")
        self.commit("main again")
        git(self.origin, "switch", "-q", "-c", "merged")
        git(self.origin, "merge", "-q", "--no-ff", "-m", "merge", "topic")
        base, head = (git(self.origin, "rev-parse", name) for name in ("main~1", "topic"))
        payload = {
            "pull_request": {"number": 1, "base": {"ref": "main", "sha": base}, "head": {"ref": "topic", "sha": head}}
        }
        (folder / "event.json").write_text(json.dumps(payload))

    def commit(self, message: str) -> None:
        git(self.origin, "add", "-A")
        git(self.origin, "commit", "-qm", message)

    def act(self, event: str, depth: int, branch: str, *options: str) -> str:
        """The log of a run in a fresh clone; the job has to fail, for the project has errors."""
        clone = self.folder / f"{event}{depth}{len(options)}"
        git(self.folder, "clone", "-q", "--depth", depth, "--branch", branch, self.origin.as_uri(), clone)
        words = [tool("act"), event, "-P", "ubuntu-latest=-self-hosted", "--no-cache-server"]
        words += ["--action-cache-path", str(self.folder / "cache")]
        words += ["--local-repository", f"example/matrix-audit@v1={self.source}"]
        words += ["--eventpath", str(self.folder / "event.json")] if event == "pull_request" else []
        return said([*words, *options], clone, status=1)


def outputs(log: str) -> list[str]:
    found = re.findall(r"\| outputs (.*)", log)
    return str(found[-1]).strip().split(",") if found else []


def marks(log: str, level: str) -> list[str]:
    return re.findall(rf"[^\x1b |]\s+(::{level} .*)", log)


def main() -> None:
    if os.name == "nt":
        raise LeftOutError("act runs steps on the host on Linux and macOS alone")
    program("bash")
    with tempfile.TemporaryDirectory() as name:
        runs = Runs(Path(name))

        log = runs.act("pull_request", 2, "merged")
        found = outputs(log)
        expect(found[0] == "fail" and found[3:] == ["found.sarif", "written"], f"outputs {found}\n{log}")
        errors = marks(log, "error")
        expect(len(errors) == int(found[1]) > 0, f"{len(errors)} annotations, outputs {found}\n{log}")
        expect(all("file=shop/" in line for line in errors), f"an old finding counts: {errors}")
        expect("configuration as of `HEAD^1 (" in log, "the summary does not say whose configuration it was")
        expect("Summary - ## FAIL: " in log, "no summary")
        note(
            f"pull request, depth 2: {found[1]} errors, {found[2]} warnings, all of them new; the branch could not hide them"
        )

        log = runs.act("pull_request", 1, "merged")
        whole = outputs(log)
        warned = [line for line in marks(log, "warning") if "title=matrix-audit::" in line]
        expect(len(warned) == 1 and "fetch-depth: 2" in warned[0], f"warnings {warned}\n{log}")
        expect(int(whole[1]) > int(found[1]), f"outputs {whole}")
        expect(
            "Summary - > The commit that this change is based on" in log, "the summary does not say what was different"
        )
        note(f"pull request, depth 1: {whole[1]} errors in the whole tree, one warning")

        log = runs.act("push", 1, "main")
        pushed = outputs(log)
        expect(pushed[0] == "fail" and "title=matrix-audit::the commit" not in log, f"outputs {pushed}\n{log}")
        note(f"push: {pushed[1]} errors, {pushed[2]} warnings in the whole tree")

        log = runs.act("push", 1, "main", "--var", "OLD_PYTHON=1")
        (line,) = marks(log, "error")
        expect("needs Python 3.11 or later; add a step before it: uses: actions/setup-python" in line, line)
        expect(outputs(log) == ["", "", "", "", ""], f"outputs {outputs(log)}")
        note("an old Python: one line")


if __name__ == "__main__":
    accept(main)

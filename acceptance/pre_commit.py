"""The pre-commit hook of this very tree in a scratch repository: it fails, passes, does not run for nothing, and is quick."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from pathlib import Path

from tools import ROOT, accept, expect, git, note, said, tool, working_copy

CONFIGURATION = """\
default_install_hook_types: [pre-commit, pre-push]
repos:
  - repo: {source}
    rev: {revision}
    hooks:
      - id: matrix-audit
      - id: matrix-audit-all
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, scratch = working_copy(folder / "source"), folder / "scratch"
        shutil.copytree(ROOT / "examples" / "storefront", scratch)
        git(scratch, "init", "-q", "-b", "main")
        git(scratch, "add", "-A")
        git(scratch, "commit", "-qm", "one")
        home = {"PRE_COMMIT_HOME": str(folder / "home")}
        tries(scratch, source, home)
        runs(scratch, source, home)


def tries(scratch: Path, source: Path, home: dict[str, str]) -> None:
    """``try-repo``: pass, fail, and no run when no relevant file has changed."""
    words = [tool("pre-commit"), "try-repo", source, "matrix-audit", "--color=never"]
    manifest = scratch / "package.json"
    before = manifest.read_text("utf-8")
    (scratch / "README.md").write_text("x\n")
    git(scratch, "add", "README.md")
    text = said(words, scratch, more=home)
    expect("(no files to check)Skipped" in text, f"ran for a README:\n{text}")
    manifest.write_text(before + "\n")
    git(scratch, "add", "-A")
    text = said(words, scratch, status=1, more=home)
    expect("MA102  @auth0/auth0-spa-js" in text, f"no finding:\n{text}")
    sound = json.loads(before)
    sound.pop("browserslist", None)
    sound["dependencies"] = {}
    sound.pop("devDependencies", None)
    manifest.write_text(json.dumps(sound, indent=2))
    (scratch / "package-lock.json").unlink()
    git(scratch, "add", "-A")
    text = said(words, scratch, more=home)
    expect("Passed" in text, f"did not pass:\n{text}")
    note("try-repo: skipped for a README, failed for an old release line, passed without it")


def runs(scratch: Path, source: Path, home: dict[str, str]) -> None:
    """From a configuration: the environment is made once, and a second run takes no time to speak of."""
    text = CONFIGURATION.format(source=source, revision=git(source, "rev-parse", "HEAD"))
    (scratch / ".pre-commit-config.yaml").write_text(text)
    git(scratch, "add", "-A")
    times = []
    for _ in range(2):
        begun = time.monotonic()
        said([tool("pre-commit"), "run", "matrix-audit", "--color=never"], scratch, more=home)
        times.append(time.monotonic() - begun)
    expect(times[1] < 5, f"a second run takes {times[1]:.1f} s")
    text = said([tool("pre-commit"), "run", "--hook-stage", "manual", "--color=never"], scratch, more=home)
    expect("matrix-audit (always)" in text, f"the manual stage does not run it:\n{text}")
    note(f"first run {times[0]:.1f} s, second run {times[1]:.2f} s")


if __name__ == "__main__":
    accept(main)

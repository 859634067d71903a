"""Runs what needs registries, a browser or a runner: ``python acceptance/run.py [NAME...]`` (``make acceptance``).

Installs the locked tools under ``.acceptance`` first. What is not to be had on a machine is left out, and said to be; only
what was tried and went wrong makes the status 1.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tools import BIN, FAILED, HOME, LEFT_OUT, NODE, PYTHON

HERE = Path(__file__).resolve().parent
TESTS = ("workflows", "pre_commit", "action", "sarif", "formats", "parity", "page")


def install_python() -> str:
    """The tools from the Python package index; what went wrong, if anything did."""
    lock = HERE / "requirements.lock"
    if is_current(PYTHON, lock):
        return ""
    shutil.rmtree(PYTHON, ignore_errors=True)
    pip = [BIN / "python", "-m", "pip", "install", "--quiet", "--no-color", "--disable-pip-version-check", "--no-deps"]
    steps = [[sys.executable, "-m", "venv", PYTHON], [*pip, "--require-hashes", "--requirement", lock]]
    return installed(PYTHON, steps, lock)


def install_node() -> str:
    """The tools from npm; none of their scripts is run."""
    if not shutil.which("npm"):
        return "npm is not installed"
    lock = HERE / "package-lock.json"
    if is_current(NODE, lock):
        return ""
    shutil.rmtree(NODE, ignore_errors=True)
    NODE.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, NODE)
    npm = str(shutil.which("npm"))
    return installed(NODE, [[npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]], lock)


def installed(folder: Path, steps: Sequence[Sequence[object]], lock: Path) -> str:
    """Take the steps; the last line of the one that fails, else nothing."""
    folder.parent.mkdir(exist_ok=True)
    for step in steps:
        words = [str(word) for word in step]
        cwd = folder if folder.is_dir() else HERE
        done = subprocess.run(words, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            return ((done.stderr or done.stdout).strip().splitlines() or [f"ended with {done.returncode}"])[-1]
    (folder / ".lock").write_text(digest(lock))
    return ""


def is_current(folder: Path, lock: Path) -> bool:
    mark = folder / ".lock"
    return mark.is_file() and mark.read_text() == digest(lock)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(chosen: Sequence[str]) -> int:
    """Install, run, and sum up."""
    unknown = set(chosen) - set(TESTS)
    if unknown:
        sys.stderr.write(f"no acceptance test is called {', '.join(sorted(unknown))}; there are: {', '.join(TESTS)}\n")
        return 2
    for what, problem in (("Python tools", install_python()), ("npm tools", install_node())):
        if problem:
            say(f"{what}: not installed: {problem}")
    counts = {0: 0, FAILED: 0, LEFT_OUT: 0}
    for name in chosen or TESTS:
        say(f"{name}")
        begun = time.monotonic()
        status = subprocess.run([sys.executable, HERE / f"{name}.py"], check=False, stdin=subprocess.DEVNULL).returncode
        verdict = {0: "passed", LEFT_OUT: "left out"}.get(status, "FAILED")
        say(f"{name}: {verdict} in {time.monotonic() - begun:.0f} s")
        counts[status if status in counts else FAILED] += 1
    say(f"acceptance: {counts[0]} passed, {counts[FAILED]} failed, {counts[LEFT_OUT]} skipped")
    return 1 if counts[FAILED] else 0


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    HOME.mkdir(exist_ok=True)
    raise SystemExit(main(sys.argv[1:]))

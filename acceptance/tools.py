"""Where the acceptance tests find what they use, how they say that it is absent, and how they end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".acceptance"
PYTHON = HOME / "python"
NODE = HOME / "node"
BIN = PYTHON / ("Scripts" if os.name == "nt" else "bin")
FAILED, LEFT_OUT = 1, 77
# What pip says where there is no network.
UNREACHABLE = ("(from versions: none)", "NewConnectionError", "ConnectTimeoutError", "ProxyError")


class LeftOutError(Exception):
    """Something that a test needs is not on this machine."""


def tool(name: str) -> str:
    """A program that was installed for the acceptance tests from the Python package index."""
    found = shutil.which(name, path=str(BIN))
    if not found:
        raise LeftOutError(f"{name} could not be installed")
    return found


def package(name: str) -> Path:
    """The folder of an npm package that was installed for the acceptance tests."""
    folder = NODE / "node_modules" / name
    if not folder.is_dir():
        raise LeftOutError(f"the npm package {name} could not be installed")
    return folder


def program(*names: str) -> str:
    """A program of this machine, by the first of some names that is there."""
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        raise LeftOutError(f"{names[0]} is not installed")
    return found


def said(
    words: Sequence[object],
    folder: Path = ROOT,
    *,
    status: int | None = 0,
    more: Mapping[str, str] | None = None,
    errors: bool = True,
) -> str:
    """What a program prints, with ``errors`` on standard error as well; it has to end with ``status``, unless that is None."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env={**os.environ, **(more or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if errors else None,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode and any(text in done.stdout for text in UNREACHABLE):
        raise LeftOutError("the package index cannot be reached")
    expect(status in {None, done.returncode}, f"{words[0]} ended with {done.returncode}:\n{done.stdout[-6000:]}")
    return done.stdout


def auditor(*words: object, folder: Path = ROOT, status: int | None = 0) -> str:
    """What the program itself prints on standard output."""
    return said([sys.executable, "-I", "-m", "auditor", *words], folder, status=status, errors=False)


def git(folder: Path, *words: object) -> str:
    """What git says in a folder."""
    who = {f"GIT_{role}_{what}": "x@example.test" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return said([program("git"), "-C", folder, *words], more=who | alone).strip()


def working_copy(target: Path) -> Path:
    """A git repository with the project as it stands in the working tree, so that what is not committed is tested as well."""
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    for path in filter(None, listed):
        if (ROOT / path).is_file():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, target / path)
    git(target, "init", "-q", "-b", "main")
    git(target, "add", "-A")
    git(target, "commit", "-qm", "all")
    return target


def expect(holds: object, text: str) -> None:
    """Ends the test where something does not hold."""
    if not holds:
        raise AssertionError(text)


def note(text: str) -> None:
    """A line on what was seen."""
    sys.stdout.write(f"  {text}\n")
    sys.stdout.flush()


def accept(test: Callable[[], None]) -> None:
    """Run a test and end with what it comes to: 0, 1, or 77 where something is not here."""
    try:
        test()
    except LeftOutError as reason:
        note(f"left out: {reason}")
        raise SystemExit(LEFT_OUT) from None
    except AssertionError as failure:
        note(f"FAILED: {failure}")
        raise SystemExit(FAILED) from None

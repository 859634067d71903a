"""Runs the commands that bring lockfiles in line: the only place where a process is started, and only for ``fix --run``.

No shell is involved; what a command prints goes where this program's own output goes.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Callable, Sequence

from auditor.results import Command


def run_all(root: str, commands: Sequence[Command], say: Callable[[str], None]) -> int:
    """Run commands in order, each in its folder below ``root``; 0 if all ended well, else 1.

    After one that fails, the others of the same folder are left out, and said to be.
    """
    failed: set[str] = set()
    for number, command in enumerate(commands, 1):
        shown = f"{command.run} (in {command.cwd})"
        if command.cwd in failed:
            say(f"left out: {shown}")
            continue
        say(f"running {number} of {len(commands)}: {shown}")
        problem = _run(os.path.join(root, *command.cwd.split("/")), command.run)
        if problem:
            failed.add(command.cwd)
            say(f"{shown} {problem}; the lockfile may be as it was: run it by hand")
    return int(bool(failed))


def _run(folder: str, line: str) -> str | None:
    """Run one command line; what went wrong in words, None if nothing did."""
    words = shlex.split(line)
    program = _program(folder, words[0])
    if program is None:
        return f"was not started: {words[0]} is not installed"
    try:
        status = subprocess.run([program, *words[1:]], cwd=folder, check=False).returncode  # noqa: S603 - the list was shown
    except OSError as error:
        return f"was not started: {(error.strerror or str(error)).lower()}"
    return None if status == 0 else f"ended with status {status}"


def _program(folder: str, name: str) -> str | None:
    """Where a program is: on the search path, or a wrapper that the project has (``./gradlew``)."""
    if name.startswith("./"):
        own = os.path.join(folder, name[2:])
        return own if os.path.isfile(own) else None
    return shutil.which(name)

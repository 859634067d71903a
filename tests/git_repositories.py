"""Makes git repositories for tests, with git itself. What uses it is marked ``process``."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

_WHO = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "x"), ("EMAIL", "x@example.test"))
}
_ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
_CLOCK = [1_700_000_000]


def git(folder: Path, *words: str) -> str:
    """What git says in a folder. Each call is a minute after the one before, so that dates order commits."""
    _CLOCK[0] += 60
    day = f"{_CLOCK[0]} +0000"
    environment = {**os.environ, **_WHO, **_ALONE, "GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
    done = subprocess.run(
        ["git", "-C", str(folder), *words], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def new_repository(folder: Path, *options: str) -> Path:
    """An empty repository with the branch main."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main", *options)
    return folder


def commit(folder: Path, files: Mapping[str, str | None], message: str, links: Mapping[str, str] | None = None) -> str:
    """Write files (None removes one) and links, commit everything, and give the commit's id."""
    for path, text in files.items():
        target = folder / path
        if text is None:
            target.unlink()
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    for path, to in (links or {}).items():
        (folder / path).symlink_to(to)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", message)
    return git(folder, "rev-parse", "HEAD")

"""What npm and pip say: npm is run as a process, and pip tells which index it is set up to use.

The address of neither registry stands here: each client has its own settings, proxy, certificates and credentials.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

from auditor.download import DownloadError
from auditor.maintain.ask import Missing

SECONDS = 120


def npm_view(name: str) -> dict[str, Any]:
    """``versions`` and ``time`` of a package as ``npm view --json`` prints them."""
    if not re.fullmatch(r"(@[a-z0-9~][a-z0-9._~-]*/)?[a-z0-9~][a-z0-9._~-]*", name):
        raise DownloadError(f"npm: {name} is no name of a package")
    said = _run(["npm", "view", name, "versions", "time", "--json"], f"npm view {name}")
    try:
        found: Any = json.loads(said.stdout or "{}")
    except ValueError:
        raise DownloadError(f"npm view {name}: did not print JSON") from None
    if isinstance(found, dict) and "error" in found:
        error = found["error"] if isinstance(found["error"], dict) else {}
        kind = Missing if error.get("code") == "E404" else DownloadError
        raise kind(f"npm view {name}: {error.get('code') or 'failed'}")
    if said.returncode or not isinstance(found, dict) or not isinstance(found.get("time"), dict):
        raise DownloadError(f"npm view {name}: no versions and times (status {said.returncode})")
    return found


def pip_index() -> str:
    """The index that pip is set up to use, by its configuration or else by its own default; ends without a slash."""
    listed = _run([sys.executable, "-m", "pip", "config", "list"], "pip config list").stdout
    settings = dict(re.findall(r"^(\S+)='(.*)'$", listed, re.MULTILINE))
    for key in (":env:.index-url", "install.index-url", "global.index-url"):
        if settings.get(key):
            return str(settings[key]).rstrip("/")
    told = _run([sys.executable, "-m", "pip", "help", "install"], "pip help install").stdout
    default = re.search(r"--index-url <url>.*?\(default\s+(\S+?)\)", told, re.DOTALL)
    if default is None:
        raise DownloadError("pip does not say which index it uses; set index-url in its configuration")
    return default[1].rstrip("/")


def _run(command: list[str], shown: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 - a fixed command; the name was checked
            command, capture_output=True, encoding="utf-8", errors="replace", timeout=SECONDS, check=False
        )
    except FileNotFoundError:
        raise DownloadError(f"{shown}: {command[0]} is not installed") from None
    except subprocess.TimeoutExpired:
        raise DownloadError(f"{shown}: no answer within {SECONDS} s", again=True) from None

"""What a plain check imports: a hook pays for it every time, so what is heavy and not needed stays out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.compile_matrix import compile_folder

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {
    "asyncio",
    "concurrent.futures",
    "ctypes",
    "dataclasses",
    "difflib",
    "email",
    "hashlib",
    "html.parser",
    "http.client",
    "importlib.metadata",
    "importlib.resources",
    "inspect",
    "logging",
    "multiprocessing",
    "packaging",
    "pathlib",
    "pathspec",
    "pip_audit",
    "requests",
    "socket",
    "ssl",
    "subprocess",
    "tempfile",
    "tomli",
    "tomllib",
    "unittest",
    "urllib.request",
    "xml.parsers.expat",
    "yaml",
    "zipfile",
}


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The matrix in the form that an installed program reads; a checkout reads YAML instead."""
    path = tmp_path_factory.mktemp("matrix") / "auth0.json"
    path.write_text(json.dumps(compile_folder(str(ROOT / "matrix" / "auth0"))), "utf-8")
    return path


def imported(*words: str, folder: Path) -> set[str]:
    """The modules that the program imports beyond those of a bare Python."""
    bare = {name.strip() for name in loaded(["-c", "pass"], folder)}
    return {name.strip() for name in loaded(["-m", "auditor", *words], folder)} - bare


def loaded(words: list[str], folder: Path) -> list[str]:
    command = [sys.executable, "-X", "importtime", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return [line.rpartition("|")[2] for line in done.stderr.splitlines() if line.startswith("import time:")]


@pytest.mark.process
def test_a_check_of_an_npm_project_imports_nothing_heavy(compiled: Path, tmp_path: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_bytes((ROOT / "examples" / "storefront" / name).read_bytes())
    seen = imported("check", "--matrix", str(compiled), folder=tmp_path)
    assert "auditor.rules.packages" in seen
    assert not seen & HEAVY


@pytest.mark.process
@pytest.mark.parametrize("words", [["--version"], ["--help"]], ids=["the version", "the help"])
def test_short_answers_import_nothing_heavy(words: list[str], tmp_path: Path) -> None:
    seen = imported(*words, folder=tmp_path)
    assert "auditor.cli" in seen
    assert not seen & HEAVY
    assert words == ["--help"] or not seen & {"argparse", "auditor.commands", "json", "re", "signal"}

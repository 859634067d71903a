"""Whole small projects: each report byte for byte, and the exit status, whatever the machine's hash seed, locale and time zone.

A case is ``projects/<case>/tree`` with the options of the run beside it. To write what the program says now into every case, and
then read the difference: ``python tests/test_projects.py``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import auditor

HERE = Path(__file__).parent
PROJECTS = HERE / "projects"
CASES = sorted(path.name for path in PROJECTS.iterdir() if (path / "options.json").is_file())
FIXED = ("--matrix", str(HERE / "matrices" / "acme"), "--as-of", "2026-06-10")
MACHINES = {
    "a plain machine": {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "UTC"},
    "another machine": {
        "PYTHONHASHSEED": "977",
        "LC_ALL": "C.UTF-8",
        "LANG": "tr_TR.UTF-8",
        "TZ": "Pacific/Kiritimati",
    },
}
ADVICE = "if this is as it should be: python tests/test_projects.py, and read the difference"


def reports(case: str, folder: Path, machine: dict[str, str]) -> dict[str, str]:
    """What a run on a copy of the case's tree writes and says, by the name of the file that holds the expected."""
    tree, out = folder / "tree", folder / "out"
    shutil.copytree(PROJECTS / case / "tree", tree)
    (tree / ".git").mkdir()
    out.mkdir()
    options = json.loads((PROJECTS / case / "options.json").read_text(encoding="utf-8"))
    written = {"expected.json": "json", "expected.sarif": "sarif"}
    words = [word for name, kind in written.items() for word in ("--output", f"{kind}={out / name}")]
    done = subprocess.run(
        [sys.executable, "-m", "auditor", "check", *FIXED, *options, *words],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(HERE.parent), "NO_COLOR": "1", **machine},
        capture_output=True,
        check=False,
    )
    said = {"expected.txt": done.stdout.decode()}
    said |= {name: (out / name).read_text(encoding="utf-8") for name in written}
    said["expected.sarif"] = compact(said["expected.sarif"])
    said = {name: text.replace(auditor.__version__, "VERSION") for name, text in said.items()}
    return {**said, "expected.status": f"{done.returncode}\n", "expected.stderr": done.stderr.decode()}


def compact(sarif: str) -> str:
    """A log on one line, of the rules only their ids: what they mean is the same for every project."""
    log = json.loads(sarif)
    driver = log["runs"][0]["tool"]["driver"]
    driver["rules"] = [rule["id"] for rule in driver["rules"]]
    return json.dumps(log, separators=(",", ":")) + "\n"


@pytest.mark.process
@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
@pytest.mark.parametrize("case", CASES)
def test_a_projects_reports_and_status_are_those_expected(case: str, machine: dict[str, str], tmp_path: Path) -> None:
    for name, text in reports(case, tmp_path, machine).items():
        expected = PROJECTS / case / name
        assert text == (expected.read_text(encoding="utf-8") if expected.exists() else ""), f"{case}/{name}; {ADVICE}"


def test_the_cases_are_there() -> None:
    assert len(CASES) >= 8


if __name__ == "__main__":
    for known in CASES:
        with tempfile.TemporaryDirectory() as scratch:
            for file, content in reports(known, Path(scratch), MACHINES["a plain machine"]).items():
                target = PROJECTS / known / file
                target.unlink(missing_ok=True)
                if content:
                    target.write_text(content, encoding="utf-8")

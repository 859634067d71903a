from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import sample_report as sample
from auditor import reports

ROOT = Path(__file__).parent.parent


def test_each_format_says_its_name_and_endings() -> None:
    for name in reports.names():
        module = reports.load(name)
        assert name == module.NAME
        assert all(ending == ending.lower() and ending for ending in module.ENDINGS)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("out.sarif", "sarif"),
        ("out.sarif.json", "sarif"),
        ("a.b/OUT.JSON", "json"),
        ("out.txt", "text"),
        ("out.csv", None),
        ("json", None),
    ],
)
def test_the_longest_ending_of_a_file_name_decides(path: str, name: str | None) -> None:
    assert reports.format_for(path) == name


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"no report format 'yaml'; there are: .*sarif, text"):
        reports.load("yaml")


@pytest.mark.process
@pytest.mark.parametrize("name", ["json", "sarif", "text"])
def test_asking_for_one_format_imports_no_other(name: str) -> None:
    code = f"import sys; sys.path.insert(0, ''); from auditor import reports; reports.names(); reports.load({name!r}); "
    code += "print(*(m.removeprefix('auditor.reports.') for m in sys.modules if m.startswith('auditor.reports.')))"
    run = subprocess.run([sys.executable, "-I", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    # SARIF is JSON, written by the same function.
    assert set(run.stdout.split()) - {"_wording"} == ({"json", "sarif"} if name == "sarif" else {name})


@pytest.mark.parametrize("name", reports.names())
@pytest.mark.parametrize("foreign", sample.HOSTILE)
def test_no_format_lets_foreign_text_command_a_build_log(name: str, foreign: str) -> None:
    shown = reports.load(name).render(sample.hostile(foreign))
    shown.encode()
    assert all(line.isprintable() for line in shown.split("\n"))
    for line in shown.split("\n"):
        assert name == "github" or not line.strip().startswith("::")
        assert "##[" not in line
        assert "##vso" not in line

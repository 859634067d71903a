"""Constraints files of pip: they say which version there may be of what the requirements that name them ask for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from auditor.cli import main
from auditor.config import load
from auditor.matrix import load as load_matrix
from auditor.pipeline import Request, audit
from auditor.results import Report
from trees import DAY, MemoryTree

GLOBEX = Path(__file__).parent / "matrices" / "globex"


def check(files: Mapping[str, str]) -> Report:
    return audit(Request(MemoryTree(files), (load_matrix(str(GLOBEX)),), load, DAY))


def found(files: Mapping[str, str]) -> list[tuple[str, str, str | None, str | None]]:
    """The findings: rule, where they are mended, the version judged and what it has to become."""
    return [
        (
            finding.rule,
            f"{finding.locations[0].path}:{finding.locations[0].line}",
            finding.judged.component.version if finding.judged else None,
            finding.upgrade.edits[0].new if finding.upgrade and finding.upgrade.edits else None,
        )
        for finding in check(files).active()
        if finding.rule in {"MA102", "MA103", "MA107"}
    ]


@pytest.mark.parametrize(
    ("requirements", "constraints", "expected"),
    [
        pytest.param(
            "globex-login\n",
            "other==2\nglobex-login==0.9.0\n",
            [("MA102", "constraints.txt:2", "0.9.0", "==1.4.0")],
            id="a version for a bare name",
        ),
        pytest.param(
            "globex-login>=0.5\n",
            "globex-login==0.9.0\n",
            [("MA102", "constraints.txt:1", "0.9.0", "==1.4.0")],
            id="a version within a range",
        ),
        pytest.param(
            "globex-login>=0.5\n",
            "globex-login<1\n",
            [("MA102", "constraints.txt:1", None, ">=1.4.0,<2")],
            id="an upper bound for a range without one",
        ),
        pytest.param(
            "globex-login<1\n",
            "globex-login>=0.5\n",
            [("MA102", "requirements.txt:2", None, ">=1.4.0,<2")],
            id="a lower bound, where the requirement has the upper one",
        ),
        pytest.param(
            "globex-login<1\n",
            "globex-login<2\n",
            [("MA102", "requirements.txt:2", None, ">=1.4.0,<2")],
            id="an upper bound that admits what is wanted",
        ),
        pytest.param(
            "globex-login<1\n",
            "globex-login==0.9.0\n",
            [("MA102", "requirements.txt:2", None, ">=1.4.0,<2")],
            id="both keep it out",
        ),
        pytest.param("globex-login\n", "globex-login>=1.4\n", [], id="a bound that leaves what is supported"),
        pytest.param("globex-login>=0.5\n", "globex-login==1.4.0\n", [], id="a version that is supported"),
        pytest.param(
            "globex-login==0.9.0\n",
            "globex-login>=0.5\n",
            [("MA102", "requirements.txt:2", "0.9.0", "==1.4.0")],
            id="the requirement names the version itself",
        ),
        pytest.param(
            "globex-login\n",
            'globex-login<1; python_version < "3.8"\nglobex-login>=0.5; python_version >= "3.8"\n',
            [("MA107", "requirements.txt:2", None, "globex-login>=1.4.0,<2")],
            id="what hangs on the environment limits nothing",
        ),
    ],
)
def test_what_is_built_is_what_both_say(
    requirements: str, constraints: str, expected: list[tuple[str, str, str | None, str | None]]
) -> None:
    assert (
        found({"requirements.txt": f"-c constraints.txt\n{requirements}", "constraints.txt": constraints}) == expected
    )


def test_a_constraint_that_nobody_asks_for_has_no_path() -> None:
    files = {"requirements.txt": "-c constraints.txt\nother\n", "constraints.txt": "globex-login==0.9.0\n"}
    (finding,) = (finding for finding in check(files).active() if finding.rule == "MA102")
    assert (finding.locations[0].path, finding.paths) == ("constraints.txt", ())


@pytest.mark.parametrize(
    ("option", "path"),
    [
        ("-c constraints.txt", "constraints.txt"),
        ("-cconstraints.txt", "constraints.txt"),
        ("--constraint constraints.txt", "constraints.txt"),
        ("--constraint=../constraints-dev.txt", "constraints-dev.txt"),
        ("-c package_constraints.txt", "package_constraints.txt"),
    ],
)
def test_every_way_to_name_the_file(option: str, path: str) -> None:
    folder = "app/" if ".." in option else ""
    files = {f"{folder}requirements.txt": f"{option}\nglobex-login\n", path: "globex-login==0.9.0\n"}
    assert found(files) == [("MA102", f"{path}:1", "0.9.0", "==1.4.0")]
    assert {one.status for one in check(files).inputs} == {"read"}


def test_what_is_included_is_limited_as_well() -> None:
    files = {
        "requirements.txt": "-c constraints.txt\n-r requirements/base.txt\n",
        "requirements/base.txt": "-r more.txt\n-r base.txt\n",
        "requirements/more.txt": "globex-login\n",
        "constraints.txt": "globex-login==0.9.0\n",
    }
    assert found(files) == [("MA102", "constraints.txt:1", "0.9.0", "==1.4.0")]


def test_what_includes_a_file_that_names_constraints_is_limited_as_well() -> None:
    files = {
        "requirements/base.txt": "-c ../constraints.txt\nother\n",
        "requirements/production.txt": "-r base.txt\nglobex-login\n",
        "requirements/local.txt": "globex-login\n",
        "constraints.txt": "globex-login==0.9.0\n",
    }
    assert found(files) == [
        ("MA102", "constraints.txt:1", "0.9.0", "==1.4.0"),
        ("MA107", "requirements/local.txt:1", None, "globex-login>=1.4.0,<2"),
    ]


def test_a_file_that_nobody_names_limits_nothing() -> None:
    files = {"requirements.txt": "globex-login\n", "constraints.txt": "globex-login==0.9.0\n"}
    assert [rule for rule, *_ in found(files)] == ["MA102", "MA107"]


def test_the_compiled_file_says_what_is_built() -> None:
    files = {
        "requirements.in": "-c constraints.txt\nglobex-login\n",
        "requirements.txt": "# This file is autogenerated by pip-compile\nglobex-login==0.9.0\n    # via -r requirements.in\n",
        "constraints.txt": "globex-login==0.9.0\n",
    }
    assert found(files) == [("MA102", "constraints.txt:1", "0.9.0", "==1.4.0")]


@pytest.mark.parametrize("name", ["pins.txt", "https://pins.example.test/master"])
def test_a_file_that_is_not_read_is_named(name: str) -> None:
    (one,) = check({"requirements.txt": f"-c {name}\nother\n"}).inputs
    assert one.status == "partial"
    assert one.reason is not None
    assert f"takes versions from {name}" in one.reason


def test_fix_changes_the_constraint_once_for_all_that_name_it(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "requirements.txt").write_text("-c ../constraints.txt\nglobex-login\n")
    (tmp_path / "constraints.txt").write_text("# held\nglobex-login==1.0.0  # until June\n")
    assert main(["fix", str(tmp_path), "--matrix", str(GLOBEX), "--as-of", DAY]) == 0
    assert (tmp_path / "constraints.txt").read_text() == "# held\nglobex-login==1.4.0  # until June\n"
    assert (tmp_path / "a" / "requirements.txt").read_text() == "-c ../constraints.txt\nglobex-login\n"


@pytest.mark.parametrize(
    ("asked", "limit", "asked_after", "limit_after"),
    [
        pytest.param("==0.9.0", "==0.9.0", "==1.4.0", "==1.4.0", id="the same version in both"),
        pytest.param("==0.9.0", "<1.0", "==1.4.0", "<2.0", id="a version, and a bound below the next"),
        pytest.param("==0.9.0", "<3", "==1.4.0", "<3", id="a version, and a bound that lets the next in"),
        pytest.param(">=0.5,<1", "<1", ">=1.4,<2", "<2", id="a bound in both"),
        pytest.param("<1", "==0.9.0", ">=1.4.0,<2", "==1.4.0", id="a bound, and a version within it"),
    ],
)
def test_fix_changes_both_where_both_keep_a_release_out(
    tmp_path: Path, asked: str, limit: str, asked_after: str, limit_after: str
) -> None:
    requirements, constraints = tmp_path / "requirements.txt", tmp_path / "pins" / "package_constraints.txt"
    constraints.parent.mkdir()
    requirements.write_text(f"-c pins/package_constraints.txt\nglobex-login{asked}\n")
    constraints.write_text(f"other==1\nglobex-login{limit}\n")
    assert main(["fix", "--breaking", str(tmp_path), "--matrix", str(GLOBEX), "--as-of", DAY]) == 0
    assert requirements.read_text() == f"-c pins/package_constraints.txt\nglobex-login{asked_after}\n"
    assert constraints.read_text() == f"other==1\nglobex-login{limit_after}\n"


def test_where_one_of_both_is_no_text_to_edit_both_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "requirements.txt").write_text("-c constraints.txt\nglobex-login==0.9.0\n")
    (tmp_path / "constraints.txt").write_text("globex-login \\\n  <1\n")
    assert main(["fix", "--breaking", str(tmp_path), "--matrix", str(GLOBEX), "--as-of", DAY]) == 0
    assert "change what requirements.txt, constraints.txt says of globex-login to >=1.4.0,<2" in capsys.readouterr().out
    assert (tmp_path / "requirements.txt").read_text() == "-c constraints.txt\nglobex-login==0.9.0\n"


UV = """[project]
name = "app"
dependencies = ["{asked}"]
[tool.uv]
constraint-dependencies = ["other<3", {limits}]
[tool.uv.workspace]
members = ["members/*"]
"""
MEMBER = '[project]\nname = "{name}"\ndependencies = ["globex-login"]\n'


@pytest.mark.parametrize(
    ("asked", "limits", "expected"),
    [
        pytest.param(
            "globex-login", '"globex-login<1"', [("MA102", "pyproject.toml:5", None, ">=1.4.0,<2")], id="a bound"
        ),
        pytest.param(
            "globex-login<1",
            '"globex-login<1"',
            [("MA102", "pyproject.toml:3", None, ">=1.4.0,<2")],
            id="a bound in both",
        ),
        pytest.param(
            "globex-login",
            '\'globex-login<1; python_version < "3.8"\', 7, "=="',
            [("MA107", "pyproject.toml:3", None, "globex-login>=1.4.0,<2")],
            id="what hangs on the environment, or is no requirement",
        ),
    ],
)
def test_what_uv_is_told_as_constraints_limits_what_is_asked_for(
    asked: str, limits: str, expected: list[tuple[str, str, str | None, str | None]]
) -> None:
    assert found({"pyproject.toml": UV.format(asked=asked, limits=limits)}) == expected


def test_it_limits_the_members_of_the_workspace_and_nobody_else() -> None:
    files = {
        "app/pyproject.toml": UV.format(asked="other", limits='"globex-login<1"'),
        "app/members/api/pyproject.toml": MEMBER.format(name="api"),
        "app/elsewhere/pyproject.toml": MEMBER.format(name="elsewhere"),
        "beside/pyproject.toml": MEMBER.format(name="beside"),
    }
    assert found(files) == [
        ("MA107", "app/elsewhere/pyproject.toml:3", None, "globex-login>=1.4.0,<2"),
        ("MA102", "app/pyproject.toml:5", None, ">=1.4.0,<2"),
        ("MA107", "beside/pyproject.toml:3", None, "globex-login>=1.4.0,<2"),
    ]

"""``action.yml`` and what it installs: every input reaches the program, nothing is pasted into the script, everything is pinned."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import tomli
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent


def action() -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))


def test_every_input_reaches_the_program_through_the_environment() -> None:
    (step,) = action()["runs"]["steps"]
    expected = {f"INPUT_{name.upper().replace('-', '_')}": f"${{{{ inputs.{name} }}}}" for name in action()["inputs"]}
    assert step["env"] == expected
    assert "${{" not in step["run"]


def test_every_input_is_read() -> None:
    text = (ROOT / "auditor" / "github.py").read_text("utf-8")
    for name in action()["inputs"]:
        assert re.search(rf'"(INPUT_)?{name.upper().replace("-", "_")}"', text)


def test_no_default_overrides_a_configuration() -> None:
    assert {name: entry["default"] for name, entry in action()["inputs"].items() if "default" in entry} == {
        "summary": "true",
        "annotations": "true",
    }


def test_the_outputs_are_those_of_the_step() -> None:
    assert {name: entry["value"] for name, entry in action()["outputs"].items()} == {
        name: f"${{{{ steps.audit.outputs.{name} }}}}" for name in ("verdict", "errors", "warnings", "sarif-file")
    }


def test_what_the_program_needs_is_locked() -> None:
    project = tomli.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    locked = pins("requirements.lock")
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(locked[requirement.name]), requirement.name


def test_what_the_action_installs_is_what_was_tested() -> None:
    tested = pins("requirements-dev.lock")
    assert {name: version for name, version in pins("requirements.lock").items() if tested.get(name) != version} == {}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_pin_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text

"""``.pre-commit-hooks.yaml``: up to date, and its patterns name just the files that the scanners claim."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import hooks
from auditor.discover import SKIPPED_FOLDERS
from auditor.scanners import claims, index

CLAIMS = sorted(claim for found, _ in index().values() for claim in found)
KNOWN = claims()


def hook(name: str) -> dict[str, Any]:
    loaded = yaml.safe_load(hooks.HOOKS.read_text("utf-8"))
    return next(dict(entry) for entry in loaded if entry["id"] == name)


def runs_for(path: str) -> bool:
    """Whether pre-commit runs the hook for a path: as its documentation has it, by ``re.search`` of both patterns."""
    found = hook("matrix-audit")
    return bool(re.search(found["files"], path)) and not re.search(found["exclude"], path)


def test_the_file_is_what_the_scanners_claim() -> None:
    assert hooks.HOOKS.read_bytes().decode() == hooks.made(), "run: make hooks"


@pytest.mark.parametrize("claim", CLAIMS)
def test_the_hook_runs_for_every_claim(claim: str) -> None:
    for inside in ("", "apps/web shop/"):
        assert runs_for(inside + claim)
        assert runs_for(inside + claim.replace("*", "x"))


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("src/index.js", id="a source file"),
        pytest.param("package.json.md", id="more after a name"),
        pytest.param("my-package.json", id="more before a name"),
        pytest.param("packageXjson", id="a dot is a dot"),
        pytest.param("Package.json", id="upper case is another name"),
        pytest.param("docs/package.json/readme", id="a folder of that name"),
        *(pytest.param(f"{folder}/a/package.json", id=f"in {folder}") for folder in sorted(SKIPPED_FOLDERS)),
    ],
)
def test_the_hook_does_not_run_for_anything_else(path: str) -> None:
    assert not runs_for(path)


NAMES = st.sampled_from(CLAIMS).flatmap(
    lambda claim: st.sampled_from([claim, claim.replace("*", "a-b"), claim.upper(), claim[1:], claim[:-1], f"x{claim}"])
)


@given(st.lists(st.sampled_from(["a", "requirements", "gradle", "vendor", "a.b"]), max_size=3), NAMES)
def test_pattern_and_scanners_agree(folders: list[str], name: str) -> None:
    path = "/".join([*folders, name])
    assert bool(re.search(hook("matrix-audit")["files"], path)) == any(KNOWN.of(path, path.rpartition("/")[2]))


def test_the_hooks_need_no_network_and_the_other_one_runs_always() -> None:
    assert {hook(name)["entry"] for name in ("matrix-audit", "matrix-audit-all")} == {"matrix-audit check --offline"}
    always = hook("matrix-audit-all")
    assert (always["always_run"], always["stages"]) == (True, ["pre-push", "manual"])

"""The build hook: what it puts into a wheel is what a checkout reads, and an editable install gets nothing."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from typing import Any

from auditor.matrix import load
from auditor.scanners import index

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def hook(directory: Path) -> Any:
    """The hook as hatchling makes it."""
    spec = importlib.util.spec_from_file_location("hatch_build", os.path.join(ROOT, "hatch_build.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.CompileMatrix(ROOT, {}, None, None, str(directory), "wheel")


def test_a_wheel_holds_the_compiled_matrix_and_the_schema(tmp_path: Path) -> None:
    build: dict[str, Any] = {"force_include": {}}
    made = hook(tmp_path)
    made.initialize("standard", build)
    included = {target: source for source, target in build["force_include"].items()}
    assert sorted(included) == [f"auditor/_matrix/{name}.json" for name in ("auth0", "claims", "runtimes", "schema")]
    compiled, bundled = load(included["auditor/_matrix/auth0.json"]), load()
    assert [compiled.product(id_) for id_ in compiled.product_ids()] == [
        bundled.product(id_) for id_ in bundled.product_ids()
    ]
    with open(included["auditor/_matrix/schema.json"], encoding="utf-8") as file:
        assert json.load(file)["$defs"]
    with open(included["auditor/_matrix/claims.json"], encoding="utf-8") as file:
        assert json.load(file) == json.loads(json.dumps(index()))
    made.finalize("standard", build, "")
    assert not os.path.exists(included["auditor/_matrix/auth0.json"])


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    texts = []
    for _ in range(2):
        build: dict[str, Any] = {"force_include": {}}
        made = hook(tmp_path)
        made.initialize("standard", build)
        texts.append(Path(next(p for p in build["force_include"] if p.endswith("auth0.json"))).read_bytes())
        made.finalize("standard", build, "")
    assert texts[0] == texts[1]


def test_an_editable_install_gets_nothing(tmp_path: Path) -> None:
    build: dict[str, Any] = {"force_include": {}}
    made = hook(tmp_path)
    made.initialize("editable", build)
    made.finalize("editable", build, "")
    assert build["force_include"] == {}


def test_compiling_needs_only_what_the_hook_asks_for(tmp_path: Path) -> None:
    assert hook(tmp_path).dependencies() == ["pyyaml>=6.0.2"]

"""Build hook: puts the compiled matrix, the schema of its files and the scanners' claims into the wheel.

An editable install gets nothing: there, the YAML files under ``matrix/`` are read and every scanner is asked.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MATRICES = ("auth0", "runtimes")


class CompileMatrix(BuildHookInterface[Any]):
    """Compiles ``matrix/<name>`` to ``auditor/_matrix/<name>.json``."""

    def dependencies(self) -> list[str]:
        """What compiling needs beside hatchling."""
        return ["pyyaml>=6.0.2"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the compiled files to a folder of their own and have the wheel include them."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from auditor.compile_matrix import compile_folder
        from auditor.scanners import index

        self.folder = tempfile.mkdtemp(prefix="matrix-")
        include = build_data["force_include"]
        include[os.path.join(self.root, "matrix", "schema.json")] = "auditor/_matrix/schema.json"
        claims = os.path.join(self.folder, "claims.json")
        with open(claims, "w", encoding="utf-8") as file:
            json.dump(index(), file, separators=(",", ":"))
        include[claims] = "auditor/_matrix/claims.json"
        for name in MATRICES:
            path = os.path.join(self.folder, f"{name}.json")
            with open(path, "w", encoding="utf-8") as file:
                compiled = compile_folder(os.path.join(self.root, "matrix", name))
                json.dump(compiled, file, ensure_ascii=False, separators=(",", ":"))
            include[path] = f"auditor/_matrix/{name}.json"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the folder."""
        if version != "editable":
            shutil.rmtree(self.folder)

"""Trees for tests: files in memory, and npm projects made of a few names and versions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auditor.config import Settings, load
from auditor.matrix import Matrix
from auditor.matrix import load as load_matrix
from auditor.pipeline import Request, audit
from auditor.results import Finding, Report
from auditor.source import ReadError

ACME = Path(__file__).parent / "matrices" / "acme"
DAY = "2026-06-10"
_LOADED: list[Matrix] = []


class MemoryTree:
    """Files by path, as a tree."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self.files = {path: data.encode() if isinstance(data, str) else data for path, data in files.items()}

    def children(self, folder: str) -> list[tuple[str, str]]:
        prefix = f"{folder}/" if folder else ""
        found = {}
        for path in self.files:
            if path.startswith(prefix):
                name, slash, _ = path.removeprefix(prefix).partition("/")
                found[name] = "folder" if slash else "file"
        return sorted(found.items())

    def link(self, path: str) -> str:
        raise ReadError(f"no link: {path}")

    def target(self, path: str) -> str | None:
        raise ReadError(f"no link: {path}")

    def read(self, path: str) -> bytes:
        return self.files[path]


def acme() -> Matrix:
    """The matrix of the invented vendor."""
    if not _LOADED:
        _LOADED.append(load_matrix(str(ACME)))
    return _LOADED[0]


def manifest(dependencies: Mapping[str, str] | None = None, **more: Any) -> str:
    """A package.json."""
    return json.dumps({"name": "shop", "private": True, "dependencies": dependencies or {}, **more}, indent=2)


def entry(version: str, **more: Any) -> dict[str, Any]:
    """A registry package's entry in a package-lock.json."""
    return {"version": version, "resolved": f"https://npm.example.test/x/-/x-{version}.tgz", **more}


def lockfile(
    packages: Mapping[str, Mapping[str, Any] | str], dependencies: Mapping[str, str] | None = None, **root: Any
) -> str:
    """A package-lock.json v3; keys without ``node_modules/`` get it, versions alone become entries."""
    table: dict[str, Any] = {"": {"name": "shop", "dependencies": dependencies or {}, **root}}
    for key, value in packages.items():
        whole = key if "node_modules/" in key or key.startswith("packages/") else f"node_modules/{key}"
        table[whole] = entry(value) if isinstance(value, str) else value
    return json.dumps({"name": "shop", "lockfileVersion": 3, "packages": table}, indent=2)


def project(declared: Mapping[str, str], locked: Mapping[str, Any] | None = None, **more: Any) -> dict[str, str]:
    """A package.json and, where versions are given, its package-lock.json."""
    files = {"package.json": manifest(declared, **more)}
    if locked is not None:
        files["package-lock.json"] = lockfile(locked, declared)
    return files


def check(files: Mapping[str, str | bytes], *, as_of: str = DAY, policy: str | None = None, config: str = "") -> Report:
    """Audit files in memory by the invented vendor's matrix."""
    if config:
        files = {**files, ".matrix-audit.toml": config}
    return audit(Request(MemoryTree(files), (acme(),), load, as_of, policy=policy))


def said(report: Report) -> list[tuple[str, str]]:
    """Rule and severity of every finding that counts."""
    return [(finding.rule, finding.severity) for finding in report.active()]


def only(report: Report) -> Finding:
    """The one finding."""
    assert len(report.active()) == 1, said(report)
    return report.active()[0]


STANDARD = Settings()

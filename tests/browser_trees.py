"""Trees with declared browsers, judged by the matrix of an invented vendor whose page lists some."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from auditor.config import load
from auditor.matrix import Matrix
from auditor.matrix import load as load_matrix
from auditor.pipeline import Request, audit
from auditor.results import Finding, Judged, Report
from trees import MemoryTree, lockfile, manifest

GLOBEX = Path(__file__).parent / "matrices" / "globex"
DAY = "2026-11-22"  # the bundled browser data are of 2026-11-11
SPA = {"@globex/spa": "2.8.0"}
_LOADED: list[Matrix] = []


def globex() -> Matrix:
    """The matrix of the invented vendor."""
    if not _LOADED:
        _LOADED.append(load_matrix(str(GLOBEX)))
    return _LOADED[0]


class LinkTree(MemoryTree):
    """Files in memory, among them folders that are links; ``links`` says where each leads."""

    def __init__(self, files: Mapping[str, str | bytes], links: Mapping[str, str]) -> None:
        super().__init__(files)
        self.links = links

    def children(self, folder: str) -> list[tuple[str, str]]:
        prefix = f"{folder}/" if folder else ""
        return [(name, "link" if prefix + name in self.links else kind) for name, kind in super().children(folder)]

    def link(self, path: str) -> str:
        return self.links[path]


def app(packages: Mapping[str, str] | None = None, **more: object) -> dict[str, str]:
    """A package.json and lockfile with these packages; further keys go into the package.json."""
    packages = SPA if packages is None else packages
    declared = {name: f"^{version}" for name, version in packages.items()}
    return {"package.json": manifest(declared, **more), "package-lock.json": lockfile(packages, declared)}


def rc(*queries: str, packages: Mapping[str, str] | None = None) -> dict[str, str]:
    """An app with a ``.browserslistrc`` of these lines."""
    return {**app(packages), ".browserslistrc": "".join(f"{query}\n" for query in queries)}


def check(
    files: Mapping[str, str | bytes],
    *,
    as_of: str = DAY,
    policy: str | None = None,
    config: str = "",
    dashboard: bool = False,
) -> Report:
    """Audit files in memory."""
    if config:
        files = {**files, ".matrix-audit.toml": config}
    return audit(Request(MemoryTree(files), (globex(),), load, as_of, policy=policy, dashboard=dashboard))


def about(report: Report) -> list[Finding]:
    """The findings on browsers that count."""
    return [finding for finding in report.active() if finding.rule.startswith("MA20")]


def said(report: Report) -> list[tuple[str, str]]:
    """Rule and severity of the findings on browsers."""
    return [(finding.rule, finding.severity) for finding in about(report)]


def browsers(report: Report) -> dict[str, Judged]:
    """The browsers among the components, by name and version."""
    rows = (row for row in report.components if row.component.ecosystem == "browser")
    return {f"{row.component.name} {row.component.version}": row for row in rows}


def mended(files: Mapping[str, str], finding: Finding) -> dict[str, str]:
    """The files after the one edit of a finding, whose region must hold what it says."""
    assert finding.upgrade is not None
    (edit,) = finding.upgrade.edits
    lines = files[edit.path].split("\n")
    start = sum(len(line) + 1 for line in lines[: edit.line - 1]) + edit.column - 1
    end = sum(len(line) + 1 for line in lines[: edit.end_line - 1]) + edit.end_column - 1
    text = files[edit.path]
    assert text[start:end] == edit.old
    return {**files, edit.path: text[:start] + edit.new + text[end:]}


def package(**keys: object) -> str:
    """A package.json of these keys."""
    return json.dumps(keys, indent=2)

"""``.yarnrc.yml``: the catalogs of ranges that the workspaces of a project share (Yarn 4.10 and later).

Format: Yarn's documentation of catalogs. What else the file configures is not read, and is no reason to refuse it.
"""

from __future__ import annotations

from auditor.model import Scan
from auditor.scanners.pnpm_workspace import catalogs
from auditor.source import Document, ReadError

CLAIMS = (".yarnrc.yml",)
LOCKFILES = ()


def scan(document: Document) -> Scan:
    """The catalogs; the file declares no dependency itself."""
    trees = document.yaml() if "catalog" in document.text else []
    tree = trees[0] if trees and trees[0] != "" else {}
    if type(tree) is not dict or len(trees) > 1:
        raise ReadError("is not one mapping", remedy="see Yarn's documentation of .yarnrc.yml")
    return Scan(
        path=document.path, kind="manifest", format=".yarnrc.yml", ecosystem="npm", catalogs=dict(catalogs(tree))
    )

"""``go.work``: the modules that are built together, and what is replaced for all of them.

Format: the Go Modules Reference on workspaces.
"""

from __future__ import annotations

from auditor.model import Scan
from auditor.scanners.go_mod import directives_of, overrides, replacements
from auditor.source import Document, ReadError

CLAIMS = ("go.work",)
LOCKFILES = ()


def scan(document: Document) -> Scan:
    """The folders of the workspace's modules, and its replacements."""
    directives = list(directives_of(document))
    if not any(item.verb in {"go", "use"} for item in directives):
        raise ReadError("is no go.work: it has neither a go nor a use line", remedy="recreate it: go work init")
    folders = [word.text for item in directives if item.verb == "use" for word in item.words[:1]]
    return Scan(
        path=document.path,
        kind="manifest",
        format="go.work",
        ecosystem="golang",
        workspaces=tuple(folder.removeprefix("./").rstrip("/") or "." for folder in folders),
        overrides=overrides(replacements(directives)),
        manager="go",
    )

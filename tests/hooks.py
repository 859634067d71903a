"""``.pre-commit-hooks.yaml``, made of what the scanners claim. ``python tests/hooks.py`` (``make hooks``) writes it anew."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from auditor import scanners
from auditor.discover import SKIPPED_FOLDERS

HOOKS = Path(__file__).resolve().parent.parent / ".pre-commit-hooks.yaml"
OWN = (".matrix-audit.toml",)


def pattern(claims: Iterable[str]) -> str:
    """A regular expression, one alternative a line, for the paths that claims stand for (see ``auditor.scanners``)."""
    return (
        "(?x)(^|/)(\n"
        + _either(name.replace(r"\*\*/", "([^/]*/)*").replace(r"\*", "[^/]*") for name in map(re.escape, claims))
        + "\n)$"
    )


def files() -> str:
    """What the hook runs for: every claimed file, and our own configuration."""
    return pattern([*OWN, *(claim for claims, _ in scanners.index().values() for claim in claims)])


def exclude() -> str:
    """The folders that an audit never looks into."""
    return "(?x)(^|/)(\n" + _either(map(re.escape, SKIPPED_FOLDERS)) + "\n)/"


def _either(names: Iterable[str]) -> str:
    return "|\n".join(f"  {name}" for name in sorted({name.replace(r"\-", "-") for name in names}))


def made() -> str:
    """The whole file."""

    def block(text: str) -> str:
        return "".join(f"\n    {line}" for line in text.splitlines())

    return f"""\
# Made by `make hooks` from the file names that the scanners claim.
- id: matrix-audit
  name: matrix-audit
  description: Audit against the support matrix when a manifest, a lockfile or a list of browsers changes
  entry: matrix-audit check --offline
  language: python
  pass_filenames: false
  files: |-{block(files())}
  exclude: |-{block(exclude())}
  minimum_pre_commit_version: 3.2.0
- id: matrix-audit-all
  name: matrix-audit (always)
  description: Audit against the support matrix whatever has changed, before a push or by hand
  entry: matrix-audit check --offline
  language: python
  pass_filenames: false
  always_run: true
  stages: [pre-push, manual]
  minimum_pre_commit_version: 3.2.0
"""


if __name__ == "__main__":
    HOOKS.write_text(made(), "utf-8", newline="\n")

"""What the README shows of the program, made by the program. ``python tests/readme.py`` (``make readme``) writes it anew."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterable
from pathlib import Path

from auditor import cli, rules, scanners

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
DAY = "2026-10-15"


def sample() -> str:
    """The report on the example project, as on a fixed day."""
    output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
    before = os.getcwd()
    os.chdir(ROOT)
    try:
        with contextlib.redirect_stdout(output):
            cli.main(["check", "examples/storefront", "--as-of", DAY])
    finally:
        os.chdir(before)
    output.seek(0)
    return f"```\n{output.read()}```"


def formats() -> str:
    """The file names that scanners claim."""
    rows = [
        (", ".join(f"`{claim}`" for claim in module.CLAIMS), "lockfile" if module.LOCKFILES else "manifest")
        for module in scanners.modules().values()
    ]
    return table(("file", "read as"), rows)


def checked_rules() -> str:
    """The rules of this release."""
    rows = [(rule.id, f"`{rule.name}`", rule.default, rule.short) for rule in rules.every_rule().values()]
    return table(("id", "name", "severity", "what it says"), rows)


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def renewed(text: str) -> str:
    """The README with everything between its marks made anew."""
    for name, made in (("sample", sample()), ("formats", formats()), ("rules", checked_rules())):
        begin, end = f"<!-- begin: {name} -->\n", f"<!-- end: {name} -->"
        before, found, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        assert found, f"README.md has no place for {name}"
        assert closed, f"README.md does not end its {name}"
        text = f"{before}{begin}{made}\n{end}{after}"
    return text


if __name__ == "__main__":
    README.write_text(renewed(README.read_text("utf-8")), "utf-8", newline="\n")

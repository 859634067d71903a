"""What the README shows of the program, made by the program. ``python tests/readme.py`` (``make readme``) writes it anew."""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path

from auditor import cli

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
DAY = "2026-10-15"


def said(*words: str) -> str:
    """What the program prints for these arguments, in the project's own folder."""
    output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
    before = os.getcwd()
    os.chdir(ROOT)
    try:
        with contextlib.redirect_stdout(output):
            status = cli.main(words)
    finally:
        os.chdir(before)
    assert status in {0, 1}, f"{words} ended with {status}"
    output.seek(0)
    return output.read()


def renewed(text: str) -> str:
    """The README with everything between its marks made anew."""
    sample = said("check", "examples/storefront", "--as-of", DAY)
    blocks = {"sample": f"```\n{sample}```\n", "formats": said("explain", "formats"), "rules": said("explain", "rules")}
    for name, made in blocks.items():
        begin, end = f"<!-- begin: {name} -->\n", f"<!-- end: {name} -->"
        before, found, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        assert found, f"README.md has no place for {name}"
        assert closed, f"README.md does not end its {name}"
        text = f"{before}{begin}{made}{end}{after}"
    return text


if __name__ == "__main__":
    README.write_text(renewed(README.read_text("utf-8")), "utf-8", newline="\n")

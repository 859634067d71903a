"""``action.yml``, our own workflows and those in the documentation: the official schemas, and zizmor at its most pedantic."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from tools import ROOT, accept, note, said, tool

PAGE = ROOT / "docs" / "ci.md"


def examples(folder: Path) -> list[Path]:
    """The workflows of the documentation as files, and its GitLab pipeline."""
    found = []
    for number, text in enumerate(re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)):
        if text.startswith("name:"):
            path = folder / ".github" / "workflows" / f"example{number}.yml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            found.append(path)
    return found


def main() -> None:
    own = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    with tempfile.TemporaryDirectory() as folder:
        shown = examples(Path(folder))
        schemas = [tool("check-jsonschema"), "--builtin-schema"]
        said([*schemas, "vendor.github-actions", ROOT / "action.yml"])
        said([*schemas, "vendor.github-workflows", *own, *shown])
        note(f"schemas: action.yml, {len(own)} workflows, {len(shown)} examples")
        words = [tool("zizmor"), "--offline", "--pedantic", "--no-progress", "--color=never"]
        note(said([*words, ROOT / "action.yml", *own]).strip().splitlines()[-1])
        if shown:
            # The examples name our action by a tag, as a reader would before pinning it.
            note(said([*words, "--config", ROOT / "acceptance" / "zizmor.yml", *shown]).strip().splitlines()[-1])
    text = next(
        text for text in re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL) if "codequality:" in text
    )
    with tempfile.TemporaryDirectory() as folder:
        pipeline = Path(folder) / ".gitlab-ci.yml"
        pipeline.write_text(text, "utf-8")
        said([*schemas, "vendor.gitlab-ci", pipeline])
    note("schema: the GitLab pipeline of the documentation")


if __name__ == "__main__":
    accept(main)

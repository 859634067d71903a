"""npm's ranges and browserslist's queries, ours against the real packages.

The questions are the same in every run of one commit; ``python acceptance/parity.py SEED`` asks others of npm.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

from tools import NODE, ROOT, accept, expect, note, package, program, said

TABLES = ROOT / "tests" / "oracles"


def main() -> None:
    sys.path[:0] = [str(TABLES), str(ROOT)]
    node = program("node", "nodejs")
    ranges(node)
    queries(node)


def ranges(node: str) -> None:
    import tables

    from auditor import versions

    seeds = tables.Seeds(**json.loads((TABLES / "seeds" / "npm.json").read_text("utf-8")))
    seed = " ".join(sys.argv[1:]) or "npm"
    asked = tables.questions(seeds, random.Random(seed))
    name, answers = tables.answers([node, str(TABLES / "npm.mjs"), str(package("semver"))], asked)
    wrong: list[Any] = []
    for (kind, one, other), theirs in zip(asked, answers, strict=True):
        ours = (versions.compare if kind == "compare" else versions.satisfies)("npm", one, other)
        if theirs not in {ours, "left out"}:
            wrong.append(((kind, one, other), theirs, ours))
    expect(not wrong, f"seed {seed}: {len(wrong)} of {len(asked)} differ from {name}, such as {wrong[:3]}")
    note(f"{name}: {len(asked)} pairs, seed {seed}, none differs")


def queries(node: str) -> None:
    package("browserslist")
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "all.json"
        table.write_text(said([node, TABLES / "browserslist" / "generate.js"], NODE), "utf-8")
        note("browserslist: " + said([sys.executable, ROOT / "tests" / "browserslist_table.py", table]).strip())


if __name__ == "__main__":
    accept(main)

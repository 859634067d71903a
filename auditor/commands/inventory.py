"""``inventory``: every resolved package found, whether or not the matrix knows it."""

from __future__ import annotations

from types import SimpleNamespace as Namespace

from auditor import inventory
from auditor.commands import Outcome
from auditor.commands.check import POSITIONAL, TREE_OPTIONS, configure_for
from auditor.options import Option
from auditor.pipeline import Reading, Request, read
from auditor.roots import of_paths

__all__ = ["OPTIONS", "POSITIONAL", "run"]

OPTIONS = (
    *TREE_OPTIONS,
    Option("--format", "of the list (default: text)", choices=("text", "json", "cyclonedx"), default="text"),
)


def run(options: Namespace) -> Outcome:
    """The list; status 1 where an input could not be read."""
    roots = of_paths(options.paths)
    reading = read(Request(roots.tree, (), configure_for(options, roots.tree.root), "", roots.starts, roots.takes))
    text = _written(reading, options.format)
    broken = [item for item in reading.inputs if item.status == "unreadable"]
    return Outcome(1 if broken else 0, text, tuple(f"{item.path} {item.reason}" for item in broken))


def _written(reading: Reading, form: str) -> str:
    if form == "cyclonedx":
        from auditor.bill import as_cyclonedx

        return as_cyclonedx(reading)
    return inventory.as_json(reading) if form == "json" else inventory.as_text(reading)

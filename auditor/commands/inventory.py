"""``inventory``: every resolved package found, whether or not the matrix knows it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from auditor import inventory
from auditor.commands import Outcome
from auditor.commands.check import configure_for, tree_arguments
from auditor.pipeline import Request, read
from auditor.roots import of_paths

SUMMARY = "list every package found, whether or not the matrix knows it"


def arguments(parser: ArgumentParser) -> None:
    """The options of ``inventory``."""
    tree_arguments(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="of the list (default: text)")


def run(options: Namespace) -> Outcome:
    """The list; status 1 where an input could not be read."""
    roots = of_paths(options.paths)
    reading = read(Request(roots.tree, (), configure_for(options, roots.tree.root), "", roots.starts, roots.takes))
    text = inventory.as_json(reading) if options.format == "json" else inventory.as_text(reading)
    broken = [item for item in reading.inputs if item.status == "unreadable"]
    return Outcome(1 if broken else 0, text, tuple(f"{item.path} {item.reason}" for item in broken))

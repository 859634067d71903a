"""``matrix``: print the matrix, or check the files that it is made of."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace

from auditor.commands import Outcome
from auditor.errors import UserError

SUMMARY = "show the support matrix, or validate its files"


def arguments(parser: ArgumentParser) -> None:
    """The sub-commands of ``matrix``."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    show = actions.add_parser("show", help="print a product, or the whole as a table")
    show.add_argument("product", nargs="?", help="a product's id, or a package such as npm:auth0 (default: all)")
    show.add_argument("--matrix", metavar="NAME-OR-PATH", default="auth0", help="which matrix (default: auth0)")
    validate = actions.add_parser("validate", help="check the YAML files of a matrix; exit 1 on a fault")
    validate.add_argument("folder", nargs="?", help="the matrix's folder (default: the one of this checkout)")


def run(options: Namespace) -> Outcome:
    """Print or check."""
    return _show(options) if options.action == "show" else _validate(options)


def _show(options: Namespace) -> Outcome:
    from auditor.maintain.show import show
    from auditor.matrix import load

    return Outcome(0, show(load(options.matrix), options.product))


def _validate(options: Namespace) -> Outcome:
    from auditor.maintain.validate import validate

    folder = options.folder or os.path.join(
        os.path.dirname(os.path.dirname(os.path.dirname(__file__))), "matrix", "auth0"
    )
    if not os.path.isdir(folder):
        raise UserError(f"{folder} is no folder; give the folder that holds matrix.yaml")
    faults = validate(folder)
    lines = "".join(f"{fault}\n" for fault in faults)
    return Outcome(1 if faults else 0, lines or "the matrix is valid\n")

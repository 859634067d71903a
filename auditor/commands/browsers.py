"""``browsers``: expand a browserslist query or the project's declared targets, beside what the support matrix lists."""

from __future__ import annotations

import os
import sys
from types import SimpleNamespace as Namespace

from auditor.commands import Outcome
from auditor.commands.check import day
from auditor.days import today
from auditor.errors import UserError
from auditor.options import Option, Positional
from auditor.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from auditor.browser_table import Answer


POSITIONAL = Positional("queries", "QUERY", "a browserslist query (default: what the working directory declares)")
OPTIONS = (
    Option("--format", "of the list (default: text)", choices=("text", "json"), default="text"),
    Option("--coverage", "how much of the targeted usage the matrix lists, and how much it does not"),
    Option("--region", "shares of use in a country (US) or continent (alt-eu) as well", metavar="CODE"),
    Option("--env", "the environment to take (default: production for a query, all for a project)", metavar="NAME"),
    Option("--variables", "heed BROWSERSLIST, BROWSERSLIST_CONFIG, BROWSERSLIST_ENV and BROWSERSLIST_STATS"),
    Option("--matrix", "the matrix to compare with (default: auth0)", metavar="NAME-OR-PATH", default="auth0"),
    Option("--as-of", "expand as on that day (default: today in UTC)", metavar="YYYY-MM-DD", check=day),
)


def run(options: Namespace) -> Outcome:
    """The list. Raises ``UserError`` with browserslist's own message for a query that it refuses."""
    from auditor import browser_table
    from auditor.browserslist import QueryError
    from auditor.matrix import load

    as_of = options.as_of or today()
    variables = os.environ if options.variables else {}
    try:
        answer = _answer(options, as_of, variables)
    except QueryError as error:
        raise UserError(str(error)) from None
    table = browser_table.Table(answer, load(options.matrix), as_of, _region(options.region))
    if options.format == "json":
        return Outcome(0, browser_table.as_json(table, coverage=options.coverage))
    width = browser_table.MAX_BAR if sys.stdout.isatty() else 0
    return Outcome(0, browser_table.as_text(table, coverage=options.coverage, bar=width))


def _answer(options: Namespace, as_of: str, variables: Mapping[str, str]) -> Answer:
    from auditor import browser_table
    from auditor.tree import DirectoryTree

    tree = DirectoryTree(".")
    if options.queries:
        return browser_table.of_query(", ".join(options.queries), as_of, tree, options.env, variables)
    if any(variables.get(name) for name in ("BROWSERSLIST", "BROWSERSLIST_CONFIG")):
        return browser_table.of_variables(as_of, tree, options.env, variables)
    return browser_table.of_project(as_of, tree, options.env)


def _region(code: str | None) -> Mapping[str, float | None] | None:
    """The shares of use in a region, written as browserslist takes it."""
    if code is None:
        return None
    from auditor.browserslist.data import bundled

    usage = bundled().region(code.upper() if len(code) == 2 else code.lower())
    if usage is None:
        raise UserError(f"Unknown region name `{code}`.")
    return usage

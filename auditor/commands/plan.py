"""``plan``: the changes of ``fix`` as a document for a ticket or a pull request: order, commands, what breaks, what is left."""

from __future__ import annotations

from types import SimpleNamespace as Namespace

from auditor import plan_texts
from auditor.commands import Outcome
from auditor.commands.check import POSITIONAL, TREE_OPTIONS, day
from auditor.commands.fix import request_of
from auditor.options import Option
from auditor.pipeline import audit
from auditor.planning import plan
from auditor.policy import POLICIES
from auditor.roots import of_paths

__all__ = ["OPTIONS", "POSITIONAL", "run"]


OPTIONS = (
    *TREE_OPTIONS,
    Option("--format", "of the document (default: markdown)", choices=("markdown", "json"), default="markdown"),
    Option("--policy", "what is asked of a project (default: standard)", choices=POLICIES),
    Option("--matrix", "the matrix to judge by; repeatable (default: auth0)", metavar="NAME-OR-PATH", many=True),
    Option("--no-ignores", "plan for what the configuration ignores as well"),
    Option("--as-of", "judge as on that day (default: today in UTC)", metavar="YYYY-MM-DD", check=day),
)


def run(options: Namespace) -> Outcome:
    """The plan; status 0, whatever it holds."""
    report = audit(request_of(options, of_paths(options.paths)))
    made = plan(report)
    text = plan_texts.as_json(report, made) if options.format == "json" else plan_texts.as_markdown(report, made)
    return Outcome(0, text)

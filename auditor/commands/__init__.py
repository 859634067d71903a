"""The commands, one module each: ``run(options) -> Outcome``, and the table of their options. None prints or exits.

A command has ``OPTIONS`` and ``POSITIONAL`` (see ``auditor.options``), or ``arguments(parser)`` where it has actions
of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from auditor.records import NamedTuple

# What the overview says of each; asking the modules would import them all, and the overview is what a newcomer waits for.
SUMMARIES = {
    "browsers": "expand a browserslist query, or the project's declared targets",
    "check": "audit project trees against the support matrix (the default command)",
    "explain": "explain a rule (MA102), a package (npm:@auth0/auth0-react), or what is read (formats)",
    "fix": "change the manifests so that the audit passes, and say what to type then",
    "inventory": "list every package found, whether or not the matrix knows it",
    "matrix": "show, compare, fetch, validate or refresh the support matrix",
    "plan": "write down what to change, in which order, what breaks and what is left",
}


class Outcome(NamedTuple):
    """What a command has to say: the exit status, what goes to standard output, and lines for standard error.

    ``then`` is what it does once all that is out; it is given a way to say more, and gives the final exit status.
    """

    status: int
    text: str = ""
    notices: tuple[str, ...] = ()
    then: Callable[[Callable[[str], None]], int] | None = None

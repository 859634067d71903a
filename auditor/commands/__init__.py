"""The commands, one module each: ``SUMMARY``, ``run(options) -> Outcome``, and the table of their options. None prints or exits.

A command has ``OPTIONS`` and ``POSITIONAL`` (see ``auditor.options``), or ``arguments(parser)`` where it has actions
of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from auditor.records import NamedTuple


class Outcome(NamedTuple):
    """What a command has to say: the exit status, what goes to standard output, and lines for standard error.

    ``then`` is what it does once all that is out; it is given a way to say more, and gives the final exit status.
    """

    status: int
    text: str = ""
    notices: tuple[str, ...] = ()
    then: Callable[[Callable[[str], None]], int] | None = None


def names() -> tuple[str, ...]:
    """The names of all commands, in alphabetical order."""
    folder = os.path.dirname(__file__)
    return tuple(sorted(name[:-3] for name in os.listdir(folder) if name.endswith(".py") and name[0] != "_"))

"""What is judged: one module for each family of rules. A rule is a function beside its ``Rule``; no module lists the others.

``describe`` gives the text that ``explain``, the README and SARIF share.
"""

from __future__ import annotations

import os

from auditor.modules import import_module
from auditor.records import NamedTuple


class Rule(NamedTuple):
    """A rule's public id and name, its default severities in words, and its texts.

    ``short`` is one line; ``meaning`` says what it is about and what it rests on; ``remedy`` how to satisfy it;
    ``example`` a piece of a project that breaks it.
    """

    id: str
    name: str
    default: str
    short: str
    meaning: str
    remedy: str
    example: str


# Ids that the interface has given away and that this release does not check.
RESERVED = {
    "MA301": "runtime-unsupported",
    "MA302": "runtime-ended",
    "MA303": "peer-unsupported",
    "MA401": "extensibility-runtime",
    "MA402": "retired-extensibility",
    "MA501": "cdn-floating-version",
}

# Checked only where an option asks for it: an ignore for one of them may cover something in another run.
ON_REQUEST = frozenset(("MA601",))


def every_rule() -> dict[str, Rule]:
    """All rules that are checked, by id in ascending order."""
    folder = os.path.dirname(__file__)
    names = sorted(name[:-3] for name in os.listdir(folder) if name.endswith(".py") and not name.startswith("_"))
    rules = [rule for name in names for rule in getattr(import_module(f"{__name__}.{name}"), "RULES", ())]
    return {rule.id: rule for rule in sorted(rules)}


def describe(rule: str) -> Rule | None:
    """The rule with this id or name, None where none is checked by it."""
    wanted = rule.strip()
    return next(
        (found for found in every_rule().values() if wanted.upper() == found.id or wanted.lower() == found.name), None
    )

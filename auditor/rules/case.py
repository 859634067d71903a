"""What a package rule is given, and what it answers with."""

from __future__ import annotations

from auditor.config import Settings
from auditor.matrix import Match, Matrix, Trap
from auditor.model import Component
from auditor.records import NamedTuple
from auditor.results import Finding, Judged
from auditor.rules.standing import Standing


class Case(NamedTuple):
    """A component with all that a rule may look at.

    ``beside`` says that the audit holds another, not general, component of the vendor.
    """

    component: Component
    matrix: Matrix
    match: Match | None
    trap: Trap | None
    settings: Settings
    as_of: str
    beside: bool


class Verdict(NamedTuple):
    """What a rule says: its id, its severity under ``standard``, the sentence, and more of them.

    ``keep`` holds the severity against the policy, ``fails_from`` is the first day on which it is ``error`` instead.
    """

    rule: str
    severity: str
    message: str
    details: tuple[str, ...] = ()
    fails_from: str | None = None
    keep: bool = False
    scoped: bool = True


class Answer(NamedTuple):
    """The component as the report shows it, where it stands, and the findings on it."""

    judged: Judged
    standing: Standing | None
    findings: tuple[Finding, ...]


def title(case: Case) -> str:
    """The package and its version, with the alias it is installed under and who brings it in."""
    component = case.component
    said = f"{component.name} {component.version}" if component.version else component.name
    if component.alias:
        said += f' (installed as "{component.alias}")'
    if component.direct is False and component.holders:
        said += f", brought in by {component.holders[0].name},"
    return said

"""The rule on the project's own ignores, MA904. What an ignore covers is decided in ``auditor.ignores``."""

from __future__ import annotations

from auditor.config import Settings
from auditor.config_keys import Ignore
from auditor.model import Place
from auditor.policy import severity
from auditor.results import Finding
from auditor.rules import Rule

RULES = (
    Rule(
        "MA904",
        "expired-ignore",
        "warning; a note where it is only unused",
        "An ignore has had its last day, or covers nothing",
        "What an expired ignore covered counts again from the day after its until. One that covers nothing would hide"
        " the next finding of its kind without anybody having looked at it.",
        "Remove the ignore; or, if the reason still holds, give it a later day.",
        '[[tool.matrix-audit.ignore]] with until = "2026-01-31"',
    ),
)


def of_ignore(ignore: Ignore, settings: Settings, *, expired: bool) -> Finding | None:
    """MA904 for an ignore that has expired, else for one that covers nothing; None where the rule is off."""
    chosen = severity("MA904", "warning" if expired else "note", settings.policy, settings.severity)
    if chosen == "off":
        return None
    covered = ", ".join(part for part in (ignore.rule, ignore.package, ignore.path) if part)
    what = f"has expired: its last day was {ignore.until}" if expired else "covers nothing"
    remedy = "what it covered counts again; make the change, or give a later day" if expired else "remove it"
    return Finding(
        rule="MA904",
        name=RULES[0].name,
        severity=chosen,
        message=f"the ignore for {covered} {what}",
        details=(remedy, f"reason given: {ignore.reason}"),
        places=(Place(ignore.origin, ignore.line),),
    )

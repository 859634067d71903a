"""The rule on known vulnerabilities, MA601. Who knows of them, and how they are asked, is in ``auditor.advisories``."""

from __future__ import annotations

from auditor.advisories import Advisory
from auditor.config import Settings
from auditor.policy import lower, severity
from auditor.results import Finding, Judged, Upgrade
from auditor.rules import Rule

RULES = (
    Rule(
        "MA601",
        "known-vulnerability",
        "error; a warning for what only development needs",
        "An advisory is known on this version of a package",
        "Checked only with --advisories: osv asks a service of the OSV database, pip-audit runs that program, and a file is an OSV"
        " export for use without a network. Every package in the audit that comes from a registry is asked of, not only the vendor's."
        " Where the source cannot be asked the run ends with status 2; what it has no data on is said. Neither is ever taken for"
        " none known.",
        "Upgrade to the release that the advisory names as fixed, or a later one; the upgrade that another finding on the package"
        " asks for is shown where it holds the fix.",
        '"jsonwebtoken": "8.5.1"',
    ),
)


def of_advisory(judged: Judged, advisory: Advisory, upgrade: Upgrade, settings: Settings) -> Finding | None:
    """MA601 for one vulnerability of one component; None where the rule is off."""
    component = judged.component
    chosen = severity("MA601", "error", settings.policy, settings.severity)
    if component.scope == "dev":
        chosen = lower(chosen, "warning")
    if chosen == "off":
        return None
    worst = f" ({advisory.severity})" if advisory.severity else ""
    told = f": {advisory.summary}" if advisory.summary else ""
    details = [f"fixed in {advisory.fixed}" if advisory.fixed else "no release without it is known"]
    details += [f"also known as {', '.join(advisory.aliases[:5])}"] if advisory.aliases else []
    return Finding(
        rule="MA601",
        name=RULES[0].name,
        severity=chosen,
        message=f"{component.name} {component.version} has a known vulnerability, {advisory.id}{worst}{told}",
        details=tuple(details),
        judged=judged,
        places=component.places,
        paths=component.paths,
        upgrade=upgrade,
        workspace=component.declared[0].folder if component.declared else component.folder,
        key=f"{component.ecosystem}:{component.name} {advisory.id}",
    )

"""What a finding is known by from run to run; imported only where a report shows it, for it costs the import of ``hashlib``."""

from __future__ import annotations

import hashlib

from auditor.results import Finding


def fingerprint(finding: Finding) -> str:
    """A digest of rule, package without version, manifest and workspace: the same after line moves and upgrades.

    What is about no package is known by its ``key`` or, without one, by its words.
    """
    component = finding.judged.component if finding.judged else None
    package = finding.key or (f"{component.ecosystem}:{component.name}" if component else "")
    manifest = finding.places[0].path if finding.places else ""
    said = "" if package else finding.message
    parts = (finding.rule, package, manifest, finding.workspace, said)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]

"""Which findings the project's ignores cover, and which ignores have expired or cover nothing. Reads no file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from auditor.config import Configuration, within
from auditor.config_keys import Ignore
from auditor.patterns import compiled
from auditor.results import Finding, Suppression
from auditor.rules.ignores import of_ignore


def apply(
    findings: Iterable[Finding],
    configuration: Configuration,
    as_of: str,
    unchecked: Collection[str] = (),
) -> list[Finding]:
    """The findings, those that an ignore covers marked so, then one for each ignore that has expired or covers nothing.

    ``as_of`` is an ISO date; an ``until`` holds through its day. ``unchecked`` are the ids of rules that this run did
    not check: an ignore for one of them, or one that stands above the audited root, may cover something in another
    run and is not called unused.
    """
    ignores = configuration.ignores()
    if not ignores:
        return list(findings)
    used: set[int] = set()
    marked = [_marked(finding, ignores, configuration, as_of, used) for finding in findings]
    for number, ignore in enumerate(ignores):
        expired = ignore.until is not None and ignore.until < as_of
        knowable = within(ignore.folder, configuration.base) and ignore.rule not in unchecked
        if expired or (number not in used and knowable):
            reported = of_ignore(ignore, configuration.root(), expired=expired)
            marked += [reported] if reported else []
    return marked


def _marked(
    finding: Finding, ignores: tuple[Ignore, ...], configuration: Configuration, as_of: str, used: set[int]
) -> Finding:
    """The finding, suppressed by the nearest ignore that covers it and still holds; ``used`` takes in all such."""
    if finding.suppressed is not None or finding.rule == "MA904":
        return finding
    covering = [
        number
        for number, ignore in enumerate(ignores)
        if (ignore.until is None or ignore.until >= as_of) and _covers(ignore, finding, configuration)
    ]
    if not covering:
        return finding
    used.update(covering)
    nearest = ignores[covering[-1]]
    return finding._replace(suppressed=Suppression("ignore", nearest.reason, nearest.until))


def _covers(ignore: Ignore, finding: Finding, configuration: Configuration) -> bool:
    if ignore.rule is not None and ignore.rule != finding.rule:
        return False
    if ignore.package is not None and not _names(ignore.package, finding):
        return False
    return _stands_in(ignore, finding, configuration)


def _names(package: str, finding: Finding) -> bool:
    """Whether ``package`` (a name, ``ecosystem:name``, or a purl without version) is what the finding is about."""
    if finding.judged is None:
        return False
    component = finding.judged.component
    wanted = _purl(package) if package.startswith("pkg:") else package
    known = (component.name, f"{component.ecosystem}:{component.name}", _purl(finding.judged.purl or ""))
    return _folded(wanted, component.ecosystem) in {_folded(name, component.ecosystem) for name in known if name}


def _purl(text: str) -> str:
    """A purl without version, qualifiers and subpath, an npm scope's ``@`` in plain."""
    kind, _, name = re.split("[?#]", text, maxsplit=1)[0].rpartition("/")
    return f"{kind}/{name.partition('@')[0]}".replace("%40", "@")


def _folded(name: str, ecosystem: str) -> str:
    """A name as its ecosystem compares it: PEP 503 for Python, without case for NuGet, else exactly."""
    if ecosystem == "pypi":
        return re.sub("[-_.]+", "-", name).lower()
    return name.lower() if ecosystem == "nuget" else name


def _stands_in(ignore: Ignore, finding: Finding, configuration: Configuration) -> bool:
    """Whether the ignore covers where the finding stands: its lockfile, or every manifest that declares the package.

    Were one manifest enough, an ignore for one workspace would hide the same package in all the others.
    """
    component = finding.judged.component if finding.judged else None
    if component is not None and component.declared:
        manifests = [declared.path for declared in component.declared]
        return _within(ignore, component.project, configuration) or all(
            _within(ignore, path, configuration) for path in manifests
        )
    if finding.places:
        return _within(ignore, finding.places[0].path, configuration)
    return ignore.path is None and within(configuration.base, ignore.folder)


def _within(ignore: Ignore, path: str, configuration: Configuration) -> bool:
    whole = configuration.whole(path)
    if not within(whole, ignore.folder):
        return False
    return ignore.path is None or bool(compiled(ignore.folder, (ignore.path,)).match(whole))

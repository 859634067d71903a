"""The rules on packages, MA101 to MA108: is what a project uses listed, on a supported line, and the newest release of it?

Verdicts and severities are those of the public interface; facts come from the matrix. Sentences are built here, since
only the rule knows what was compared. Upgrades are added by ``auditor.upgrade``.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor import versions
from auditor.matrix import Ending, Line, Match
from auditor.model import Component, Declared
from auditor.policy import lower, severity
from auditor.purl import purl
from auditor.results import Finding, Judged
from auditor.rules.case import Answer, Case, Verdict, title
from auditor.rules.lines import cut_off, ending, kept_old, limited, no_grace, outdated, unsupported
from auditor.rules.package_texts import RULES
from auditor.rules.standing import Standing, latest_on, newest_on, stand, supported_lines

__all__ = ["RULES", "Answer", "Case", "judge"]

_NAMES = {rule.id: rule.name for rule in RULES}


def judge(case: Case, number: int) -> Answer:
    """Judge one component; ``number`` makes its id unique in the report."""
    standing = _standing(case)
    verdicts = tuple(_verdicts(case, standing))
    judged = _judged(case, standing, verdicts, number)
    findings = [finding for verdict in verdicts if (finding := _finding(case, judged, verdict))]
    return Answer(judged, standing, tuple(findings))


def _standing(case: Case) -> Standing | None:
    """Where the version stands; without one, the supported line that the range stays on."""
    component, match = case.component, case.match
    if match is None or component.source not in {"registry", "catalog"}:
        return None
    if component.version:
        return stand(match, component.version, case.as_of)
    line, row = supported_lines(match.package, case.as_of).get(_declared_line(case) or "", (None, None))
    if line is None:
        return None
    newest = newest_on(line, case.as_of)
    return Standing(line.id, line, row, newest, target=newest, target_line=line, ahead=False, followed_by=None)


def _finding(case: Case, judged: Judged, verdict: Verdict) -> Finding | None:
    component = case.component
    chosen = _severity(case, verdict)
    if chosen == "off":
        return None
    lockfile = component.project.rpartition("/")[2]
    unknown = f"; {lockfile} does not say who brings it in" if component.direct is None else ""
    return Finding(
        rule=verdict.rule,
        name=_NAMES[verdict.rule],
        severity=chosen,
        message=f"{verdict.message}{unknown}",
        details=verdict.details,
        judged=judged,
        places=component.places,
        paths=component.paths,
        fails_from=verdict.fails_from if chosen != _severity(case, verdict._replace(severity="error")) else None,
        workspace=component.declared[0].folder if component.declared else component.folder,
        # A package whose lines have names of their own, as each Go major, is one package all the same.
        key=f"{case.match.package.ecosystem}:{case.match.package.name}" if case.match else "",
    )


def _severity(case: Case, verdict: Verdict) -> str:
    component, settings = case.component, case.settings
    chosen = severity(verdict.rule, verdict.severity, settings.policy, settings.severity, keep=verdict.keep)
    mild = component.scope == "dev" or (verdict.scoped and component.direct is False)
    return lower(chosen, "warning") if mild else chosen


# Which rules speak


def _verdicts(case: Case, standing: Standing | None) -> Iterator[Verdict]:
    yield from _trapped(case)
    component, match = case.component, case.match
    if match is None:
        return
    if component.by_vendor:
        if standing and (cut := cut_off(case, standing)):
            yield cut
        return
    if component.direct is False and not match.package.rows:
        return
    if component.lacking and component.source in {"registry", "catalog"}:
        return  # lockfile-drift says so
    if component.version is None or component.source not in {"registry", "catalog"}:
        yield from _unresolved(case, match, standing)
        return
    if standing is None and match.package.rows:
        yield Verdict(
            "MA107", "warning", f'"{component.version}" is no version of {component.name} that can be compared'
        )
        return
    main = _main_verdict(case, match, standing)
    if main:
        yield main
    if standing and (main is None or main.rule not in {"MA101", "MA106"}):
        yield from limited(case, standing)


def _main_verdict(case: Case, match: Match, standing: Standing | None) -> Verdict | None:
    """The one verdict of MA106, MA101, MA102, MA105 and MA103 that holds first."""
    package = match.package
    if package.replaced:
        return _replaced(case, match, package.replaced)
    if not package.rows:
        return _unlisted(case, match)
    if standing is None:
        return None
    return unsupported(case, standing) or ending(case, standing) or outdated(case, standing)


def _replaced(case: Case, match: Match, statement: Ending) -> Verdict:
    since = f" since {statement.date}" if statement.date else ""
    details = [f"{statement.says.rstrip('.')} ({statement.source})"]
    if match.package.successor:
        details.append(f"instead: {match.package.successor.advice.rstrip('.')}")
    return Verdict("MA106", "error", f"{title(case)} is out of maintenance{since}", tuple(details))


def _unlisted(case: Case, match: Match) -> Verdict | None:
    details = [f"{case.matrix.vendor} support does not take questions about what its support matrix does not list"]
    if match.package.successor:
        details.append(f"listed instead: {match.package.successor.advice.rstrip('.')}")
    if not match.product.general:
        return Verdict(
            "MA101", "warning", f"{title(case)} is not in {case.matrix.vendor}'s support matrix", tuple(details)
        )
    if not case.beside:
        return None
    message = f"{title(case)} is a general-purpose library outside {case.matrix.vendor}'s support matrix"
    return Verdict("MA101", "note", message, (details[0],))


# A version that is not known


def _unresolved(case: Case, match: Match, standing: Standing | None) -> Iterator[Verdict]:
    component = case.component
    if not match.package.rows or match.package.replaced:
        main = _main_verdict(case, match, None)
        if main:
            yield main
        return
    if component.source not in {"registry", "catalog"}:
        message = f"{component.name} comes from {_elsewhere(component)}, so its release is not known"
        yield Verdict(
            "MA107", "warning", message, ("only a release from the registry can be compared with the matrix",)
        )
        return
    if component.locked:
        lockfile = component.project.rpartition("/")[2]
        yield Verdict("MA107", "warning", f"{lockfile} records no version of {component.name}")
        return
    for declared in component.declared:
        verdict = _range_verdict(case, match, declared.effective, _said(declared))
        if verdict:
            yield _for_others(declared, verdict) if verdict.rule == "MA107" else verdict
            return
    if standing:
        yield from _on_its_line(case, standing)


def _on_its_line(case: Case, standing: Standing) -> Iterator[Verdict]:
    """What holds of every release that a range on one supported line admits."""
    declared = case.component.declared[0]
    main = ending(case, standing)
    if main is None and declared.effective is not None:
        old = kept_old(case, standing, declared.effective, _said(declared))
        main = old and _for_others(declared, old)
    if main:
        yield main
    yield from limited(case, standing)


def _for_others(declared: Declared, verdict: Verdict) -> Verdict:
    """A verdict on a range; what is built of a peer's and of a published package's is decided by others."""
    note = declared.requirement.scope == "peer" or declared.published
    return verdict._replace(severity="note") if note else verdict


def _said(declared: Declared) -> str:
    """The specifier that holds: the author's own, what it leaves to a shared file, or what an override puts in its place."""
    asked, effective = declared.requirement, declared.effective
    if effective == asked.range:
        return f'"{asked.range if asked.shared else asked.text}"'
    return f'what overrides "{asked.text}"' if effective is None else f'"{effective}", which overrides "{asked.text}",'


def _elsewhere(component: Component) -> str:
    what = {"git": "a git repository", "url": "an address", "file": "a file"}.get(component.source, component.source)
    return f"{what} ({component.specifier})" if component.specifier else what


def _range_verdict(case: Case, match: Match, wanted: str | None, said: str) -> Verdict | None:
    package, name = match.package, case.component.name
    if wanted is None:
        message = f"{said} does not say which release of {name} is built, and no lockfile does"
        return Verdict("MA107", "warning", message)
    supported = supported_lines(package, case.as_of)
    inside = [line for line, _ in supported.values() if _admits(package.ecosystem, wanted, line)]
    outside = [line for line in package.lines if line.id not in supported and _admits(package.ecosystem, wanted, line)]
    if not outside:
        return None if inside else _beside_all_lines(case, match, wanted, said)
    if inside:
        message = f"{said} admits supported and unsupported releases of {name}, and no lockfile says which is built"
        ids = ", ".join(supported)
        return Verdict(
            "MA107", "warning", message, (f"supported: {ids}; also admitted: {', '.join(line.id for line in outside)}",)
        )
    return _range_outside(case, match, outside[-1], said)


def _admits(ecosystem: str, wanted: str, line: Line) -> bool:
    """Whether a range takes in a release of a line. Bounds without a final number would let prereleases decide."""
    low = line.first.version if line.first else line.id
    return versions.admits(ecosystem, wanted, low, above(line.id)) is True


def above(line: str) -> str:
    """The lowest version text above a line: "2" gives "3", "0.16" gives "0.17"."""
    head, dot, last = line.rpartition(".")
    return f"{head}{dot}{int(last) + 1}" if last.isdigit() else line


def _beside_all_lines(case: Case, match: Match, wanted: str, said: str) -> Verdict | None:
    """A range that takes in no release that is known: what is newer than all of them passes, older ones and gaps do not."""
    package, latest = match.package, latest_on(match.package, case.as_of)
    newer = versions.admits(package.ecosystem, wanted, latest.version, None) if latest else True
    if newer is None:
        message = (
            f"{said} is no range that can be compared, and no lockfile says which release of {package.name} is built"
        )
        return Verdict("MA107", "warning", message)
    if latest is None or newer:
        return None
    supported = supported_lines(package, case.as_of)
    message = f"{said} admits no release of {case.component.name} that {case.matrix.vendor} supports"
    return Verdict("MA102", "error", message, (f"supported: {', '.join(supported)}, newest {latest.version}",))


def _range_outside(case: Case, match: Match, line: Line, said: str) -> Verdict | None:
    newest = line.newest or line.first
    standing = stand(match, newest.version, case.as_of) if newest else None
    if standing is None:
        return None
    verdict = unsupported(case, standing)
    message = f"{said} admits only releases of {case.component.name} that {case.matrix.vendor} no longer supports"
    if verdict is None or verdict.keep:
        return verdict and verdict._replace(message=message)
    return verdict._replace(message=message + no_grace(case, standing))


# Names that are not what they seem


def _trapped(case: Case) -> Iterator[Verdict]:
    component, trap = case.component, case.trap
    if component.alias and component.direct is not False:
        yield from _misleading_alias(case)
    if trap is None:
        return
    details = (
        f"{trap.says.rstrip('.')} ({trap.source})",
        *((f"meant was perhaps {trap.instead}",) if trap.instead else ()),
    )
    if trap.kind in {"hijacked", "impersonating"}:
        what = "an impersonation" if trap.kind == "impersonating" else trap.kind
        message = f"{component.name} is not what its name says: the name is {what}"
        yield Verdict("MA108", "error", message, details, scoped=False)
    elif component.direct is not False:
        yield Verdict("MA108", "warning", f"{component.name} is easily taken for another package", details)


def _misleading_alias(case: Case) -> Iterator[Verdict]:
    component = case.component
    shown = case.matrix.match(component.ecosystem, component.alias or "")
    if shown is not None and (case.match is None or case.match.product.id != shown.product.id):
        message = f'"{component.alias}" is not {shown.product.name}: the name is an alias of {component.name}'
        yield Verdict("MA108", "warning", message)


# The component's row in the report


def _judged(case: Case, standing: Standing | None, verdicts: tuple[Verdict, ...], number: int) -> Judged:
    component, match = case.component, case.match
    row = standing.row if standing else None
    latest = latest_on(match.package, case.as_of) if match else None
    status = _status(case, standing, {verdict.rule for verdict in verdicts})
    level = row.level if row else None
    return Judged(
        id=f"c{number}",
        component=component,
        purl=purl(component.ecosystem, component.name, component.version),
        product=(match.product.id or None) if match else None,
        product_name=match.product.name if match else None,
        release_line=standing.line if standing else _declared_line(case),
        level=level,
        status=status,
        eligible=_eligible(case, status, level),
        latest=latest.version if latest else None,
        context=component.by_vendor,
        general=bool(match and match.product.general),
        ahead=bool(standing and standing.ahead and standing.row),
    )


def _declared_line(case: Case) -> str | None:
    """The one supported line that a range stays on, where no version is known."""
    component, match = case.component, case.match
    wanted = component.declared[0].effective if component.declared else None
    if match is None or wanted is None or component.version or component.source not in {"registry", "catalog"}:
        return None
    lines = [line for line in match.package.lines if _admits(component.ecosystem, wanted, line)]
    return lines[0].id if len(lines) == 1 else None


def _status(case: Case, standing: Standing | None, rules: set[str]) -> str:
    if case.match is None:
        return "unknown"
    package = case.match.package
    if package.replaced:
        return "replaced"
    if not package.rows:
        return "unlisted"
    if "MA102" in rules:
        return "unsupported"
    if standing is None:
        return "unknown"
    if standing.row is None:
        return "unsupported"
    if not case.matrix.levels[standing.row.level].support:
        return "limited"
    if "MA103" in rules or outdated(case, standing):
        return "outdated"
    return "supported" if standing.row.level == "supported" else "limited"


def _eligible(case: Case, status: str, level: str | None) -> str:
    """Whether support would take a question about the component."""
    if status in {"replaced", "unlisted"} or (level and not case.matrix.levels[level].support):
        return "no"
    if case.component.version is None or status == "unknown":
        return "after-upgrade" if status in {"unsupported", "outdated"} else "unknown"
    return "after-upgrade" if status in {"unsupported", "outdated"} else "yes"

"""The words that several formats share: counts, the age of the matrix, who is helped, findings grouped by change.

Everything returned holds the project's own names as they are; each format makes them safe for its output.
"""

from __future__ import annotations

from auditor.model import Location
from auditor.results import SEVERITIES, Edit, Finding, Judged, MatrixInfo, Report, Suppression, Upgrade

TARGETS = frozenset({"browser", "runtime", "os"})


def count(number: int, noun: str) -> str:
    """``1 error``, ``1,932 packages``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def tally(report: Report) -> str:
    """The findings that count, by severity; zeros are left out: ``2 errors, 1 warning``."""
    parts = [count(number, severity) for severity in SEVERITIES if (number := report.count(severity))]
    return ", ".join(parts) or "nothing found"


def vendor(report: Report) -> str:
    """Whose matrix judged."""
    return " or ".join(matrix.vendor for matrix in report.matrices) or "vendor"


def packages(report: Report) -> list[Judged]:
    """The components that are packages, not browsers, runtimes or systems."""
    return [judged for judged in report.components if judged.component.ecosystem not in TARGETS]


def scope(report: Report) -> tuple[str, str]:
    """How much was looked at: ``6 files,`` and ``1,932 packages,``."""
    files = sum(item.status != "skipped" for item in report.inputs)
    return f"{count(files, 'file')},", f"{count(report.packages, 'package')},"


def _age(matrix: MatrixInfo) -> str:
    if matrix.age_days < 0:
        checked = f"checked on {matrix.checked}"
    else:
        checked = f"checked {count(matrix.age_days, 'day')} ago" if matrix.age_days else "checked today"
    return f"matrix of {matrix.revision}, {checked}{', which is stale' if matrix.stale else ''}"


def ages(report: Report) -> list[str]:
    """How old each matrix is: ``matrix of 2026-11-20, checked 2 days ago``; with its name where there are several."""
    named = len(report.matrices) > 1
    return [f"{matrix.name} {_age(matrix)}" if named else _age(matrix) for matrix in report.matrices]


def question(report: Report) -> str:
    """The question that a ticket opens with."""
    return f"Would {vendor(report)} support take a ticket on this project?"


def answer(report: Report) -> str | None:
    """The answer to ``question``; None where nothing was found that a ticket could be about."""
    mine = [judged for judged in report.components if judged.is_asked_about]
    if not mine:
        return None
    if report.eligible == "yes":
        return "Yes."
    concerned = [judged for judged in mine if judged.eligible == report.eligible]
    noun = "package" if all(judged.component.ecosystem not in TARGETS for judged in concerned) else "component"
    things = count(len(concerned), noun) if concerned else "something"
    if report.eligible == "after-upgrade":
        return f"After upgrading {things}."
    if report.eligible == "no":
        return f"No: {things} {'is' if len(concerned) < 2 else 'are'} outside what it covers."
    return f"Not known: it cannot be told for {things}."


def worst_first(findings: tuple[Finding, ...]) -> list[Finding]:
    """``findings`` by severity; equal ones keep their order."""
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))


def by_change(findings: tuple[Finding, ...]) -> list[tuple[Finding, ...]]:
    """``findings`` worst first, equal ones that the same commands mend together, in order of their first."""
    groups: dict[object, list[Finding]] = {}
    for number, finding in enumerate(worst_first(findings)):
        shared = finding.upgrade.commands if finding.upgrade else ()
        groups.setdefault((finding.severity, shared or number), []).append(finding)
    return [tuple(group) for group in groups.values()]


def chain(path: tuple[str, ...]) -> str:
    """A path of packages as ``shop > some-wrapper > @auth0/auth0-spa-js``."""
    return " > ".join(path)


def is_lock(finding: Finding, location: Location) -> bool:
    """Whether ``location`` is where the lockfile records the component of ``finding``."""
    component = finding.judged.component if finding.judged else None
    return component is not None and component.locked and location.path == component.project


def caveats(upgrade: Upgrade) -> list[str]:
    """What to know before making the change, in short phrases."""
    notes = ["breaking"] if upgrade.breaking else []
    notes += [f"needs {need} first" for need in upgrade.requires]
    if upgrade.to and upgrade.within and not upgrade.ranged:
        notes.append("no range for it is in the tree")
    elif upgrade.kind == "lockfile" and upgrade.to:
        notes.append("your range already allows it")
    elif upgrade.within and upgrade.to:
        notes.append("the ranges that ask for it already allow it")
    return notes


def anchor(report: Report) -> Location:
    """Where a finding without a place stands in formats that need one: the first input, or the folder itself."""
    return Location(report.inputs[0].path if report.inputs else ".", 1, 1, 1, 2)


def edited(edit: Edit) -> str:
    """What an edit does, on one line: what stands there and what shall, or what is to be taken out."""
    old, new = (" ".join(text.split()) for text in (edit.old, edit.new))
    return f'"{old}" -> "{new}"' if new else f'take out "{taken_out(edit)}"'


def taken_out(edit: Edit) -> str:
    """What an edit that leaves nothing takes out, without the quotes and commas around it."""
    return " ".join(edit.old.split()).strip('", ')


def fix(upgrade: Upgrade, prefix: str = "") -> str:
    """What to change and type, in one line; empty where there is nothing. ``prefix`` goes before each path."""
    edits = [f"{edited(edit)} in {prefix}{edit.path}" for edit in upgrade.edits]
    steps = [", ".join(edits)] if edits else []
    for command in upgrade.commands:
        folder = (prefix + command.cwd).removesuffix("/.")
        steps.append(command.run if folder == "." else f"in {folder}: {command.run}")
    if not steps:
        return upgrade.reason or (f"move to {upgrade.to}" if upgrade.to else "")
    return ", then: ".join(steps) + "".join(f" ({note})" for note in caveats(upgrade))


def matter(finding: Finding) -> str:
    """What is wrong, why and since when, without a full stop."""
    fails_from = (f"fails from {finding.fails_from}",) if finding.fails_from else ()
    return "; ".join((finding.message, *finding.details, *fails_from))


def told(finding: Finding, prefix: str = "") -> str:
    """A finding in one or two sentences: what is wrong, and what to do about it."""
    words = fix(finding.upgrade, prefix) if finding.upgrade else ""
    return f"{matter(finding)}. Fix: {words}." if words else f"{matter(finding)}."


def listed(report: Report) -> list[Finding]:
    """The findings to list, worst first: those that count, and suppressed ones if the report is to show them."""
    return worst_first(report.findings if report.show_suppressed else report.active())


def waived(suppressed: Suppression) -> str:
    """Why a suppressed finding does not count."""
    kind, reason, until = suppressed
    word = "ignored" if kind == "ignore" else kind
    return f"{word} until {until}: {reason}" if until else f"{word}: {reason}"


def seen(report: Report) -> str:
    """What the verdict rests on, in one line: how much was looked at, and how old the matrix is."""
    if report.verdict() == "nothing-to-audit":
        return " · ".join([f"looked at {count(report.walked, 'file')}", *ages(report)])
    return " · ".join([" ".join(scope(report)).removesuffix(","), *ages(report)])


def headline(report: Report) -> str:
    """The verdict in a line: ``FAIL: 2 errors, 1 warning``."""
    if report.verdict() == "nothing-to-audit":
        return "Nothing to audit"
    if report.failed():
        return f"FAIL: {tally(report)}"
    return f"PASS: {tally(report) if report.active() else passed(report)}"


def passed(report: Report) -> str:
    """The good news, for a report without findings."""
    mine = packages(report)
    judged_targets = {
        (judged.component.ecosystem, judged.component.name)
        for judged in report.components
        if judged.component.ecosystem in TARGETS and not judged.context
    }
    targets = len(judged_targets)
    if not mine and not targets:
        return f"no {vendor(report)} package found"
    things = count(len(mine), f"{vendor(report)} package") + (f" and {count(targets, 'target')}" if targets else "")
    if any(judged.eligible != "yes" and not judged.context for judged in report.components):
        return f"{things}, nothing to report"
    return f"{things} {'is' if len(report.components) == 1 else 'are'} inside the support matrix"

"""Which verdicts on a project change from one matrix to another: two audits of the same tree on the same day."""

from __future__ import annotations

from auditor.maintain.diff import Change
from auditor.matrix import Matrix
from auditor.pipeline import Request, audit
from auditor.results import Report
from auditor.roots import configuration_of, of_paths


def changed(path: str, old: Matrix, new: Matrix, as_of: str) -> list[Change]:
    """The components of the project at ``path`` that the two matrices judge differently, and the verdict on the whole."""
    before, after = _audited(path, old, as_of), _audited(path, new, as_of)
    statuses = _statuses(before), _statuses(after)
    names = dict.fromkeys([*statuses[0], *statuses[1]])
    changes = [
        Change("verdict", f"{path}: {name}", "", statuses[0].get(name), statuses[1].get(name))
        for name in names
        if statuses[0].get(name) != statuses[1].get(name)
    ]
    whole = before.verdict(), after.verdict()
    return changes + ([Change("verdict", path, "the whole", *whole)] if whole[0] != whole[1] else [])


def _audited(path: str, matrix: Matrix, as_of: str) -> Report:
    roots = of_paths([path])
    configure = configuration_of(roots.tree.root, None)
    return audit(Request(roots.tree, (matrix,), configure, as_of, roots.starts, roots.takes))


def _statuses(report: Report) -> dict[str, str]:
    """By package, version and project: the status, and the rules and severities of what was found."""
    said: dict[str, str] = {}
    for judged in report.components:
        component = judged.component
        name = f"{component.ecosystem}:{component.name} {component.version or '?'} ({component.project})"
        rules = [f"{f.rule} {f.severity}" for f in report.active() if f.judged and f.judged.id == judged.id]
        said[name] = f"{judged.status}{': ' if rules else ''}{', '.join(rules)}"
    return said

"""What was there before: findings of an earlier revision or of a former report, by which only new ones are left to count.

A finding is known by its fingerprint. So that a change which removes a problem never fails, a milder verdict on a package
that had a graver one at the same place is no news either, nor is an ignore that covers nothing any more.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from auditor import ignores
from auditor.config import ConfigError, Configuration, Source
from auditor.errors import UserError
from auditor.fingerprint import fingerprint
from auditor.git_roots import repository_at
from auditor.pipeline import Request, audit
from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.reports.json import SCHEMA
from auditor.results import Finding, Report, Suppression
from auditor.source import Document, ReadError
from auditor.tree import DirectoryTree

if TYPE_CHECKING:
    from typing import Any

# Verdicts on one package, the gravest first; of these a component gets one.
_VERDICTS = ("MA106", "MA101", "MA102", "MA107", "MA105", "MA103")
# What may stand beside a verdict is milder than these: an upgrade to a line that is listed below full support.
_BESIDE = {"MA104": "MA107"}
_REMEDY = "write one with --output json=FILE"

Subject = tuple[str, str, str]


class Before(NamedTuple):
    """The fingerprints of earlier findings, and the gravest verdict (its rank) on each package at each place.

    ``named`` says what the findings are of, for the reason of a suppression.
    """

    named: str
    fingerprints: frozenset[str]
    verdicts: Mapping[Subject, int]


class _Row(NamedTuple):
    """An earlier finding; ``subject`` is the ecosystem and name of a package, and the path that the finding stands at."""

    rule: str
    fingerprint: str
    subject: Subject | None


def mark(report: Report, before: Before) -> Report:
    """The report with the findings that were there before suppressed; those that an ignore covers stay as they are."""
    suppression = Suppression("baseline", f"already there {before.named}")
    findings = tuple(
        finding._replace(suppressed=suppression) if finding.suppressed is None and _known(finding, before) else finding
        for finding in report.findings
    )
    count = sum(finding.suppressed is suppression for finding in findings)
    said = f"only what is new counts: {count} finding{'' if count == 1 else 's'} already there {before.named}"
    return report._replace(findings=findings, notices=(*report.notices, said))


def _known(finding: Finding, before: Before) -> bool:
    if finding.fingerprint in before.fingerprints:
        return True
    subject, rule = _subject(finding), _BESIDE.get(finding.rule, finding.rule)
    if subject is None or rule not in _VERDICTS:
        return False
    rank = before.verdicts.get(subject)
    return rank is not None and rank <= _VERDICTS.index(rule)


def _subject(finding: Finding) -> Subject | None:
    if finding.judged is None or not finding.locations:
        return None
    component = finding.judged.component
    return component.ecosystem, component.name, finding.locations[0].path


def _before(named: str, rows: Iterable[_Row]) -> Before:
    prints: set[str] = set()
    verdicts: dict[Subject, int] = {}
    for row in rows:
        prints.add(row.fingerprint)
        if row.subject and row.rule in _VERDICTS:
            rank = _VERDICTS.index(row.rule)
            verdicts[row.subject] = min(rank, verdicts.get(row.subject, rank))
    return Before(named, frozenset(prints), verdicts)


# An earlier revision


def at_revision(request: Request, root: str, configuration: Configuration, revision: str, head: str) -> Before:
    """The findings where ``head`` branched off ``revision``, judged as ``request`` judges: same day, matrices and settings.

    ``root`` is the folder on disk that stands for the request's tree. Severities and exclusions are those of
    ``configuration``, today's, so that a change of these alone makes no finding new. Raises ``UserError`` for what the
    clone does not have.
    """
    repository = repository_at(root)
    commit = repository.merge_base(repository.resolve(revision), repository.resolve(head), revision)
    relative = os.path.relpath(root, repository.root).replace(os.sep, "/")
    tree = repository.tree(commit, "" if relative == "." else relative)
    earlier: list[Finding] = []

    def configure(found: Iterable[Source]) -> Configuration:
        try:
            declared = request.configure(list(found))
        except ConfigError:
            declared = Configuration()
        # Every ignore is unused where there is nothing to cover: whatever may be said of those that stood there.
        earlier.extend(ignores.apply((), declared, request.as_of))
        return configuration.without_ignores()

    report = audit(request._replace(tree=tree, configure=configure, fingerprints=True))
    rows = [_Row(finding.rule, finding.fingerprint, _subject(finding)) for finding in report.findings]
    rows += [_Row(finding.rule, fingerprint(finding), None) for finding in earlier]
    return _before(f"at {revision} ({commit[:12]})", rows)


# A former report


def in_file(path: str) -> Before:
    """The findings of a JSON report. Raises ``UserError``, in one line, for a file that is none."""
    whole = os.path.abspath(path)
    try:
        read = DirectoryTree(os.path.dirname(whole)).read(os.path.basename(whole))
    except ReadError as error:
        raise UserError(f"{path} {error.reason}; {_REMEDY}") from None
    try:
        data = Document(path, read).json()
    except ReadError as error:
        raise UserError(f"{path}:{error.line}:{error.column} {error.reason}; {error.remedy or _REMEDY}") from None
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise UserError(f'{path} is no report of this program (it has no "schema": "{SCHEMA}"); {_REMEDY}')
    try:
        components = {item["id"]: (item["ecosystem"], item["name"]) for item in data["components"]}
        rows = [_row(item, components) for item in data["findings"]]
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        said = f"{error} is missing" if isinstance(error, KeyError) else "a value is of another type than it has there"
        raise UserError(f"{path} does not have the shape of a report: {said}; {_REMEDY}") from None
    return _before(f"in {path}", rows)


def _row(item: Mapping[str, Any], components: Mapping[str, tuple[str, str]]) -> _Row:
    if not isinstance(item["fingerprint"], str) or not isinstance(item["rule"], str):
        raise TypeError
    component, places = item["component_id"], item["locations"]
    subject = (*components[component], places[0]["path"]) if component and places else None
    return _Row(item["rule"], item["fingerprint"], subject)

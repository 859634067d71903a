"""Known vulnerabilities of exact package versions: what is asked, what comes back, and whom to ask. Judges nothing.

A source answers for every package it was asked of, or raises ``UserError``: that it could not be asked is never taken
for an answer. What it has no data on at all (an ecosystem) is said in a notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from auditor import versions
from auditor.errors import UserError
from auditor.records import NamedTuple

PUBLIC_OSV = "https://api.osv.dev"


class Subject(NamedTuple):
    """An exact version of a package; ``ecosystem`` is a purl type."""

    ecosystem: str
    name: str
    version: str


class Advisory(NamedTuple):
    """A vulnerability that one version of a package has.

    ``id`` and ``aliases`` are as the databases spell them, ``severity`` a word (low, moderate, medium, high, critical) or a CVSS
    vector, ``fixed`` the first later release without it, None where none is known.
    """

    id: str
    aliases: tuple[str, ...]
    summary: str
    severity: str | None
    fixed: str | None


class Answers(NamedTuple):
    """The advisories of those subjects that have any, and what to tell of those that could not be asked of."""

    known: Mapping[Subject, tuple[Advisory, ...]]
    notices: tuple[str, ...] = ()


Ask = Callable[[Sequence[Subject]], Answers]


def source(text: str, *, offline: bool) -> Ask:
    """Whom ``--advisories`` names: ``osv``, ``osv=ADDRESS``, ``pip-audit``, or a file. Raises ``UserError``."""
    kind, _, address = text.partition("=")
    if offline and (kind == "osv" or text == "pip-audit"):
        raise UserError(f"--offline: --advisories {text} needs the network; give the file of an OSV export instead")
    if kind == "osv":
        from auditor import osv

        return osv.asking(address or PUBLIC_OSV)
    if text == "pip-audit":
        from auditor import pip_audit

        return pip_audit.ask
    from auditor import osv_export

    return osv_export.reading(text)


def remembering(ask: Ask) -> Ask:
    """The same source, asked of each subject only once in a run."""
    answered: dict[Subject, tuple[Advisory, ...]] = {}

    def of(subjects: Sequence[Subject]) -> Answers:
        answers = ask([subject for subject in subjects if subject not in answered])
        answered.update((subject, answers.known.get(subject, ())) for subject in subjects if subject not in answered)
        return Answers({subject: found for subject in subjects if (found := answered[subject])}, answers.notices)

    return of


def merged(ecosystem: str, found: Iterable[Advisory]) -> tuple[Advisory, ...]:
    """The advisories with those of several databases on one vulnerability as one, by id. GitHub's id is the one shown."""
    groups: list[list[Advisory]] = []
    for advisory in sorted(found, key=lambda item: (not item.id.startswith("GHSA-"), item.id)):
        names = {advisory.id, *advisory.aliases}
        same = [group for group in groups if any(names & {item.id, *item.aliases} for item in group)]
        groups = [group for group in groups if group not in same]
        groups.append([item for group in same for item in group] + [advisory])
    return tuple(sorted(_one(ecosystem, group) for group in groups))


def _one(ecosystem: str, group: Sequence[Advisory]) -> Advisory:
    first = group[0]
    names = sorted({name for item in group for name in (item.id, *item.aliases)} - {first.id})
    return first._replace(
        aliases=tuple(names),
        summary=next((item.summary for item in group if item.summary), ""),
        severity=next((item.severity for item in group if item.severity), None),
        fixed=newest(ecosystem, [item.fixed for item in group if item.fixed]),
    )


def newest(ecosystem: str, found: Iterable[str]) -> str | None:
    """The newest of some versions; None where there is none."""
    best: str | None = None
    for version in found:
        if best is None or versions.compare(ecosystem, version, best) == 1:
            best = version
    return best


def count(number: int, what: str) -> str:
    """A number of things in words."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"

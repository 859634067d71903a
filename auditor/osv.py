"""Asks an OSV service (google.github.io/osv.dev/api) which packages have known vulnerabilities: in batches, then each by its id."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from auditor.advisories import Advisory, Answers, Ask, Subject, count, merged
from auditor.download import Answer, DownloadError, Limits, get
from auditor.errors import UserError
from auditor.osv_records import ECOSYSTEMS, advisory, version_of
from auditor.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

BATCH = 1000  # queries in one request, the most that the interface takes
PAGES = 100  # of one query; more than that no package has
_BUSY = frozenset((408, 425, 429, 500, 502, 503, 504))
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{0,99}")
_JSON = {"Content-Type": "application/json", "Accept": "application/json"}


class Service(NamedTuple):
    """Where to ask, within which limits for one answer, how often where trying again may help, and who pauses between."""

    address: str
    limits: Limits = Limits(size=64 * 1024 * 1024, seconds=60)
    attempts: int = 3
    longest: float = 30.0
    pause: Callable[[float], None] = time.sleep


def asking(address: str) -> Ask:
    """How to ask the service at an address (``https://HOST``, without the ``/v1``)."""
    return lambda subjects: ask(Service(address.rstrip("/")), subjects)


def ask(service: Service, subjects: Sequence[Subject]) -> Answers:
    """The advisories on every subject of an ecosystem that OSV has. Raises ``UserError`` where the service does not answer."""
    known = [subject for subject in subjects if subject.ecosystem in ECOSYSTEMS]
    try:
        found = _ids(service, known)
        records = _records(service, sorted({number for numbers in found.values() for number in numbers}))
    except DownloadError as error:
        raise UserError(f"--advisories osv: {error}; whether there are known vulnerabilities is not known") from None
    answers: dict[Subject, tuple[Advisory, ...]] = {}
    for subject, numbers in found.items():
        said = [_advisory(service, records[number], subject) for number in numbers]
        answers[subject] = merged(subject.ecosystem, filter(None, said))
    return Answers({subject: said for subject, said in answers.items() if said}, tuple(_unknown(subjects)))


def _unknown(subjects: Sequence[Subject]) -> Iterator[str]:
    others = [subject.ecosystem for subject in subjects if subject.ecosystem not in ECOSYSTEMS]
    for ecosystem in sorted(set(others)):
        packages = count(others.count(ecosystem), f"{ecosystem} package")
        yield f"known vulnerabilities: OSV has no data on {ecosystem}, so of {packages} it is not known"


def _ids(service: Service, subjects: Sequence[Subject]) -> dict[Subject, list[str]]:
    """The ids of the advisories on each subject, all pages of them."""
    found: dict[Subject, list[str]] = {}
    waiting = [(subject, "") for subject in subjects]
    for _ in range(PAGES):
        if not waiting:
            return found
        again: list[tuple[Subject, str]] = []
        for start in range(0, len(waiting), BATCH):
            asked = waiting[start : start + BATCH]
            for (subject, _), result in zip(asked, _batch(service, asked), strict=True):
                found.setdefault(subject, []).extend(_listed(service, result))
                again += [(subject, token)] if (token := result.get("next_page_token")) else []
        waiting = again
    raise DownloadError(f"{service.address}: an answer that never ends (more than {PAGES} pages)")


def _batch(service: Service, asked: Sequence[tuple[Subject, str]]) -> list[Mapping[str, Any]]:
    queries = [
        {
            "package": {"ecosystem": ECOSYSTEMS[subject.ecosystem], "name": subject.name},
            "version": version_of(subject),
            **({"page_token": token} if token else {}),
        }
        for subject, token in asked
    ]
    answer = _json(service, "/v1/querybatch", json.dumps({"queries": queries}).encode())
    results = answer.get("results")
    if not isinstance(results, list) or len(results) != len(queries):
        raise DownloadError(f"{service.address}/v1/querybatch: not an answer to each of {len(queries)} queries")
    return [item if isinstance(item, dict) else {} for item in results]


def _listed(service: Service, result: Mapping[str, Any]) -> Iterator[str]:
    try:
        numbers = [str(item["id"]) for item in result.get("vulns", ())]
    except (TypeError, KeyError):
        raise DownloadError(f"{service.address}/v1/querybatch: an advisory without an id") from None
    for number in numbers:
        if not _ID.fullmatch(number):
            raise DownloadError(f"{service.address}/v1/querybatch: {number[:40]!r} is no id of an advisory")
        yield number


def _records(service: Service, numbers: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """The whole advisory of each id, several at a time."""
    from concurrent.futures import ThreadPoolExecutor

    wanted = list(numbers)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: _json(service, f"/v1/vulns/{number}"), wanted))
    for number, record in zip(wanted, found, strict=True):
        if record.get("id") != number or not isinstance(record.get("affected", []), list):
            raise DownloadError(f"{service.address}/v1/vulns/{number}: not that advisory")
    return dict(zip(wanted, found, strict=True))


def _advisory(service: Service, record: Mapping[str, Any], subject: Subject) -> Advisory | None:
    try:
        return advisory(record, subject)
    except (AttributeError, TypeError, KeyError):
        raise UserError(f"--advisories osv: {service.address}/v1/vulns/{record['id']}: not of OSV's format") from None


def _json(service: Service, path: str, body: bytes | None = None) -> dict[str, Any]:
    """The JSON object at a path, asked for again where that may help."""
    attempt = 0
    while True:
        attempt += 1
        try:
            answer = get(service.address + path, service.limits, _JSON, body)
        except DownloadError as error:
            if not error.again or attempt == service.attempts:
                raise
        else:
            if answer.status not in _BUSY or attempt == service.attempts:
                return _sound(answer)
            if (asked := answer.headers.get("retry-after", "")).isdigit():
                service.pause(min(service.longest, float(asked)))
                continue
        service.pause(min(service.longest, 0.5 * 2.0**attempt))


def _sound(answer: Answer) -> dict[str, Any]:
    if answer.status != 200:
        raise DownloadError(f"{answer.url}: status {answer.status}")
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise DownloadError(f"{answer.url}: not a JSON object, or not the whole of it")
    return value

"""Asks a registry over HTTP: again after a pause where that may help, and with the ETag of the answer at hand.

Every answer is of the type that was asked for, or an error that says what came instead. Nothing here knows a registry.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from auditor.download import Answer, DownloadError, Limits, get
from auditor.files import write

BUSY = frozenset((408, 425, 429, 500, 502, 503, 504))
JSON = ("json",)
XML = ("xml",)
TEXT = ("text/plain", "octet-stream", "text/markdown")


class Missing(DownloadError):  # noqa: N818 - an answer rather than an error: the registry does not have it
    """The registry says that it has no such package."""


class Way(NamedTuple):
    """How to ask: limits of one answer, attempts, the longest pause, who pauses, and where answers are kept.

    ``kept`` is a folder for answers with an ETag, or None; ``headers`` go to every address.
    """

    limits: Limits = Limits(size=32 * 1024 * 1024)
    attempts: int = 4
    longest: float = 60.0
    pause: Callable[[float], None] = time.sleep
    kept: str | None = None
    headers: Mapping[str, str] = {}


def ask(url: str, way: Way, types: tuple[str, ...], headers: Mapping[str, str] | None = None) -> Answer:
    """A 200 answer of one of the types. Raises Missing for 404 and 410, DownloadError for what else went wrong."""
    wanted = {**way.headers, **(headers or {})}
    for attempt in range(1, way.attempts + 1):
        try:
            answer = _kept_or_new(url, way, wanted)
        except DownloadError as error:
            if not error.again or attempt == way.attempts:
                raise
            way.pause(_pause(attempt, way))
            continue
        if answer.status not in BUSY or attempt == way.attempts:
            return _checked(answer, types)
        way.pause(min(way.longest, asked_pause(answer.headers.get("retry-after")) or _pause(attempt, way)))
    raise AssertionError("at least one attempt")


def ask_json(url: str, way: Way, headers: Mapping[str, str] | None = None) -> Any:
    """The JSON value at ``url``."""
    answer = ask(url, way, JSON, headers)
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        raise DownloadError(f"{url}: not sound JSON") from None


def ask_xml(url: str, way: Way) -> ET.Element:
    """The root of the XML document at ``url``; one that defines entities is refused."""
    body = ask(url, way, XML).body
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise DownloadError(f"{url}: XML with definitions of its own, which no registry writes")
    try:
        return ET.fromstring(body)  # noqa: S314 - definitions were refused
    except ET.ParseError as error:
        raise DownloadError(f"{url}: not sound XML ({error})") from None


def asked_pause(text: str | None) -> float:
    """The seconds that a Retry-After header asks for, as a number or as a date; 0 where it asks for none."""
    if not text:
        return 0
    if text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError):
        return 0


def _pause(attempt: int, way: Way) -> float:
    return min(way.longest, 0.5 * 2.0**attempt)


def _checked(answer: Answer, types: tuple[str, ...]) -> Answer:
    if answer.status in {404, 410}:
        raise Missing(f"{answer.url}: there is no such thing (status {answer.status})")
    if answer.status != 200:
        raise DownloadError(f"{answer.url}: status {answer.status}")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not any(kind.endswith(wanted) for wanted in types):
        raise DownloadError(f"{answer.url}: {kind or 'a body without a type'}, not {types[0]}")
    return answer


def _kept_or_new(url: str, way: Way, headers: Mapping[str, str]) -> Answer:
    if way.kept is None:
        return get(url, way.limits, headers)
    known = _load(_place(way.kept, url, headers))
    asked = {**headers, "If-None-Match": known.headers["etag"]} if known else headers
    answer = get(url, way.limits, asked)
    if answer.status == 304 and known:
        return known
    if answer.status == 200 and "etag" in answer.headers:
        _save(_place(way.kept, url, headers), answer)
    return answer


def _place(folder: str, url: str, headers: Mapping[str, str]) -> str:
    key = "\0".join((url, headers.get("Accept", "")))
    return os.path.join(folder, hashlib.sha256(key.encode()).hexdigest()[:32] + ".json")


def _load(path: str) -> Answer | None:
    try:
        with open(path, encoding="utf-8") as file:
            kept = json.load(file)
        return Answer(kept["url"], 200, kept["body"].encode(), kept["headers"])
    except (OSError, ValueError, KeyError):
        return None


def _save(path: str, answer: Answer) -> None:
    try:
        body = answer.body.decode("utf-8")
    except UnicodeDecodeError:
        return
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    headers = {name: answer.headers[name] for name in ("etag", "content-type") if name in answer.headers}
    write(path, json.dumps({"url": answer.url, "headers": headers, "body": body}))

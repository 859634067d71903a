"""Fetches one address within limits: TLS at every hop, few redirects, a size and a time for the whole, not for each read.

Used by ``matrix update``, ``--matrix URL`` and the maintainers' refresh; nothing is fetched unless a person asked for it.
Proxy, credentials and certificates are those of the environment, as requests reads them; verification has no switch.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any

from auditor.errors import UserError
from auditor.records import NamedTuple

MOVED = frozenset((301, 302, 303, 307, 308))
LOOPBACK = frozenset(("127.0.0.1", "::1", "localhost"))
CHUNK = 65536


class Limits(NamedTuple):
    """How much a download may take: bytes after decompression, seconds for all hops together, and redirects."""

    size: int = 5 * 1024 * 1024
    seconds: float = 60.0
    redirects: int = 3


class Answer(NamedTuple):
    """What came back: the status, the body (decompressed), and the headers by their lower-case names."""

    url: str
    status: int
    body: bytes
    headers: Mapping[str, str]


class DownloadError(UserError):
    """An address that could not be read. The text is one line; ``again`` says whether trying later may help."""

    def __init__(self, text: str, *, again: bool = False) -> None:
        super().__init__(text)
        self.again = again


def get(
    url: str, limits: Limits | None = None, headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> Answer:
    """The answer of ``url``, whatever its status. Raises DownloadError where there is none within the limits.

    With a ``body`` the request is a POST, of which no redirect is followed.
    """
    limits = limits or Limits()
    end = time.monotonic() + limits.seconds
    found: list[Answer | Exception] = []

    def work() -> None:
        try:
            found.append(_follow(url, limits, headers or {}, end, body))
        except Exception as error:  # noqa: BLE001 - handed over to the caller's thread, which raises it
            found.append(error)

    # A timeout of requests bounds each read, so a server that drips could hold us for ever: the whole has a thread.
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(limits.seconds)
    if not found:
        raise DownloadError(f"{url}: no whole answer within {limits.seconds:g} s", again=True)
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]


def check_address(url: str, before: str | None = None) -> None:
    """Raise DownloadError unless ``url`` is https, or plain http from this machine to itself."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise DownloadError(f"{url}: no address ({error}); write https://HOST/PATH") from None
    local = parts.scheme == "http" and host in LOOPBACK
    if host and (parts.scheme == "https" or (local and (before is None or before.startswith("http:")))):
        return
    if before is not None:
        raise DownloadError(f"{before}: leads to {url}, which is not https; nothing was read from there")
    raise DownloadError(f"{url}: not an https address; write https://HOST/PATH")


def _follow(url: str, limits: Limits, headers: Mapping[str, str], end: float, body: bytes | None) -> Answer:
    from urllib.parse import urljoin, urlsplit

    check_address(url)
    start, asked = url, dict(headers)
    for _ in range(limits.redirects + 1):
        answer = _once(url, limits, asked, end, body)
        target = answer.headers.get("location")
        if answer.status not in MOVED or not target or body is not None:
            return answer
        target = urljoin(url, target)
        check_address(target, url)
        if urlsplit(target).netloc != urlsplit(url).netloc:
            asked.pop("Authorization", None)
        url = target
    raise DownloadError(f"{start}: more than {limits.redirects} redirects; give the address that they end at")


def _once(url: str, limits: Limits, headers: Mapping[str, str], end: float, sent_body: bytes | None) -> Answer:
    import requests
    import urllib3

    from auditor import __version__

    left = max(0.1, end - time.monotonic())
    sent = {"User-Agent": f"matrix-audit/{__version__}", **headers}
    try:
        with requests.request(
            "GET" if sent_body is None else "POST",
            url,
            data=sent_body,
            headers=sent,
            timeout=(min(10, left), min(20, left)),
            stream=True,
            allow_redirects=False,
        ) as response:
            names = {name.lower(): value for name, value in response.headers.items()}
            body = b"" if response.status_code in MOVED else _body(response, limits, end)
    except requests.exceptions.SSLError as error:
        raise DownloadError(f"{url}: the certificate is not to be trusted ({_last(error)})") from None
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise DownloadError(f"{url}: {_last(error)}", again=True) from None
    return Answer(url, response.status_code, body, names)


def _body(response: Any, limits: Limits, end: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in response.iter_content(CHUNK):
        size += len(part)
        if size > limits.size:
            raise DownloadError(f"{response.url}: longer than {limits.size} bytes once unpacked")
        if time.monotonic() > end:
            raise DownloadError(f"{response.url}: no whole answer within {limits.seconds:g} s", again=True)
        parts.append(part)
    return b"".join(parts)


def _last(error: Exception) -> str:
    """The innermost reason of an error of requests, which wraps those below it, in one line."""
    while error.args and isinstance(error.args[0], Exception):
        error = error.args[0]
    reason = getattr(error, "reason", None)
    if isinstance(reason, Exception):
        return _last(reason)
    return (" ".join(str(error).split()) or type(error).__name__)[:200]

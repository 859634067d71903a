"""A matrix at an address: fetched within limits and looked through before anything relies on it."""

from __future__ import annotations

import hashlib
import hmac
import json

from auditor.download import DownloadError, Limits, get
from auditor.errors import UserError
from auditor.matrix import FORMAT, Matrix, MatrixError
from auditor.matrix_probe import probe

LIMITS = Limits(size=5 * 1024 * 1024, seconds=60.0, redirects=3)


def fetch(url: str, sha256: str | None = None, limits: Limits = LIMITS) -> tuple[Matrix, bytes]:
    """The matrix at ``url`` and its bytes, whose SHA-256 must be the one given. Raises UserError, in one line."""
    answer = get(url, limits)
    if answer.status != 200:
        raise DownloadError(f"{url}: status {answer.status}; give the address of a compiled matrix")
    if sha256 is not None:
        found = hashlib.sha256(answer.body).hexdigest()
        if not hmac.compare_digest(found, sha256.lower().removeprefix("sha256:")):
            raise UserError(f"{url}: its SHA-256 is {found}, not the one given; nothing was stored")
    try:
        compiled = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise MatrixError(f"{url}: not a compiled matrix; give the address of one") from None
    if not isinstance(compiled, dict) or compiled.get("format") != FORMAT:
        raise MatrixError(f"{url}: not a compiled matrix of format {FORMAT}; another release may read it")
    matrix = probe(url, compiled)
    matrix.origin = url
    return matrix, answer.body

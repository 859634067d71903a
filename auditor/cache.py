"""The user's own copy of a published matrix: where it lies, whether it may be trusted, and how a newer one replaces it.

A copy is used only from a folder that is the user's alone, is replaced whole or not at all, and never by an older one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from auditor.errors import UserError
from auditor.matrix import Matrix, MatrixError, path_of, read_compiled
from auditor.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

LEFT_OVER = 3600


def age_key(matrix: Matrix) -> tuple[str, str]:
    """What makes one matrix newer than another: the day of its newest fact, then that of its last comparison."""
    return matrix.revision, matrix.checked


def newer(bundled: Matrix) -> Matrix:
    """The cached copy of this matrix if it is sound, the user's own and newer; else the bundled one, which says why."""
    path = path_of(bundled.name)
    doubt = _doubt(path)
    if doubt is None:
        try:
            cached = load(path)
        except MatrixError as error:
            doubt = str(error)
        else:
            return cached if cached.name == bundled.name and age_key(cached) > age_key(bundled) else bundled
    bundled.origin = f"bundled; the fetched copy is not used: {doubt}"
    return bundled


def load(path: str) -> Matrix:
    """A cached copy: it was looked through when it was stored, and each product is again when it is decoded."""
    from auditor.matrix_probe import shallow, sound_decoder

    matrix = shallow(path, read_compiled(path))
    matrix.decode = sound_decoder(path)
    matrix.origin = path
    return matrix


def _doubt(path: str) -> str | None:
    """Why a cached file is not to be trusted; None where its folder and it belong to this user alone."""
    if not hasattr(os, "getuid"):
        return None
    import stat

    holder = os.path.dirname(path)
    for place, kind in ((holder, stat.S_ISDIR), (path, stat.S_ISREG)):
        found = os.lstat(place)
        if not kind(found.st_mode):
            return f"{place} is a link or of another kind"
        if found.st_uid != os.getuid():
            return f"{place} belongs to somebody else"
        if found.st_mode & 0o022:
            return f"{place} can be written by others; chmod go-w {place}"
    return None


def store(matrix: Matrix, body: bytes) -> bool:
    """Put ``body``, from which ``matrix`` was read, in place of the copy; False where the one there is as new.

    Raises UserError where it is newer, and where the folder cannot be used. Safe with other runs at the same time.
    """
    path = path_of(matrix.name)
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with _locked(os.path.join(os.path.dirname(path), ".lock")):
            return _replace(path, matrix, body)
    except OSError as error:
        raise UserError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from None


def _replace(path: str, matrix: Matrix, body: bytes) -> bool:
    import tempfile

    doubt = _doubt(os.path.join(os.path.dirname(path), ".lock"))
    if doubt:
        raise UserError(f"{doubt}; remove it, or name another folder with MATRIX_AUDIT_CACHE")
    if os.path.lexists(path) and (known := _known(path)):
        if known > age_key(matrix):
            raise UserError(f"the published matrix is of {matrix.revision}, older than the copy at hand ({known[0]})")
        if known == age_key(matrix):
            return False
    _sweep(os.path.dirname(path))
    handle, unfinished = tempfile.mkstemp(".tmp", ".matrix-", os.path.dirname(path))
    try:
        with open(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException:
        os.unlink(unfinished)
        raise
    return True


def _known(path: str) -> tuple[str, str] | None:
    try:
        return age_key(load(path)) if _doubt(path) is None else None
    except MatrixError:
        return None


def _sweep(place: str) -> None:
    """Remove what runs that were killed have left."""
    import time

    for entry in os.scandir(place):
        if entry.name.startswith(".matrix-") and time.time() - entry.stat(follow_symlinks=False).st_mtime > LEFT_OVER:
            os.unlink(entry.path)


def _locked(path: str) -> Any:
    """A context in which no other run writes; the lock goes with the process, however that ends."""
    from contextlib import contextmanager

    @contextmanager
    def held() -> Iterator[None]:
        handle = os.open(path, os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            _lock(handle)
            yield
        finally:
            os.close(handle)

    return held()


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)

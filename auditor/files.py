"""Writes files whole or not at all, even where the program is told to stop: reports, and manifests in place of old ones."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from auditor.errors import Terminated, UserError


def write(path: str, text: str) -> None:
    """Put ``text`` (UTF-8) in place of the file at ``path``. Raises ``UserError`` where that cannot be done."""
    clean_up_on_sigterm()
    replace(path, text.encode("utf-8", "backslashreplace"))


def replace(path: str, data: bytes, mode: int | None = None) -> None:
    """Put ``data`` in place of the file at ``path``, with the permissions ``mode``. Raises ``UserError`` where that cannot be done."""
    folder, name = os.path.split(os.path.abspath(path))
    unfinished = os.path.join(folder, f".{name}.{os.getpid()}.tmp")
    try:
        try:
            with open(unfinished, "xb") as file:
                if mode is not None:
                    os.chmod(unfinished, mode)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(unfinished, path)
        finally:
            if os.path.lexists(unfinished):
                os.unlink(unfinished)
    except OSError as error:
        raise UserError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from None


def clean_up_on_sigterm() -> None:
    """From now on SIGTERM raises, where nobody has decided otherwise. Without a file to write it may simply end the program."""
    import signal

    def stop(_: int, __: object) -> None:
        raise Terminated

    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, stop)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Interrupts wait until the block is over, so that what it writes is written or was never begun."""
    import signal

    waiting: list[int] = []
    own = {int(number): signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in own:
        signal.signal(number, lambda came, _: waiting.append(came))
    try:
        yield
    finally:
        for number, handler in own.items():
            signal.signal(number, handler)
    for number in waiting:
        signal.raise_signal(number)

"""Writes a report beside standard output: whole or not at all, even where the program is told to stop."""

from __future__ import annotations

import os

from auditor.errors import Terminated, UserError


def write(path: str, text: str) -> None:
    """Put ``text`` (UTF-8) in place of the file at ``path``. Raises ``UserError`` where that cannot be done."""
    folder, name = os.path.split(os.path.abspath(path))
    unfinished = os.path.join(folder, f".{name}.{os.getpid()}.tmp")
    _clean_up_on_sigterm()
    try:
        try:
            with open(unfinished, "x", encoding="utf-8", newline="\n", errors="backslashreplace") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(unfinished, path)
        finally:
            if os.path.lexists(unfinished):
                os.unlink(unfinished)
    except OSError as error:
        raise UserError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from None


def _clean_up_on_sigterm() -> None:
    """From now on SIGTERM raises, where nobody has decided otherwise. Without a file to write it may simply end the program."""
    import signal

    def stop(*_: object) -> None:
        raise Terminated

    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, stop)

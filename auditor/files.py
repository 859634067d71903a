"""Writes a report beside standard output: whole or not at all."""

from __future__ import annotations

import os

from auditor.errors import UserError


def write(path: str, text: str) -> None:
    """Put ``text`` (UTF-8) in place of the file at ``path``. Raises ``UserError`` where that cannot be done."""
    folder, name = os.path.split(os.path.abspath(path))
    unfinished = os.path.join(folder, f".{name}.{os.getpid()}.tmp")
    try:
        try:
            with open(unfinished, "x", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(unfinished, path)
        finally:
            if os.path.lexists(unfinished):
                os.unlink(unfinished)
    except OSError as error:
        raise UserError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from None

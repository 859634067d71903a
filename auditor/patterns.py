"""Gitignore patterns, as ``exclude``, ``include`` and an ignore's ``path`` use them. The library is loaded at need."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.config import within
from auditor.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Protocol

    class _Verdict(Protocol):
        @property
        def include(self) -> bool | None: ...

    class _Spec(Protocol):
        def check_file(self, file: str) -> _Verdict: ...


# A pattern comes with the project and is matched against every path of it, so it may not be a slow one.
MAX_LENGTH = 256
MAX_STARS = 8


class PatternError(ValueError):
    """A pattern that cannot be used; ``number`` counts from 0 within its list."""

    def __init__(self, reason: str, number: int = 0) -> None:
        super().__init__(reason)
        self.number = number


class Patterns(NamedTuple):
    """Patterns and the folder (relative to the repository root, ``""`` for it) that they are relative to."""

    folder: str
    lines: tuple[str, ...]
    spec: _Spec

    def match(self, path: str, *, is_dir: bool = False) -> bool | None:
        """True for a match, False for one that a ``!`` pattern takes back, None for none; ``path`` as ``folder`` is."""
        if not within(path, self.folder):
            return None
        relative = path[len(self.folder) :].lstrip("/") + ("/" if is_dir else "")
        return self.spec.check_file(relative).include


def compiled(folder: str, lines: Iterable[str]) -> Patterns:
    """Patterns ready to match. Raises ``PatternError`` for one that is invalid, names nothing, or may be slow."""
    from pathspec import GitIgnoreSpec

    lines = tuple(lines)
    for number, line in enumerate(lines):
        if len(line) > MAX_LENGTH or line.count("*") > MAX_STARS:
            limits = f"at most {MAX_LENGTH} characters and {MAX_STARS} asterisks"
            raise PatternError(f"is too long for a pattern; use {limits}", number)
        if not _usable(line):
            raise PatternError("is not a gitignore pattern that names something; mend it or leave it out", number)
    return Patterns(folder, lines, GitIgnoreSpec.from_lines(lines))


def _usable(line: str) -> bool:
    import re
    import warnings

    from pathspec import GitIgnoreSpec

    with warnings.catch_warnings():
        warnings.simplefilter("error", FutureWarning)  # a set that a later Python would read in another way
        try:
            return all(pattern.include is not None for pattern in GitIgnoreSpec.from_lines([line]).patterns)
        except (ValueError, re.error, FutureWarning):
            return False

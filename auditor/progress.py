"""One line on a terminal's standard error that says what a long run is at, and is gone when the run is over.

Imported only where standard error is a terminal; where it is not, nothing is ever written.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from auditor.escape import visible
from auditor.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

    from auditor.pipeline import Tree

PATIENCE = 0.4  # seconds in which a run that is short shows nothing
PAUSE = 0.1  # seconds between two changes of the line


class Line:
    """The line. ``now`` is a clock in seconds that never goes back."""

    def __init__(self, stream: TextIO, now: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._now = now
        self._next = now() + PATIENCE
        self._shown = 0

    def tell(self, words: str, *, at_once: bool = False) -> None:
        """Show ``words``, unless they come too soon; what is waited for without a sign of life is shown ``at_once``."""
        now = self._now()
        if now < self._next and not at_once:
            return
        self._next = now + PAUSE
        text = visible(words)[: self._width() - 1]
        # Blanks instead of an escape sequence: every terminal knows them.
        self._stream.write(f"\r{text:<{self._shown}}\r" if not text else f"\r{text:<{self._shown}}")
        self._stream.flush()
        self._shown = len(text)

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            self.tell("", at_once=True)

    def _width(self) -> int:
        try:
            return os.get_terminal_size(self._stream.fileno()).columns or 80
        except OSError:
            return 80


class WatchedTree:
    """A tree that tells how far its walk and its reading have come."""

    def __init__(self, tree: Tree, line: Line) -> None:
        self._tree = tree
        self._line = line
        self._folders = self._files = 0

    def children(self, folder: str) -> list[tuple[str, str]]:
        """As the tree's own."""
        self._folders += 1
        self._line.tell(f"matrix-audit: looked through {self._folders:,}, at {folder or '.'}")
        return self._tree.children(folder)

    def link(self, path: str) -> str:
        """As the tree's own."""
        return self._tree.link(path)

    def target(self, path: str) -> str | None:
        """As the tree's own."""
        return self._tree.target(path)

    def read(self, path: str) -> bytes:
        """As the tree's own."""
        self._files += 1
        self._line.tell(f"matrix-audit: read {self._files:,}, at {path}")
        return self._tree.read(path)

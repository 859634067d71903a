"""What a new range has to do. Knows no file, and is asked before any text is looked at."""

from __future__ import annotations

from auditor import versions
from auditor.records import NamedTuple


class Wish(NamedTuple):
    """What a new range has to do: admit ``version`` and, where no lockfile decides, none of the ``refused`` spans of versions.

    With ``exact`` the declaration names what is built, and has to name ``version``.
    """

    ecosystem: str
    version: str
    refused: tuple[tuple[str, str | None], ...] = ()
    exact: bool = False

    def granted(self, wanted: str | None) -> bool:
        """Whether a range, as its ecosystem compares it, does that."""
        if wanted is None or versions.satisfies(self.ecosystem, self.version, wanted) is not True:
            return False
        return not any(versions.admits(self.ecosystem, wanted, low, high) for low, high in self.refused)

"""Keys longer than the 1,024 characters that libyaml looks ahead for their colon, as formatters write pnpm's with many peers.

Reads a text in which short names stand for such keys, and gives values and offsets as they are in the whole one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate, count

from auditor.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

_LONG = r"""(?<=\n)(?P<indent> +)(?P<key>'[^'\n]{1000,}'|"[^"\\\n]{1000,}"|[\w@/][^\s#'"]{1000,})(?=:\r?\n)"""


class Shortened(NamedTuple):
    """A text with short names for its long keys, those keys by their names, and how far what follows each has moved."""

    text: str
    keys: Mapping[str, str]
    ends: tuple[int, ...]
    moved: tuple[int, ...]

    def offset(self, at: int) -> int:
        """Where in the whole text what stands ``at`` in the short one is."""
        passed = bisect_right(self.ends, at)
        return at + (self.moved[passed - 1] if passed else 0)

    def restored(self, value: Any) -> Any:
        """``value`` with the long keys in it."""
        if type(value) is list:
            return [self.restored(item) for item in value]
        if type(value) is dict:
            return {self.keys.get(key, key): self.restored(item) for key, item in value.items()}
        return value


def shortened(text: str) -> Shortened | None:
    """``text`` with short names for long keys that stand alone on their lines; None where there is none."""
    found = list(re.finditer(_LONG, text))
    if not found:
        return None
    taken = set(re.findall(r"long(\d+)-", text))
    mark = next(f"long{number}-" for number in count() if str(number) not in taken)
    keys = {f"{mark}{number}": match["key"] for number, match in enumerate(found)}
    names = iter(keys)
    short = re.sub(_LONG, lambda match: match["indent"] + next(names), text)
    moved = tuple(accumulate(len(key) - len(name) for name, key in keys.items()))
    ends = tuple(match.end() - by for match, by in zip(found, moved, strict=True))
    return Shortened(short, {name: key.strip("'\"") for name, key in keys.items()}, ends, moved)

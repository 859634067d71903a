"""Workspace globs, as npm, Yarn and pnpm write them, matched against folders that were found; nothing is expanded on disk."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

MAX_LENGTH = 256
_PARTS = r"(/?)\*\*(/?)|[*?{},]|[^*?{},/]+|/"


def any_match(globs: Iterable[str], folder: str) -> bool:
    """Whether the last glob that speaks of ``folder`` (POSIX, relative) takes it in; ``!`` takes it out."""
    taken = False
    for glob in globs:
        excluding = glob.startswith("!")
        if taken is excluding and match(glob.removeprefix("!"), folder):
            taken = not excluding
    return taken


def match(glob: str, folder: str) -> bool:
    """Whether one glob (``*``, ``**``, ``?``, ``{a,b}``) takes in a folder. Overlong ones match nothing."""
    glob = glob.removeprefix("./").rstrip("/")
    return len(glob) <= MAX_LENGTH and glob.count("*") <= 8 and _pattern(glob).fullmatch(folder) is not None


@lru_cache(maxsize=256)
def _pattern(glob: str) -> re.Pattern[str]:
    braces, depth = _balanced(glob), 0
    pieces = []
    for part in re.finditer(_PARTS, glob):
        text = part[0]
        if "**" in text:
            pieces.append(
                "(?:/[^/]+)*/"
                if part[1] and part[2]
                else "(?:[^/]+/)*"
                if part[2]
                else "(?:/[^/]+)*"
                if part[1]
                else ".*"
            )
        elif braces and text in "{},":
            depth += {"{": 1, "}": -1}.get(text, 0)
            pieces.append({"{": "(?:", "}": ")", ",": "|" if depth else ","}[text])
        else:
            pieces.append({"*": "[^/]*", "?": "[^/]"}.get(text) or re.escape(text))
    return re.compile("".join(pieces))


def _balanced(glob: str) -> bool:
    """Whether every brace that opens is closed after it; if not, braces are plain characters."""
    depth = 0
    for char in glob:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0

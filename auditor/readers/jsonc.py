"""JSON with comments and trailing commas, as bun and deno write it: both become blanks, so that every offset stays."""

from __future__ import annotations

import re

# All that stands between two comments, or between two such commas, is one match: strings are many. What has no end is
# looked for once: an escaped quotation mark begins no string, and a comment may go on to the end.
_STRING = r'(?<!\\)"(?:[^"\\]++|\\.)*+"'
_COMMENT = re.compile(rf'((?:[^"/]++|{_STRING}|/(?![/*]))++)|//[^\n]*+|/\*.*?(?:\*/|\Z)', re.DOTALL)
_COMMA = re.compile(rf'((?:[^",]++|{_STRING}|,(?!\s*+[\]}}]))++)|,', re.DOTALL)
_VISIBLE = re.compile(r"[^\n]")


def plain(text: str) -> str:
    """``text`` as JSON of the same length."""
    if "//" in text or "/*" in text:
        text = _COMMENT.sub(_blank, text)
    return _COMMA.sub(_blank, text)


def _blank(found: re.Match[str]) -> str:
    return found[1] or _VISIBLE.sub(" ", found[0])

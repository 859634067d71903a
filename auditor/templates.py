"""Files that a generator (Jinja, Yeoman, Maven, `dotnet new`) fills in before a package manager sees them: no broken manifests.

Must not excuse a file that is merely broken: the parser has to have stopped at a template's marks, outside strings.
"""

from __future__ import annotations

import re

from auditor.model import Gap
from auditor.source import Document, ReadError

_MARK = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}|\{#[^{}]*#\}|<%[^<>]*%>|^\s*(?://#if|#(?:set|if|foreach|parse))\s*\(")
_STRING = re.compile(r""""(?:[^"\\]|\\.)*"?|'[^']*'""")
_WORD = re.compile(r"[A-Za-z0-9@](?:[\w./:-]*\w)?")
_ECOSYSTEMS = ("npm", "pypi", "composer", "gem", "golang", "maven", "nuget", "pub", "terraform")
_MAX_WORDS = 1000


def gap_of(error: ReadError, document: Document | None) -> Gap | None:
    """What is not known of a file that could not be read because it is a template; None where it is none."""
    if document is None or not _is_at_mark(document.text.split("\n"), error.line):
        return None
    words = dict.fromkeys(_WORD.findall(document.text))
    # Too many are not looked up: any of them may be a package.
    looked_up = len(words) <= _MAX_WORDS
    mentions = tuple((ecosystem, word) for ecosystem in _ECOSYSTEMS for word in words) if looked_up else None
    reason = "is a template, of which a program makes the file"
    return Gap(document.path, reason, False, error.line, error.column, may_hide=True, mentions=mentions)


def _is_at_mark(lines: list[str], line: int) -> bool:
    """Whether a mark stands on the line or the one before it: a parser may take the start of one for its own."""
    return any(_MARK.search(_STRING.sub("", text)) for text in lines[max(line - 2, 0) : line])

"""Yarn 1's own format: entries at column 0, their fields two blanks in, tables of names and ranges four.

Format: Yarn's classic lockfile parser. As Yarn writes it, one pattern takes an entry at a time; any other text, and what is
broken, goes line by line, which is four times slower and knows where it stopped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from auditor.model import Gap
from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.scanners._npm import split
from auditor.source import Document, ReadError, refuse_conflict

if TYPE_CHECKING:
    from typing import NoReturn

REMEDY = "restore it, or recreate it: yarn install"

_STRING = r'"[^"\\\n]*+"'
_WORD = rf'(?:{_STRING}|[^\s":,#]++)'
_ENTRY = re.compile(
    rf'({_WORD}(?:, {_WORD})*+):\n  version "([^"\\\n]++)"\n(?:  resolved "([^"\\\n]*+)"\n)?+(?:  integrity [^\s"]++\n)?+'
    rf"((?:  (?:dependencies|optionalDependencies):\n(?:    {_WORD} {_STRING}\n)++)*+)(?:\n|\Z)"
)
_PAIR = re.compile(r'^    "?([^\s"]++)"? "([^"]*+)"$', re.MULTILINE)
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*+)"|([^\s":,]++)')
_HEADER = 200
_GROUPS = frozenset(("dependencies", "optionalDependencies"))


class Entry(NamedTuple):
    """An entry: the ``name@range`` patterns it answers, its line, version and address, and what it asks for, maybe unread yet."""

    patterns: Sequence[str]
    line: int
    version: str
    resolved: str
    asks: Mapping[str, str] | str

    def requires(self) -> Mapping[str, str]:
        """Names and ranges."""
        return dict(_PAIR.findall(self.asks)) if isinstance(self.asks, str) else self.asks


def read(document: Document) -> tuple[dict[str, Entry], Sequence[Gap]]:
    """The entries by their first pattern, and what stands twice with two versions. Raises ``ReadError`` for any other format.

    Of a pattern that stands twice, as a merge may leave it, Yarn takes the last. Bun's copy of its own lockfile
    (``bun install --yarn``) has a range twice where it got two versions.
    """
    refuse_conflict(document.text)
    entries = _quickly(document.text)
    if entries is not None:
        return entries, ()
    lines = _Lines(document.path, document.lines(), is_copy(document.text))
    return lines.read(), lines.twice


def is_copy(text: str) -> bool:
    """Whether Bun wrote a file, as a copy of its own lockfile."""
    return "\n# bun " in text[:_HEADER]


def _quickly(text: str) -> dict[str, Entry] | None:
    """The entries of a text that is as Yarn writes it, None for any other."""
    entries: dict[str, Entry] = {}
    seen: set[str] = set()
    at, line = 0, 1
    while text.startswith(("#", "\n"), at):
        at, line = text.find("\n", at) + 1 or len(text), line + 1
    while at < len(text):
        found = _ENTRY.match(text, at)
        patterns = _patterns(found[1]) if found else None
        if found is None or patterns is None or not seen.isdisjoint(patterns):
            return None
        seen.update(patterns)
        entries[patterns[0]] = Entry(patterns, line, found[2], found[3] or "", found[4])
        at, line = found.end(), line + found[0].count("\n")
    return entries


def _patterns(header: str) -> list[str] | None:
    """The patterns of a header; None where one holds what also parts them."""
    if '"' not in header:
        return header.split(", ")
    words = header.split(", ")
    if any((word[0] == '"') != (word[-1] == '"') or len(word) < 2 for word in words):
        return None
    return [word.strip('"') for word in words]


class _Lines:
    """Reads line by line."""

    def __init__(self, path: str, lines: Sequence[str], is_copy: bool) -> None:
        self.path = path
        self.lines = lines
        self.is_copy = is_copy
        self.number = 0
        self.entries: dict[str, Entry] = {}
        self.kept: list[Entry] = []
        self.holders: dict[str, Entry] = {}
        self.twice: list[Gap] = []

    def read(self) -> dict[str, Entry]:
        entry: Entry | None = None
        table: dict[str, str] = {}
        for number, line in enumerate(self.lines, 1):
            self.number = number
            if line[:4] == "    " and entry:
                name, value = self._pair(line)
                table[name] = value
            elif line[:2] == "  " and entry:
                entry, table = self._field(entry, line)
            elif line.strip() and not line.lstrip().startswith("#"):
                self._keep(entry)
                entry, table = self._entry(line), {}
        self._keep(entry)
        if not self.is_copy:
            self._share_out()
        return self.entries

    def _entry(self, line: str) -> Entry:
        if line[0] == " " or line[-1] != ":":
            self._refuse(
                "stops in the middle of an entry" if self.number == len(self.lines) else "has a line that is no entry"
            )
        return Entry(list(dict.fromkeys(self._words(line[:-1]))), self.number, "", "", {})

    def _field(self, entry: Entry, line: str) -> tuple[Entry, dict[str, str]]:
        """The entry with a field, and the table that the lines below belong to: one that is dropped where it does not matter."""
        if line[-1] == ":" and '"' not in line:
            table: dict[str, str] = {}
            if line[2:-1] in _GROUPS:
                table = dict(entry.requires())
                entry = entry._replace(asks=table)
            return entry, table
        name, value = self._pair(line)
        if name == "version":
            entry = entry._replace(version=value)
        elif name == "resolved":
            entry = entry._replace(resolved=value)
        return entry, {}

    def _pair(self, line: str) -> tuple[str, str]:
        words = self._words(line)
        if len(words) != 2:
            self._refuse("is cut short here, or holds what is not Yarn's")
        return words[0], words[1]

    def _words(self, line: str) -> list[str]:
        words = [_unescaped(found[1]) if found[2] is None else found[2] for found in _TOKEN.finditer(line)]
        if not words or _TOKEN.sub("", line).strip(", "):
            self._refuse("is cut short here, or holds what is not Yarn's")
        return words

    def _keep(self, entry: Entry | None) -> None:
        if entry is None:
            return
        if not entry.version:
            self.number = entry.line
            self._refuse("has an entry without a version")
        if self.is_copy:
            first = entry.patterns[0]
            self.entries[f"{first} ({entry.line})" if first in self.entries else first] = entry
            return
        for pattern in entry.patterns:
            before = self.holders.get(pattern)
            if before and before.version != entry.version:
                self.twice.append(self._twice(pattern, entry))
            self.holders[pattern] = entry
        self.kept.append(entry)

    def _share_out(self) -> None:
        """Leave to each entry the patterns that no later one has."""
        for entry in self.kept:
            left = [pattern for pattern in entry.patterns if self.holders[pattern] is entry]
            if left:
                self.entries[left[0]] = entry._replace(patterns=left)

    def _twice(self, pattern: str, entry: Entry) -> Gap:
        name, wanted = split(pattern)
        names = (name, split(wanted.removeprefix("npm:"))[0]) if wanted.startswith("npm:") else (name,)
        reason = f'says "{pattern[:80]}" twice, of which the last counts'
        mentions = tuple(("npm", name) for name in names)
        return Gap(self.path, reason, False, entry.line, 1, REMEDY, may_hide=True, mentions=mentions)

    def _refuse(self, reason: str) -> NoReturn:
        raise ReadError(reason, line=self.number, remedy=REMEDY)


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    import json

    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text

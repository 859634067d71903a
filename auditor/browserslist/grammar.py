"""Splits a browserslist query into its clauses and tells the kind of each. It knows no browser and no version.

The shapes, their order (the first that fits wins) and the rules of splitting are those of browserslist 4.29.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from operator import itemgetter

from auditor.records import NamedTuple

_ASCII_SPACE = "\t\n\v\f\r "
SPACE = _ASCII_SPACE + "\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What JavaScript takes for white space; Python's own idea of it differs in six characters."""

_PLAIN = {ord(character): " " for character in SPACE if not character.isascii()}
_SEPARATOR = re.compile(r"(,)\s*+|\s++(?:(and|or)(?=\s)\s*+)?", re.ASCII | re.IGNORECASE)
_NOT = re.compile(r"not\s++", re.ASCII | re.IGNORECASE)

_NUMBER = r"(\d+|\d+\.\d+|\.\d+)%"
_SIGN = r"(>=?|<=?)"
_BASELINE = (
    r"baseline\s++(?:(\d+)|(newly|widely)\s++available(?:\s++on\s++(\d{4}-\d{2}-\d{2}))?)?"
    r"(\s++with\s++downstream)?(\s++including\s++kaios)?"
)


class Kind(NamedTuple):
    """One kind of query. `leads` are the beginnings (lower case) without one of which `shape` cannot fit."""

    name: str
    leads: tuple[str, ...]
    shape: str


_ANY = ("",)
KINDS = (
    Kind("last_major_versions", ("last",), r"last\s+(\d+)\s+major\s+versions?"),
    Kind("last_versions", ("last",), r"last\s+(\d+)\s+versions?"),
    Kind("last_electron_major_versions", ("last",), r"last\s+(\d+)\s+electron\s+major\s+versions?"),
    Kind("last_node_major_versions", ("last",), r"last\s+(\d+)\s+node\s+major\s+versions?"),
    Kind("last_browser_major_versions", ("last",), r"last\s+(\d+)\s+(\w+)\s+major\s+versions?"),
    Kind("last_electron_versions", ("last",), r"last\s+(\d+)\s+electron\s+versions?"),
    Kind("last_node_versions", ("last",), r"last\s+(\d+)\s+node\s+versions?"),
    Kind("last_browser_versions", ("last",), r"last\s+(\d+)\s+(\w+)\s+versions?"),
    Kind("unreleased_versions", ("unreleased",), r"unreleased\s+versions"),
    Kind("unreleased_electron_versions", ("unreleased",), r"unreleased\s+electron\s+versions?"),
    Kind("unreleased_browser_versions", ("unreleased",), r"unreleased\s+(\w+)\s+versions?"),
    Kind("last_years", ("last",), r"last\s+((?:\d+\.)?\d+)\s+years?"),
    Kind("since", ("since",), r"since\s+(\d+)(?:-(\d+)(?:-(\d+))?)?"),
    Kind("baseline", ("baseline",), _BASELINE),
    Kind("popularity", (">", "<"), rf"{_SIGN}\s*{_NUMBER}"),
    Kind("popularity_in_my_stats", (">", "<"), rf"{_SIGN}\s*{_NUMBER}\s+in\s+my\s+stats"),
    Kind("popularity_in_config_stats", (">", "<"), rf"{_SIGN}\s*{_NUMBER}\s+in\s+(\S+)\s+stats"),
    Kind("popularity_in_place", (">", "<"), rf"{_SIGN}\s*{_NUMBER}\s+in\s+((?:alt-)?\w\w)"),
    Kind("cover", ("cover",), rf"cover\s+{_NUMBER}"),
    Kind("cover_in_my_stats", ("cover",), rf"cover\s+{_NUMBER}\s+in\s+my\s+stats"),
    Kind("cover_in_place", ("cover",), rf"cover\s+{_NUMBER}\s+in\s+((?:alt-)?\w\w)"),
    Kind("cover_in_config_stats", ("cover",), rf"cover\s+{_NUMBER}\s+in\s+(\S+)\s+stats"),
    Kind("supports", ("supports", "fully", "partially"), r"(?:(fully|partially)\s+)?supports\s+([\w-]+)"),
    Kind("electron_range", ("electron",), r"electron\s+([\d.]+)\s*-\s*([\d.]+)"),
    Kind("node_range", ("node",), r"node\s+([\d.]+)\s*-\s*([\d.]+)"),
    Kind("browser_range", _ANY, r"(\w+)\s+([\d.]+)\s*-\s*([\d.]+)"),
    Kind("electron_ray", ("electron",), rf"electron\s*{_SIGN}\s*([\d.]+)"),
    Kind("node_ray", ("node",), rf"node\s*{_SIGN}\s*([\d.]+)"),
    Kind("browser_ray", _ANY, rf"(\w+)\s*{_SIGN}\s*([\d.]+|esr)"),
    Kind("firefox_esr", ("firefox", "ff", "fx"), r"(?:firefox|ff|fx)\s+esr"),
    Kind("opera_mini_all", _ANY, r"[\s\S]*?(?:operamini|op_mini)\s+all[\s\S]*"),
    Kind("electron_version", ("electron",), r"electron\s+([\d.]+)"),
    Kind("node_version", ("node",), r"node\s+(\d+(?:\.\d+(?:\.\d+)?)?)"),
    Kind("current_node", ("current",), r"current\s+node"),
    Kind("maintained_node", ("maintained",), r"maintained\s+node\s+versions"),
    Kind("phantomjs_1_9", ("phantomjs",), r"phantomjs\s+1.9"),
    Kind("phantomjs_2_1", ("phantomjs",), r"phantomjs\s+2.1"),
    Kind("browser_version", _ANY, r"(\w+)\s+(tp|[\d.]+)"),
    Kind("browserslist_config", ("browserslist",), r"browserslist\s+config"),
    Kind("extends", ("extends",), r"extends\s++([^\n\r]+)"),
    Kind("defaults", ("defaults",), "defaults"),
    Kind("dead", ("dead",), "dead"),
)


class Clause(NamedTuple):
    """One clause of a query.

    `text` is the author's own, `start` and `end` its offsets (in characters) in the entry number `entry` of the query
    (0 where the query is one text; a clause that goes over into the next entry ends with its own). `negated` stands for
    ``not``, `joined` is ``or`` or ``and``. `kind` names the kind of query, ``unknown`` where there is none, and `fields`
    holds its parts (empty where absent).
    """

    text: str
    entry: int
    start: int
    end: int
    joined: str
    negated: bool
    kind: str
    fields: tuple[str, ...]


class _Block(NamedTuple):
    """Entries that are read as one text, with the number and the offset of each."""

    text: str
    entries: tuple[tuple[int, int], ...]

    def place(self, offset: int) -> tuple[int, int, int]:
        """The entry that an offset falls in, where in it, and how long it is."""
        following = bisect_right(self.entries, offset, key=itemgetter(1))
        number, start = self.entries[following - 1]
        end = self.entries[following][1] - 1 if following < len(self.entries) else len(self.text)
        return number, offset - start, end - start


def clauses(query: str | Sequence[str]) -> Iterator[Clause]:
    """The clauses of a query in their order.

    A query is one text or a list of texts, which count as joined by ``or`` unless one ends in ``,``, ``and`` or
    ``or``. It never fails: a clause that is no query is of the kind ``unknown``, and is refused when it is expanded.
    """
    for block in _blocks([query] if isinstance(query, str) else query):
        yield from _clauses(block)


def _blocks(entries: Sequence[str]) -> Iterator[_Block]:
    pending: list[tuple[int, str]] = []
    for number, entry in enumerate(entries):
        if entry:
            pending.append((number, entry))
            if not _goes_on(entry):
                yield _joined(pending)
                pending = []
    if pending:
        yield _joined(pending)


def _joined(entries: list[tuple[int, str]]) -> _Block:
    offsets, offset = [], 0
    for number, text in entries:
        offsets.append((number, offset))
        offset += len(text) + 1
    return _Block("\n".join(text for _, text in entries), tuple(offsets))


def _goes_on(entry: str) -> bool:
    words = plain(entry).strip(_ASCII_SPACE)
    if words.endswith(","):
        return bool(words[:-1].strip(_ASCII_SPACE))
    size = 3 if words[-3:].lower() == "and" else 2 if words[-2:].lower() == "or" else 0
    return size > 0 and words[:-size].endswith(tuple(_ASCII_SPACE))


def _clauses(block: _Block) -> Iterator[Clause]:
    text = plain(block.text)
    start, joined = 0, "or"
    for separator in _SEPARATOR.finditer(text):
        comma, word = separator.groups()
        if comma or word:
            if separator.start() > 0:
                yield _clause(block, text, start, separator.start(), joined)
            start, joined = separator.end(), (word or "or").lower()
    yield _clause(block, text, start, len(text), joined)


def _clause(block: _Block, text: str, start: int, end: int, joined: str) -> Clause:
    found = text[start:end]
    start += len(found) - len(found.lstrip(_ASCII_SPACE))
    found = found.strip(_ASCII_SPACE)
    end = start + len(found)
    negation = _NOT.match(found)
    kind, fields = kind_of(found[negation.end() :] if negation else found)
    entry, offset, most = block.place(start)
    stop = min(offset + end - start, most)
    return Clause(block.text[start:end], entry, offset, stop, joined, bool(negation), kind, fields)


def plain(text: str) -> str:
    """The text with JavaScript's other white space as blanks, at the same offsets."""
    return text if text.isascii() else text.translate(_PLAIN)


def kind_of(text: str) -> tuple[str, tuple[str, ...]]:
    """The kind of a clause without its ``not``, and the parts of it."""
    lowered = text.lower()
    for number, kind in enumerate(KINDS):
        if lowered.startswith(kind.leads):
            match = _shape(number).fullmatch(text)
            if match:
                return kind.name, match.groups(default="")
    return "unknown", ()


@cache
def _shape(number: int) -> re.Pattern[str]:
    return re.compile(KINDS[number].shape, re.ASCII | re.IGNORECASE)

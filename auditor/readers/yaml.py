"""YAML by events, as plain dicts, lists and strings: no type is guessed, nothing is expanded, depth has a limit.

libyaml's composer ends the interpreter on deep nesting and PyYAML's constructors keep the last of two equal keys;
neither is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from auditor.readers import yaml_keys
from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.source import ReadError, position, too_deep

if TYPE_CHECKING:
    from typing import Any

MAX_DEPTH = 100

Route = tuple[str | int, ...]
Span = tuple[int, int]

_QUOTED = r"""(?:"[^"\\\n]*+"|'[^'\n]*+')"""


def block(indent: int, names: str) -> str:
    """A pattern for ``read`` to leave out: keys at an indentation, each with what is below it if all those lines are plain."""
    inside = rf"(?:{_QUOTED}|\w[\w./-]*+):(?: (?:{_QUOTED}|[\w^~./][^\n:#]*+))?|- (?:{_QUOTED}|\w[\w./-]*+)"
    return rf"^ {{{indent}}}(?:{names}):\n(?: {{{indent + 2},}}(?:{inside})\n)++(?!(?: *(?:#.*)?\n)* {{{indent + 1}}})"


def read(text: str, without: re.Pattern[str] | None = None) -> list[Any]:
    """The value of each document; an empty value is ``""``.

    What matches ``without`` is left out unread, which saves a lockfile's hashes; it must match whole lines. Raises
    ``ReadError`` for what is no YAML, for an alias, a repeated key, or depth.
    """
    short = without.sub("", text) if without else text
    if len(short) < len(text):
        try:
            return _documents_of(short)
        except ReadError:
            # The whole text decides, and gives the error its true place.
            pass
    try:
        return _documents_of(text)
    except ReadError:
        brief = yaml_keys.shortened(text)
        if brief is None:
            raise
    return [brief.restored(value) for value in read(brief.text, without)]


def _documents_of(text: str) -> list[Any]:
    import yaml

    documents: list[Any] = []
    holder: Any = documents
    above: list[Any] = []
    key: str | None = None
    mapping, next_event = False, _events(text)
    scalar, table, items = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
    ends = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
    try:
        while True:
            event = next_event()
            kind = type(event)
            if kind is scalar:
                value = event.value
                if not mapping:
                    holder.append(value)
                elif key is not None:
                    holder[key] = value
                    key = None
                elif value in holder:
                    raise _at(text, event, f'says "{value[:60]}" twice', "keep one of the two")
                else:
                    key = value
            elif kind is table or kind is items:
                value = {} if kind is table else []
                if len(above) >= MAX_DEPTH:
                    raise too_deep()
                if not mapping:
                    holder.append(value)
                elif key is None:
                    raise _at(text, event, "has a list or mapping for a key", "write a plain key")
                else:
                    holder[key] = value
                above.append(holder)
                holder, key, mapping = value, None, kind is table
            elif kind in ends:
                holder = above.pop()
                mapping = type(holder) is dict
            elif kind is yaml.AliasEvent:
                raise _at(text, event, "uses an alias, which is not followed", "write the value out")
            elif kind is yaml.StreamEndEvent:
                return documents
    except yaml.YAMLError as error:
        raise _refused(text, error) from None


def _events(text: str) -> Callable[[], Any]:
    """What gives the next event: libyaml's parser, or PyYAML's own, 8 times slower, where it was built without."""
    import yaml

    loader = yaml.CLoader if yaml.__with_libyaml__ else yaml.Loader
    return loader(text).get_event


def _at(text: str, event: Any, reason: str, remedy: str) -> ReadError:
    line, column = position(text, event.start_mark.index)
    return ReadError(reason, line=line, column=column, remedy=remedy)


def _refused(text: str, error: Any) -> ReadError:
    """PyYAML's complaint as ours; its marks count characters, libyaml's character check bytes."""
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        offset = mark.index
        said = ", ".join(filter(None, (error.context, error.problem)))
    else:
        offset = len(text.encode()[: getattr(error, "position", 0)].decode("utf-8", "ignore"))
        said = "holds a character that YAML does not allow"
    line, column = position(text, offset)
    if mark is not None and not text[offset:].strip():
        return ReadError(
            f"stops too early: {said}", line=line, column=column, remedy="an unfinished download or merge? restore it"
        )
    remedy = "correct it here, or restore the file"
    return ReadError(f"is not valid YAML: {said}", line=line, column=column, remedy=remedy)


# Where things stand


class _Level(NamedTuple):
    """What is open: its route, and whether it is a mapping."""

    route: Route
    mapping: bool


def spans(text: str) -> dict[Route, Span]:
    """Start and end of everything in a text that ``read`` accepts: a scalar's own, the key's for what holds others.

    A route begins with the number of the document where there are several. What stands in a list without a key has
    the rest of its first line.
    """
    import yaml

    found: list[dict[Route, Span]] = []
    try:
        documents = list(_documents(text))
    except yaml.YAMLError:
        brief = yaml_keys.shortened(text)
        if brief is None:
            raise
        return {
            tuple(brief.keys.get(str(part), part) for part in route): (brief.offset(start), brief.offset(end))
            for route, (start, end) in spans(brief.text).items()
        }
    for document in documents:
        found.append({})
        _spans_of(text, document, found[-1])
    if len(found) == 1:
        return found[0]
    return {(number, *route): span for number, document in enumerate(found) for route, span in document.items()}


def _documents(text: str) -> Iterable[list[Any]]:
    import yaml

    next_event = _events(text)
    events: list[Any] = []
    while not isinstance(event := next_event(), yaml.StreamEndEvent):
        if isinstance(event, yaml.DocumentEndEvent):
            yield events
            events = []
        elif not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            events.append(event)


def _spans_of(text: str, events: Iterable[Any], found: dict[Route, Span]) -> None:
    import yaml

    levels: list[_Level] = []
    counts: list[int] = []
    key: Any = None
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            levels.pop()
            counts.pop()
            continue
        if levels and levels[-1].mapping and key is None:
            key = event
            continue
        route: Route = ()
        if levels:
            route = (*levels[-1].route, key.value if levels[-1].mapping else counts[-1])
            counts[-1] += 1
        opens = not isinstance(event, yaml.ScalarEvent)
        if opens:
            levels.append(_Level(route, isinstance(event, yaml.MappingStartEvent)))
            counts.append(0)
        found[route] = _span(text, key or event, first_line=opens and key is None)
        if not opens:
            found[route] = _span(text, event, first_line=False)
        key = None


def _span(text: str, event: Any, *, first_line: bool) -> Span:
    start = event.start_mark.index
    end = text.find("\n", start) if first_line else event.end_mark.index
    end = len(text) if end < 0 else end
    return start, start + len(text[start:end].rstrip(" \t\r\n"))


def span(text: str, route: Route) -> Span | None:
    """The region of the key that ``route`` ends with, where the text can only mean one; else None, and ``spans`` knows.

    A lockfile of 30,000 lines is not parsed a second time for the line of one package: its sections stand at column 0,
    and the key is looked for in the one section of that name.
    """
    if len(route) != 2 or not all(isinstance(part, str) for part in route):
        return None
    section = _only(re.compile(rf"^(?:{_spellings(route[0])}):[ \t]*$", re.MULTILINE), text, 0, len(text))
    if section is None:
        return None
    after = re.compile(r"^[^\s#]", re.MULTILINE).search(text, section.end())
    end = after.start() if after else len(text)
    alone = rf"^(?P<indent> +)(?P<key>{_spellings(route[1])}):[ \t]*{_BELOW}"
    found = _only(re.compile(alone, re.MULTILINE), text, section.end(), end)
    return found.span("key") if found else None


def keys(text: str) -> dict[Route, Span]:
    """The regions of the keys of the first two levels that stand alone on their lines, in one pass over the text.

    Of a section, a key at column 0 with lines of its own below it, those count that are indented as its first line is:
    what a text of several lines holds is indented further. A key that stands twice so is left to ``spans``.
    """
    found: dict[Route, Span | None] = {}
    section: Route = ()
    inside = -1
    for match in re.finditer(_KEY_ALONE, text):
        top = match.lastgroup != "key"
        if not top and len(match["indent"]) != inside:
            continue
        start, end = match.span("top" if top else "key")
        if top:
            section, inside = (), -1
            if text[end - 1] != ":" or not match["first"]:
                continue
        end -= 1
        key = text[start:end]
        if key[0] in "\"'":
            if key[-1] != key[0] or {"\\", key[0]} & set(key[1:-1]):
                continue
            key = key[1:-1]
        route = (*section, key)
        found[route] = None if route in found else (start, end)
        if top:
            section, inside = route, len(match["first"])
    return {route: span for route, span in found.items() if span}


# What holds something has it on the next line, further in.
_BELOW = r"(?=\r?\n(?P=indent) +[^\s#])"
# A line at column 0, with the indentation of what follows it, or a line below that holds a key and nothing else.
_KEY_ALONE = (
    rf"\n(?:(?P<indent> ++)(?P<key>[^\s#][^\r\n]*+)(?<=:){_BELOW}"
    r"|(?P<top>[^\s#][^\r\n]*+)(?=\r?\n)(?=\s*\n(?P<first> *)[^\s#]|))"
)


def _spellings(key: str | int) -> str:
    written = re.escape(str(key))
    return f"{written}|'{written}'|\"{written}\""


def _only(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    found = pattern.search(text, start, end)
    return found if found and not pattern.search(text, found.end(), end) else None

"""Ruby files that declare things (Gemfile, gemspec, Podfile), as text: calls, literal arguments, blocks.

Nothing is run. What is not literal comes as an argument without a value, for the scanner to report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.records import NamedTuple
from auditor.source import Document, ReadError, position

# Strings are kept, comments and patterns blanked, and of a here-document all but its first line; a string ends with its
# line, so that a stray quote cannot swallow what follows. "#{...}" fills in a list of words (%W) and is no comment.
_QUIET = re.compile(
    r"""(?<!\\)'(?:[^'\\\n]|\\.)*'|(?<!\\)"(?:[^"\\\n]|\\.)*"
    |(?P<blank>\#(?!\{[^}\n]{0,300}\})[^\n]*|^=begin\b.*?(?:^=end\b[^\n]*|\Z)|^__END__\n.*
    |(?<=[\s(,\[{=~|&!;])/(?![\s=*])(?:[^/\\\n]|\\.)+/|%r\{(?:[^}\\\n]|\\.){0,300}\})
    |<<(?:[-~]|(?=['"]?[A-Z]))(?P<quote>['"]?)(?P<mark>[A-Za-z_]\w*)(?P=quote)""",
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
_MOST_ENDLESS = 20
# No string starts behind a backslash: else a row of such quotes would be looked through from each of them.
_STRING = re.compile(r"""(?<!\\)'(?:[^'\\\n]|\\.)*'|(?<!\\)"(?:[^"\\\n]|\\.)*\"""")
_WORDS = re.compile(r"%[wWiI](?:\[([^\]\n]*)\]|\(([^)\n]*)\)|\{([^}\n]*)\})")
_QUOTED = re.compile(r"%[qQ](?:<([^>\n]*)>|\[([^\]\n]*)\]|\(([^)\n]*)\)|\{([^}\n]*)\})")
_OPTION = re.compile(r"(?::(\w+)\s*=>|(\w+):(?!:)|['\"](\w+)['\"]\s*=>)\s*")
# A receiver may have a platform of its own (``s.ios.dependency``).
_CALL = re.compile(r"(?:([a-z_]\w*(?:\.[a-z]\w*)?)\.)?([a-z_]\w*[?!]?)(?=[\s(]|\Z)")
_BLOCK = re.compile(r"\bdo(?:\s*\|[^|\n]*\|)?\s*\Z")
_OPENS = re.compile(r"(?:if|unless|case|while|until|for|begin|def|class|module)\b")
_CONDITION = re.compile(r"(?:if|unless|case|while|until|for)\b")
_ENDS = re.compile(r"\bend\b")
_MODIFIER = re.compile(r"\s(?:if|unless)\s")


class Argument(NamedTuple):
    """One argument; ``key`` is an option's name, ``values`` its literal strings or symbols, None where it is computed.

    ``start`` and ``end`` are the offsets of the value in the text.
    """

    key: str | None
    values: tuple[str, ...] | None
    start: int
    end: int

    @property
    def value(self) -> str | None:
        """The one literal that it holds."""
        return self.values[0] if self.values is not None and len(self.values) == 1 else None


class Call(NamedTuple):
    """A statement that calls ``name`` (on ``receiver``), at the offset ``start``.

    ``around`` are the calls whose blocks it stands in, outermost first; ``conditional`` says that it stands under an
    ``if`` or the like, or in a loop.
    """

    name: str
    receiver: str | None
    arguments: tuple[Argument, ...]
    start: int
    text: str
    around: tuple[Call, ...]
    conditional: bool


def calls(document: Document) -> Iterator[Call]:
    """Every statement of the file; one that begins with no call has the name ``""``.

    Raises ``ReadError`` where the file stops in the middle of one.
    """
    document.lines()
    stack: list[Call] = []
    for start, text in _statements(document.text):
        if _ENDS.match(text):
            if stack:
                stack.pop()
            continue
        found = _CALL.match(text)
        opens = _OPENS.match(text) is not None
        tail = _BLOCK.search(text) or _MODIFIER.search(masked(text))
        block = _BLOCK.search(text) is not None
        bare = text[: tail.start()] if tail else text
        call = Call(
            name=found[2] if found else "",
            receiver=found[1] if found else None,
            arguments=tuple(_arguments(bare, found.end(), start)) if found and not opens else (),
            start=start,
            text=text,
            around=tuple(stack),
            conditional=bool(stack and stack[-1].conditional) or _is_condition(text),
        )
        yield call
        if (block or opens) and not _closed(text):
            stack.append(call)


def _is_condition(text: str) -> bool:
    """Whether what a statement does, or holds in its block, happens only sometimes; what ``each`` does is taken to happen."""
    return bool(_CONDITION.match(text) or _MODIFIER.search(masked(text)))


def masked(text: str) -> str:
    """``text`` with every string, quotes included, written over; offsets stay."""
    return _STRING.sub(lambda found: "_" * len(found[0]), text)


def _closed(text: str) -> bool:
    """Whether a statement that opens a block also ends it (``if x then y end``)."""
    return text.rstrip().endswith(" end")


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """The statements with their offsets: lines, joined where a bracket is open or a comma asks for more."""
    quiet = _quiet(text)
    start, depth, offset = -1, 0, 0
    for line in quiet.split("\n"):
        bare = masked(line).rstrip()
        if start < 0 and bare.strip():
            start = offset + len(line) - len(line.lstrip())
        depth += sum(map(bare.count, "([{")) - sum(map(bare.count, ")]}"))
        offset += len(line) + 1
        if start >= 0 and bare.strip() and depth <= 0 and not bare.endswith((",", "\\", "&&", "||", "=>")):
            yield start, quiet[start : offset - 1].rstrip()
            start, depth = -1, 0
    if start >= 0:
        line_number, column = position(text, start)
        raise ReadError("stops in the middle of a statement", line=line_number, column=column, remedy="restore it")


def _quiet(text: str) -> str:
    """``text`` with what is no code blanked; offsets stay."""
    parts: list[str] = []
    at = endless = 0
    while found := _QUIET.search(text, at):
        parts.append(text[at : found.start()])
        at = found.end()
        parts.append(_blank(found[0]) if found["blank"] else found[0])
        if found["mark"] and endless < _MOST_ENDLESS:
            line = max(text.find("\n", at), at)
            close = re.compile(rf"^[ \t]*{found['mark']}[ \t\r]*$", re.MULTILINE).search(text, line)
            endless += close is None
            if close:
                # What stands on the first line behind the mark is code.
                parts += (text[at:line], _blank(text[line : close.end()]))
                at = close.end()
    return "".join((*parts, text[at:]))


def _blank(text: str) -> str:
    return "".join(char if char == "\n" else " " for char in text)


def _arguments(text: str, at: int, offset: int) -> Iterator[Argument]:
    while at < len(text) and text[at] in " \t(":
        at += 1
    depth, first = 0, at
    end = len(text)
    for token in re.finditer(rf"{_STRING.pattern}|[()\[\]{{}},]", text[at:]):
        mark = token[0]
        if mark in {"(", "[", "{"}:
            depth += 1
        elif mark in {")", "]", "}"}:
            depth -= 1
            if depth < 0:
                end = at + token.start()
                break
        elif mark == "," and depth == 0:
            yield _argument(text, first, at + token.start(), offset)
            first = at + token.end()
    if text[first:end].strip():
        yield _argument(text, first, end, offset)


def _argument(text: str, start: int, end: int, offset: int) -> Argument:
    while start < end and (text[start].isspace() or text[start] == "\\"):
        start += 1
    option = _OPTION.match(text, start, end)
    key = next(filter(None, option.groups())) if option else None
    start = option.end() if option else start
    value = text[start:end].rstrip()
    values = _literals(value)
    return Argument(key, values, offset + start, offset + start + len(value))


def written(document: Document, arguments: Sequence[Argument]) -> str:
    """Arguments as they stand in the file, on one line; nothing where an address, which may hold a secret, is among them."""
    text = document.text[arguments[0].start : arguments[-1].end] if arguments else ""
    return "" if "://" in text else " ".join(text.split())


def _literals(value: str) -> tuple[str, ...] | None:
    if value.startswith("[") and value.endswith("]"):
        parts = [part.strip() for part in value[1:-1].split(",") if part.strip()]
        texts = [_literal(part) for part in parts]
        return None if None in texts else tuple(text for text in texts if text is not None)
    words = _WORDS.fullmatch(value)
    if words:
        return tuple("".join(filter(None, words.groups())).split())
    text = _literal(value)
    return None if text is None else (text,)


def _literal(value: str) -> str | None:
    value = value.removesuffix(".freeze")
    if _STRING.fullmatch(value):
        return None if value[0] == '"' and "#{" in value else re.sub(r"\\(.)", r"\1", value[1:-1])
    quoted = _QUOTED.fullmatch(value)
    if quoted:
        return next(text for text in quoted.groups() if text is not None)
    if re.fullmatch(r":\w+|true|false|nil|\d[\d.]*", value):
        return value.removeprefix(":")
    return None

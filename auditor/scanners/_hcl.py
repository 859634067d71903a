"""HCL, as far as Terraform's lockfile and ``required_providers`` need it: blocks, and attributes with literal values.

Format: the HCL native syntax specification. Expressions are stepped over by their brackets, never evaluated.
"""

from __future__ import annotations

import re

from auditor.records import NamedTuple
from auditor.source import Document, ReadError, position, too_deep

MAX_DEPTH = 100
_READ = frozenset(("", "module", "provider", "required_providers", "terraform"))
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\f\v]+|\#[^\n]*|//[^\n]*|/\*.*?\*/)|(?P<line>\n)|(?P<open>[{\[(])|(?P<close>[}\])])"""
    r"""|<<-?(?P<heredoc>[^\W\d][\w-]*)[ \t]*\r?\n|(?P<string>")|(?P<equals>=(?![=>])|:)|(?P<comma>,)"""
    r"""|(?P<word>[^\W\d][\w-]*)|(?P<other>=>|==|.)""",
    re.DOTALL,
)
_IN_STRING = re.compile(r'\\.|[$%]{2}\{|[$%]\{|["\n]')
_IN_TEMPLATE = re.compile(r'["{}]')


class Token(NamedTuple):
    """A token, with its offsets in the text."""

    kind: str
    text: str
    start: int
    end: int


class Value(NamedTuple):
    """The tokens of a value; ``text`` is set where they are one literal string."""

    text: str | None
    tokens: tuple[Token, ...]

    @property
    def start(self) -> int:
        """The offset of its first character."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """The offset behind its last character."""
        return self.tokens[-1].end


class Block(NamedTuple):
    """A block: its type, labels, attributes and inner blocks, what in it is neither, and the offset of its type."""

    kind: str
    labels: tuple[str, ...]
    attributes: dict[str, Value]
    blocks: list[Block]
    stray: list[Token]
    start: int


def read(document: Document, *, strict: bool = False) -> Block:
    """The file as one block. Raises ``ReadError`` where it stops too early or its brackets do not match.

    What stands where a name should is stepped over, since templates of configurations hold it, and refused if ``strict``.
    """
    document.lines()
    tokens = _tokens(document)
    root = Block("", (), {}, [], [], 0)
    _body(document, tokens, 0, root, 0)
    stray = next((token for token in root.stray if strict), None)
    if stray:
        raise _refused(document, stray.start, f'has "{stray.text[:40]}" where a name should be')
    return root


def fields(value: Value) -> dict[str, Value] | None:
    """The names and values of an object; None where it is computed."""
    tokens = value.tokens
    if tokens[0].text != "{" or tokens[-1].text != "}":
        return None
    found: dict[str, Value] = {}
    at = 1
    while at < len(tokens) - 1:
        if tokens[at].kind in {"line", "comma"}:
            at += 1
            continue
        if tokens[at].kind not in {"word", "string"} or tokens[at + 1].kind != "equals":
            return None
        after = _after_value(tokens[:-1], at + 2)
        if after is None:
            return None
        found[_unquoted(tokens[at])] = _value(tokens[at + 2 : after])
        at = after
    return found


def _refused(document: Document, offset: int, reason: str) -> ReadError:
    line, column = position(document.text, offset)
    return ReadError(reason, line=line, column=column, remedy="correct it, or restore the file")


def _tokens(document: Document) -> list[Token]:
    text = document.text
    tokens = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        kind = found.lastgroup if found else None
        if found is None or kind is None or found[0] == "/*":
            raise _refused(document, at, "holds a character that HCL does not know")
        end = found.end()
        if kind == "string":
            end = _string_end(text, at)
        elif kind == "heredoc":
            close = re.compile(rf"^[ \t]*{re.escape(found['heredoc'])}[ \t\r]*$", re.MULTILINE).search(text, end)
            end = close.end() if close else -1
        if end < 0:
            raise _refused(document, at, "holds a string that does not end")
        if kind != "space":
            tokens.append(Token(kind, text[at:end], at, end))
        at = end
    return tokens


def _string_end(text: str, at: int) -> int:
    """The offset behind the string that starts at ``at``, -1 if it does not end; templates in it may hold strings."""
    # For each string or template that is open: whether it is a string, and how many braces are open in a template.
    open_in = [[1, 0]]
    at += 1
    while open_in:
        is_string, braces = open_in[-1]
        found = (_IN_STRING if is_string else _IN_TEMPLATE).search(text, at)
        if found is None or found[0] == "\n":
            return -1
        at, mark = found.end(), found[0]
        if is_string and mark in {"${", "%{"}:
            open_in.append([0, 0])
        elif mark == '"':
            if is_string:
                open_in.pop()
            else:
                open_in.append([1, 0])
        elif not is_string and mark == "}" and not braces:
            open_in.pop()
        elif not is_string:
            open_in[-1][1] += 1 if mark == "{" else -1
    return at


def _unquoted(token: Token) -> str:
    return re.sub(r"\\(.)", r"\1", token.text[1:-1]) if token.kind == "string" else token.text


def _value(tokens: list[Token] | tuple[Token, ...]) -> Value:
    plain = len(tokens) == 1 and tokens[0].kind == "string" and not re.search(r"[$%]\{", tokens[0].text)
    return Value(_unquoted(tokens[0]) if plain else None, tuple(tokens))


def _after_value(tokens: list[Token] | tuple[Token, ...], at: int) -> int | None:
    """The token behind the value that starts at ``at``: at the end of its line, its comma or what closes around it."""
    opened, after = 0, at
    while after < len(tokens):
        kind = tokens[after].kind
        if opened == 0 and kind in {"line", "comma", "close"}:
            break
        opened += {"open": 1, "close": -1}.get(kind, 0)
        after += 1
    return None if opened or after == at else after


def _body(document: Document, tokens: list[Token], at: int, block: Block, depth: int) -> int:
    """Fill ``block`` from token ``at`` up to its closing brace (the end, at depth 0); gives the token behind."""
    if depth > MAX_DEPTH:
        raise too_deep()
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "close":
            if token.text == "}" and depth:
                return at + 1
            raise _refused(document, token.start, f'has a "{token.text}" that closes nothing')
        if token.kind in {"word", "string"} and at + 1 < len(tokens) and tokens[at + 1].kind == "equals":
            at = _attribute(document, tokens, at, block)
        elif token.kind in {"word", "string"}:
            at = _block(document, tokens, at, block, depth)
        elif token.kind == "line":
            at += 1
        else:
            block.stray.append(token)
            at = (_after_value(tokens, at) or len(tokens)) if token.kind == "open" else at + 1
    if depth:
        raise _refused(document, block.start, f'stops in the middle of "{block.kind[:40]}"')
    return at


def _attribute(document: Document, tokens: list[Token], at: int, block: Block) -> int:
    name = _unquoted(tokens[at])
    after = _after_value(tokens, at + 2)
    if after is None:
        raise _refused(document, tokens[at].start, f'stops in the middle of "{name[:40]}"')
    # What is said twice matters only where it is read; the oldest Terraform took it.
    if name in block.attributes and block.kind in _READ:
        raise _refused(document, tokens[at].start, f'says "{name[:40]}" twice')
    block.attributes[name] = _value(tokens[at + 2 : after])
    return after


def _block(document: Document, tokens: list[Token], at: int, around: Block, depth: int) -> int:
    first = tokens[at]
    labels = []
    at += 1
    while at < len(tokens) and tokens[at].kind in {"word", "string"}:
        labels.append(_unquoted(tokens[at]))
        at += 1
    if at == len(tokens) or tokens[at].text != "{":
        raise _refused(document, first.start, f'stops in the middle of "{first.text[:40]}"')
    block = Block(_unquoted(first), tuple(labels), {}, [], [], first.start)
    around.blocks.append(block)
    return _body(document, tokens, at + 1, block, depth + 1)

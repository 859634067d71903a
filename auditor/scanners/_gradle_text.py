"""Gradle build scripts, Groovy or Kotlin, read as text: statements with the blocks they stand in. Nothing is run.

Comments are left out and strings kept whole. A string that is not closed ends with its line, so that a stray quote in a
regular expression cannot swallow what follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.records import NamedTuple

_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))
    |(?P<long>\"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*+(?:\"{3}|\Z)|'{3}(?:[^'\\]|\\.|'{1,2}(?!'))*+(?:'{3}|\Z))
    |(?P<string>"(?:[^"\\\n$]|\\.|\$\{(?:[^{}\n]|\{[^{}\n]{0,200}+\}){0,200}+\}|\$)*+"|'(?:[^'\\\n]|\\.)*+')
    |(?P<pattern>(?:(?<=[(,=~])|(?<=[(,=~]\ ))/(?![/*\s])(?:[^/\\\n]|\\.)++/)
    |(?P<word>[A-Za-z_][\w$]*+(?:\.[A-Za-z_][\w$]*+)*+)
    |(?P<end>\n|;)
    |(?P<stray>["'])
    |(?P<mark>[(){}\[\],:=+])
    |(?P<other>\\.|[^\s"'A-Za-z_(){}\[\],:=+;/\\]++|/)""",
    re.VERBOSE | re.DOTALL,
)
MAX_BLOCKS = 200


class Token(NamedTuple):
    """A word, string, mark or other sign; a string's ``text`` and offsets are those between its quotes."""

    kind: str
    text: str
    start: int
    end: int


class Statement(NamedTuple):
    """The tokens of a statement, up to the block that it opens, and the first words of the statements whose blocks it stands in."""

    tokens: tuple[Token, ...]
    around: tuple[str, ...]

    @property
    def head(self) -> str:
        """The word or string that it starts with: mostly what is called."""
        return self.tokens[0].text if self.tokens[0].kind in {"word", "string"} else ""


class Script(NamedTuple):
    """The statements of a script, and whether it could be followed to its end."""

    statements: list[Statement]
    whole: bool


def script(text: str) -> Script:
    """Take a script apart. Never fails: what does not fit is left out, and ``whole`` is False."""
    walk = _Walk()
    for token in _tokens(text):
        walk.take(token)
    walk.close()
    return Script(walk.statements, not (walk.blocks or walk.depth or walk.torn))


def _tokens(text: str) -> Iterator[Token]:
    last_line = text.rfind("\n")
    for found in _TOKEN.finditer(text):
        kind, said = str(found.lastgroup), found[0]
        if kind == "long":
            closed = len(said) >= 6 and said.endswith(said[:3])
            yield Token("string" if closed else "stray", said[3:-3], found.start() + 3, found.end() - 3)
        elif kind == "string":
            yield Token(kind, said[1:-1], found.start() + 1, found.end() - 1)
        elif kind == "comment":
            if said.startswith("/*") and not said.endswith("*/"):
                yield Token("stray", said, *found.span())
        elif kind != "stray" or found.start() > last_line:
            yield Token(kind, said, *found.span())


class _Walk:
    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.blocks: list[tuple[str, int]] = []
        self.torn = False
        self._now: list[Token] = []
        self.depth = 0

    def take(self, token: Token) -> None:
        """Go on with the next token."""
        if token.kind == "stray":
            self.torn = True
        elif token.kind == "end":
            if self.depth == 0 and (token.text == ";" or not self._goes_on()):
                self.close()
        elif token.text == "{" and token.kind == "mark":
            self._open()
        elif token.text == "}" and token.kind == "mark":
            self.close()
            self.torn = self.torn or not self.blocks
            self.depth = self.blocks.pop()[1] if self.blocks else 0
        else:
            if token.kind == "mark" and token.text in "([":
                self.depth += 1
            elif token.kind == "mark" and token.text in ")]":
                self.depth = max(self.depth - 1, 0)
            self._now.append(token)

    def _goes_on(self) -> bool:
        return bool(self._now) and self._now[-1].kind == "mark" and self._now[-1].text in ",=+:"

    def _open(self) -> None:
        head = self._now[0].text if self._now else ""
        self.close()
        self.blocks.append((head, self.depth))
        self.depth = 0

    def close(self) -> None:
        """End a statement."""
        if self._now and len(self.blocks) <= MAX_BLOCKS:
            self.statements.append(Statement(tuple(self._now), tuple(head for head, _ in self.blocks)))
        self._now = []

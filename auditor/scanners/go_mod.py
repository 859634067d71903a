"""``go.mod``: the modules a Go module requires; the version on a ``require`` line is the one that gets built.

Format: the Go Modules Reference. Where a ``replace`` leads elsewhere, what it leads to is built. Inside a workspace
(``go.work``) the highest version that any of its modules requires is built; ``auditor.go_workspaces`` sees to that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.model import Gap, Requirement, Scan
from auditor.records import NamedTuple
from auditor.source import Document, ReadError, position

CLAIMS = ("go.mod",)
LOCKFILES = ()

_TOKEN = re.compile(r'(?<!\\)"((?:[^"\\\n]|\\.)*)"|`([^`\n]*)`|//|=>|[()\[\],]|[^\s"`(),]+')
_VERSION = re.compile(r"v[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_UNFINISHED = "ends without a line break, so its last version may be cut short"
_REMEDY = "correct it, or let Go say what is wrong: go mod verify"


class Word(NamedTuple):
    """A word of a line, unquoted, with its offsets in the text."""

    text: str
    start: int
    end: int


class Directive(NamedTuple):
    """One entry of ``verb``: its words, the comment after them, and its line."""

    verb: str
    words: tuple[Word, ...]
    comment: str
    line: int


class Replacement(NamedTuple):
    """What a ``replace`` puts in the place of a module: a folder (no version) or another module."""

    version: str | None
    path: str
    by: str | None
    at: tuple[int, int] = (0, 0)


def scan(document: Document) -> Scan:
    """The required modules, the module's own name, and what replaces what."""
    directives = list(directives_of(document))
    name = next((item.words[0].text for item in directives if item.verb == "module" and item.words), None)
    if name is None:
        raise ReadError("is no go.mod: it has no module line", remedy="a go.mod starts with: module <path>")
    replaced = replacements(directives)
    gaps: list[Gap] = []
    required = [item for item in directives if item.verb == "require"]
    requirements = tuple(_required(document, item, replaced, name, gaps) for item in required)
    return Scan(
        path=document.path,
        kind="manifest",
        format="go.mod",
        ecosystem="golang",
        requirements=requirements,
        name=name,
        manager="go",
        gaps=tuple(gaps),
    )


def directives_of(document: Document) -> Iterator[Directive]:
    """The entries of a go.mod or go.work. Raises ``ReadError`` where a block does not end."""
    block: tuple[str, int] | None = None
    offset = 0
    lines = document.lines()
    for number, text in enumerate(document.text.split("\n")[: len(lines)], 1):
        words, comment = _words(text, offset)
        offset += len(text) + 1
        if not words:
            continue
        if block and words[0].text == ")":
            block = None
        elif block:
            yield Directive(block[0], words, comment, number)
        elif words[-1].text == "(" and len(words) == 2:
            block = words[0].text, number
        else:
            yield Directive(words[0].text, words[1:], comment, number)
    if block:
        raise ReadError(f'stops in the middle of a "{block[0]}" block', line=block[1], remedy="restore it")


def _words(text: str, offset: int) -> tuple[tuple[Word, ...], str]:
    words: list[Word] = []
    for token in _TOKEN.finditer(text):
        if token[0] == "//" or token[0].startswith("//"):
            return tuple(words), text[token.start() + 2 :].strip()
        bare = token[1] if token[1] is not None else token[2] if token[2] is not None else token[0]
        words.append(Word(bare, offset + token.start(), offset + token.end()))
    return tuple(words), ""


def replacements(directives: list[Directive]) -> dict[str, list[Replacement]]:
    """What each module is replaced by, from lines ``a [v1] => b [v2]``."""
    found: dict[str, list[Replacement]] = {}
    for item in directives:
        texts = [word.text for word in item.words]
        if item.verb != "replace":
            continue
        if "=>" not in texts or not 1 <= texts.index("=>") <= 2 or not 2 <= len(texts) - texts.index("=>") <= 3:
            raise ReadError('has a "replace" that cannot be read', line=item.line, remedy=_REMEDY)
        left, right = texts[: texts.index("=>")], texts[texts.index("=>") + 1 :]
        version = left[1] if len(left) == 2 else None
        by = right[1] if len(right) == 2 else None
        place = item.words[-1].start, item.words[-1].end
        found.setdefault(left[0], []).append(Replacement(version, right[0], by, place))
    return found


def overrides(replaced: dict[str, list[Replacement]]) -> dict[str, str]:
    """The replacements that hold whatever version is asked for, as ``Scan.overrides`` has them for a workspace."""
    return {name: specifier(item) for name, found in replaced.items() for item in found if item.version is None}


def specifier(item: Replacement) -> str:
    """A replacement in go.mod's own words."""
    return f"{item.path} {item.by}" if item.by else item.path


def _required(
    document: Document, item: Directive, replaced: dict[str, list[Replacement]], own: str, gaps: list[Gap]
) -> Requirement:
    if len(item.words) != 2:
        raise ReadError('has a "require" that is not a module and its version', line=item.line, remedy=_REMEDY)
    name, version = item.words
    found = Requirement("golang", name.text, version.text, (version.start, version.end), range=version.text)
    found = found._replace(version=version.text, direct=item.comment.split(";")[0].strip() != "indirect")
    if not _VERSION.fullmatch(version.text):
        # A branch or a shortened version; the next build writes down what it stands for.
        gaps.append(_gap(document, item, f"asks for {name.text} at {version.text[:40]}, which Go looks up"))
        found = found._replace(version=None, range=None)
    elif version.end == len(document.text):
        gaps.append(_gap(document, item, _UNFINISHED))
        found = found._replace(version=None, range=None)
    if name.text == own:
        found = found._replace(source="link")
    choices = replaced.get(name.text, [])
    exact = next((choice for choice in choices if choice.version == version.text), None)
    chosen = exact or next((choice for choice in choices if choice.version is None), None)
    if chosen is None:
        return found
    looked_up = chosen.by is not None and not _VERSION.fullmatch(chosen.by)
    if looked_up or (chosen.by and chosen.at[1] == len(document.text)):
        said = f"replaces {name.text} by {chosen.path} at {chosen.by}, which Go looks up" if looked_up else _UNFINISHED
        gaps.append(_gap(document, item, said))
        return replace(found, chosen)._replace(version=None, range=None)
    return replace(found, chosen)


def _gap(document: Document, item: Directive, reason: str) -> Gap:
    line, column = position(document.text, item.words[-1].start)
    mentions = (("golang", item.words[0].text),)
    return Gap(document.path, reason, False, line, column, "rewrite it: go mod tidy", may_hide=True, mentions=mentions)


def replace(asked: Requirement, by: Replacement) -> Requirement:
    """A requirement after its replacement: a folder, or another module in the place of the one that is asked for."""
    if by.by is None:
        return asked._replace(text=by.path, source="file", version=None, range=None, at=by.at)
    alias = asked.name if by.path != asked.name else None
    return asked._replace(name=by.path, text=by.by, version=by.by, range=by.by, alias=alias, at=by.at)

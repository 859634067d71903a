"""XML by expat into a small tree with positions.

A document type is refused: no file that is read here needs one, and entities hide in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from auditor.records import TYPE_CHECKING
from auditor.source import ReadError, too_deep, utf16

if TYPE_CHECKING:
    from typing import Any

MAX_DEPTH = 100
MAX_ATTRIBUTES = 256

Route = tuple[str | int, ...]
Span = tuple[int, int]

_ATTRIBUTE = re.compile(r"""\s++([^\s=<>"'/]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)')""")
_BLANK = re.compile(r"\s*+(?:<!--.*?-->\s*+|<\?.*?\?>\s*+)*", re.DOTALL)


class Element:
    """An element: ``tag`` is its local name, ``name`` the name as written, as those of ``attributes`` are.

    ``text`` is all text directly in it, blanks kept. It starts at ``offset`` characters into the text; ``line`` and
    ``column`` are 1-based, columns in UTF-16 code units.
    """

    __slots__ = ("attributes", "children", "column", "line", "name", "offset", "tag", "text")

    def __init__(self, name: str, attributes: Mapping[str, str], offset: int, line: int, column: int) -> None:
        self.name = name
        self.tag = name.rpartition(":")[2]
        self.attributes = attributes
        self.offset = offset
        self.line = line
        self.column = column
        self.text = ""
        self.children: list[Element] = []

    def all(self, *tags: str) -> Sequence[Element]:
        """The children, their children and so on that a path of local names leads to."""
        found = [self]
        for tag in tags:
            found = [child for element in found for child in element.children if child.tag == tag]
        return found

    def first(self, *tags: str) -> Element | None:
        """The first element that a path of local names leads to."""
        return next(iter(self.all(*tags)), None)

    def said(self, *tags: str) -> str | None:
        """The text of the first element at a path, without surrounding blanks; None where there is none."""
        element = self.first(*tags)
        return element.text.strip() or None if element else None


def read(text: str) -> Element:
    """The root element. Raises ``ReadError`` for what is no XML, has a document type, or passes a limit."""
    reader = _Reader(text)
    reader.parse()
    return reader.top.children[0]


class _Reader:
    """Builds the tree from expat's calls, counting lines as it goes: expat's own columns are no UTF-16 code units."""

    def __init__(self, text: str) -> None:
        from xml.parsers import expat

        self.data = text.encode()
        self.top = Element("", {}, 0, 1, 1)
        self.open = [self.top]
        self.texts: list[list[str]] = [[]]
        self._seen: tuple[int, int, int, int] = (0, 0, 1, 0)
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.doctype

    def parse(self) -> None:
        from xml.parsers import expat

        try:
            self.parser.Parse(self.data, True)
        except expat.ExpatError as error:
            raise self._refused(error) from None

    def _refused(self, error: Any) -> ReadError:
        from xml.parsers import expat

        at = max(self.parser.ErrorByteIndex, 0)
        _, line, column = self._place(at)
        if not self.data[at:].strip():
            left = f"inside <{self.open[-1].name}>" if len(self.open) > 1 else "before the first element ends"
            return ReadError(
                f"stops {left}", line=line, column=column, remedy="an unfinished download or merge? restore it"
            )
        reason = f"is not valid XML: {expat.ErrorString(error.code)}"
        return ReadError(reason, line=line, column=column, remedy="correct it here, or restore the file")

    def _place(self, at: int) -> tuple[int, int, int]:
        """Character offset, line and column of a byte offset, counted on from the last one asked for."""
        seen, offset, line, start = self._seen
        if at < seen:
            seen, offset, line, start = 0, 0, 1, 0
        line += self.data.count(b"\n", seen, at)
        start = max(self.data.rfind(b"\n", seen, at) + 1, start)
        offset += len(self.data[seen:at].decode("utf-8", "replace"))
        self._seen = (at, offset, line, start)
        return offset, line, utf16(self.data[start:at].decode("utf-8", "replace")) + 1

    def doctype(self, *said: object) -> None:  # noqa: ARG002 - that there is one is enough
        _, line, column = self._place(self.parser.CurrentByteIndex)
        raise ReadError(
            "has a document type declaration, which is not read",
            line=line,
            column=column,
            remedy="remove <!DOCTYPE ...>",
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        offset, line, column = self._place(self.parser.CurrentByteIndex)
        if len(self.open) > MAX_DEPTH:
            raise too_deep()
        if len(attributes) > MAX_ATTRIBUTES:
            raise ReadError(f"has more than {MAX_ATTRIBUTES} attributes on one element", line=line, column=column)
        element = Element(name, attributes, offset, line, column)
        self.open[-1].children.append(element)
        self.open.append(element)
        self.texts.append([])

    def end(self, name: str) -> None:  # noqa: ARG002 - expat has checked that it is the open one's
        self.open.pop().text = "".join(self.texts.pop())

    def characters(self, data: str) -> None:
        self.texts[-1].append(data)


# Where things stand


def span(text: str, root: Element, route: Route) -> Span | None:
    """Start and end of what a route leads to, from the root element downward.

    A name goes to the first child of that local name, a number to the child at that place among all children, ``@name``
    to an attribute. An attribute has the region of its value, an element that holds text only that of its text, any
    other its name's.
    """
    element = root
    for number, part in enumerate(route):
        if isinstance(part, str) and part.startswith("@"):
            return _attribute(text, element, part[1:]) if number == len(route) - 1 else None
        child = _child(element, part)
        if child is None:
            return None
        element = child
    return _content(text, element)


def _child(element: Element, part: str | int) -> Element | None:
    if isinstance(part, int):
        return element.children[part] if 0 <= part < len(element.children) else None
    return element.first(part)


def _tag_end(text: str, element: Element) -> int:
    """The offset behind the start tag; ``>`` may stand in an attribute's value."""
    at = element.offset + 1 + len(element.name)
    while attribute := _ATTRIBUTE.match(text, at):
        at = attribute.end()
    return text.find(">", at) + 1


def _attribute(text: str, element: Element, name: str) -> Span | None:
    at = element.offset + 1 + len(element.name)
    while attribute := _ATTRIBUTE.match(text, at):
        if attribute[1] == name:
            return attribute.span(2 if attribute[2] is not None else 3)
        at = attribute.end()
    return None


def _content(text: str, element: Element) -> Span:
    name = (element.offset + 1, element.offset + 1 + len(element.name))
    if element.children or not element.text.strip():
        return name
    skipped = _BLANK.match(text, _tag_end(text, element))
    start = skipped.end() if skipped else 0
    marked = text.startswith("<![CDATA[", start)
    start += len("<![CDATA[") if marked else 0
    content = text[start : text.find("]]>" if marked else "<", start)]
    return start + len(content) - len(content.lstrip()), start + len(content.rstrip())

"""The only reader of what project files hold: limits, encoding, merge conflicts and parsers, for one file at a time.

A scanner gets a ``Document`` and asks it for text, lines or a parsed tree; whatever is wrong with the bytes leaves here
as a ``ReadError`` that says where and what to do. Strings stay strings: no number, date or boolean is made of a
version.
"""

from __future__ import annotations

import re

from auditor.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, NoReturn

    from auditor.readers.xml import Element

MAX_BYTES = 64 * 1024 * 1024

_CONFLICT_REMEDY = "resolve the merge, then let the package manager rewrite the file"
_BOM = b"\xef\xbb\xbf"
_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
# The only files whose own program takes UTF-16, by the mark at the start: pip's, which PowerShell writes so by ``>``, and XML.
_WIDE_NAMES = (".txt", ".in", ".xml", ".config", ".csproj", ".fsproj", ".vbproj", ".props", ".targets")
# XML says itself how it is encoded, and Maven and MSBuild go by that.
_DECLARED = rb"""<\?xml\s[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']"""
_CODECS = r"(?i)iso-8859-\d+|latin-?1|(?:windows-|cp)12\d\d|gbk|gb2312|gb18030|big5|shift_jis|euc-(?:jp|kr)|koi8-[ru]"
# Formats that are not text but can be turned into one: how they begin, what they are, and the command for it.
_BINARY = {
    b"#!/usr/bin/env bun\n": (
        "is bun's binary lockfile, of which only the text form is read",
        "bun install --save-text-lockfile --frozen-lockfile --lockfile-only",
    )
}


class ReadError(Exception):
    """A project file that cannot be read; ``line`` and ``column`` are 1-based, columns in UTF-16 code units."""

    def __init__(self, reason: str, *, line: int = 1, column: int = 1, remedy: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.column = column
        self.remedy = remedy


class Document:
    """One file: its path (POSIX, relative to the base), its text, and the trees parsed from it.

    ``syntax`` is how it was read last (lines, json, jsonc, yaml, toml or xml), which is how routes into it are
    understood. Raises ``ReadError`` for bytes that are no UTF-8 text (with or without BOM).
    """

    syntax = "lines"

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.text = decode(data, wide=path.endswith(_WIDE_NAMES))

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """The folder the file is in, ``""`` for the base."""
        return self.path.rpartition("/")[0]

    def lines(self) -> list[str]:
        """The lines without their ends; only LF and CRLF end a line (``str.splitlines`` knows eight more).

        Raises ``ReadError`` at a conflict marker: a reader of lines would go on around it.
        """
        refuse_conflict(self.text)
        return [line.removesuffix("\r") for line in self.text.split("\n")]

    def json(self) -> Any:
        """The JSON value; numbers come as text. Raises ``ReadError`` for what is not JSON or nests too deep."""
        self.syntax = "json"
        return self._json(self.text)

    def jsonc(self) -> Any:
        """The value of JSON with comments and trailing commas; otherwise as ``json``."""
        from auditor.readers.jsonc import plain

        self.syntax = "jsonc"
        return self._json(plain(self.text))

    def yaml(self, without: re.Pattern[str] | None = None) -> list[Any]:
        """The value of each YAML document: dicts, lists and strings.

        Lines that match ``without`` are not read (see ``readers.yaml.read``).
        Raises ``ReadError`` for what is not YAML, aliases, repeated keys, and what nests too deep.
        """
        from auditor.readers import yaml

        self.syntax = "yaml"
        self._refuse_nothing()
        return yaml.read(self.text, without)

    def toml(self) -> dict[str, Any]:
        """The TOML table, less the hash lists ``wheels``, ``files`` and ``sdist``; floats come as text.

        Raises ``ReadError`` for what is not TOML, or nests too deep.
        """
        from auditor.readers import toml

        self.syntax = "toml"
        refuse_conflict(self.text)
        return toml.read(self.text)

    def xml(self) -> Element:
        """The root element. Raises ``ReadError`` for what is not XML, has a document type, or passes a limit."""
        from auditor.readers import xml

        self.syntax = "xml"
        self._refuse_nothing()
        return xml.read(self.text)

    def _refuse_nothing(self) -> None:
        refuse_conflict(self.text)
        if not self.text.strip():
            raise _empty()

    def _json(self, text: str) -> Any:
        import json

        try:
            return json.loads(text, parse_int=Number, parse_float=Number, parse_constant=_refuse_constant)
        except json.JSONDecodeError as error:
            raise self._json_error(error) from None
        except _NotANumberError as error:
            line, column = position(self.text, max(self.text.find(str(error)), 0))
            raise ReadError(f"{error} is not a JSON value", line=line, column=column) from None
        except RecursionError:
            raise too_deep() from None

    def _json_error(self, error: ValueError) -> ReadError:
        refuse_conflict(self.text)
        at = min(int(getattr(error, "pos", 0)), len(self.text))
        said = str(getattr(error, "msg", error))
        line, column = position(self.text, at)
        if not self.text.strip():
            return _empty()
        if said.startswith("Unterminated string") or not self.text[at:].strip():
            where = "a string" if said.startswith("Unterminated string") else _open_bracket(self.text)
            return ReadError(
                f"stops in the middle of {where}",
                line=line,
                column=column,
                remedy="an unfinished download or merge? restore it",
            )
        reason = f"is not valid JSON: {said[:1].lower()}{said[1:]}"
        return ReadError(reason, line=line, column=column, remedy="correct it here, or restore the file")


class Number(str):
    """The text of a number in a JSON document: ``1.10`` stays what it is, and is told apart from ``"1.10"``."""

    __slots__ = ()


class _NotANumberError(ValueError):
    pass


def _refuse_constant(text: str) -> NoReturn:
    raise _NotANumberError(text)


def _open_bracket(text: str) -> str:
    """What a JSON text that ends too early was in the middle of."""
    opened: list[str] = []
    for token in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', text):
        mark = token[0]
        if mark in "[{":
            opened.append(mark)
        elif mark in "]}" and opened:
            opened.pop()
    return "a list" if opened and opened[-1] == "[" else "an object"


def _empty() -> ReadError:
    return ReadError("is empty", remedy="restore it, or delete it")


def too_deep() -> ReadError:
    """The error of a document that nests deeper than any real one."""
    return ReadError("nests too deeply to be read", remedy="restore the file; no package manager writes this")


def decode(data: bytes, *, wide: bool = False) -> str:
    """UTF-8 text without its BOM; ``wide`` lets UTF-16 with one in. Raises ``ReadError`` with the first byte that is not text."""
    codec = codec_of(data)
    if codec in _WIDE.values() and not wide:
        raise ReadError("is UTF-16, not UTF-8 text", remedy="save it as UTF-8")
    for beginning, (reason, remedy) in _BINARY.items():
        if data.startswith(beginning):
            raise ReadError(reason, remedy=remedy)
    try:
        text = data.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line, column = position(data[: error.start].decode(codec, "replace"), error.start)
        kind = "UTF-16" if codec in _WIDE.values() else codec.upper()
        raise ReadError(
            f"is not {kind} text (byte 0x{data[error.start]:02x})", line=line, column=column, remedy="save it as UTF-8"
        ) from None
    zero = text.find("\0")
    if zero >= 0:
        line, column = position(text, zero)
        raise ReadError(
            "holds a NUL byte: this is not a text file", line=line, column=column, remedy="restore the file"
        )
    return text


def encoded_as(data: bytes, text: str) -> bytes:
    """``text`` in the encoding of ``data``, which ``decode`` took, with its BOM if it has one."""
    codec = codec_of(data)
    mark = data[:2] if codec in _WIDE.values() else _BOM if data.startswith(_BOM) else b""
    return mark + text.encode(codec)


def codec_of(data: bytes) -> str:
    """How a file is encoded: by its mark, or as an XML file that is no UTF-8 declares it; else UTF-8."""
    declared = re.match(_DECLARED, data) if data.startswith(b"<?xml") else None
    named = declared[1].decode() if declared else ""
    if not named or not re.fullmatch(_CODECS, named):
        return _WIDE.get(data[:2], "utf-8")
    try:
        "".encode(named)
        data.decode()
    except UnicodeDecodeError:
        return named.lower()
    except LookupError:
        return "utf-8"
    return "utf-8"


def refuse_conflict(text: str) -> None:
    """Raise ``ReadError`` where git's conflict markers stand; some formats would parse around them."""
    if "<<<<<<< " not in text and ">>>>>>> " not in text:
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(("<<<<<<< ", ">>>>>>> ")):
            raise ReadError("has merge-conflict markers", line=number, remedy=_CONFLICT_REMEDY)


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column (1-based, UTF-16 code units) of a character offset."""
    offset = min(offset, len(text))
    start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, utf16(text[start:offset]) + 1


def utf16(text: str) -> int:
    """How many UTF-16 code units ``text`` takes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2

"""What is read of a file: text without its mark, lines, and each syntax; whatever is wrong with it has a place and a remedy."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.source import Document, Number, ReadError, decode, encoded_as, position, refuse_conflict, utf16

CONFLICT = "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> theirs\n"


def refused(call: Callable[[], Any]) -> ReadError:
    with pytest.raises(ReadError) as raised:
        call()
    return raised.value


def test_a_document_knows_its_name_and_folder() -> None:
    inner, outer = Document("a/b/c.json", b"{}"), Document("c.json", b"{}")
    assert (inner.name, inner.folder, outer.name, outer.folder) == ("c.json", "a/b", "c.json", "")


@pytest.mark.parametrize(
    ("method", "text", "value", "syntax"),
    [
        ("json", '{"a": [1.10, "1.10"]}', {"a": ["1.10", "1.10"]}, "json"),
        ("jsonc", '{"a": 1, // c\n}', {"a": "1"}, "jsonc"),
        ("yaml", "a: 1.10\n---\nb: yes\n", [{"a": "1.10"}, {"b": "yes"}], "yaml"),
        ("toml", 'a = "1.10"\n', {"a": "1.10"}, "toml"),
        ("lines", "a\r\nb\x85c\u2028d\n", ["a", "b\x85c\u2028d", ""], "lines"),
    ],
)
def test_each_syntax_gives_text_and_is_remembered(method: str, text: str, value: Any, syntax: str) -> None:
    document = Document("f", text.encode())
    assert getattr(document, method)() == value
    assert document.syntax == syntax


def test_an_xml_document_gives_its_root() -> None:
    document = Document("f.xml", b"<a><b>1.10</b></a>")
    root = document.xml()
    assert (root.tag, root.children[0].text, document.syntax) == ("a", "1.10", "xml")


def test_a_number_is_told_apart_from_the_same_text() -> None:
    value = Document("f", b'[1.10, "1.10"]').json()
    assert [type(item) is Number for item in value] == [True, False]


@pytest.mark.parametrize("method", ["json", "jsonc", "yaml", "toml", "xml", "lines"])
def test_a_merge_conflict_is_refused_in_every_syntax(method: str) -> None:
    error = refused(getattr(Document("f", CONFLICT.encode()), method))
    assert (error.reason, error.line) == ("has merge-conflict markers", 2)


@pytest.mark.parametrize("method", ["json", "yaml", "xml"])
@pytest.mark.parametrize("data", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused_where_there_should_be_a_document(method: str, data: bytes) -> None:
    error = refused(getattr(Document("f", data), method))
    assert (error.reason, error.remedy) == ("is empty", "restore it, or delete it")


def test_a_marker_in_the_middle_of_a_line_is_no_conflict() -> None:
    refuse_conflict("see <<<<<<< HEAD\nand >>>>>>> x")


@pytest.mark.parametrize(
    ("text", "reason", "line", "column"),
    [
        ('{"a": {"b": 1', "stops in the middle of an object", 1, 14),
        ('{"a": [1,', "stops in the middle of a list", 1, 10),
        ('{"a": [{}], "b": ', "stops in the middle of an object", 1, 18),
        ('{"a": "b', "stops in the middle of a string", 1, 7),
        ('{"a": "}", ', "stops in the middle of an object", 1, 12),
        ('{"a"\n 1}', "is not valid JSON: expecting ':' delimiter", 2, 2),
        ("{} {}", "is not valid JSON: extra data", 1, 4),
        ('{"a": NaN}', "NaN is not a JSON value", 1, 7),
        ('{"a": -Infinity}', "-Infinity is not a JSON value", 1, 7),
        ("[" * 100_000, "nests too deeply to be read", 1, 1),
    ],
)
def test_what_is_no_json_says_where_it_ends_to_be(text: str, reason: str, line: int, column: int) -> None:
    error = refused(Document("f", text.encode()).json)
    assert (error.reason, error.line, error.column) == (reason, line, column)


@pytest.mark.parametrize(
    ("data", "reason", "line", "column"),
    [
        ("é".encode("latin-1"), "is not UTF-8 text (byte 0xe9)", 1, 1),
        (b"ok\n\xf0\x9f\x98\x80\xff", "is not UTF-8 text (byte 0xff)", 2, 3),
        (b"a\nb\0", "holds a NUL byte: this is not a text file", 2, 2),
        (b"\xff\xfea\0", "is UTF-16, not UTF-8 text", 1, 1),
        (b"\xfe\xff\0a", "is UTF-16, not UTF-8 text", 1, 1),
        (b"\xed\xa0\x80", "is not UTF-8 text (byte 0xed)", 1, 1),
    ],
)
def test_bytes_that_are_no_text_say_where(data: bytes, reason: str, line: int, column: int) -> None:
    error = refused(lambda: decode(data))
    assert (error.reason, error.line, error.column) == (reason, line, column)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_pip_takes_utf_16_with_its_mark(codec: str) -> None:
    data = "\ufeffauth0-python==4.7.1\r\n# é\r\n".encode(codec)
    document = Document("app/requirements.txt", data)
    assert document.text == "auth0-python==4.7.1\r\n# é\r\n"
    assert encoded_as(data, document.text) == data
    assert refused(lambda: Document("package.json", data)).reason == "is UTF-16, not UTF-8 text"


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        pytest.param("ISO-8859-1", "José", id="Latin-1"),
        pytest.param("windows-1252", "José – 1", id="Windows"),
        pytest.param("GBK", "张三", id="Chinese"),
        pytest.param("Shift_JIS", "山田", id="Japanese"),
        pytest.param("UTF-16", "José", id="UTF-16"),
    ],
)
def test_xml_is_read_in_the_encoding_that_it_declares(declared: str, text: str) -> None:
    whole = f'<?xml version="1.0" encoding="{declared}"?>\n<project><name>{text}</name></project>\n'
    data = whole.encode(declared)
    document = Document("pom.xml", data)
    assert document.text == whole
    assert document.xml().said("name") == text
    assert encoded_as(data, document.text) == data


@pytest.mark.parametrize(
    ("declared", "data", "reason"),
    [
        pytest.param("UTF-8", b"\xe9", "is not UTF-8 text (byte 0xe9)", id="UTF-8"),
        pytest.param("rot13", b"\xe9", "is not UTF-8 text (byte 0xe9)", id="no encoding of text"),
        pytest.param("ISO-8859-99", b"\xe9", "is not UTF-8 text (byte 0xe9)", id="one that nobody knows"),
        pytest.param("GBK", b"\xff\xff", "is not GBK text (byte 0xff)", id="another than it declares"),
    ],
)
def test_xml_that_is_not_in_the_encoding_that_it_declares_is_refused(declared: str, data: bytes, reason: str) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>\n<a>'.encode()
    error = refused(lambda: decode(head + data + b"</a>"))
    assert (error.reason, error.line, error.column) == (reason, 2, 4)


def test_xml_that_is_utf_8_stays_so_whatever_it_declares() -> None:
    data = '<?xml version="1.0" encoding="ISO-8859-1"?>\n<a>José</a>'.encode()
    assert decode(data).endswith("<a>José</a>")


def test_utf_16_that_stops_within_a_character_is_no_text() -> None:
    error = refused(lambda: decode("\ufeffa\nb".encode("utf-16-le") + b"c", wide=True))
    assert (error.reason, error.line, error.column) == ("is not UTF-16 text (byte 0x63)", 2, 2)


@given(st.binary(max_size=50))
def test_any_bytes_are_text_or_refused_with_a_place_inside_them(data: bytes) -> None:
    try:
        text = decode(data)
    except ReadError as error:
        line, column = error.line, error.column
    else:
        line, column = 1, 1
        assert text.encode() in {data, data.removeprefix(b"\xef\xbb\xbf")}
    assert 1 <= line <= data.count(b"\n") + 1
    assert 1 <= column <= len(data) + 1


@given(st.text(), st.integers(0, 80))
def test_a_position_counts_lines_and_utf16_columns(text: str, offset: int) -> None:
    line, column = position(text, offset)
    before = text[:offset].split("\n")
    assert (line, column) == (len(before), utf16(before[-1]) + 1)


@given(
    st.recursive(
        st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
        max_leaves=8,
    )
)
def test_json_is_read_as_python_reads_it(value: Any) -> None:
    assert Document("f", json.dumps(value).encode()).json() == value

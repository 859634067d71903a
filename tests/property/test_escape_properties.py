from __future__ import annotations

from urllib.parse import unquote_to_bytes, urlsplit

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from auditor import escape

ANY = st.text(st.characters(categories=None), max_size=40) | st.text("`|\\:#-*_<>[]()!@ \n\x1b1.a", max_size=30)
MARKDOWN = MarkdownIt("gfm-like", {"linkify": False, "html": True})


@given(ANY)
def test_visible_text_is_one_printable_line_without_commands(text: str) -> None:
    shown = escape.visible(text)
    assert shown.isprintable()
    assert "##" not in shown
    assert not any(word.startswith("::") for word in shown.split(" "))


@given(ANY)
def test_visible_text_stays_as_it_is(text: str) -> None:
    shown = escape.visible(text)
    assert escape.visible(shown) == shown


@given(ANY, st.integers(1, 50))
def test_clipped_text_is_as_short_as_asked(text: str, limit: int) -> None:
    assert len(escape.clipped(text, limit)) <= limit


@given(st.binary(max_size=40).filter(lambda data: b"\0" not in data))
def test_an_address_gives_the_path_back(data: bytes) -> None:
    path = data.decode("utf-8", "surrogateescape").lstrip("/")
    address = escape.uri(path)
    assert address.isascii()
    assert urlsplit(address).scheme == urlsplit(address).query == urlsplit(address).fragment == ""
    assert unquote_to_bytes(address) == path.encode("utf-8", "surrogateescape")


@given(ANY)
def test_code_spans_give_the_text_back(text: str) -> None:
    span = escape.code_span(text)
    inline = [child for block in MARKDOWN.parse(span) for child in block.children or ()]
    assert "".join(child.content for child in inline).strip() == escape.visible(text).strip()
    assert {child.type for child in inline} <= {"code_inline"}


@given(ANY)
def test_prose_is_text_and_code(text: str) -> None:
    blocks = MARKDOWN.parse(escape.prose(text))
    assert {child.type for block in blocks for child in block.children or ()} <= {"text", "code_inline"}
    assert len(blocks) in {0, 3}


@given(ANY)
def test_table_cells_stay_apart(text: str) -> None:
    cell = escape.prose(text, in_table=True)
    tokens = MARKDOWN.parse(f"| a | b |\n| --- | --- |\n| {cell} | end |\n")
    cells = [tokens[number + 1].content for number, token in enumerate(tokens) if token.type == "td_open"]
    assert len(cells) == 2
    assert cells[1] == "end"

from __future__ import annotations

from collections.abc import Callable

import pytest
from markdown_it import MarkdownIt

from auditor import escape
from sample_report import HOSTILE


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("@auth0/auth0-react", "@auth0/auth0-react", id="a plain name stays"),
        pytest.param("日本語-é", "日本語-é", id="letters of any script stay"),
        pytest.param("a\x1b[2Jb", "a\\x1b[2Jb", id="escape"),
        pytest.param("a\nb\tc\rd", "a\\x0ab\\x09c\\x0dd", id="line breaks and tabs"),
        pytest.param("\x7f\x9b", "\\x7f\\x9b", id="delete and C1"),
        pytest.param("\u202eab\u2066", "\\u202eab\\u2066", id="bidirectional controls"),
        pytest.param("a\u200bb\ufeff", "a\\u200bb\\ufeff", id="zero width"),
        pytest.param("a\u3164b", "a\\u3164b", id="a letter that shows nothing"),
        pytest.param("\ud800\udcff", "\\ud800\\udcff", id="surrogates"),
        pytest.param("\U000e0041", "\\U000e0041", id="tag characters"),
        pytest.param("a\u2028b\xa0c", "a\\u2028b\\xa0c", id="line separator and other spaces"),
        pytest.param("::error::x", "\\x3a:error::x", id="a workflow command"),
        pytest.param(
            "a  ::error", "a  \\x3a:error", id="a workflow command that a line break could bring to the front"
        ),
        pytest.param("std::string", "std::string", id="a double colon inside a word"),
        pytest.param("###[x]", "#\\x23#[x]", id="an old workflow command"),
    ],
)
def test_foreign_text_becomes_visible(text: str, shown: str) -> None:
    assert escape.visible(text) == shown


@pytest.mark.parametrize("text", HOSTILE)
def test_shown_text_cannot_command_a_terminal_or_a_build_log(text: str) -> None:
    shown = escape.visible(text)
    assert shown.isprintable()
    assert "##" not in shown
    assert not any(word.startswith("::") for word in shown.split(" "))


def test_clipping_says_that_there_was_more() -> None:
    assert escape.clipped("x" * 1000) == "x" * 1000
    assert escape.clipped("x" * 1001) == "x" * 999 + "…"
    assert escape.clipped("\x1b" * 300, 100).endswith("\\x1…")


@pytest.mark.parametrize(
    ("path", "address"),
    [
        pytest.param("package.json", "package.json", id="plain"),
        pytest.param("a b/ü#1?.json", "a%20b/%C3%BC%231%3F.json", id="spaces, letters, number sign, question mark"),
        pytest.param("javascript:alert(1)", "javascript%3Aalert%281%29", id="what looks like a scheme"),
        pytest.param("50%/a\\b", "50%25/a%5Cb", id="per cent and backslash"),
        pytest.param("a\udcff", "a%FF", id="a byte that is not UTF-8"),
        pytest.param("a\ud800", "a%ED%A0%80", id="a surrogate that stands for no byte"),
    ],
)
def test_a_path_becomes_a_relative_reference(path: str, address: str) -> None:
    assert escape.uri(path) == address


def test_sound_text_can_be_written_as_utf_8() -> None:
    assert escape.sound("é\x1b") == "é\x1b"
    assert escape.sound("a\udcff") == "a\\udcff"


@pytest.mark.parametrize(
    ("address", "fit"),
    [
        ("https://github.com/auth0/auth0-spa-js/blob/main/MIGRATION_GUIDE.md#v2", True),
        ("http://example.test/", False),
        ("javascript:alert(1)", False),
        ("https://example.test/)[x](y", False),
        ('https://example.test/"onclick=x', False),
        ("https://example.test/é", False),
        ("https://example.test/" + "a" * 500, False),
    ],
)
def test_only_plain_https_addresses_become_links(address: str, fit: bool) -> None:
    assert escape.is_web_address(address) is fit


def test_markup_is_inert() -> None:
    assert escape.markup("<a href=\"x\" title='y'>&") == "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;"


def test_workflow_commands_keep_their_parts_apart() -> None:
    assert escape.command_value("50%\n::x") == "50%25\\x0a::x"
    assert escape.command_property("a:b,c=d") == "a%3Ab%2Cc=d"


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        pytest.param("a`b", "`` a`b ``", id="a backtick"),
        pytest.param("``", "``` `` ```", id="only backticks"),
        pytest.param(" a ", "`  a  `", id="spaces at the ends"),
        pytest.param("  ", "", id="nothing to show"),
        pytest.param("^1 || ^2", "`^1 || ^2`", id="pipes"),
    ],
)
def test_code_spans(text: str, markdown: str) -> None:
    assert escape.code_span(text) == markdown


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        pytest.param("behind the newest release", "behind the newest release", id="words stay words"),
        pytest.param("react 2.4.0 is old, isn't it?", "react `2.4.0` is old, isn't it?", id="versions become code"),
        pytest.param("@a/b 1.0 out", "`@a/b 1.0` out", id="neighbours share a span"),
        pytest.param("(end-of-life) 1. 12, 3", "(end-of-life) `1`. 12, 3", id="no list can start"),
        pytest.param("(2026-11-20) Auth0 · 1,932", "(2026-11-20) Auth0 · 1,932", id="dates, counts and signs stay"),
        pytest.param(
            "deadbeef1 a_b www.x.y GH-1", "`deadbeef1 a_b www.x.y GH-1`", id="what would be made a link becomes code"
        ),
        pytest.param("a `b`: c.", "a `` `b` ``: c.", id="punctuation stays outside"),
        pytest.param("...", "`...`", id="nothing but punctuation"),
        pytest.param("- # * >", "`- # * >`", id="no block can start"),
        pytest.param("a  b", "a b", id="two spaces are one"),
    ],
)
def test_prose(text: str, markdown: str) -> None:
    assert escape.prose(text) == markdown


MARKDOWN = MarkdownIt("gfm-like", {"linkify": False, "html": True})


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("make", [escape.prose, escape.code_span], ids=["as prose", "as code"])
def test_markdown_holds_nothing_but_text_and_code(make: Callable[..., str], text: str) -> None:
    blocks = MARKDOWN.parse(f"{make(text)}\n")
    assert [block.type for block in blocks if block.type != "inline"] == ["paragraph_open", "paragraph_close"] * bool(
        blocks
    )
    inline = [child.type for block in blocks for child in block.children or ()]
    assert set(inline) <= {"text", "code_inline"}


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("make", [escape.prose, escape.code_span], ids=["as prose", "as code"])
def test_a_table_keeps_its_columns(make: Callable[..., str], text: str) -> None:
    row = f"| {make(text, in_table=True)} | {make(text, in_table=True)} | end |\n"
    tokens = MARKDOWN.parse(f"| a | b | c |\n| --- | --- | --- |\n{row}")
    cells = [tokens[number + 1].content for number, token in enumerate(tokens) if token.type == "td_open"]
    assert len(cells) == 3
    assert cells[2] == "end"
    assert tokens[-1].type == "table_close"

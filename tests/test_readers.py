"""The readers of ``Document``: what they give, what they refuse and where; and the regions that ``locate`` finds in each syntax."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
import tomli
import yaml

from auditor.locate import Text, follower
from auditor.readers import jsonc, toml, xml
from auditor.readers import yaml as yaml_reader
from auditor.scanners import pnpm_lock, yarn_lock
from auditor.source import Document, ReadError

FORMATS = Path(__file__).parent / "formats"
CONFLICT = "<<<<<<< HEAD\n"


def document(text: str, name: str = "file") -> Document:
    return Document(name, text.encode())


def refused(text: str, how: str) -> ReadError:
    with pytest.raises(ReadError) as caught:
        getattr(document(text), how)()
    return caught.value


def region(text: str, route: tuple[str | int, ...], syntax: str) -> str:
    """The text of what a route leads to, found through lines and columns."""
    found = Text("file", text, syntax).at(route)
    lines = text.split("\n")
    whole = "\n".join(lines[found.line - 1 : found.end_line])
    first = lines[found.line - 1].encode("utf-16-le")[: 2 * (found.column - 1)].decode("utf-16-le")
    last = lines[found.end_line - 1].encode("utf-16-le")[2 * (found.end_column - 1) :].decode("utf-16-le")
    return whole[len(first) : len(whole) - len(last)]


# YAML

SCALARS = ["1.10", "on", "1:20", "2026-08-20", "010", "0x1F", "~", "null", "Yes", ".inf", "1e3", "'quoted'", "<<"]


@pytest.mark.parametrize("written", SCALARS)
def test_a_yaml_scalar_stays_the_text_it_is(written: str) -> None:
    assert document(f"key: {written}\n").yaml() == [{"key": written.strip("'")}]


def test_every_document_of_a_yaml_file_is_read() -> None:
    assert document("a: 1\n---\n- b\n- {c: d}\n---\n").yaml() == [{"a": "1"}, ["b", {"c": "d"}], ""]


LONG = "/@acme/sdk@1.0.0" + "(peer@1.0.0)" * 100
LONGER = "other@2.0.0" + "(peer@1.0.0)" * 120


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_yaml_keys_are_read_that_libyaml_finds_too_long(quote: str, end: str) -> None:
    lines = ["long: 1", "packages:", f"  {quote}{LONG}{quote}:", "    version: a", f"  {quote}{LONGER}{quote}:"]
    text = end.join([*lines, "    asks:", "    - b", "last: c", ""])
    tree = {"long": "1", "packages": {LONG: {"version": "a"}, LONGER: {"asks": ["b"]}}, "last": "c"}
    assert document(text).yaml() == [tree]
    for route, written in [
        (("packages", LONG), f"{quote}{LONG}{quote}"),
        (("packages", LONG, "version"), "a"),
        (("packages", LONGER, "asks", 0), "b"),
        (("last",), "c"),
    ]:
        start, end_ = yaml_reader.spans(text)[route]
        assert text[start:end_] == written


def test_no_text_beside_a_long_yaml_key_is_taken_for_its_short_name() -> None:
    beside = {"long0-0": "long1-1", "dashes": "long" + "-" * 40_000}
    text = f"packages:\n  {LONG}:\n    a: b\n" + "".join(f"{key}: {value}\n" for key, value in beside.items())
    assert document(text).yaml() == [{"packages": {LONG: {"a": "b"}}, **beside}]


def test_what_is_wrong_beside_a_long_yaml_key_is_said_with_its_line() -> None:
    error = refused(f"a:\n  {LONG}:\n    b: 1\nc: [\n", "yaml")
    assert (error.line, "YAML" in error.reason or "early" in error.reason) == (5, True)


def test_comments_alone_are_no_yaml_document() -> None:
    assert document("# nothing\n").yaml() == []


def test_tags_and_anchors_change_nothing() -> None:
    assert document("a: !!int &x 1\nb: !Ref c\n").yaml() == [{"a": "1", "b": "c"}]


def test_a_value_may_follow_a_closed_list_or_mapping() -> None:
    text = "a: {b: [1, {c: 2}], d: 3}\ne:\n  - f: 4\n    g: 5\n  - 6\nh: 7\n"
    assert document(text).yaml() == [
        {"a": {"b": ["1", {"c": "2"}], "d": "3"}, "e": [{"f": "4", "g": "5"}, "6"], "h": "7"}
    ]


YAML_FAULTS = [
    pytest.param("a: 1\nb: 2\na: 3\n", 'says "a" twice', 3, 1, id="a key given twice"),
    pytest.param("b:\n  - {c: 1, c: 2}\n", 'says "c" twice', 2, 12, id="a key given twice in a list"),
    pytest.param("a: &x 1\nb: *x\n", "uses an alias, which is not followed", 2, 4, id="an alias"),
    pytest.param("? [a]\n: b\n", "has a list or mapping for a key", 1, 3, id="a list for a key"),
    pytest.param(
        "é𝒳: [",
        "stops too early: while parsing a flow node, did not find expected node content",
        1,
        7,
        id="an open list",
    ),
    pytest.param(
        "a: b: c\n", "is not valid YAML: mapping values are not allowed in this context", 1, 5, id="two colons"
    ),
    pytest.param(
        "é: \x07\n", "is not valid YAML: holds a character that YAML does not allow", 1, 4, id="a control character"
    ),
    pytest.param(" \n", "is empty", 1, 1, id="blanks alone"),
    pytest.param(f"a: 1\n{CONFLICT}", "has merge-conflict markers", 2, 1, id="a merge conflict"),
    pytest.param("- " * 101 + "a", "nests too deeply to be read", 1, 1, id="deep blocks"),
    pytest.param("[" * 2_000_000, "nests too deeply to be read", 1, 1, id="two million brackets"),
]


@pytest.mark.parametrize(("text", "reason", "line", "column"), YAML_FAULTS)
def test_what_is_wrong_with_yaml_is_said_with_its_place(text: str, reason: str, line: int, column: int) -> None:
    error = refused(text, "yaml")
    assert (error.reason, error.line, error.column) == (reason, line, column)


def test_without_libyaml_the_answers_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [path.read_text("utf-8") for path in FORMATS.glob("pnpm_lock/*/pnpm-lock.yaml")]
    monkeypatch.setattr(yaml, "__with_libyaml__", True)
    fast = [outcome(text) for text in texts]
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    assert [outcome(text) for text in texts] == fast


def outcome(text: str) -> Any:
    try:
        return document(text).yaml()
    except ReadError as error:
        return error.line


LINE = re.compile(r"^  drop: .*\n", re.MULTILINE)


def test_lines_that_are_left_out_are_not_read() -> None:
    assert document("a:\n  drop: 1\n  b: 2\n").yaml(LINE) == [{"a": {"b": "2"}}]


def test_the_place_of_a_fault_counts_the_lines_left_out() -> None:
    with pytest.raises(ReadError) as caught:
        document("a:\n  drop: 1\n  b: [\n").yaml(LINE)
    assert caught.value.line == 4


def test_what_breaks_only_without_its_lines_is_read_whole() -> None:
    assert document('a: "x\n  drop: y"\nb: 1\n').yaml(LINE) == [{"a": "x drop: y", "b": "1"}]


BLOCK = re.compile(yaml_reader.block(2, "peers|bin"), re.MULTILINE)


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        pytest.param(
            """    a: ^1 || ~2\n    '@b/c': '>= 1'\n    "d e": x\n    f:\n      g: true\n    - h\n""", "", id="plain"
        ),
        pytest.param("    a: |\n      text\n", "    a: |\n      text\n", id="a text of several lines"),
        pytest.param("    a: 'x\n      y'\n", "    a: 'x\n      y'\n", id="a quotation over two lines"),
        pytest.param("    a: *b\n", "    a: *b\n", id="an alias"),
        pytest.param("    a: {b: 1}\n", "    a: {b: 1}\n", id="braces"),
        pytest.param("    a: 1 # why\n", "    a: 1 # why\n", id="a comment"),
        pytest.param(
            "    a: 1\n    b: |\n      text\n", "    a: 1\n    b: |\n      text\n", id="a text behind a plain line"
        ),
        pytest.param("    a: 1\n\n # b\n    b: |\n", "    a: 1\n\n # b\n    b: |\n", id="a text behind a blank line"),
    ],
)
def test_a_block_is_left_out_where_all_its_lines_are_plain(lines: str, left: str) -> None:
    assert BLOCK.sub("", f"x:\n  bin:\n{lines}  k: v\n") == "x:\n" + (f"  bin:\n{left}" if left else "") + "  k: v\n"
    assert BLOCK.sub("", f"x:\n    bin:\n{lines}") == f"x:\n    bin:\n{lines}"


CORPUS = Path(os.environ.get("MATRIX_AUDIT_CORPUS", "absent"))
YAML_LOCKFILES = [
    path
    for folder in (FORMATS, CORPUS)
    for name in ("yarn.lock", "pnpm-lock.yaml")
    for path in sorted(folder.rglob(name))
    if name != "yarn.lock" or b"__metadata:" in path.read_bytes()
]


@pytest.mark.parametrize("path", YAML_LOCKFILES, ids=str)
def test_what_is_left_out_of_a_lockfile_changes_nothing_that_is_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scanned() -> Any:
        scanner = pnpm_lock if path.name == "pnpm-lock.yaml" else yarn_lock
        try:
            scan = scanner.scan(Document(path.name, path.read_bytes()))
        except ReadError as error:
            return error.reason, error.line, error.column
        asked = scan.requires
        return list(scan.packages.values()), scan.members, [asked(key) for key in scan.packages] if asked else []

    short = scanned()
    shortened = Document.yaml
    monkeypatch.setattr(Document, "yaml", lambda one, _without: shortened(one))
    assert scanned() == short


YAML = """\
plain: 1.10
'it''s': "two
  lines"
list:
  - x y
  - k: 'v'
    l: {m: [n, "o"]}
block: |
  text

empty:
é𝒳: "𝒳" # comment
"""


@pytest.mark.parametrize(
    ("route", "text"),
    [
        (("plain",), "1.10"),
        (("it's",), '"two\n  lines"'),
        (("list",), "list"),
        (("list", 0), "x y"),
        (("list", 1), "k: 'v'"),
        (("list", 1, "k"), "'v'"),
        (("list", 1, "l"), "l"),
        (("list", 1, "l", "m", 1), '"o"'),
        (("block",), "|\n  text"),
        (("empty",), ""),
        (("é𝒳",), '"𝒳"'),
        (("absent",), ""),
    ],
)
def test_a_route_leads_to_a_region_of_yaml(route: tuple[str | int, ...], text: str) -> None:
    assert region(YAML, route, "yaml") == text


def test_a_no_break_space_belongs_to_the_value_it_ends() -> None:
    assert region("a: b\xa0 \n", ("a",), "yaml") == "b\xa0"


def test_a_route_begins_with_the_document_where_there_are_several() -> None:
    text = "a: 1\n---\na: 2\nb:\n  c: 3\n"
    assert [region(text, route, "yaml") for route in ((0, "a"), (1, "a"), (1, "b", "c"))] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("b:\n  k:\n    v: 1\na:\n  k:\n    v: 1\n", id="the key stands in another section too"),
        pytest.param("a:\n  x:\n    k:\n      v: 1\n  k:\n    v: 2\n", id="the key stands deeper in the section too"),
        pytest.param("b: |\n  a:\n    k:\na:\n  k:\n    v: 1\n", id="a text looks like the section"),
        pytest.param("a: {k: {v: 1}}\n", id="the section is written in braces"),
        pytest.param('a:\n  "\\x6b":\n    v: 1\n', id="the key is written with an escape"),
    ],
)
def test_the_short_cut_to_a_key_agrees_with_the_parser(text: str) -> None:
    found = yaml_reader.span(text, ("a", "k"))
    assert found in {None, yaml_reader.spans(text)["a", "k"]}
    assert yaml_reader.keys(text).get(("a", "k"), found) == found
    assert follower(text, "yaml", depth=2)(("a", "k")) == follower(text, "yaml")(("a", "k"))


def test_a_key_that_holds_nothing_is_not_what_its_route_leads_to() -> None:
    text = "# \na:\n\n  empty:\n  noted:\n    # nothing\n  k:\n    v: 1\nb:\nc:\n- x\n"
    assert yaml_reader.keys(text) == {("a",): (3, 4), ("a", "k"): (41, 42)}
    for key, place in (("empty", "4:9"), ("noted", "5:9"), ("k", "7:3")):
        found = Text("file", text, "yaml").at(("a", key))
        assert f"{found.line}:{found.column}" == place


# TOML

TOML = '''\
x = 1
"q.r" = 'l' # comment
[tool.poetry]
name = "é𝒳"
d . e = 1979-05-27 07:32:00Z
arr = [ 1, "two", { k = "v", l.m = +1.5e3 },
  [ 3, ], ] # c
[[package]]
name = "n"
[package.extras]
"\\u0073dist" = ["x"]
[[package]]
name = """m"
u"""
[[package.sub]]
z = [
  \'\'\'a]\'\'\', # ]
]
'''


@pytest.mark.parametrize(
    ("route", "text"),
    [
        (("x",), "1"),
        (("q.r",), "'l'"),
        (("tool",), "tool"),
        (("tool", "poetry"), "poetry"),
        (("tool", "poetry", "name"), '"é𝒳"'),
        (("tool", "poetry", "d", "e"), "1979-05-27 07:32:00Z"),
        (("tool", "poetry", "arr"), "arr"),
        (("tool", "poetry", "arr", 1), '"two"'),
        (("tool", "poetry", "arr", 2), "{"),
        (("tool", "poetry", "arr", 2, "l", "m"), "+1.5e3"),
        (("tool", "poetry", "arr", 3, 0), "3"),
        (("package", 0), "package"),
        (("package", 0, "extras", "sdist", 0), '"x"'),
        (("package", 1, "name"), '"""m"\nu"""'),
        (("package", 1, "sub", 0, "z", 0), "'''a]'''"),
        (("absent",), ""),
    ],
)
def test_a_route_leads_to_a_region_of_toml(route: tuple[str | int, ...], text: str) -> None:
    assert region(TOML, route, "toml") == text


TOML_FAULTS = [
    pytest.param("a = 1\na = 2\n", "is not valid TOML: cannot overwrite a value", 2, 6, id="a key given twice"),
    pytest.param(
        '"é" = "𝒳" x\n',
        "is not valid TOML: expected newline or end of document after a statement",
        1,
        12,
        id="something behind a value",
    ),
    pytest.param("a = " + "[" * 2000, "nests too deeply to be read", 1, 1, id="deep lists"),
    pytest.param("a = " + "1" * 5000, "holds a number of more digits than can be read", 1, 1, id="a huge number"),
    pytest.param(f"a = 1\n{CONFLICT}", "has merge-conflict markers", 2, 1, id="a merge conflict"),
]


@pytest.mark.parametrize(("text", "reason", "line", "column"), TOML_FAULTS)
def test_what_is_wrong_with_toml_is_said_with_its_place(text: str, reason: str, line: int, column: int) -> None:
    error = refused(text, "toml")
    assert (error.reason, error.line, error.column) == (reason, line, column)


TOML_LOCKFILES = [
    path
    for name in ("uv.lock", "poetry.lock", "pdm.lock", "pylock*.toml")
    for path in sorted(FORMATS.glob(f"*/*/{name}"))
]
ARTEFACTS = """\
[[package]]
name = "a"
sdist = { url = "https://files.example.test/a.tar.gz", upload-time = 2026-01-25T11:30:10.164985Z, size = 12 }
wheels = [{ url = "https://files.example.test/a.whl", size = 12, hashes = { sha256 = "00" } }]
[[package]]
name = "b"
wheels = [
    { url = "https://files.example.test/a.whl", hash = "sha256:00", size = 12 },
]
files = [
    {file = "a.whl", hash = "sha256:00"},
    {file = "a.tar.gz", hash = "sha256:00"},
]
[package.extras]
sdist = ["build"]
files = ["x (>=1)"]
"""


def test_hashes_are_left_out_and_extras_of_the_same_name_are_not() -> None:
    extras = {"sdist": ["build"], "files": ["x (>=1)"]}
    assert document(ARTEFACTS).toml() == {"package": [{"name": "a"}, {"name": "b", "extras": extras}]}


def test_the_place_of_a_fault_in_toml_counts_what_was_left_out() -> None:
    assert refused(ARTEFACTS + "broken\n", "toml").line == 17


def test_a_text_that_looks_like_hashes_is_kept() -> None:
    text = 'a = """\nfiles = [\n    {file = "a", hash = "b"},\n]\n"""\n'
    assert document(text).toml() == tomli.loads(text)


@pytest.mark.parametrize("path", TOML_LOCKFILES, ids=str)
def test_toml_is_what_the_full_parser_gives_less_the_hashes(path: Path) -> None:
    text = path.read_text("utf-8-sig")
    try:
        whole = tomli.loads(text, parse_float=str)
    except tomli.TOMLDecodeError:
        refused(text, "toml")
        return
    assert without_hashes(document(text).toml()) == without_hashes(whole)


def without_hashes(value: Any) -> Any:
    if isinstance(value, list):
        return [without_hashes(item) for item in value]
    if not isinstance(value, dict):
        return value
    lists = {"wheels": list, "files": list, "sdist": dict}
    return {
        key: without_hashes(item)
        for key, item in value.items()
        if not (isinstance(item, lists.get(key, ())) and (not isinstance(item, list) or all(map(is_table, item))))
    }


def is_table(value: Any) -> bool:
    return isinstance(value, dict)


# XML

XML = """\
<?xml version="1.0" encoding="utf-8"?>
<!-- 𝒳 --><p:project xmlns:p="urn:p" xmlns="urn:q">
  <éa b = "1 &amp; 2"
     c='a>b'/><p:version>  1.2 <!-- newest --></p:version>
  <x><![CDATA[ 9 ]]></x><x><!-- first --> 10</x><group>text<a/></group>
</p:project>
"""


def test_xml_becomes_elements_with_places() -> None:
    root = document(XML).xml()
    assert (root.tag, root.name, root.line, root.column) == ("project", "p:project", 2, 12)
    first, version = root.children[:2]
    assert (first.tag, first.attributes, first.line, first.column) == ("éa", {"b": "1 & 2", "c": "a>b"}, 3, 3)
    assert (version.name, version.text, version.line, version.column) == ("p:version", "  1.2 ", 4, 15)
    assert root.said("version") == "1.2"
    assert [element.text for element in root.all("x")] == [" 9 ", " 10"]
    assert (root.said("group", "a"), root.first("nothing")) == (None, None)


@pytest.mark.parametrize(
    ("route", "text"),
    [
        ((), "p:project"),
        (("éa",), "éa"),
        (("éa", "@b"), "1 &amp; 2"),
        ((0, "@c"), "a>b"),
        (("version",), "1.2"),
        (("x",), "9"),
        ((3,), "10"),
        (("group",), "group"),
        (("group", "a", "@b"), ""),
        (("group", "@b", "a"), ""),
        ((9,), ""),
        (("absent", "a"), ""),
    ],
)
def test_a_route_leads_to_a_region_of_xml(route: tuple[str | int, ...], text: str) -> None:
    assert region(XML, route, "xml") == text


XML_FAULTS = [
    pytest.param(
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        "has a document type declaration, which is not read",
        1,
        13,
        id="an entity",
    ),
    pytest.param("<a>\n <b>é", "stops inside <b>", 2, 6, id="an end that is missing"),
    pytest.param("<?xml version='1.0'?>\n", "stops before the first element ends", 2, 1, id="a prologue alone"),
    pytest.param("<a></b>", "is not valid XML: mismatched tag", 1, 6, id="the wrong end"),
    pytest.param(
        "<é><!--𝒳--><é b='1' b='2'/></é>", "is not valid XML: duplicate attribute", 1, 22, id="an attribute given twice"
    ),
    pytest.param("<a>" * 101, "nests too deeply to be read", 1, 1, id="deep elements"),
    pytest.param(
        f"<a {' '.join(f'a{i}=' + repr('') for i in range(257))}/>",
        "has more than 256 attributes on one element",
        1,
        1,
        id="many attributes",
    ),
    pytest.param("", "is empty", 1, 1, id="nothing"),
    pytest.param(f"<a>\n{CONFLICT}</a>", "has merge-conflict markers", 2, 1, id="a merge conflict"),
]


@pytest.mark.parametrize(("text", "reason", "line", "column"), XML_FAULTS)
def test_what_is_wrong_with_xml_is_said_with_its_place(text: str, reason: str, line: int, column: int) -> None:
    error = refused(text, "xml")
    assert (error.reason, error.line, error.column) == (reason, line, column)


# JSON with comments

JSONC = '{\n  // "a": 1\n  "a": [1, "//x, ]", /* [ */ 2,],\n  "b": {"c": "d",} , // end\n}\n'


def test_comments_and_trailing_commas_are_no_json() -> None:
    assert document(JSONC).jsonc() == {"a": ["1", "//x, ]", "2"], "b": {"c": "d"}}
    assert len(jsonc.plain(JSONC)) == len(JSONC)


@pytest.mark.parametrize(("route", "text"), [(("a",), '"a"'), (("a", 1), '"//x, ]"'), (("b", "c"), '"d"')])
def test_a_route_leads_to_a_region_of_json_with_comments(route: tuple[str | int, ...], text: str) -> None:
    assert region(JSONC, route, "jsonc") == text


# The document


def test_a_document_knows_how_it_was_read() -> None:
    one = document('{"a": 1}')
    assert one.syntax == "lines"
    for how in ("json", "jsonc", "yaml"):
        getattr(one, how)()
        assert one.syntax == how


def test_buns_binary_lockfile_is_named_with_the_command_that_converts_it() -> None:
    with pytest.raises(ReadError, match="binary lockfile") as caught:
        Document("bun.lockb", b"#!/usr/bin/env bun\nbun-lockfile-format-v0\n\x00")
    assert caught.value.remedy == "bun install --save-text-lockfile --frozen-lockfile --lockfile-only"


def test_every_place_of_many_is_found_as_each_on_its_own() -> None:
    text = "a:\n" + "".join(f"  k{number}: v{number}\n" for number in range(40))
    routes: list[tuple[str | int, ...]] = [("a", f"k{number}") for number in range(40)]
    for syntax, body in (("yaml", text), ("json", '{"a": {' + ", ".join(f'"k{n}": "v{n}"' for n in range(40)) + "}}")):
        alone = [Text("file", body, syntax).at(route).line for route in routes]
        assert Text("file", body, syntax).lines([*routes, 1]) == [*alone, 1]
        many = follower(body, syntax, depth=2)
        assert [many(route) for route in routes] == [follower(body, syntax)(route) for route in routes]


def test_regions_of_toml_and_xml_agree_with_their_readers() -> None:
    assert set(toml.spans("a.b = 1\n")) == {("a",), ("a", "b")}
    assert xml.span("<a/>", xml.read("<a/>"), ("b",)) is None

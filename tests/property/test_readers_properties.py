from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr, unescape

import pytest
import tomli
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.locate import json_span
from auditor.readers import jsonc, toml, xml
from auditor.readers import yaml as yaml_reader
from auditor.source import Document, ReadError

FORMATS = Path(__file__).parent.parent / "formats"
CORPUS = Path(os.environ.get("MATRIX_AUDIT_CORPUS", FORMATS))
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\u2028\u2029\ufeff\ufffe\uffff"),
    max_size=12,
)
VALUES = st.recursive(
    TEXTS
    | st.integers().map(str)
    | st.sampled_from(["1.10", "on", "a: b", "a #b", "- x", "'", '"', "\\", "{", "[x]", "two\nlines"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)
TABLES = st.dictionaries(TEXTS, VALUES, max_size=4)


def scalars(value: Any, route: tuple[str | int, ...] = ()) -> Any:
    """Route and text of every scalar."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from scalars(item, (*route, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from scalars(item, (*route, number))
    else:
        yield route, value


def plainly(text: str) -> Any:
    """What PyYAML makes of a text without guessing types."""
    return yaml.load(text, yaml.BaseLoader)  # noqa: S506 - it makes strings, lists and mappings


def yaml_texts(text: str) -> None:
    """Every scalar of a YAML text is what its region says."""
    documents = yaml_reader.read(text)
    spans = yaml_reader.spans(text)
    for number, one in enumerate(documents):
        for route, value in scalars(one):
            start, end = spans[(number, *route) if len(documents) > 1 else route]
            assert again(text, start, end) == value


def again(text: str, start: int, end: int) -> str:
    """What a region of YAML says on its own: a text of several lines with its indentation, a plain one as it stands."""
    written = text[start:end]
    if written[:1] in {"'", '"'}:
        return str(plainly(written))
    if written[:1] in {"|", ">"}:
        # Blank lines behind a block count, and are no part of the region.
        behind = text[end:]
        line = text.rfind("\n", 0, start) + 1
        indent = len(text[line:start]) - len(text[line:start].lstrip(" -"))
        return str(plainly(" " * indent + "k: " + written + behind[: len(behind) - len(behind.lstrip())])["k"])
    return re.sub(r"[ \t]*\r?\n[ \t]*((?:\r?\n[ \t]*)*)", lambda m: "\n" * m[1].count("\n") or " ", written)


@given(TABLES, st.sampled_from([None, "'", '"', "|", ">"]), st.booleans(), st.sampled_from([2, 4]))
def test_regions_of_generated_yaml(table: Any, style: str | None, flow: bool, indent: int) -> None:
    text = yaml.dump(table, default_style=style, default_flow_style=flow, indent=indent, allow_unicode=True, width=30)
    if style in {None, "'", '"'}:
        yaml_texts(text)
    assert yaml_reader.read(text) == [table]


@given(st.dictionaries(TEXTS, TABLES, max_size=3), st.sampled_from([None, "'", '"', "|", ">"]), st.sampled_from([2, 4]))
def test_keys_of_generated_yaml_stand_where_all_regions_say(table: Any, style: str | None, indent: int) -> None:
    text = "# lockfile\n" + yaml.dump(table, default_style=style, default_flow_style=False, indent=indent, width=30)
    spans = yaml_reader.spans(text)
    for route, span in yaml_reader.keys(text).items():
        assert spans.get(route, span) == span


@given(VALUES)
def test_yaml_is_what_the_base_loader_gives(value: Any) -> None:
    text = yaml.dump(value, allow_unicode=True)
    assert yaml_reader.read(text) == [plainly(text)]


def toml_value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{toml_key(key)} = {toml_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + "".join(f"\n  {toml_value(item)}, # ]" for item in value) + "\n]"
    if "'" not in value and "\n" not in value:
        return f"'{value}'"
    return str('"""' + "\n" + value.replace("\\", "\\\\").replace('"', '\\"') + '"""')


def toml_key(key: str) -> str:
    return (
        key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False).replace("\x7f", "\\u007f")
    )


def toml_text(table: Any, tables: Any) -> str:
    lines = [f"{toml_key(key)} = {toml_value(item)} # comment" for key, item in table.items()]
    for key, items in tables.items():
        for item in items:
            lines += [f"[[{toml_key('t' + key)} . x]]", *(f"{toml_key(k)}={toml_value(v)}" for k, v in item.items())]
    return "\n".join(lines) + "\n"


def toml_texts(text: str) -> None:
    """Every scalar of a TOML text is what its region says; those of the hash lists have none, as nobody reads them."""
    spans = toml.spans(text)
    for route, value in scalars(tomli.loads(toml.without_artefacts(text))):
        start, end = spans[route]
        assert tomli.loads(f"x = {text[start:end]}")["x"] == value


@given(TABLES, st.dictionaries(TEXTS, st.lists(TABLES, max_size=3), max_size=2))
def test_regions_of_generated_toml(table: Any, tables: Any) -> None:
    text = toml_text({f"k{key}": item for key, item in table.items()}, tables)
    toml_texts(text)


@given(
    st.lists(st.dictionaries(TEXTS, TEXTS, max_size=3), max_size=3),
    st.sampled_from(["[[{}]]", "[[ {} ]]", " [[{}]]", '[["{}"]]', "[[{}]] # x", "[[{}.inner]]"]),
    st.sampled_from(["package", "t", "true", "1"]),
)
def test_first_values_of_generated_toml_stand_where_all_regions_say(items: Any, header: str, name: str) -> None:
    text = "lists = [\n[[1]],\n]\n"
    for number, item in enumerate(items):
        shape = header if number == 1 else "[[{}]]"
        pairs = "".join(f'k{number} = "x"\n{toml_key(k)} = {toml_value(v)}\n' for k, v in item.items() if k)
        text += f"{shape.format(name)}\n{pairs}"
    try:
        tomli.loads(text)
    except tomli.TOMLDecodeError:
        return
    spans = toml.spans(text)
    for route, span in toml.first_values(text).items():
        assert spans[route] == span


def xml_text(value: Any, name: str) -> str:
    if isinstance(value, list):
        return f"<{name}>" + "".join(xml_text(item, "item") for item in value) + f"</{name}>"
    if isinstance(value, dict):
        attributes = " ".join(f"a{number}\n={quoteattr(key)}" for number, key in enumerate(value))
        return f"<n:{name} {attributes}>" + "".join(xml_text(item, "key") for item in value.values()) + f"</n:{name}>"
    return f"<{name}>\n  {escape(value)}<!-- > --></{name}>"


def xml_texts(text: str) -> None:
    root = xml.read(text)
    waiting: list[tuple[tuple[str | int, ...], xml.Element]] = [((), root)]
    for route, element in waiting:
        waiting += [((*route, number), child) for number, child in enumerate(element.children)]
        start, end = xml.span(text, root, route) or (0, 0)
        plain = not element.children and element.text.strip()
        written = text[start:end]
        if plain and "<" not in written and "&" not in written:
            assert element.text.strip().startswith(written.replace("\r\n", "\n"))
            assert written
        elif not plain:
            assert written == element.name
        for name, value in element.attributes.items():
            start, end = xml.span(text, root, (*route, f"@{name}")) or (0, 0)
            said = unescape(text[start:end], {"&quot;": '"', "&apos;": "'", "&#10;": "\n", "&#9;": "\t", "&#13;": "\r"})
            assert re.sub(r"[\n\t]|\r\n?", " ", said) == re.sub(r"[\n\t\r]", " ", value)


@given(VALUES)
def test_regions_of_generated_xml(value: Any) -> None:
    xml_texts(xml_text(value, "root"))


@given(TABLES, st.integers(0, 3))
def test_json_with_comments_is_the_json_without(value: Any, seed: int) -> None:
    text = json.dumps(value, indent=seed, ensure_ascii=False)
    marked = re.sub(r"\n", ' // "comment", ] }\n', text) + "/* [ */"
    marked = re.sub(r'(?<=["\]}])\n(?=\s*[\]}])', ",\n", marked) if seed else marked
    assert Document("x", marked.encode()).jsonc() == value
    for route, scalar in scalars(value):
        start, end = json_span(jsonc.plain(marked), route) or (0, 0)
        assert json.loads(marked[start:end]) == scalar


FILES = sorted(
    path for path in {*FORMATS.rglob("*"), *CORPUS.rglob("*")} if path.is_file() and path.stat().st_size < 300_000
)
CHECKS = {"yaml": yaml_texts, "toml": toml_texts, "xml": xml_texts}
ENDINGS = {
    "yaml": (".yaml", ".yml", "Podfile.lock"),
    "toml": (".toml", "uv.lock", "poetry.lock", "Pipfile"),
    "xml": (".xml", ".csproj", ".config", ".props"),
}


@pytest.mark.parametrize("syntax", sorted(CHECKS))
def test_regions_of_the_files_at_hand(syntax: str) -> None:
    checked = 0
    for path in FILES:
        if path.name.endswith(ENDINGS[syntax]):
            try:
                one = Document(path.name, path.read_bytes())
                getattr(one, syntax)()
            except ReadError:
                continue
            CHECKS[syntax](one.text)
            checked += 1
    assert checked >= 3


@given(st.binary(max_size=60) | st.text("{}[]()<>:-'\"\\&*!|#, \n\tab=./", max_size=60).map(str.encode))
@settings(max_examples=400)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for syntax in ("json", "jsonc", "yaml", "toml", "xml", "lines"):
        error = outcome(data, syntax)
        assert error is None or (error.reason and error.line >= 1 <= error.column)


def outcome(data: bytes, syntax: str) -> ReadError | None:
    try:
        getattr(Document("x", data), syntax)()
    except ReadError as error:
        return error
    return None

"""Configurations: the real browserslist's answers for whole trees, where entries stand, and shareable configurations."""

from __future__ import annotations

import json

import pytest

from auditor.browserslist import ConfigError, QueryError
from auditor.browserslist.config import Entry, environment, find_config, find_stats, pick
from auditor.browserslist.shared import find_export, find_shared_stats
from browserslist_table import reader, unordered
from test_browserslist_queries import TABLE


def refused(tree: dict[str, str], folder: str = "", **variables: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        find_config(reader(tree), folder, variables=variables)
    return caught.value


def export(tree: dict[str, str], name: str = "browserslist-config-x", folder: str = "") -> object:
    return find_export(reader(tree), name, folder)


def test_trees_of_files_get_the_answer_of_browserslist() -> None:
    cases = TABLE.content["configurations"]
    differing = {
        f"{files} {options}": (ours, theirs)
        for files, options, stored in cases
        if unordered(ours := TABLE.configured(files, options)) != unordered(theirs := TABLE.answer(stored))
    }
    assert len(cases) >= 100
    assert differing == {}


@pytest.mark.parametrize(
    ("name", "text", "section", "expected"),
    [
        pytest.param(
            ".browserslistrc",
            "# all\nie 10,  ie 11 # both\n\n\tedge 12",
            "production",
            [("ie 10", 2, 1), ("ie 11", 2, 9), ("edge 12", 4, 2)],
            id="lines, commas and comments",
        ),
        pytest.param(
            "browserslist",
            "\ufeffie 9, \U0001f600, ie 10\r\n[ staging ]\r\n  ie 11\r\n",
            "defaults",
            [("ie 9", 1, 1), ("\U0001f600", 1, 7), ("ie 10", 1, 11)],
            id="columns count UTF-16 units after the byte order mark",
        ),
        pytest.param("browserslist", "[a b]\nie 11", "b", [("ie 11", 2, 1)], id="a section of two environments"),
        pytest.param(
            "package.json",
            '{\n  "browserslist": [\n    "ie 10",\n    "ie \\u0031"\n  ]\n}\n',
            "defaults",
            [("ie 10", 3, 6), ("ie 1", 4, 6)],
            id="a list in package.json",
        ),
        pytest.param(
            "package.json", '{"browserslist": "ie 10"}', "production", [("ie 10", 1, 19)], id="a text in package.json"
        ),
        pytest.param(
            "package.json",
            '{"browserslist": {"production": "ie 8", "test": ["ie 9"]}}',
            "test",
            [("ie 9", 1, 51)],
            id="an environment in package.json",
        ),
    ],
)
def test_entries_are_where_they_stand(name: str, text: str, section: str, expected: list[tuple[str, int, int]]) -> None:
    config = find_config(reader({name: text}), "")
    assert config is not None
    assert pick(config, section) == tuple(Entry(query, name, line, column) for query, line, column in expected)


@pytest.mark.parametrize("folder", ["app/src", "./app/src/", "app//src"])
def test_the_nearest_folder_wins_and_the_search_ends_at_the_root(folder: str) -> None:
    tree = {"app/browserslist": "ie 10", "browserslist": "ie 11"}
    found = find_config(reader(tree), folder)
    assert found is not None
    assert found.path == "app/browserslist"
    assert find_config(reader({"browserslist": "ie 11"}), folder, "app") is None


def test_an_absolute_folder_is_searched_to_the_top() -> None:
    found = find_config(reader({"/browserslist": "ie 10"}), "/app/src")
    assert found is not None
    assert found.path == "/browserslist"


@pytest.mark.parametrize(
    ("tree", "path", "line"),
    [
        pytest.param({"browserslist": "ie 9\n[a]\nie 8\n[a]\n"}, "browserslist", 4, id="a repeated section"),
        pytest.param({"package.json": '{\n "browserlist": "x"}'}, "package.json", 2, id="a misspelt key"),
        pytest.param(
            {"package.json": '{"browserslist":\n ["ie 9",\n 5]}'}, "package.json", 1, id="a list of something else"
        ),
        pytest.param({"package.json": '{"browserslist":\n {"a":\n 5}}'}, "package.json", 3, id="a number in a section"),
        pytest.param({"a/browserlist": "ie 9"}, "a/browserlist", 1, id="a misspelt file"),
        pytest.param({"a/browserslist": "", "a/.browserslistrc": ""}, "a/browserslist", 1, id="two files"),
    ],
)
def test_an_error_names_file_and_line(tree: dict[str, str], path: str, line: int) -> None:
    error = refused(tree, "a")
    assert (error.path, error.line) == (path, line)


@pytest.mark.parametrize("depth", [10_000, 200_000])
def test_a_package_json_that_nests_too_deeply_declares_nothing(depth: int) -> None:
    assert find_config(reader({"package.json": '{"browserslist":' + "[" * depth}), "") is None


def test_a_package_json_that_is_named_and_broken_is_refused() -> None:
    error = refused({"x/package.json": '{"browserslist": ['}, BROWSERSLIST_CONFIG="x/package.json")
    assert str(error) == "Can't read x/package.json config"


def test_a_query_in_a_variable_comes_first() -> None:
    config = find_config(reader({}), "", variables={"BROWSERSLIST": "ie 9"})
    assert config is not None
    assert pick(config) == (Entry("ie 9", "BROWSERSLIST", 1, 1),)


@pytest.mark.parametrize(
    ("variables", "expected"),
    [({}, "production"), ({"NODE_ENV": "test"}, "test"), ({"NODE_ENV": "test", "BROWSERSLIST_ENV": "live"}, "live")],
    ids=["none is set", "that of Node.js", "browserslist's own before it"],
)
def test_the_environment_is_taken_from_the_variables_given(variables: dict[str, str], expected: str) -> None:
    assert environment(variables) == expected


def test_a_list_of_statistics_is_none() -> None:
    assert find_stats(reader({"browserslist-stats.json": "[]"}), "a") is None
    assert find_stats(reader({}), "a") is None


LIST = {"node_modules/browserslist-config-x/index.js": "module.exports = ['ie 9']"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("module.exports = ['ie 9', \"ie 8\", `ie 7`,];", ["ie 9", "ie 8", "ie 7"]),
        ("'use strict';\n/* a\n b */ module.exports = { // c\n a: 'ie 9', 'b-c': [] }", {"a": "ie 9", "b-c": []}),
        ("\ufeffexport default ['> 1%']", ["> 1%"]),
        ("module.exports=[]", []),
        ("module.exports = {}", {}),
        ("module.exports = null", None),
        ("module.exports = 'a\\\n\\x20\\u0062\\u{63}\\n\\d\\0'", "a bc\nd\0"),
    ],
    ids=["a list", "an object", "a module", "an empty list", "an empty object", "nothing", "escapes"],
)
def test_an_export_that_is_written_out_is_read(text: str, expected: object) -> None:
    assert export({"node_modules/browserslist-config-x/index.js": text}) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "module.exports", "module.exports = ", "module.exports = require('./list')", "module.exports = ['ie 9'].concat(x)",
        "module.exports = [`ie ${n}`]", "module.exports = ['ie' + 9]", "module.exports = [9]", "module.exports = ['ie 9' 'ie 8']",
        "module.exports = {a: b}", "module.exports = {a 'b'}", "module.exports = {a: 'b' c: 'd'}", "module.exports = {...a}", "module.exports = {a: {}}", "module.exports = {",
        "module.exports = ['ie 9'", "module.exports = {a: 'b'", "const a = 1; module.exports = []", "module.exports = '\\u{110000}'", "module.exports = ['a\nb']",
        "module.exports = []; module.exports = ['ie 9']", "module.exports = #",
    ],
)  # fmt: skip
def test_an_export_that_is_computed_is_refused(text: str) -> None:
    path = "node_modules/browserslist-config-x/index.js"
    with pytest.raises(QueryError, match=f"{path} is a program that would have to be run"):
        export({path: text})


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"x/package.json": '{"main": "a"}', "x/a.json": '["ie 9"]'}, "x"),
        ({"x/package.json": '{"main": "./a/"}', "x/a/index.json": '["ie 9"]'}, "x"),
        ({"x/package.json": '{"main": "a"}', "x/a/package.json": '{"main": "b"}', "x/a/b.json": '["ie 9"]'}, "x"),
        ({"x/package.json": '{"main": 5}', "x/index.json": '["ie 9"]'}, "x"),
        ({"x/package.json": '{"exports": "./a.json"}', "x/a.json": '["ie 9"]'}, "x"),
        ({"x/package.json": '{"exports": {"import": "./b", "default": "./a.json"}}', "x/a.json": '["ie 9"]'}, "x"),
        ({"x/package.json": '{"exports": {"./b": {"node": "./a.json"}}}', "x/a.json": '["ie 9"]'}, "x/b"),
        ({"x/package.json": '{"exports": {"import": "./b"}}', "x/index.json": '["ie 9"]'}, "x"),
        ({"x/package.json": '{"exports": "./c.json"}', "x/b/index.json": '["ie 9"]'}, "x/b"),
        ({"x/package.json": "[]", "x/b.json": '\ufeff["ie 9"]'}, "x/b"),
    ],
    ids=[
        "main without its ending", "main is a folder", "main has a manifest of its own", "main is no text", "exports is a text", "exports by condition",
        "exports by path", "exports without a condition that fits", "a path beside exports", "a path to a JSON file",
    ],
)  # fmt: skip
def test_a_package_is_found_as_node_finds_it(files: dict[str, str], name: str) -> None:
    tree = {f"node_modules/browserslist-config-{path}": text for path, text in files.items()}
    assert export(tree, f"browserslist-config-{name}", "app/src") == ["ie 9"]


def test_the_nearest_package_is_taken() -> None:
    tree = {**LIST, "app/node_modules/browserslist-config-x/index.json": '["ie 8"]'}
    assert export(tree, folder="app/src") == ["ie 8"]
    assert export(tree) == ["ie 9"]


@pytest.mark.parametrize("name", ["browserslist-config-y", "", "@scope"])
def test_a_package_that_is_not_installed_is_named(name: str) -> None:
    with pytest.raises(QueryError, match=f"Cannot find module '{name}'"):
        export(LIST, name)


def test_a_main_file_that_is_missing_is_named() -> None:
    with pytest.raises(
        QueryError, match=r"Cannot find module 'node_modules/browserslist-config-x/a.js'. Please verify"
    ):
        export({"node_modules/browserslist-config-x/package.json": '{"main": "a.js"}'})


@pytest.mark.parametrize("name", ["package.json", "index.json"])
def test_a_package_whose_json_is_broken_is_refused(name: str) -> None:
    path = f"node_modules/browserslist-config-x/{name}"
    with pytest.raises(QueryError, match=f"Can't read {path}"):
        export({path: "{"})


def test_statistics_of_a_package_are_found() -> None:
    tree = {
        "node_modules/x/browserslist-stats.json": json.dumps({"ie": {"9": 1}}),
        "node_modules/y/browserslist-stats.json": "5",
    }
    assert find_shared_stats(reader(tree), "x", "app") == {"ie": {"9": 1}}
    assert find_shared_stats(reader(tree), "y", "app") is None
    assert find_shared_stats(reader(tree), "z", "app") is None

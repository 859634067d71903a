"""Declared targets: what each format says and where, for which workspaces it holds, and what is refused or not known."""

from __future__ import annotations

import random
import time
from types import ModuleType

import pytest

from auditor import build_tools, pipeline
from auditor.browserslist import expand
from auditor.locate import Text
from auditor.model import Scan
from auditor.scanners import babel, browserslistrc, package_json, swcrc, tsconfig, vite_config
from auditor.scanners._literals import ComputedError, Stream, Value, document, keys, tokens
from auditor.source import Document, ReadError
from auditor.targets import reader
from browser_trees import DAY, SPA, LinkTree, about, app, browsers, check, rc, said

LEGACY = "import legacy from '@vitejs/plugin-legacy'\n"


def scan(scanner: ModuleType, text: str, name: str = "") -> Scan:
    found: Scan = scanner.scan(Document(name or scanner.CLAIMS[0], text.encode()))
    return found


def declared(found: Scan) -> list[tuple[str, str, list[str], list[str | None]]]:
    """Each declaration: tool, environment, its texts, and what they mean."""
    return [
        (
            targets.tool,
            targets.environment,
            [query.text for query in targets.queries],
            [query.query for query in targets.queries],
        )
        for targets in found.targets
    ]


def regions(found: Scan, text: str) -> list[str]:
    """The characters of the file that each text stands at."""
    return [
        text[query.at.start : query.at.stop]
        for targets in found.targets
        for query in targets.queries
        if isinstance(query.at, range)
    ]


# browserslist


def test_a_text_file_has_sections_and_comments() -> None:
    text = "# ours\n> 1%, ie 11 # old\n\n[ production ssr ]\nlast 2 versions\n"
    found = scan(browserslistrc, text)
    assert declared(found) == [
        ("browserslist", "defaults", ["> 1%", "ie 11"], ["> 1%", "ie 11"]),
        ("browserslist", "production", ["last 2 versions"], ["last 2 versions"]),
        ("browserslist", "ssr", ["last 2 versions"], ["last 2 versions"]),
    ]
    assert regions(found, text) == ["> 1%", "ie 11", "last 2 versions", "last 2 versions"]


def test_places_count_characters_and_report_utf_16() -> None:
    text = "# ok\n\U0001f600 1, ie 11\r\nie 10\n"
    found = scan(browserslistrc, text)
    assert regions(found, text) == ["\U0001f600 1", "ie 11", "ie 10"]
    at = found.targets[0].queries[1].at
    assert isinstance(at, range)
    assert Text("x", text, "lines").at(at)[1:] == (2, 7, 2, 12)


def test_an_empty_file_declares_no_browsers_at_all() -> None:
    found = scan(browserslistrc, "# nothing\n")
    assert declared(found) == [("browserslist", "defaults", [], [])]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("[a]\nie 11\n[a]\n", 3, "is refused by browserslist: Duplicate section a in Browserslist config"),
        ("ie 11\n<<<<<<< ours\n", 2, "has merge-conflict markers"),
    ],
)
def test_a_text_file_that_is_refused(text: str, line: int, reason: str) -> None:
    with pytest.raises(ReadError) as error:
        scan(browserslistrc, text)
    assert (error.value.line, error.value.reason) == (line, reason)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('["ie 11", "> 1%"]', [("browserslist", "defaults", ["ie 11", "> 1%"], ["ie 11", "> 1%"])]),
        ('"ie 11, > 1%"', [("browserslist", "defaults", ["ie 11, > 1%"], ["ie 11, > 1%"])]),
        (
            '{"production": ["ie 11"], "test": "node 20"}',
            [
                ("browserslist", "production", ["ie 11"], ["ie 11"]),
                ("browserslist", "test", ["node 20"], ["node 20"]),
            ],
        ),
        ("[]", [("browserslist", "defaults", [], [])]),
        ('""', []),
        ("null", []),
        ('"ie \\u0031\\u0031"', [("browserslist", "defaults", ["ie 11"], ["ie 11"])]),
    ],
)
def test_a_package_json_declares(value: str, expected: list[object]) -> None:
    found = scan(package_json, f'{{"name": "shop", "browserslist": {value}}}')
    assert declared(found) == expected
    assert found.gaps == ()


@pytest.mark.parametrize(
    ("keys_of", "reason"),
    [
        ('"browserslist": 5', "is refused by browserslist: Browser queries must be an array or string"),
        ('"browserslist": {"a": 5}', "config should be a string or an array of strings with browser queries"),
        ('"browserslist": [5]', "config should be a string or an array of strings with browser queries"),
        ('"browserlist": ["ie 11"]', "`browserlist` key instead of `browserslist`"),
    ],
)
def test_a_package_json_that_browserslist_refuses_is_still_read(keys_of: str, reason: str) -> None:
    found = scan(package_json, f'{{"name": "shop", {keys_of}}}')
    (gap,) = found.gaps
    assert gap.broken
    assert reason in gap.reason
    assert found.name == "shop"


def test_a_typo_beside_the_right_key_does_not_count() -> None:
    found = scan(package_json, '{"browserlist": null, "browserslist": "ie 11"}')
    assert found.gaps == ()
    assert scan(package_json, '{"browserlist": null}').gaps == ()


# Other tools


@pytest.mark.parametrize(
    ("scanner", "text", "expected"),
    [
        pytest.param(
            vite_config,
            "export default defineConfig({ build: { target: 'es2020' } })",
            [("Vite", "defaults", ["es2020"], [None])],
            id="a language level names no browsers",
        ),
        pytest.param(
            vite_config,
            'export default ({ mode }) => ({ build: { target: ["chrome58", "ie11", "edge16.5", "node18"] as const } })',
            [
                (
                    "Vite",
                    "defaults",
                    ["chrome58", "ie11", "edge16.5", "node18"],
                    ["chrome >= 58", "ie >= 11", "edge >= 16.5", None],
                )
            ],
            id="Vite's list",
        ),
        pytest.param(
            vite_config,
            "module.exports = { esbuild: { 'target': 'chrome58,, safari11' }, build: { minify: false } }",
            [("Vite", "defaults", ["chrome58", "safari11"], ["chrome >= 58", "safari >= 11"])],
            id="esbuild's options, with commas",
        ),
        pytest.param(
            vite_config,
            LEGACY + "export default { plugins: [vue(), legacy({ targets: ['ie 11'], modernTargets: '> 1%' })] }",
            [
                ("@vitejs/plugin-legacy", "legacy chunks", ["ie 11"], ["ie 11"]),
                ("@vitejs/plugin-legacy", "modern chunks", ["> 1%"], ["> 1%"]),
            ],
            id="the plugin for old browsers",
        ),
        pytest.param(
            vite_config,
            "const old = require('@vitejs/plugin-legacy')\nmodule.exports = { plugins: [old({ targets: 'ie 11' })] }",
            [("@vitejs/plugin-legacy", "legacy chunks", ["ie 11"], ["ie 11"])],
            id="the plugin by another name",
        ),
        pytest.param(
            vite_config,
            "// build: { target: 'ie11' }\nconst text = `build: { target: ${'ie11'} }`, like = /build: {target: 'ie11'}/\n"
            "export default { test: { build: { target: 'ie11' } }, server: { target: 'http://127.0.0.1' }, other({ targets: 'ie 11' }) }",
            [],
            id="what only looks like it",
        ),
        pytest.param(
            vite_config,
            "export default { build: { target: false } }",
            [("Vite", "defaults", ["false"], [None])],
            id="off",
        ),
        pytest.param(
            babel,
            "{presets: [['@babel/preset-env', {targets: {chrome: 58, ie: '11', safari: 'tp', esmodules: true, node: 'current', browsers: ['> 1%']}}]]}",
            [
                (
                    "Babel",
                    "defaults",
                    ["chrome 58", "ie 11", "safari tp", "esmodules true", "node current", "> 1%"],
                    ["chrome >= 58", "ie >= 11", "safari TP", "supports es6-module", None, "> 1%"],
                )
            ],
            id="Babel's object, in JSON5",
        ),
        pytest.param(
            babel,
            '{"targets": "> 1%, ie 11", "presets": ["@babel/preset-env"], "env": {"test": {"presets": [["env", {"targets": {"opera_mobile": "12"}}]]}}}',
            [
                ("Babel", "defaults", ["> 1%, ie 11"], ["> 1%, ie 11"]),
                ("Babel", "test", ["opera_mobile 12"], ["op_mob >= 12"]),
            ],
            id="Babel's environments",
        ),
        pytest.param(babel, '{"presets": [["@babel/preset-react", {"targets": 5}], "x"]}', [], id="another preset"),
        pytest.param(
            swcrc,
            '{"env": {"targets": ["chrome 58"]}, "jsc": {"target": "es2020"}}',
            [("SWC", "defaults", ["chrome 58"], ["chrome 58"]), ("SWC", "defaults", ["es2020"], [None])],
            id="SWC",
        ),
        pytest.param(
            swcrc,
            '[{"test": "a", "env": {"targets": "ie 11"}}, {"env": {"targets": {"ie": "10"}}}]',
            [("SWC", "defaults", ["ie 11"], ["ie 11"]), ("SWC", "defaults", ["ie 10"], ["ie >= 10"])],
            id="SWC's list of configurations",
        ),
        pytest.param(
            package_json,
            '{"engines": {"browsers": "> 1%"}, "targets": {"main": {"engines": {"browsers": ["ie 11"]}}, "types": {}}}',
            [("Parcel", "defaults", ["> 1%"], ["> 1%"]), ("Parcel", "main", ["ie 11"], ["ie 11"])],
            id="Parcel",
        ),
        pytest.param(
            package_json,
            '{"babel": {"targets": {"ie": 11}}}',
            [("Babel", "defaults", ["ie 11"], ["ie >= 11"])],
            id="Babel in a package.json",
        ),
        pytest.param(
            tsconfig,
            '{/* level */ "compilerOptions": {"target": "ES2020",}}',
            [("TypeScript", "defaults", ["ES2020"], [None])],
            id="TypeScript's level",
        ),
        pytest.param(tsconfig, "{", [], id="a broken tsconfig is the compiler's business"),
        pytest.param(tsconfig, '{"extends": "./base"}', [], id="a tsconfig without a level"),
    ],
)
def test_a_tools_configuration_declares(scanner: ModuleType, text: str, expected: list[object]) -> None:
    found = scan(scanner, text)
    assert declared(found) == expected
    assert found.gaps == ()
    for targets in found.targets:
        for query in targets.queries:
            assert isinstance(query.at, range)
            said_there = text[query.at.start : query.at.stop]
            assert said_there == query.text or (not query.exact and query.text.endswith(said_there))


@pytest.mark.parametrize(
    ("scanner", "text", "line", "column"),
    [
        pytest.param(vite_config, "export default {\n build: { target: process.env.TARGET } }", 2, 19, id="a variable"),
        pytest.param(vite_config, "export default { build: { target } }", 1, 27, id="a shorthand"),
        pytest.param(
            vite_config, "export default { build: { target: old ? 'ie11' : 'esnext' } }", 1, 39, id="a choice"
        ),
        pytest.param(vite_config, "export default { build: { target: ['ie11', ...more] } }", 1, 44, id="a spread"),
        pytest.param(vite_config, "export default { build: options }", 1, 25, id="the whole options"),
        pytest.param(vite_config, "export default { build: { target: `ie${11}` } }", 1, 35, id="a template"),
        pytest.param(
            vite_config,
            LEGACY + "export default { plugins: [legacy({ targets: [old] })] }",
            2,
            47,
            id="a list of names",
        ),
        pytest.param(babel, '{"targets": {"ie": ["11"]}}', 1, 20, id="a list where Babel takes none"),
        pytest.param(babel, '{"targets": {"browsers": {}}}', 1, 26, id="an object where Babel takes none"),
        pytest.param(swcrc, '{"env": {"targets": 5}}', 1, 21, id="a number"),
        pytest.param(vite_config, "export default { build: { target: {} } }", 1, 35, id="an object"),
        pytest.param(vite_config, f"build{' ' * 300_000}", 1, 1, id="a program too long to follow"),
    ],
)
def test_what_is_computed_is_a_gap_that_says_where(scanner: ModuleType, text: str, line: int, column: int) -> None:
    found = scan(scanner, text)
    (gap,) = found.gaps
    assert found.targets == ()
    assert not gap.broken
    assert (gap.line, gap.column) == (line, column)
    assert gap.reason.startswith("computes ")


@pytest.mark.parametrize(
    ("text", "line", "column"), [("{\n a: 5", 2, 6), ("", 1, 1), ("{} {}", 1, 4), ('{"a" 5}', 1, 2), ("{'a: 5}", 1, 2)]
)
def test_a_broken_configuration_is_refused_where_it_breaks(text: str, line: int, column: int) -> None:
    with pytest.raises(ReadError) as error:
        scan(babel, text)
    assert (error.value.reason, error.value.line, error.value.column) == ("is not JSON", line, column)


def test_a_configuration_too_large_is_refused() -> None:
    with pytest.raises(ReadError, match="larger than 256 KiB"):
        scan(babel, f'{{"a": "{"x" * 300_000}"}}')
    assert scan(package_json, f'{{"browserslist": "ie 11", "a": "{"x" * 300_000}"}}').targets == ()


# Reading literals


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'a\\'b\\x41\\u{42}\\u0043\\n\\\n'", "a'bABC\n"),
        ('"\\u{110000}"', "\ufffd"),
        ("`plain`", "plain"),
        ("-5", "-5"),
        ("null", "null"),
    ],
)
def test_a_literal_is_read_as_javascript_means_it(text: str, expected: str) -> None:
    assert document(text).text == expected


def test_the_last_of_two_keys_counts() -> None:
    value = document("{a: {b: 1}, a: {b: 2}}").get("a", "b")
    assert value is not None
    assert value.text == "2"
    assert document("{a: 1}").get("b", "c") is None


@pytest.mark.parametrize(
    "text", ["[" * 60, "{a: b c}", "[1 2]", "{[a]: 1}", "f()", "a ? b : c", "{a, b}", "/* open", "'open", "`open"]
)
def test_what_is_not_written_out_is_computed(text: str) -> None:
    with pytest.raises(ComputedError):
        document(text)


def test_slashes_divide_or_begin_a_pattern() -> None:
    found = tokens("a = b / c; d = x[0] / 2; e = /['\"`]/g.test(f) / 3; return /[/]'/")
    assert [token.text for token in found if token.kind == "string"] == []
    assert sum(token.text == "/" for token in found) == 3


def test_templates_hold_programs_that_hold_templates() -> None:
    text = "a = `x${ {b: `y${c}`}.b }z${d}`, {target: 'ie11'}"
    assert [(key.name, Stream(text, tokens(text)).found[key.number].text) for key in keys(tokens(text))][-1] == (
        "target",
        "'ie11'",
    )


PUMPED = (
    "{a:",
    "[/[(",
    "(/[ ",
    "`${",
    "`\\`",
    "{",
    "a: [",
    '"\\"',
    "/*",
    "'a',",
    "a:b,",
    "//",
    "}",
    "({[",
    "legacy({targets:[",
    "build:{target:",
)


@pytest.mark.parametrize("piece", PUMPED)
@pytest.mark.parametrize("end", ["", "'", "/", "`", "}"])
def test_pumped_programs_take_linear_time(piece: str, end: str) -> None:
    def cost(amount: int) -> float:
        text = "build target " + piece * (amount // len(piece)) + end
        start = time.process_time()
        scan(vite_config, text, "vite.config.js")
        return time.process_time() - start

    assert any(cost(60_000) < 16 * max(cost(15_000), 0.02) for _ in range(3))


@pytest.mark.parametrize("scanner", [vite_config, babel, swcrc, tsconfig, browserslistrc, package_json])
def test_any_text_is_read_or_refused(scanner: ModuleType) -> None:
    draw = random.Random(scanner.__name__)  # noqa: S311 - the same texts every time
    pieces = [
        "build",
        ":",
        "{",
        "}",
        "[",
        "]",
        "target",
        "'",
        '"',
        "`",
        "${",
        "/",
        "\\",
        ",",
        "(",
        ")",
        "\n",
        "ie 11",
        "env",
        "=>",
        "legacy",
        "#",
        "targets",
    ]
    for _ in range(300):
        text = "".join(draw.choice(pieces) for _ in range(draw.randrange(40)))
        try:
            found = scan(scanner, text)
        except ReadError:
            continue
        assert isinstance(found, Scan)


def test_a_value_knows_its_place() -> None:
    text = "{ a: ['x', 'y'] }"
    value = document(text).get("a")
    assert isinstance(value, Value)
    assert [text[item.at.start : item.at.stop] for item in value.items] == ["x", "y"]


# From files to findings


def test_a_folder_of_that_name_is_walked_and_not_read() -> None:
    files = {f"browserslist/{path}": text for path, text in rc("op_mini all").items()}
    report = check(files)
    assert said(report) == [("MA201", "note")]
    assert not [item for item in report.inputs if item.status == "unreadable"]


def test_an_invalid_query_is_told_in_browserslists_words_at_its_place() -> None:
    report = check(rc("last 1 chrome version", "last 2 versons"))
    (finding,) = [finding for finding in report.active() if finding.rule == "MA901"]
    assert finding.message == (
        ".browserslistrc is refused by browserslist: Unknown browser query `last 2 versons`."
        " Maybe you are using old Browserslist or made typo in query."
    )
    assert (finding.locations[0].line, finding.locations[0].column) == (2, 1)
    (row,) = [item for item in report.inputs if item.path == ".browserslistrc"]
    assert row.status == "unreadable"


@pytest.mark.parametrize(
    ("queries", "said_there", "line", "column"),
    [
        (["not ie 11"], "Write any browsers query (for instance, `defaults`) before `not ie 11`", 1, 1),
        (["> 1%, not chrome 4000"], "Unknown version 4000 of chrome", 1, 7),
        (["> 1%", "ie"], "Specify versions in Browserslist query for browser ie", 2, 1),
        (["> 1% in zz"], "Unknown region name `ZZ`.", 1, 1),
    ],
)
def test_every_refused_query_has_its_clause(queries: list[str], said_there: str, line: int, column: int) -> None:
    report = check(rc(*queries))
    (finding,) = [finding for finding in report.active() if finding.rule == "MA901"]
    assert said_there in finding.message
    assert (finding.locations[0].line, finding.locations[0].column) == (line, column)


def test_an_invalid_query_in_a_package_json_has_its_place() -> None:
    (finding,) = [found for found in check(app(browserslist=["> 1%", "foo"])).active() if found.rule == "MA901"]
    assert (finding.locations[0].line, finding.locations[0].column) == (9, 6)


def test_two_declarations_in_one_folder_are_refused_as_browserslist_refuses_them() -> None:
    files = {**app(browserslist=["ie 11"]), ".browserslistrc": "ie 10\n"}
    (finding,) = [finding for finding in check(files).active() if finding.rule == "MA901"]
    assert finding.message == (
        "package.json is refused by browserslist: the folder declares browsers twice, in .browserslistrc and package.json"
    )


def test_shared_queries_that_are_not_installed_are_told_and_the_others_judged() -> None:
    report = check(rc("extends browserslist-config-acme", "op_mini all"))
    (finding,) = [finding for finding in report.active() if finding.rule == "MA905"]
    assert "browserslist-config-acme" in finding.message
    assert said(report) == [("MA201", "note")]
    (row,) = [item for item in report.inputs if item.path == ".browserslistrc"]
    assert row.status == "partial"


@pytest.mark.parametrize(
    ("exported", "expected"),
    [
        pytest.param('module.exports = ["op_mini all"]', [("MA201", "note")], id="a list"),
        pytest.param('module.exports = {production: ["op_mini all"]}', [("MA201", "note")], id="environments"),
        pytest.param("module.exports = require('./more')", [], id="a program is not run"),
    ],
)
def test_shared_queries_that_are_installed_are_read(exported: str, expected: list[object]) -> None:
    installed = {"node_modules/browserslist-config-acme/index.js": exported}
    report = check({**rc("last 1 chrome version", "extends browserslist-config-acme"), **installed})
    assert said(report) == expected
    assert bool([found for found in report.active() if found.rule == "MA905"]) is not bool(expected)


@pytest.mark.parametrize("name", ["browserslist-config-acme", "@acme/browserslist-config"])
def test_shared_queries_may_be_a_workspace_of_the_tree(name: str) -> None:
    member = {
        "shared/package.json": f'{{"name": "{name}", "main": "queries.json"}}',
        "shared/queries.json": '["op_mini all"]',
    }
    assert said(check({**rc("chrome 157", f"extends {name}"), **member})) == [("MA201", "note")]


class UnreadableTree(LinkTree):
    """A tree whose installed packages cannot be listed, and whose files cannot be read."""

    def children(self, folder: str) -> list[tuple[str, str]]:
        if folder == "node_modules":
            raise ReadError("cannot be listed")
        return super().children(folder)

    def read(self, path: str) -> bytes:
        raise ReadError(f"cannot be opened: {path}")


def test_what_cannot_be_read_is_not_there() -> None:
    read = reader(UnreadableTree({"a.json": "x", "node_modules/b/index.js": "y"}, {}), {})
    assert read("a.json") is None
    assert read("node_modules/b/index.js") is None


def test_installed_packages_may_be_links_inside_the_tree_and_nowhere_else() -> None:
    files = {"node_modules/a/index.js": "x", "node_modules/b/index.js": "y", "c/d.js": "z"}
    read = reader(LinkTree(files, {"node_modules/a": "inside", "node_modules/b": "outside", "c/d.js": "inside"}), {})
    assert read("node_modules/a/index.js") == b"x"
    assert read("node_modules/b/index.js") is None
    assert read("c/d.js") is None
    assert read("c/none.js") is None
    assert read("c/d.js/e") is None
    assert read("none/../c/d.js") is None


def test_a_projects_own_statistics_are_used() -> None:
    files = {**rc("> 1% in my stats"), "browserslist-stats.json": '{"op_mini": {"all": 50}}'}
    assert said(check(files)) == [("MA201", "note")]
    broken = {**rc("> 1% in my stats"), "browserslist-stats.json": "{"}
    assert [found.rule for found in check(broken).active()] == ["MA901"]


def test_another_tool_may_refer_to_the_projects_own_queries() -> None:
    files = {**rc("op_mini all"), ".babelrc": '{"targets": "browserslist config"}'}
    assert {finding.locations[0].path for finding in about(check(files))} == {".browserslistrc", ".babelrc"}


def test_current_node_is_no_browser() -> None:
    assert said(check(rc("current node"))) == []


def test_the_nearest_folder_with_a_manifest_owns_a_declaration() -> None:
    files = {**app(), "src/app/.browserslistrc": "op_mini all\n"}
    assert said(check(files)) == [("MA201", "note")]


def test_a_tools_own_file_holds_for_its_own_workspace_only() -> None:
    vite = "export default { build: { target: 'ie9' } }"
    inner = {f"shop/{path}": text for path, text in app().items()}
    assert said(check({**inner, "package.json": '{"name": "root"}', "vite.config.js": vite})) == []
    assert [rule for rule, _ in said(check({**inner, "shop/vite.config.js": vite}))] == ["MA201", "MA203"]


def test_a_language_level_is_context_and_brings_no_browser() -> None:
    report = check({**app(), "tsconfig.json": '{"compilerOptions": {"target": "es5"}}'})
    assert browsers(report) == {}
    assert "tsconfig" in [item.format for item in report.inputs]


def test_a_file_dependency_builds_with_the_workspace_that_asks_for_it() -> None:
    files = {
        "web/package.json": '{"name": "web", "dependencies": {"ui": "file:../ui", "@globex/spa": "^2.0.0"}}',
        "ui/package.json": '{"name": "components"}',
        "ui/.browserslistrc": "op_mini all\n",
    }
    assert said(check(files)) == [("MA201", "note")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" or ".join(["last 1 version"] * 20_000), id="one line of many clauses"),
        pytest.param("last 1 version\n" * 20_000, id="many lines"),
        pytest.param(f"[{' '.join(map(str, range(20_000)))}]\nlast 1 version\n", id="many environments"),
        pytest.param("op_mini all\n" + "samsung 30\nchrome 80\n" * 700, id="as many as are read"),
    ],
)
def test_huge_queries_end(text: str) -> None:
    start = time.process_time()
    report = check({**app(), ".browserslistrc": text})
    assert time.process_time() - start < 15
    (row,) = [item for item in report.inputs if item.path == ".browserslistrc"]
    assert row.reason in {None, "holds more than 16 KiB of queries, which are not expanded"}


# Defaults of build tools


def test_every_default_is_a_query_and_names_its_source() -> None:
    for default in build_tools.DEFAULTS:
        assert bool(default.queries) is bool(default.read)
        for _, query in default.queries:
            assert expand(query, now=DAY)
    assert pipeline.BUILD_TOOLS == build_tools.PACKAGES


@pytest.mark.parametrize(
    ("package", "version", "browser"),
    [
        ("vite", "2.0.5", "chrome 61"),
        ("vite", "2.9.18", "chrome 87"),
        ("vite", "6.4.3", "safari 14"),
        ("vite", "7.1.12", "chrome 107"),
        ("vite", "8.3.8", "firefox 114"),
        ("next", "15.5.9", "chrome 64"),
        ("next", "16.4.6", "chrome 111"),
        ("@angular/build", "20.3.13", "firefox 104"),
        ("@angular/build", "21.2.27", "and_chr 157"),
        ("@angular-devkit/build-angular", "19.2.19", "android 157"),
        ("react-scripts", "5.0.1", "safari 17.6"),
    ],
)
def test_the_default_is_that_of_the_release_in_the_lockfile(package: str, version: str, browser: str) -> None:
    report = check(app({**SPA, package: version}))
    assert browser in browsers(report)
    assert {severity for _, severity in said(report)} == {"note"}


@pytest.mark.parametrize(
    ("package", "version"), [("next", "12.3.7"), ("vite", "9.0.0"), ("vite", "latest"), ("next", "17.0.0")]
)
def test_other_releases_have_no_known_default(package: str, version: str) -> None:
    assert build_tools.default_of(package, version) is None


def test_without_a_lockfile_only_an_exact_version_has_a_default() -> None:
    def found(wanted: str) -> bool:
        return bool(
            browsers(check({"package.json": f'{{"dependencies": {{"@globex/spa": "^2.0.0", "vite": "{wanted}"}}}}'}))
        )

    assert (found("5.4.1"), found("^5.4.1")) == (True, False)

"""The configuration files of a run: which count where, what they may say, and what is said of a wrong one."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tomli
import tomli_w
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.config import ConfigError, Configuration, Settings, Source, load, load_given
from auditor.config_keys import FAIL_ON, MAX_COUNT, POLICIES, RULES, SEVERITIES
from auditor.rules import RESERVED, every_rule
from auditor.toml_lines import lines

SCHEMA = json.loads((Path(__file__).parent.parent / "auditor/schemas/configuration.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def own(text: str, folder: str = "") -> Source:
    return Source(folder, ".matrix-audit.toml", text.encode())


def project(text: str, folder: str = "") -> Source:
    return Source(folder, "pyproject.toml", text.encode())


def refusal(*sources: Source, base: str = "") -> str:
    with pytest.raises(ConfigError) as caught:
        load(sources, base)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_without_a_file_the_defaults_hold() -> None:
    assert load(()).root() == Settings()
    assert Configuration().at("apps/shop") == Settings()
    assert not load(()).excluded("package.json")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(own('policy = "strict"\ngrace-days = 30\n'), id="in a file of its own"),
        pytest.param(project('[tool.matrix-audit]\npolicy = "strict"\ngrace-days = 30\n'), id="in pyproject.toml"),
        pytest.param(
            project('tool.matrix-audit.policy = "strict"\ntool.matrix-audit.grace-days = 30'), id="as dotted keys"
        ),
        pytest.param(own('\ufeffpolicy = "strict"\r\ngrace-days = 30\r\n'), id="with BOM and CRLF"),
    ],
)
def test_a_file_changes_the_keys_that_it_has(source: Source) -> None:
    assert load([source]).root() == Settings(policy="strict", grace_days=30)


def test_every_key_reaches_its_setting() -> None:
    settings = load(
        [
            own(
                'policy = "lenient"\nfail-on = "note"\nmatrix = ["auth0", "runtimes"]\nstale-after-days = 1\n'
                'ending-window-days = 2\ngrace-days = 3\nbrowser-lag = 5\n[severity]\nMA103 = "off"\nname-trap = "warning"\n'
            )
        ]
    ).root()
    assert settings == Settings(
        policy="lenient",
        fail_on="note",
        matrix=("auth0", "runtimes"),
        severity={"MA103": "off", "MA108": "warning"},
        stale_after_days=1,
        ending_window_days=2,
        grace_days=3,
        browser_lag=5,
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[project]\nname = 'x'\n", id="says nothing of us"),
        pytest.param("[project]\ndependencies = ['matrix-audit']\n", id="only depends on us"),
        pytest.param("tool = 1 # matrix-audit\n", id="has no table of tools"),
        pytest.param("this is [not TOML", id="is broken and says nothing of us"),
    ],
)
def test_a_pyproject_without_our_table_is_no_configuration(text: str) -> None:
    assert load([project(text), own('policy = "strict"')]).files == load([own('policy = "strict"')]).files


def test_the_nearer_file_replaces_single_keys() -> None:
    configuration = load(
        [
            own('grace-days = 1\nbrowser-lag = 1\n[severity]\nMA103 = "off"\nMA104 = "off"', ""),
            own('grace-days = 2\n[severity]\nMA103 = "error"', "apps/shop"),
        ],
    )
    assert configuration.at("apps").grace_days == 1
    shop = configuration.at("apps/shop/src")
    assert (shop.grace_days, shop.browser_lag) == (2, 1)
    assert shop.severity == {"MA103": "error", "MA104": "off"}
    assert configuration.at("apps/shopping").grace_days == 1


def test_files_above_the_audited_root_count_whatever_their_order() -> None:
    sources = [own('policy = "strict"', "apps"), own('policy = "lenient"\nfail-on = "never"', ".")]
    for order in (sources, sources[::-1]):
        settings = load(order, "apps/shop").root()
        assert (settings.policy, settings.fail_on) == ("strict", "never")


def test_ignores_and_exclusions_add_up() -> None:
    configuration = load(
        [
            own('exclude = ["old/"]\nignore = [{rule = "MA103", reason = "outer"}]'),
            own('exclude = ["/gen"]\nignore = [{rule = "MA104", reason = "inner"}]', "apps"),
        ]
    )
    assert [ignore.reason for ignore in configuration.at("apps").ignore] == ["outer", "inner"]
    assert [(patterns.folder, patterns.lines) for patterns in configuration.at("apps").exclude] == [
        ("", ("old/",)),
        ("apps", ("/gen",)),
    ]
    assert [ignore.reason for ignore in configuration.ignores()] == ["outer", "inner"]
    assert configuration.without_ignores().ignores() == ()
    assert configuration.without_ignores().at("apps").ignore == ()


@pytest.mark.parametrize(
    ("path", "is_dir", "out"),
    [
        pytest.param("apps/old", True, True, id="a folder that a pattern names"),
        pytest.param("apps/old", False, False, id="a file with a folder's pattern"),
        pytest.param("apps/old/package.json", False, True, id="a file in an excluded folder"),
        pytest.param("apps/gen/package.json", False, True, id="an anchored pattern, from its file's folder"),
        pytest.param("gen/package.json", False, False, id="an anchored pattern does not reach above its file"),
        pytest.param("apps/x/gen/package.json", False, False, id="nor further below"),
        pytest.param("apps/keep.json", False, False, id="what the nearer file takes back"),
        pytest.param("keep.json", False, True, id="what nobody takes back"),
        pytest.param("src", True, False, id="another folder"),
    ],
)
def test_exclusions(path: str, is_dir: bool, out: bool) -> None:
    configuration = load([own('exclude = ["old/", "keep.json"]'), own('exclude = ["/gen", "!keep.json"]', "apps")])
    assert configuration.excluded(path, is_dir=is_dir) is out


def test_only_what_is_included_is_audited() -> None:
    configuration = load([own('include = ["apps/"]\nexclude = ["apps/old/"]'), own("include = []", "apps/all")])
    assert not configuration.excluded("apps/shop/package.json")
    assert configuration.excluded("apps/old/package.json")
    assert configuration.excluded("tools/package.json")
    assert not configuration.excluded("tools", is_dir=True)
    assert not configuration.excluded("apps/all/package.json")


def test_a_folder_named_on_the_command_line_is_audited_though_a_file_above_excludes_it() -> None:
    sources = [own('exclude = ["examples/", "fixtures/"]')]
    assert load(sources).excluded("examples/shop/package.json")
    named = load(sources, "examples/shop")
    assert not named.excluded("package.json")
    assert named.excluded("fixtures/package.json")


def test_files_in_an_excluded_folder_are_not_read() -> None:
    configuration = load([own('exclude = ["old/"]'), own("nonsense", "apps/old/x")])
    assert len(configuration.files) == 1


def test_an_ignore_knows_where_it_stands() -> None:
    text = """[tool.other]
ignore = 1
[[tool.matrix-audit.ignore]]
reason = 'one'
path = "a/"
[tool.matrix-audit]
grace-days = 1
[[tool.matrix-audit.ignore]]
rule = "outdated-release"
reason = "two"
until = 2027-01-31
"""
    one, two = load([project(text, "apps")], "apps/shop").ignores()
    assert (one.origin, one.line, one.folder, one.path) == ("../pyproject.toml", 3, "apps", "a/")
    assert (two.line, two.rule, two.until) == (8, "MA103", "2027-01-31")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('polcy = "strict"', '1: polcy: unknown key; did you mean "policy"?', id="mistyped key"),
        pytest.param("\nfail_on = 1", '2: fail_on: unknown key; did you mean "fail-on"?', id="underscore for hyphen"),
        pytest.param(
            "[tool.matrix-audit]\n",
            "1: tool: unknown key; in this file the keys stand at the top",
            id="a pyproject's header",
        ),
        pytest.param(
            'policy = "hard"', '1: policy: "hard" is not known here; write lenient, standard or strict', id="policy"
        ),
        pytest.param("fail-on = []", '1: fail-on: "[...]" is not known here', id="a list for a word"),
        pytest.param(
            '[severity]\nMA103 = "off"\nMA104 = "fatal"', '3: severity.MA104: "fatal" is not known here', id="severity"
        ),
        pytest.param(
            'severity = {MA999 = "off"}',
            '1: severity.MA999: unknown rule "MA999"; did you mean "MA9',
            id="unknown rule",
        ),
        pytest.param('severity = "off"', "1: severity: is not a table", id="severity of nothing"),
        pytest.param(
            '[severity]\nMA103 = "off"\noutdated-release = "off"',
            "3: severity.outdated-release: MA103 is set twice",
            id="a rule twice",
        ),
        pytest.param(
            "grace-days = -1", '1: grace-days: "-1" is not a count; write a whole number from 0', id="negative"
        ),
        pytest.param("grace-days = true", '1: grace-days: "true" is not a count', id="boolean for a number"),
        pytest.param("grace-days = 1.5", '1: grace-days: "1.5" is not a count', id="fraction"),
        pytest.param("grace-days = 36501", "1: grace-days: ", id="more than a century"),
        pytest.param(
            'matrix = "auth0"', '1: matrix: is not a list of names; write one, such as ["auth0"]', id="matrix as a word"
        ),
        pytest.param("matrix = []", "1: matrix: is not a list of names", id="no matrix at all"),
        pytest.param(
            'matrix = [\n  "auth0",\n  "./mine",\n]',
            '3: matrix: "./mine" is not the name of a bundled matrix (auth0, runtimes); give a path or an address on the'
            " command line, with --matrix",
            id="matrix by path",
        ),
        pytest.param('matrix = ["mine"]', '1: matrix: "mine" is not the name', id="matrix by a folder's bare name"),
        pytest.param('matrix = ["https://x.example.test/m.json"]', "command line", id="matrix by address"),
        pytest.param("matrix = [1]", '1: matrix: "1" is not the name', id="matrix by number"),
        pytest.param(
            'exclude = "old"',
            '1: exclude: is not a list of patterns; write one, such as ["fixtures/"]',
            id="pattern, not a list",
        ),
        pytest.param(
            'exclude = [\n"ok",\n"[z-a]"]', '3: exclude: "[z-a]" is not a gitignore pattern', id="impossible pattern"
        ),
        pytest.param('exclude = ["[[a]"]', "is not a gitignore pattern", id="pattern that will change its meaning"),
        pytest.param('include = ["#x"]', "is not a gitignore pattern that names something", id="comment as a pattern"),
        pytest.param('include = [" "]', "1: include: is no text, or an empty one", id="blank pattern"),
        pytest.param(
            'exclude = ["a*b*c*d*e*f*g*h*i*"]', "use at most 256 characters and 8 asterisks", id="slow pattern"
        ),
        pytest.param(f'exclude = ["{"a" * 257}"]', "use at most 256 characters and 8 asterisks", id="long pattern"),
        pytest.param("ignore = {}", "1: ignore: is not a list of tables", id="ignore as a table"),
        pytest.param("ignore = [1]", "1: ignore: is not a table", id="ignore of a number"),
        pytest.param(
            '[[ignore]]\nrule = "MA103"', '1: ignore: an ignore needs a reason; add reason = "..."', id="no reason"
        ),
        pytest.param(
            '[[ignore]]\nrule = "MA103"\nreason = ""',
            "3: ignore.reason: is no text, or an empty one",
            id="empty reason",
        ),
        pytest.param(
            '[[ignore]]\nreason = "x"', "1: ignore: an ignore needs something to ignore", id="nothing to ignore"
        ),
        pytest.param(
            '[[ignore]]\nreason = "x"\nrules = 1',
            '3: ignore.rules: unknown key; did you mean "rule"?',
            id="mistyped ignore key",
        ),
        pytest.param(
            '[[ignore]]\nreason = "x"\nrule = 3', '3: ignore.rule: unknown rule "3"; did you mean', id="rule by number"
        ),
        pytest.param(
            '[[ignore]]\nreason = "x"\npackage = "pkg:npm/%40auth0/auth0-react@2.0.0"',
            '3: ignore.package: "pkg:npm/%40auth0/auth0-react@2.0.0" has a version; write it without',
            id="package with a version",
        ),
        pytest.param(
            '[[ignore]]\nreason = "x"\npath = "!a"', '3: ignore.path: "!a" takes paths away', id="negated path"
        ),
        pytest.param(
            '[[ignore]]\nreason = "x"\nrule = "MA103"\nuntil = "2027-02-30"', "4: ignore.until: ", id="no such day"
        ),
        pytest.param(
            '[[ignore]]\nreason = "x"\nrule = "MA103"\nuntil = "20270201"',
            "write it as YYYY-MM-DD",
            id="day without hyphens",
        ),
        pytest.param(
            '[[ignore]]\nreason = "x"\nrule = "MA103"\nuntil = 2027-02-01T00:00:00',
            "write it as YYYY-MM-DD",
            id="day with an hour",
        ),
        pytest.param("a = \n", "1: is not valid TOML; mend this: Invalid value", id="broken TOML"),
        pytest.param(f"grace-days = {'1' * 5000}", "1: has a number that is too large", id="a number of 5,000 digits"),
        pytest.param("a = " + "[" * 5000, "1: nests too deep", id="deep nesting"),
        pytest.param('"\\u001b[31m\\n" = 1', '?[31m?: unknown key; did you mean "', id="control characters in a key"),
        pytest.param(f"{'x' * 1000} = 1", f"{'x' * 60}...: unknown key", id="an endless key"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line_with_a_remedy(text: str, message: str) -> None:
    said = refusal(own(text, "apps"), base="apps")
    assert said.startswith("apps/.matrix-audit.toml:")
    assert message in said


def test_text_that_is_not_utf_8_is_refused_with_its_line() -> None:
    said = refusal(Source("", ".matrix-audit.toml", b"grace-days = 1\n# \xff\n"))
    assert said == ".matrix-audit.toml:2: is not UTF-8 text; save it as UTF-8"


def test_our_entry_in_pyproject_must_be_a_table() -> None:
    said = refusal(project("[tool]\nmatrix-audit = 1\n"))
    assert said == "pyproject.toml:2: tool.matrix-audit is not a table; write [tool.matrix-audit]"


def test_two_configurations_in_one_folder_are_refused() -> None:
    said = refusal(project("[tool.matrix-audit]\n", "apps"), own("", "apps"))
    assert said == (
        "apps/.matrix-audit.toml and apps/pyproject.toml both configure this folder; move everything into one of them"
    )


@pytest.mark.parametrize("key", ['policy = "strict"', 'fail-on = "note"', 'matrix = ["auth0"]'])
def test_what_holds_for_a_whole_run_is_refused_below_the_audited_root(key: str) -> None:
    load([own(key)], "")
    load([own(key, "apps")], "apps")
    said = refusal(own(f"grace-days = 1\n{key}", "apps/shop"), base="apps")
    assert said.startswith(f"apps/shop/.matrix-audit.toml:2: {key.partition(' ')[0]}: holds for a whole run")
    assert "move it up" in said


@pytest.mark.parametrize(
    ("folder", "base", "excluded"),
    [
        pytest.param("", "apps", True, id="from above the audited root"),
        pytest.param("ci", "", True, id="from below it, relative to the root"),
        pytest.param("../elsewhere", "", True, id="from outside the repository, relative to the root"),
    ],
)
def test_a_file_named_on_the_command_line_holds_for_the_whole_run(folder: str, base: str, excluded: bool) -> None:
    configuration = load_given(
        Source(
            folder,
            "ci.toml",
            b'policy = "strict"\nexclude = ["/apps/old/", "/old/"]\nignore = [{path = "x", reason = "y"}]',
        ),
        base,
    )
    assert configuration.root().policy == "strict"
    assert configuration.excluded("old/package.json") is excluded
    origin = {"": "../ci.toml", "ci": "ci/ci.toml"}.get(folder, "../elsewhere/ci.toml")
    assert configuration.ignores()[0].origin == origin


def test_a_named_pyproject_must_have_our_table() -> None:
    with pytest.raises(ConfigError) as caught:
        load_given(Source("", "pyproject.toml", b"[project]\n", "base/pyproject.toml"))
    assert str(caught.value) == (
        "base/pyproject.toml:1: has no [tool.matrix-audit] table; add one, or name another file"
    )
    assert load_given(Source("", "pyproject.toml", b"[tool.matrix-audit]\ngrace-days = 1")).root().grace_days == 1


# The schema is the other reading of the same contract: both must agree on any value of any key.
TEXTS = st.sampled_from(
    [
        "auth0",
        "strict",
        "error",
        "never",
        "off",
        "MA103",
        "outdated-release",
        "a/",
        "",
        " ",
        "./x",
        "2027-01-31",
        "2027-13-01",
        "why",
    ]
)
SCALARS = TEXTS | st.integers(-2, 3) | st.sampled_from([MAX_COUNT, MAX_COUNT + 1]) | st.booleans() | st.just(0.5)
IGNORE_KEYS = st.sampled_from(["rule", "package", "path", "reason", "until", "untill"])
VALUES: st.SearchStrategy[Any] = (
    SCALARS
    | st.lists(TEXTS, max_size=2)
    | st.dictionaries(st.sampled_from(["MA103", "name-trap", "MA999"]), SCALARS, max_size=2)
    | st.lists(st.dictionaries(IGNORE_KEYS, TEXTS, max_size=5), max_size=2)
)


@given(st.dictionaries(st.sampled_from([*SCHEMA["properties"], "polcy"]), VALUES, max_size=3))
@example({"ignore": [{"rule": "MA103", "reason": "why", "until": "2027-01-31"}]})
def test_the_schema_and_the_program_accept_the_same(table: dict[str, Any]) -> None:
    try:
        load([own(tomli_w.dumps(table))])
        accepted = True
    except ConfigError:
        accepted = False
    assert accepted == VALIDATOR.is_valid(table)


def test_every_rule_and_every_reserved_id_may_be_named() -> None:
    built = {rule.id: rule.name for rule in every_rule().values()}
    assert dict(sorted({**RESERVED, **built}.items())) == RULES


def test_the_schema_names_what_the_program_knows() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$defs"]["rule"]["enum"] == [*RULES, *RULES.values()]
    assert tuple(SCHEMA["properties"]["policy"]["enum"]) == POLICIES
    assert tuple(SCHEMA["properties"]["fail-on"]["enum"]) == FAIL_ON
    assert tuple(SCHEMA["properties"]["severity"]["additionalProperties"]["enum"]) == SEVERITIES
    settings = Settings()._asdict()
    for key, said in SCHEMA["properties"].items():
        if "default" in said:
            default = settings[key.replace("-", "_")]
            assert said["default"] == (list(default) if isinstance(default, tuple) else default)


@given(
    st.binary(max_size=60)
    | st.lists(
        st.sampled_from(
            [b"[tool.matrix-audit]", b"\n", b"[[", b"]]", b"ignore", b"=", b'"', b"{", b"}", b",", b"1", b"."]
        )
    ).map(b"".join)
)
@example(b"# matrix-audit\n[tool.matrix-audit]\nignore=[{}]")
def test_any_bytes_give_settings_or_a_refusal(data: bytes) -> None:
    for name in ("pyproject.toml", ".matrix-audit.toml"):
        for content in (data, b"# matrix-audit\n" + data):
            said = ""
            try:
                assert isinstance(load([Source("a", name, content)]).root(), Settings)
            except ConfigError as error:
                said = str(error)
            assert re.fullmatch(r"(a/[.a-z-]+:\d+: .+)?", said)
            assert said.isprintable()


def placed(value: Any, route: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every route of a document, as the parser sees it."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, below in inner for found in [(*route, key), *placed(below, (*route, key))]]


DOCUMENTS = st.recursive(
    st.integers()
    | st.text(max_size=5)
    | st.just(1.5)
    | st.dates(min_value=dt.date(1000, 1, 1))
    | st.sampled_from(['"', "'''", "a\nb", "#", "]", "}"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b-c", "d.e", "f g"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["tool", "x", "y.z"]), DOCUMENTS, max_size=3), st.booleans())
def test_every_key_of_a_document_has_a_line_on_which_it_stands(document: dict[str, Any], multiline: bool) -> None:
    text = tomli_w.dumps(document, multiline_strings=multiline)
    assert tomli.loads(text) == document
    found = lines(text)
    assert set(placed(document)) <= set(found)
    for route, line in found.items():
        if isinstance(route[-1], str):
            assert route[-1] in text.split("\n")[line - 1]


@pytest.mark.parametrize(
    ("text", "route", "line"),
    [
        pytest.param('a = """\nb = 1\n"""\nb = 2', ("b",), 4, id="past a text that looks like a key"),
        pytest.param("a = '''x''''\nb = 2", ("b",), 2, id="past a text that ends in a quote"),
        pytest.param("# b = 1\nb = 2 # c = 1\n", ("b",), 2, id="past a comment"),
        pytest.param("a.b = 1\na.c = 2", ("a", "c"), 2, id="dotted keys"),
        pytest.param("[a]\n[[a.b]]\n[[a.b]]\nc = 1", ("a", "b", 1, "c"), 4, id="in a list of tables"),
        pytest.param(
            "[[a]]\n[a.b]\n[[a]]\n[a.b]\nc = 1", ("a", 1, "b", "c"), 5, id="in a table below a list of tables"
        ),
        pytest.param(
            "a = [\n # one\n {b = 1},\n {b = [2,\n 3]}\n]", ("a", 1, "b", 1), 5, id="in an inline table of a list"
        ),
        pytest.param('"a b" = {"c" = {}, d = 1}', ("a b", "d"), 1, id="quoted keys"),
        pytest.param("a = 2027-01-31 12:00:00.5\nb = 1.5e3", ("b",), 2, id="past a date with a blank"),
    ],
)
def test_the_line_of_a_key(text: str, route: tuple[str | int, ...], line: int) -> None:
    tomli.loads(text)
    assert lines(text)[route] == line

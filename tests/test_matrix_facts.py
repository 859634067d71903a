"""Scripts on a CDN, client names and dated facts: what the bundled matrix holds, how it shows, and which are refused."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml

from auditor.commands.explain import of_package
from auditor.compile_matrix import compile_folder
from auditor.maintain.show import show
from auditor.maintain.validate import validate
from auditor.matrix import Matrix, load

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "matrix" / "auth0"
MATRIX = load()
PRODUCTS = [MATRIX.product(id_) for id_ in MATRIX.product_ids()]
FACTS = {fact.id: fact for fact in MATRIX.lifecycle()}

MATRIX_YAML = """\
name: example
title: Example Support Matrix
vendor: Example
source:
  repository: example/docs
  path: matrix.md
  commit: "0123456"
  commit_date: "2026-08-20"
  page: https://docs.example.test/matrix
  page_changed: "2026-06-15"
  page_change: "0123456"
revision: "2026-11-22"
checked:
  page: "2026-08-20"
  releases: "2026-11-22"
levels:
  - {id: supported, label: Supported, support: true, fixes: true, features: true}
rules: []
footnotes: []
tables:
  - {id: libraries/sdk, heading: SDKs}
"""
ONE = """\
id: one
name: One
runs_in: [browser]
rows: []
cdn:
  - shape: "//cdn.example.test/one/{X.Y.Z}/one.js"
    serves: exact
    lines: ["1"]
    source: README.md
  - shape: https://cdn.example.test/one/{file}
    serves: newest
    verified: false
    source: a page
telemetry:
  - name: one.js
    encoding: base64
    env: [core]
    notes:
      - Since 1.0.
    source: one sources
packages:
  - ecosystem: npm
    name: one
    current: "1"
    lines:
      - id: "1"
        first: {version: "1.0.0", date: "2020-01-02"}
        newest: {version: "1.0.0", date: "2020-01-02"}
    evidence:
      - README.md
"""
TWO = "id: two\nname: Two\nruns_in: [server]\nrows: []\ntelemetry: []\npackages: [{ecosystem: npm, name: two, evidence: [a]}]\n"
OLD = """\
kind: feature
facts:
  - id: hooks
    what: Hooks
    says: They end.
    available: "2019"
    deprecated: "2023-05-16"
    read_only: "2024-11"
    end_of_life: "2027-01-02"
    private_cloud_end: "2027-03"
    replacement: Actions
    minimum:
      "npm:one": "1.0.0"
    detect:
      file: [hooks/]
      code: [hook]
    conflict: Another page prints 2026.
    source: a page
  - id: rules
    what: Rules
    says: They end.
    deprecated: "2023-05-16"
    end_of_life: "2026-11-18"
    source: a page
"""
TREE = {"matrix.yaml": MATRIX_YAML, "products/one.yaml": ONE, "products/two.yaml": TWO, "lifecycle/old.yaml": OLD}


def folder(path: Path, stem: str = "", before: str = "", after: str = "") -> str:
    """The small matrix; with a stem, one text of that file replaced."""
    for name, text in TREE.items():
        target = path / name
        target.parent.mkdir(exist_ok=True)
        spoilt = target.stem == stem
        assert not spoilt or text.count(before) == 1
        target.write_text(text.replace(before, after) if spoilt else text, encoding="utf-8")
    return str(path)


def test_no_fact_of_the_files_is_lost_on_the_way() -> None:
    """Another reader of the same YAML finds what the loader gave."""
    written = [yaml.safe_load(path.read_text("utf-8")) for path in sorted((FOLDER / "lifecycle").iterdir())]
    facts = [{"kind": file["kind"], **fact} for file in written for fact in file["facts"]]
    assert len(facts) == len(FACTS) > 40
    for fact, loaded in zip(facts, MATRIX.lifecycle(), strict=True):
        assert fact == json.loads(json.dumps({k: v for k, v in loaded._asdict().items() if v not in (None, {})}))
    for product in PRODUCTS:
        data = yaml.safe_load((FOLDER / "products" / f"{product.id}.yaml").read_text("utf-8"))
        assert [script["shape"] for script in data.get("cdn", ())] == [script.shape for script in product.cdn]
        names = None if product.telemetry is None else [client.name for client in product.telemetry]
        assert names == ([client["name"] for client in data["telemetry"]] if "telemetry" in data else None)


@pytest.mark.parametrize(
    ("id_", "deprecated", "end"),
    [
        ("rules", "2023-05-16", "2026-11-18"),
        ("legacy-lock-api", None, "2018-08-06"),
        ("oauth-ro", "2017-07-08", None),
        ("runtime-node16", "2025-02-10", "2025-08-15"),
        ("auth0-analytics-js", "2018-01", "2021-01"),
    ],
)
def test_dates_are_those_that_the_docs_print(id_: str, deprecated: str | None, end: str | None) -> None:
    assert (FACTS[id_].deprecated, FACTS[id_].end_of_life) == (deprecated, end)


def test_a_minimum_is_a_version_that_its_product_had() -> None:
    for fact in MATRIX.lifecycle():
        for package in fact.minimum:
            ecosystem, _, name = package.partition(":")
            assert MATRIX.match(ecosystem, name), (fact.id, package)


def test_the_cut_off_lines_are_those_of_the_dated_fact() -> None:
    cut = [line.cutoff.date for product in PRODUCTS for p in product.packages for line in p.lines if line.cutoff]
    assert FACTS["legacy-lock-api"].end_of_life in cut


def test_whether_a_product_announces_itself_may_be_unknown() -> None:
    assert MATRIX.product("auth0-api-js").telemetry == ()
    assert MATRIX.product("jwt-decode").telemetry is None
    assert [client.name for client in MATRIX.product("lock-js").telemetry or ()] == ["lock.js", "lock.js-ulp"]


def test_the_small_matrix_has_no_fault_and_shows_all_it_holds(tmp_path: Path) -> None:
    assert validate(folder(tmp_path)) == []
    matrix = load(str(tmp_path))
    lines = show(matrix, "one").split("\n")
    assert "    that release, lines 1 (README.md)" in lines
    assert "    the newest release, not confirmed (a page)" in lines
    assert "  one.js with core, in base64 (one sources)" in lines
    assert "    Since 1.0." in lines
    assert "  none in its sources" in show(matrix, "two").split("\n")
    assert "  hooks  feature  2023-05-16  2027-01-02" in show(matrix).split("\n")
    assert show(matrix, "hooks").split("\n") == [
        "Hooks (hooks)",
        "  available since 2019",
        "  deprecated 2023-05-16",
        "  read-only since 2024-11",
        "  end of life 2027-01-02",
        "  end on private clouds 2027-03",
        "  They end.",
        "  replacement: Actions",
        "  npm:one from 1.0.0 on does without",
        "  file: hooks/",
        "  code: hook",
        "  sources disagree: Another page prints 2026.",
        "  source: a page",
        "",
    ]
    assert show(matrix, "rules").count("\n") == 5


def test_explain_tells_scripts_and_client_names(tmp_path: Path) -> None:
    matrix = load(folder(tmp_path))
    match = matrix.match("npm", "one")
    assert match is not None
    told = of_package(matrix, match).split("\n")
    assert "  script: //cdn.example.test/one/{X.Y.Z}/one.js (exact)" in told
    assert "  announces itself as: one.js" in told


def test_no_shown_line_is_too_wide() -> None:
    shown = [show(MATRIX, id_) for id_ in (*(product.id for product in PRODUCTS if product.cdn), *FACTS)]
    assert [line for text in shown for line in text.split("\n") if len(line) > 100 and " " in line.strip()] == []


@pytest.mark.parametrize(
    ("stem", "before", "after", "line", "message"),
    [
        ("one", "{X.Y.Z}", "{version}", 6, "unknown placeholder {version} in"),
        ("one", "{X.Y.Z}", "{X.Y.Z", 6, "unknown placeholder { in"),
        ("one", "{X.Y.Z}", "{X.Y}", 6, "an address of the shape //cdn.example.test/one/{X.Y}/one.js does not serve exact"),
        ("one", "{X.Y.Z}", "{X.Y.Z}/{X.Y.Z}", 6, "an address of the shape"),
        ("one", "{file}", "{X}", 10, "an address of the shape https://cdn.example.test/one/{X} does not serve newest"),
        ("one", "serves: newest", "serves: exact", 10, "an address of the shape"),
        ("one", "serves: newest", "serves: unreleased", 0, ""),
        ("one", "serves: newest", "serves: latest", 11, "serves is latest"),
        ("one", "https://cdn.example.test/one/{file}", "http://cdn.example.test/one/{file}", 10, "shape is http:"),
        ("one", "https://cdn.example.test/one/{file}", "https://cdn.example.test", 10, "shape is https:"),
        ("one", 'lines: ["1"]', 'lines: ["2"]', 8, "the script is of line 2, which no package has"),
        ("one", "verified: false", 'verified: "no"', 12, "verified is not true or false"),
        ("one", "encoding: base64", "encoding: rot13", 16, "encoding is rot13"),
        ("two", "telemetry: []", "telemetry: [{name: one.js, encoding: base64, source: a}]", 5, "the client name one.js already stands in"),
        ("old", "kind: feature", "kind: fancy", 1, "kind is fancy"),
        ("old", "- id: rules", "- id: hooks", 19, "hooks already stands in"),
        ("old", "- id: rules", "- id: one", 19, "one already stands in"),
        ("old", '"2026-11-18"', '"2026-11-31"', 23, "end_of_life 2026-11-31 is no day of the calendar"),
        ("old", '"2026-11-18"', '"2022"', 19, "end_of_life 2022 is before deprecated 2023-05-16"),
        ("old", '"2026-11-18"', '"2023"', 0, ""),
        ("old", '"2026-11-18"', '"<=2024-01-01"', 0, ""),
        ("old", '"2027-01-02"', '"2022-01-02"', 0, ""),
        ("old", 'available: "2019"', 'available: "2027"', 6, "available 2027 is after the matrix's revision 2026-11-22"),
        ("old", '"npm:one"', '"npm:none"', 13, "no package npm:none"),
        ("old", '"npm:one"', '"one"', 13, "the key one is one"),
        ("old", "file: [hooks/]", "smell: [hooks/]", 15, "detect has an unknown key smell"),
    ],
)  # fmt: skip
def test_a_fault_is_found_at_its_line(  # noqa: PLR0917
    tmp_path: Path, stem: str, before: str, after: str, line: int, message: str
) -> None:
    found = validate(folder(tmp_path, stem, before, after))
    if not message:
        assert found == []
    else:
        assert (os.path.basename(found[0].path), found[0].line) == (f"{stem}.yaml", line)
        assert found[0].message.startswith(message)
        assert found[0].remedy


def test_a_compiled_matrix_from_before_the_dated_facts_has_none(tmp_path: Path) -> None:
    compiled = compile_folder(folder(tmp_path))
    del compiled["lifecycle"]
    assert Matrix(compiled).lifecycle() == ()
    assert "Dated facts" not in show(Matrix(compiled))

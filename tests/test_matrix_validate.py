"""Faults of a matrix folder: each is found at its line, with a remedy; the schema part agrees with another validator."""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from auditor.compile_matrix import compile_folder
from auditor.maintain.validate import Fault, validate
from auditor.matrix import MatrixError, load
from auditor.matrix_lines import line_faults
from auditor.matrix_schema import load_schema, schema_faults
from auditor.matrix_tree import File, Node, read_tree

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "matrix", "auth0")
SCHEMA = load_schema()

MATRIX = """\
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
repository: example/one
runs_in: [server]
rows:
  - id: sdk.one
    name: One
    level: supported
    versions: latest
    table: libraries/sdk
    line: 10
guides:
  - to: "2"
    url: https://docs.example.test/two
packages:
  - ecosystem: npm
    name: one
    current: "2"
    newest_seen: {version: "2.2.0"}
    lines:
      - id: "1"
        name: uno
        first: {version: "1.0.0", date: "2020-01-02"}
        newest: {version: "1.4.0", date: "<=2021-01-02"}
        ended:
          date: "2027-05"
          says: Ends in May.
          source: README.md
      - id: "2"
        first: {version: "2.0.0", date: "2021-01-02"}
        newest: {version: "2.1.0", date: "2026-10"}
    evidence:
      - example/one CHANGELOG.md
"""
LINES = ONE.replace(ONE[ONE.index("guides:") : ONE.index("packages:")], "")
OLD = """\
id: old
name: Old
runs_in: [server]
rows: []
successor:
  product: one
  packages: {npm: one}
  advice: Move to One.
packages:
  - ecosystem: npm
    name: old
    evidence:
      - example/old README.md
"""
TRAPS = """\
traps:
  - ecosystem: npm
    name: oen
    kind: confusable
    says: A third party's.
    instead: one
    source: npm view oen
"""
TREE = {"matrix.yaml": MATRIX, "traps.yaml": TRAPS, "products/one.yaml": ONE, "products/old.yaml": OLD}


def folder(path: Path, **changes: str) -> str:
    """The small matrix with ``changes``: for a stem of a file, another text of it."""
    for name, text in TREE.items():
        target = path / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(changes.get(target.stem, text), encoding="utf-8")
    return str(path)


def faults(path: Path, stem: str, before: str, after: str) -> list[tuple[str, int, str]]:
    """The faults after one replacement in one file, with the name of the file, the line and the message."""
    text = next(text for name, text in TREE.items() if Path(name).stem == stem)
    assert text.count(before) == 1
    found = validate(folder(path, **{stem: text.replace(before, after)}))
    assert all(fault.remedy for fault in found)
    return [(os.path.basename(fault.path), fault.line, fault.message) for fault in found]


def test_the_bundled_matrix_has_no_fault() -> None:
    assert validate(FOLDER) == []


def test_the_small_matrix_has_no_fault_and_loads(tmp_path: Path) -> None:
    matrix = load(folder(tmp_path))
    assert validate(str(tmp_path)) == []
    match = matrix.match("npm", "uno")
    assert match is not None
    assert (match.product.id, match.line_name) == ("one", "uno")


@pytest.mark.parametrize(
    ("stem", "before", "after", "line", "message"),
    [
        ("one", "runs_in: [server]", "runs_in: [cloud]", 4, "an entry of runs_in is cloud"),
        ("one", "name: One\nrepo", "name: One\ncolour: red\nrepo", 3, "the file has an unknown key colour"),
        ("one", "    evidence:\n      - example/one CHANGELOG.md\n", "", 16, "an entry of packages has no evidence"),
        ("one", "      - example/one CHANGELOG.md", "      []", 33, "evidence is empty"),
        ("one", '{version: "2.2.0"}', "{version: 2.2}", 19, "version is not quoted"),
        ("one", 'date: "2026-10"', "date: 2026-10", 31, "date is not quoted"),
        ("one", 'date: "2026-10"', 'date: "Oct 2026"', 31, "date is Oct 2026"),
        ("one", "line: 10", 'line: "10"', 11, "line is not a whole number"),
        ("one", 'newest: {version: "2.1.0"', 'prerelease: maybe\n        newest: {version: "2.1.0"', 31, "prerelease is not true or false"),
        ("one", "name: one\n", "name: [one]\n", 17, "name is not text"),
        ("one", "name: One\nrepo", "name:\nrepo", 2, "name is empty"),
        ("one", 'guides:\n  - to: "2"\n    url: https://docs.example.test/two\n', "guides: none\n", 12, "guides is not a list"),
        ("one", "repository: example/one", "repository: one", 3, "repository is one"),
        ("old", "packages: {npm: one}", "packages: {npn: one}", 7, "the key npn is npn"),
        ("old", "packages: {npm: one}", "packages: [one]", 7, "packages is not a mapping"),
        ("old", "id: old", "id: elder", 1, "the id is not the file's name old"),
        ("one", "level: supported", "level: gold", 6, "unknown level gold"),
        ("one", "table: libraries/sdk", "table: libraries/toys", 6, "unknown table libraries/toys"),
        ("one", "versions: latest", 'versions: "7"', 6, "the row names version 7, and no package has such a line"),
        ("one", '- to: "2"', '- to: "9"', 13, "the guide leads to line 9, which no package has"),
        ("one", "    current:", "    rows: [sdk.two]\n    current:", 18, "sdk.two is no row of this product"),
        ("old", "product: one", "product: two", 6, "no product two"),
        ("old", "packages: {npm: one}", "packages: {npm: two}", 7, "npm:two is no listed package of one"),
        ("old", "product: one\n  packages: {npm: one}", "product: old\n  packages: {npm: old}", 7, "npm:old is no listed package of old"),
        ("old", "  product: one\n  packages: {npm: one}\n", "", 0, ""),
        ("traps", "instead: one", "instead: two", 2, "no package two"),
        ("traps", "    instead: one\n", "", 0, ""),
        ("one", "    current:", "    rows: [sdk.one]\n    current:", 0, ""),
        ("one", '"2020-01-02"', '"2020-02-31"', 23, "date 2020-02-31 is no day of the calendar"),
        ("one", 'date: "2026-10"', 'date: "2026-12"', 31, "date 2026-12 is after the matrix's revision 2026-11-22"),
        ("matrix", 'releases: "2026-11-22"', 'releases: "2026-11-32"', 15, "releases 2026-11-32 is no day of the calendar"),
        ("matrix", "  - {id: libraries/sdk, heading: SDKs}", "  - {id: libraries/sdk, heading: SDKs}\n  - {id: libraries/sdk, heading: SDKs}", 22, "libraries/sdk already stands in"),
        ("one", "name: One\nrepo", "name: One\nname: Two\nrepo", 3, "the key name is not a name, or stands twice"),
        ("one", "name: One\nrepo", "name: &a One\nrepo", 2, "an anchor, an alias or too deep a nesting"),
        ("one", "name: One\nrepo", "name: *a\nrepo", 2, "an anchor, an alias or too deep a nesting"),
        ("one", "runs_in: [server]", "runs_in: [server", 5, "is not YAML: "),
        ("one", "name: One\nrepo", "name: One\n---\nrepo", 3, "a second document begins"),
        ("one", "name: One\nrepo", "name: On\x07e\nrepo", 1, "is not YAML: it holds a character that YAML does not allow"),
        ("one", ONE, "", 1, "the file is empty"),
        ("one", "runs_in: [server]", f"runs_in: {'[' * 99}{']' * 99}", 4, "an anchor, an alias or too deep a nesting"),
        ("one", "runs_in: [server]", "runs_in: [{? [a] : b}]", 4, "the key [Node(value='a', line=4, quoted=False)] is not a name"),
    ],
)  # fmt: skip
def test_a_fault_is_found_at_its_line(  # noqa: PLR0917
    tmp_path: Path, stem: str, before: str, after: str, line: int, message: str
) -> None:
    found = faults(tmp_path, stem, before, after)
    if not message:
        assert found == []
    else:
        assert found[0][:2] == (f"{stem}.yaml", line)
        assert found[0][2].startswith(message)


@pytest.mark.parametrize(
    ("before", "after", "line", "message"),
    [
        ('id: "1"', 'id: "3"', 26, "line 2 stands after 3"),
        ('- id: "1"', '- id: "2"', 26, "line 2 lies within line 2"),
        ('- id: "2"', '- id: "1.5"', 26, "line 1.5 lies within line 1"),
        ('"1.0.0"', '"0.9.0"', 20, "0.9.0 is not on line 1"),
        ('"1.4.0"', '"1.0.0-beta.1"', 21, "the newest, 1.0.0-beta.1, is older than the first"),
        ('date: "2026-10"', 'date: "2020"', 28, "2.1.0 is dated before the first of its line"),
        ('current: "2"', 'current: "1"', 15, "the newest verified release is on line 2"),
        ('    current: "2"\n', "", 13, "the newest verified release is on line 2"),
        ('date: "2026-10"}', 'date: "2026-10", verified: false}', 15, "the newest verified release is on line 1"),
        ('version: "2.1.0"', 'version: "2.3.0"', 16, "newest_seen is not newer than 2.3.0"),
    ],
)
def test_a_fault_of_lines_is_found_at_its_line(
    tmp_path: Path, before: str, after: str, line: int, message: str
) -> None:
    assert LINES.count(before) == 1
    found = validate(folder(tmp_path, one=LINES.replace(before, after)))
    assert [fault.line for fault in found if fault.message.startswith(message)] == [line]


def test_a_line_of_prereleases_is_not_current_unless_there_is_nothing_else(tmp_path: Path) -> None:
    with_final = ONE.replace('      - id: "2"\n', '      - id: "2"\n        prerelease: true\n')
    assert [fault.message for fault in validate(folder(tmp_path, one=with_final))] == [
        "the newest verified release is on line 1"
    ]
    without = with_final.replace('      - id: "1"\n', '      - id: "1"\n        prerelease: true\n')
    assert validate(folder(tmp_path, one=without)) == []


def test_a_package_without_releases_has_no_current_line(tmp_path: Path) -> None:
    text = OLD.replace("    name: old\n", '    name: old\n    current: "1"\n')
    fault = validate(folder(tmp_path, old=text))[0]
    assert (fault.message, fault.remedy) == (
        "the newest verified release is on line (none)",
        "leave current out",
    )


def test_a_name_stands_once_whether_of_a_package_or_of_a_line(tmp_path: Path) -> None:
    found = validate(folder(tmp_path, old=OLD.replace("name: old", "name: uno")))
    assert [fault.message for fault in found] == [f"npm:uno already stands in {tmp_path}/products/old.yaml:10"]
    twice = TRAPS + TRAPS.removeprefix("traps:\n")
    assert "npm:oen already stands in" in validate(folder(tmp_path, traps=twice))[0].message


def test_rows_stand_once_by_id_and_by_line_of_the_page(tmp_path: Path) -> None:
    row = ONE[ONE.index("  - id: sdk.one") : ONE.index("guides:")]
    found = validate(folder(tmp_path, one=ONE.replace(row, row + row)))
    assert [fault.message.split(" already")[0] for fault in found] == ["sdk.one", "line 10 of the page"]


def test_what_is_no_file_of_a_matrix_is_a_fault(tmp_path: Path) -> None:
    folder(tmp_path)
    for name in ("notes.txt", "products/two.yml", "extra/a.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    found = [(os.path.relpath(fault.path, tmp_path), fault.message) for fault in validate(str(tmp_path))]
    assert found == [(name, "not a file of a matrix") for name in ("extra/a.yaml", "notes.txt", "products/two.yml")]


def test_a_folder_without_matrix_yaml_is_a_fault(tmp_path: Path) -> None:
    assert validate(str(tmp_path)) == [
        Fault(f"{tmp_path}/matrix.yaml", 1, "this file is missing", "write it, as matrix/README.md says")
    ]


def test_files_that_cannot_be_read_are_faults(tmp_path: Path) -> None:
    folder(tmp_path)
    (tmp_path / "traps.yaml").write_bytes(b"traps: \xff")
    (tmp_path / "products" / "dir.yaml").mkdir()
    messages = [fault.message for fault in validate(str(tmp_path))]
    assert messages == ["cannot be read (Is a directory)", "is not UTF-8 (byte 7)"]


def test_the_loader_refuses_a_faulty_matrix_in_one_line(tmp_path: Path) -> None:
    text = ONE.replace("level: supported", "level: gold").replace('- to: "2"', '- to: "9"')
    with pytest.raises(MatrixError) as caught:
        compile_folder(folder(tmp_path, one=text))
    assert str(caught.value) == (
        f"{tmp_path}/products/one.yaml:6: unknown level gold; use one of matrix.yaml: supported"
        " (and 1 more: matrix-audit matrix validate)"
    )


def test_the_loader_refuses_a_single_fault_without_counting(tmp_path: Path) -> None:
    with pytest.raises(MatrixError, match=r"no package two; name a package of a product$"):
        load(folder(tmp_path, traps=TRAPS.replace("instead: one", "instead: two")))


def test_lines_of_a_product_are_judged_by_its_ecosystem() -> None:
    files, _ = read_tree(FOLDER)
    assert [fault for file in files if file.kind == "product" for fault in line_faults(file)] == []


def other(kind: str, data: Any) -> bool:
    """Whether the jsonschema library finds the data valid."""
    validator = jsonschema.Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{kind}"})
    return bool(validator.is_valid(data))


def node(data: Any) -> Node:
    """Data as it would have been read from YAML that quotes every text."""
    if isinstance(data, dict):
        return Node({key: node(value) for key, value in data.items()}, 1)
    if isinstance(data, list):
        return Node([node(value) for value in data], 1)
    if isinstance(data, (bool, int)):
        return Node(json.dumps(data), 1)
    return Node(data, 1, quoted=True)


def ours(kind: str, data: Any) -> bool:
    return not schema_faults(File("x", kind, node(data)), SCHEMA)


def mutations(data: Any, top: Any) -> list[Any]:
    """The whole with one thing changed: a key dropped or added, an entry dropped, a value of another type or shape."""
    changed = []

    def change(holder: Any, key: Any, values: tuple[Any, ...]) -> None:
        kept = holder[key]
        for value in values:
            holder[key] = value
            changed.append(copy.deepcopy(top))
        holder[key] = kept

    for key in list(data) if isinstance(data, dict) else range(len(data)):
        change(data, key, ("", "?!", "1.0", 7, True, [], {}, ["x"], {"x": "y"}))
        if isinstance(data, dict):
            kept = data.pop(key)
            changed.append(copy.deepcopy(top))
            data[key] = kept
        if isinstance(data[key], (dict, list)):
            changed += mutations(data[key], top)
    return changed


def test_the_schema_is_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_another_validator_accepts_every_file_of_the_matrix() -> None:
    files, faulty = read_tree(FOLDER)
    assert faulty == []
    assert [file.path for file in files if not other(file.kind, file.root.plain())] == []


@pytest.mark.parametrize(
    "stem",
    ["matrix", "traps", "wordpress", "node-auth0-stub", "operating-systems", "marketplace", "auth0-js", "runtimes"],
)
def test_another_validator_agrees_on_every_single_change_of_a_file(stem: str) -> None:
    files, _ = read_tree(FOLDER)
    file = next(file for file in files if Path(file.path).stem == stem)
    data = file.root.plain()
    verdicts = [(ours(file.kind, changed), other(file.kind, changed)) for changed in mutations(data, data)]
    assert len(verdicts) > 20
    assert {mine for mine, _ in verdicts} == {True, False}
    assert [pair for pair in verdicts if pair[0] != pair[1]] == []


def test_a_schema_keyword_that_is_not_understood_is_refused() -> None:
    with pytest.raises(NotImplementedError, match="oneOf"):
        schema_faults(File("x", "traps", node({})), {"$defs": {"traps": {"type": "object", "oneOf": []}}})

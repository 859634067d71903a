"""``inventory --format cyclonedx``: valid by CycloneDX's own library, the same packages when read back, nothing that changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from auditor import inventory
from auditor.bill import as_cyclonedx
from auditor.cli import main
from auditor.config import Configuration
from auditor.pipeline import Reading, Request, read
from auditor.purl import purl
from auditor.tree import DirectoryTree
from trees import MemoryTree, entry, lockfile, manifest, project

HERE = Path(__file__).parent
PROJECTS = sorted(path.parent for path in (HERE / "formats").glob("*/*/expected.json"))
VALIDATOR = JsonStrictValidator(SchemaVersion.V1_6)
# A project in which one says of another's package what it is, and another does not say who asked for what.
WORKSPACES = {
    "package.json": manifest({"outer": "^1.0.0"}, workspaces=["packages/*"]),
    "packages/a/package.json": json.dumps({"name": "a", "dependencies": {"@acme/sdk": "^3.0.0", "b": "*"}}),
    "packages/b/package.json": json.dumps({"name": "b", "devDependencies": {"tool": "2"}}),
    "package-lock.json": lockfile(
        {
            "outer": entry("1.2.0", dependencies={"ms": "^2.0.0"}),
            "ms": "2.1.3",
            "node_modules/a": {"resolved": "packages/a", "link": True},
            "node_modules/b": {"resolved": "packages/b", "link": True},
            "packages/a": {"version": "1.0.0", "dependencies": {"@acme/sdk": "^3.0.0", "b": "*"}},
            "packages/b": {"version": "1.0.0", "devDependencies": {"tool": "2"}},
            "@acme/sdk": entry("3.2.0", dependencies={"ms": "^2.0.0"}),
            "tool": entry("2.0.0", dev=True),
        },
        {"outer": "^1.0.0"},
        workspaces=["packages/*"],
    ),
}
UNSAID = {"gradle.lockfile": "com.acme:sdk:1.0.0=runtimeClasspath\nempty=\n"}


def of_files(files: Mapping[str, str]) -> Reading:
    return read(Request(MemoryTree(files), (), lambda _: Configuration(), ""))


def of_folder(folder: Path) -> Reading:
    return read(Request(DirectoryTree(str(folder)), (), lambda _: Configuration(), ""))


def told(rows: Iterable[inventory.Row]) -> dict[str, bool]:
    """What a bill can carry: package URLs (hence nothing that has none, or of which a folder's path is the name), and which are direct."""
    urls = [(purl(row.ecosystem, row.name, row.version), row.direct) for row in rows if row.source != "link"]
    return {url: (url, True) in urls for url, _ in urls if url and "/Users/" not in url}


def depends_on(bill: Mapping[str, Any]) -> dict[str, list[str]]:
    """The graph by the components' own names."""
    own = bill["metadata"]["component"]
    names = {one["bom-ref"]: one["name"] for one in (own, *own["components"], *bill["components"])}
    kinds = {one["bom-ref"]: "workspace " for one in own["components"]}
    return {
        kinds.get(one["ref"], "") + names[one["ref"]]: [names[ref] for ref in one["dependsOn"]]
        for one in bill["dependencies"]
    }


@pytest.mark.parametrize("folder", [pytest.param(path, id=f"{path.parent.name}: {path.name}") for path in PROJECTS])
def test_the_bill_of_any_project_is_valid_and_says_the_same_packages_when_read_back(folder: Path) -> None:
    reading = of_folder(folder)
    text = as_cyclonedx(reading)
    assert VALIDATOR.validate_str(text) is None
    assert told(inventory.rows(of_files({"bom.json": text}))) == told(inventory.rows(reading))


def test_workspaces_are_parts_of_the_tree_and_depend_on_what_they_declare() -> None:
    bill = json.loads(as_cyclonedx(of_files(WORKSPACES)))
    assert [part["name"] for part in bill["metadata"]["component"]["components"]] == ["shop", "a", "b"]
    assert depends_on(bill) == {
        bill["metadata"]["component"]["name"]: ["shop", "a", "b"],
        "workspace shop": ["outer"],
        "workspace a": ["b", "sdk"],
        "workspace b": ["tool"],
        "outer": ["ms"],
        "sdk": ["ms"],
        "ms": [],
        "tool": [],
    }


def test_a_component_says_scope_place_and_directness() -> None:
    bill = json.loads(as_cyclonedx(of_files(WORKSPACES)))
    (tool,) = [one for one in bill["components"] if one["name"] == "tool"]
    (sdk,) = [one for one in bill["components"] if one["name"] == "sdk"]
    line = WORKSPACES["package-lock.json"].split("\n").index('    "node_modules/@acme/sdk": {') + 1
    assert tool["scope"] == "excluded"
    assert sdk == {
        "type": "library",
        "bom-ref": "package-lock.json#pkg:npm/%40acme/sdk@3.2.0",
        "group": "@acme",
        "name": "sdk",
        "version": "3.2.0",
        "scope": "required",
        "purl": "pkg:npm/%40acme/sdk@3.2.0",
        "properties": [
            {"name": "matrix-audit:direct", "value": "true"},
            {"name": "matrix-audit:ecosystem", "value": "npm"},
            {"name": "matrix-audit:requirement", "value": "^3.0.0"},
            {"name": "matrix-audit:scope", "value": "prod"},
            {"name": "matrix-audit:source", "value": "registry"},
        ],
        "evidence": {"occurrences": [{"location": "package-lock.json", "line": line}]},
    }


def test_what_a_lockfile_does_not_say_stays_unsaid() -> None:
    bill = json.loads(as_cyclonedx(of_files(UNSAID)))
    assert bill["compositions"] == [{"aggregate": "incomplete", "dependencies": ["gradle.lockfile#."]}]
    assert bill["dependencies"] == [
        {"ref": "gradle.lockfile#.", "dependsOn": []},
        {"ref": "tree", "dependsOn": ["gradle.lockfile#."]},
    ]
    assert [row.direct for row in inventory.rows(of_files({"bom.json": json.dumps(bill)}))] == [None]


@pytest.mark.parametrize(
    "odd", ["none", [1], [{"aggregate": "unknown"}], [{"aggregate": "complete", "dependencies": ["tree"]}]]
)
def test_a_composition_that_leaves_no_doubt_changes_nothing(odd: object) -> None:
    bill = json.loads(as_cyclonedx(of_files(WORKSPACES)))
    direct = {
        row.name: row.direct for row in inventory.rows(of_files({"bom.json": json.dumps(bill | {"compositions": odd})}))
    }
    assert direct == {"outer": True, "ms": False, "@acme/sdk": True, "tool": True}


def test_an_input_that_cannot_be_read_makes_the_bill_incomplete_and_is_named() -> None:
    bill = json.loads(as_cyclonedx(of_files({**project({"a": "1"}, {"a": "1.0.0"}), "b/yarn.lock": "<<<<<<< a\n"})))
    assert bill["compositions"] == [{"aggregate": "incomplete", "assemblies": ["tree"]}]
    assert bill["metadata"]["properties"] == [
        {"name": "matrix-audit:unreadable", "value": "b/yarn.lock: has merge-conflict markers"}
    ]


def test_two_entries_of_one_version_have_references_of_their_own() -> None:
    files = {"package.json": manifest({"a": "1.0.0"}, devDependencies={"a": "1.0.0"})}
    bill = json.loads(as_cyclonedx(of_files(files)))
    refs = [one["bom-ref"] for one in bill["components"]]
    assert refs == ["package.json#pkg:npm/a@1.0.0", "package.json#pkg:npm/a@1.0.0#2"]


def test_the_same_tree_gives_the_same_bytes_and_another_tree_another_serial_number() -> None:
    first, again, other = (json.loads(as_cyclonedx(of_files(files))) for files in (WORKSPACES, WORKSPACES, UNSAID))
    assert first == again
    assert first["serialNumber"] != other["serialNumber"]
    assert "timestamp" not in first["metadata"]


def test_the_command_prints_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path, text in project({"a": "1"}, {"a": "1.0.0"}).items():
        (tmp_path / path).write_text(text)
    assert main(["inventory", str(tmp_path), "--format", "cyclonedx"]) == 0
    bill = json.loads(capsys.readouterr().out)
    assert (bill["bomFormat"], bill["specVersion"], bill["metadata"]["component"]["name"]) == (
        "CycloneDX",
        "1.6",
        "shop",
    )

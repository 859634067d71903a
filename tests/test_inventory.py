"""``inventory``: one row for each package, version and file, as JSON and as text, and the matrix commands beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.cli import main
from trees import ACME, entry, lockfile, manifest, project

NPM = {
    "package.json": manifest({"@acme/sdk": "^3.0.0", "alias": "npm:left-pad@1"}, devDependencies={"tool": "2"}),
    "package-lock.json": lockfile(
        {
            "@acme/sdk": entry("3.2.0", dependencies={"ms": "2"}),
            "alias": entry("1.3.0", name="left-pad"),
            "tool": entry("2.0.0", dev=True, dependencies={"ms": "2"}),
            "ms": "2.1.3",
            "node_modules/tool/node_modules/ms": entry("2.1.3", dev=True),
            "from-git": {"version": "1.0.0", "resolved": "git+ssh://git@git.example.test/x.git#0123456"},
        },
        {"@acme/sdk": "^3.0.0", "alias": "npm:left-pad@1"},
        devDependencies={"tool": "2"},
    ),
    "loose/package.json": manifest(
        {
            "exact": "1.0.0",
            "near": "file:./near",
            "far": "file:../../far",
            "member": "workspace:*",
            "shared": "catalog:",
        }
    ),
}


def written(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def listed(folder: Path, capsys: pytest.CaptureFixture[str], *more: str, status: int = 0) -> dict[str, Any]:
    assert main(["inventory", str(folder), "--format", "json", *more]) == status
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def test_every_package_has_a_row_with_all_its_fields(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = listed(written(tmp_path, NPM), capsys)
    assert report["schema"] == "matrix-audit/inventory/1"
    assert report["packages"][5] == {
        "purl": "pkg:npm/%40acme/sdk@3.2.0",
        "ecosystem": "npm",
        "name": "@acme/sdk",
        "version": "3.2.0",
        "direct": True,
        "scope": "prod",
        "path": "package-lock.json",
        "line": NPM["package-lock.json"][: NPM["package-lock.json"].index('"node_modules/@acme/sdk"')].count("\n") + 1,
        "source": "registry",
        "requirement": "^3.0.0",
    }
    fields = ("path", "name", "version", "requirement", "direct", "scope", "source")
    assert [tuple(row.get(field) for field in fields) for row in report["packages"]] == [
        ("loose/package.json", "exact", "1.0.0", "1.0.0", True, "prod", "registry"),
        ("loose/package.json", "far", None, "file:../../far", True, "prod", "file"),
        ("loose/package.json", "member", None, "workspace:*", True, "prod", "link"),
        ("loose/package.json", "near", None, "file:./near", True, "prod", "file"),
        ("loose/package.json", "shared", None, "catalog:", True, "prod", "registry"),
        ("package-lock.json", "@acme/sdk", "3.2.0", "^3.0.0", True, "prod", "registry"),
        ("package-lock.json", "from-git", "1.0.0", None, False, "prod", "git"),
        ("package-lock.json", "left-pad", "1.3.0", "npm:left-pad@1", True, "prod", "registry"),
        ("package-lock.json", "ms", "2.1.3", None, False, "prod", "registry"),
        ("package-lock.json", "tool", "2.0.0", "2", True, "dev", "registry"),
    ]


def test_rows_say_the_line_they_stand_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = listed(written(tmp_path, NPM), capsys)
    for row in report["packages"]:
        line = (tmp_path / row["path"]).read_text().split("\n")[row["line"] - 1]
        assert row["name"] in line or row["name"] == "left-pad"


def test_a_workspace_member_that_another_asks_for_is_direct(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packages = {
        "": {"name": "shop", "workspaces": ["apps/*"]},
        "apps/one": {"name": "one", "version": "1.0.0"},
        "apps/two": {"name": "two", "version": "1.0.0", "dependencies": {"one": "*"}},
        "node_modules/one": {"resolved": "apps/one", "link": True},
        "node_modules/two": {"resolved": "apps/two", "link": True},
    }
    files = {
        "package.json": manifest({}, workspaces=["apps/*"]),
        "apps/one/package.json": '{"name": "one", "version": "1.0.0"}',
        "apps/two/package.json": '{"name": "two", "version": "1.0.0", "dependencies": {"one": "*"}}',
        "package-lock.json": json.dumps({"name": "shop", "lockfileVersion": 3, "packages": packages}),
    }
    rows = listed(written(tmp_path, files), capsys)["packages"]
    assert [(row["name"], row["source"], row["direct"]) for row in rows] == [
        ("one", "link", True),
        ("two", "link", False),
    ]


def test_a_folder_beside_the_root_and_the_link_to_it_are_one_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packages = {
        "": {"name": "shop", "dependencies": {"near": "file:../near"}},
        "../near": {"version": "1.0.0"},
        "node_modules/near": {"resolved": "../near", "link": True},
    }
    files = {
        "package.json": manifest({"near": "file:../near"}),
        "package-lock.json": json.dumps({"name": "shop", "lockfileVersion": 3, "packages": packages}),
    }
    rows = listed(written(tmp_path, files), capsys)["packages"]
    assert [(row["name"], row["version"], row["source"], row["direct"]) for row in rows] == [
        ("near", "1.0.0", "file", True)
    ]


def test_a_lockfile_that_does_not_say_who_is_direct_leaves_it_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = '{"lockfileVersion": 1, "dependencies": {"a": {"version": "1.0.0"}}}'
    report = listed(written(tmp_path, {"package-lock.json": lock}), capsys)
    assert [row["direct"] for row in report["packages"]] == [None]


def test_the_text_is_the_same_list_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inventory", str(written(tmp_path, NPM))]) == 0
    assert capsys.readouterr().out == (
        "loose/package.json\n"
        "  exact 1.0.0  direct prod\n"
        "  far file:../../far  direct prod\n"
        "  member workspace:*  direct prod\n"
        "  near file:./near  direct prod\n"
        "  shared catalog:  direct prod\n"
        "\n"
        "package-lock.json\n"
        "  @acme/sdk 3.2.0  direct prod\n"
        "  from-git 1.0.0  brought in prod\n"
        "  left-pad 1.3.0  direct prod\n"
        "  ms 2.1.3  brought in prod\n"
        "  tool 2.0.0  direct dev\n"
    )


def test_nothing_found_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inventory", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "No packages found.\n"


def test_an_unreadable_input_is_status_1_and_the_rest_is_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = written(tmp_path, {**project({"a": "1.0.0"}), "b/package-lock.json": "{"})
    report = listed(folder, capsys, status=1)
    assert [row["name"] for row in report["packages"]] == ["a"]
    assert {"path": "b/package-lock.json", "status": "unreadable"}.items() <= report["inputs"][0].items()
    assert report["inputs"][0]["reason"] == "stops in the middle of an object"
    assert main(["inventory", str(folder)]) == 1
    captured = capsys.readouterr()
    assert captured.out.endswith("b/package-lock.json: stops in the middle of an object\n")
    assert captured.err == "matrix-audit: b/package-lock.json stops in the middle of an object\n"


def test_excluded_folders_are_not_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = written(tmp_path, {**NPM, ".matrix-audit.toml": 'exclude = ["loose/"]\n'})
    assert {row["path"] for row in listed(folder, capsys)["packages"]} == {"package-lock.json"}
    everything = {row["path"] for row in listed(folder, capsys, "--no-config")["packages"]}
    assert everything == {"package-lock.json", "loose/package.json"}


def test_the_same_tree_gives_the_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = written(tmp_path, NPM)
    texts = []
    for _ in range(2):
        main(["inventory", str(folder), "--format", "json"])
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]


# matrix show and validate


def test_a_product_of_a_matrix_is_shown_by_id_or_package(capsys: pytest.CaptureFixture[str]) -> None:
    shown = []
    for words in (["acme-sdk"], ["npm:@acme/sdk"], []):
        assert main(["matrix", "show", *words, "--matrix", str(ACME)]) == 0
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1] != shown[2]
    assert "Acme SDK" in shown[2]
    assert "Acme Widget" in shown[2]


def test_what_the_matrix_does_not_have_is_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["matrix", "show", "nonsense", "--matrix", str(ACME)]) == 2
    assert capsys.readouterr().err.startswith("matrix-audit: error: ")


def test_a_sound_matrix_is_valid_and_a_faulty_one_is_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["matrix", "validate", str(ACME)]) == 0
    assert capsys.readouterr().out == "the matrix is valid\n"
    for path in ACME.rglob("*.yaml"):
        target = tmp_path / path.relative_to(ACME)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text().replace("level: sustained", "level: unheard-of"))
    assert main(["matrix", "validate", str(tmp_path)]) == 1
    assert "unheard-of" in capsys.readouterr().out


def test_without_a_folder_the_one_of_the_checkout_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["matrix", "validate"]) == 0
    assert capsys.readouterr().out == "the matrices are valid\n"


def test_a_folder_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["matrix", "validate", str(tmp_path / "none")]) == 2
    assert "is no folder; give the folder that holds matrix.yaml" in capsys.readouterr().err

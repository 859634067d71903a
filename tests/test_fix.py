"""``fix``: only the intended characters change, files are whole or untouched, lockfiles never, and what is left is said."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from auditor import fixing
from auditor.cli import main
from auditor.compile_matrix import compile_folder
from auditor.errors import Terminated
from auditor.files import undisturbed
from auditor.fixing import Patch, diff
from auditor.pipeline import Request, run
from auditor.planning import changes_of, edits_by_path
from auditor.processes import run_all
from auditor.results import Command, Edit
from auditor.roots import no_configuration
from auditor.tree import DirectoryTree
from trees import ACME, DAY, acme, entry, lockfile, manifest, project

SDK, WEB = "@acme/sdk", "@acme/web"
Files = Mapping[str, str | bytes]


def put(folder: Path, files: Files) -> Path:
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def fix(folder: Path, *words: str) -> int:
    return main(["fix", str(folder), "--matrix", str(ACME), "--as-of", DAY, *words])


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


OUTDATED = project({SDK: "3.1.0"}, {SDK: "3.1.0"})
BREAKING = project({SDK: "^1.0.0"}, {SDK: "1.9.0"})


# What changes


def test_only_the_range_changes_and_the_command_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(put(tmp_path, OUTDATED))
    assert fix(tmp_path) == 0
    after = contents(tmp_path)
    assert after["package.json"] == before["package.json"].replace(b'"3.1.0"', b'"3.2.0"')
    assert after["package-lock.json"] == before["package-lock.json"]
    assert capsys.readouterr().out == 'package.json:5:19  "3.1.0" -> "3.2.0"\nthen:\n  npm install\n'


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    put(tmp_path, OUTDATED)
    fix(tmp_path)
    once = contents(tmp_path)
    assert fix(tmp_path) == 0
    assert contents(tmp_path) == once


def test_within_the_range_there_is_only_something_to_type(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(put(tmp_path, project({SDK: "^3.0.0"}, {SDK: "3.1.0"})))
    assert fix(tmp_path) == 0
    assert contents(tmp_path) == before
    assert capsys.readouterr().out == "to type:\n  npm update @acme/sdk\n"


def test_a_breaking_change_waits_to_be_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(put(tmp_path, BREAKING))
    assert fix(tmp_path) == 1
    assert contents(tmp_path) == before
    assert "left: @acme/sdk 1.9.0 -> 3.2.0: breaking: --breaking includes it" in capsys.readouterr().out
    assert fix(tmp_path, "--breaking") == 0
    assert b'"^3.2.0"' in contents(tmp_path)["package.json"]
    assert "guide for @acme/sdk 3.2.0: https://docs.example.test/sdk-3" in capsys.readouterr().out


def test_a_broken_file_is_left_with_what_mends_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fix(put(tmp_path, {"package.json": manifest({}), "package-lock.json": ""})) == 0
    assert capsys.readouterr().out == (
        "left: MA901 package-lock.json is empty: restore it, or delete it\nnothing to change\n"
    )


@pytest.mark.parametrize("pin", [{".nvmrc": "v16\n"}, {".node-version": "18.20.1"}, {".nvmrc": "lts/hydrogen"}])
def test_what_needs_another_runtime_first_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], pin: Files
) -> None:
    before = contents(put(tmp_path, {**OUTDATED, **pin}))
    assert fix(tmp_path, "--breaking") == 1
    assert contents(tmp_path) == before
    assert "left: @acme/sdk 3.1.0 -> 3.2.0: needs Node.js >=20 (." in capsys.readouterr().out


def test_nothing_to_change_is_said_and_is_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path, project({SDK: "^3.2.0"}, {SDK: "3.2.0"}))
    assert fix(tmp_path) == 0
    assert capsys.readouterr().out == "nothing to change\n"


def test_a_replaced_package_is_left_with_its_advice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(put(tmp_path, project({"acme-old": "^1.0.0"}, {"acme-old": "1.5.0"})))
    fix(tmp_path, "--breaking")
    assert contents(tmp_path) == before
    assert (
        "left: MA106 acme-old 1.5.0 is out of maintenance since 2024-02-01: Acme SDK does all"
        in capsys.readouterr().out
    )


TWO = project({SDK: "3.1.0", WEB: "2.0.0"}, {SDK: "3.1.0", WEB: "2.0.0"})


@pytest.mark.parametrize("word", [WEB, f"npm:{WEB}"])
def test_only_one_package(tmp_path: Path, word: str) -> None:
    put(tmp_path, TWO)
    assert fix(tmp_path, "--only", word) == 0
    assert json.loads(contents(tmp_path)["package.json"])["dependencies"] == {SDK: "3.1.0", WEB: "2.1.0"}


@pytest.mark.parametrize(("word", "changed"), [("MA103", True), ("outdated-release", True), ("MA106", False)])
def test_only_one_rule(tmp_path: Path, word: str, changed: bool) -> None:
    before = contents(put(tmp_path, TWO))
    fix(tmp_path, "--only", word)
    assert (contents(tmp_path) != before) is changed


def test_several_findings_take_one_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path, project({SDK: "3.1.0", WEB: "^2.0.0"}, {SDK: "3.1.0", WEB: "2.0.0"}))
    assert fix(tmp_path) == 0
    assert capsys.readouterr().out.endswith("then:\n  npm update @acme/sdk @acme/web\n")


# Bytes


@pytest.mark.parametrize(
    "text",
    [
        '\ufeff{\r\n\t"dependencies" : {\r\n\t\t"@acme/sdk"  :  "3.1.0"\r\n\t}\r\n}',
        '{"dependencies":{"@acme/sdk":"3.1.0"}}',
        '{\n  "description": "\U0001f600 3.1.0", "dependencies": {"a": "3.1.0", "@acme/sdk": "3.1.0", "b": "3.1.0"}\n}\n\n',
        '{"x": {"@acme/sdk": "3.1.0"}, "devDependencies": {"@acme/sdk": "3.1.0"}}\n',
    ],
    ids=["BOM, CRLF, tabs", "one line", "the same text thrice", "the same key twice"],
)
@pytest.mark.parametrize("mode", [0o644, 0o600, 0o755])
def test_indentation_line_ends_mark_order_and_mode_stay(tmp_path: Path, text: str, mode: int) -> None:
    put(tmp_path, {"package.json": text, "package-lock.json": lockfile({SDK: "3.1.0"}, {SDK: "3.1.0"})})
    (tmp_path / "package.json").chmod(mode)
    assert fix(tmp_path) == 0
    whole = text.encode()
    at = whole.rindex(b'"@acme/sdk"')
    expected = whole[:at] + whole[at:].replace(b"3.1.0", b"3.2.0", 1)
    assert (tmp_path / "package.json").read_bytes() == expected
    assert stat.S_IMODE((tmp_path / "package.json").stat().st_mode) == mode
    assert sorted(os.listdir(tmp_path)) == ["package-lock.json", "package.json"]


def test_a_catalog_is_changed_where_it_stands(tmp_path: Path) -> None:
    catalog = "packages: ['app']\ncatalog:\n  # pinned\n  '@acme/sdk': 3.1.0 # why\n"
    lock = (
        "lockfileVersion: '9.0'\ncatalogs:\n  default:\n    '@acme/sdk':\n      specifier: 3.1.0\n      version: 3.1.0\n"
        "importers:\n  app:\n    dependencies:\n      '@acme/sdk':\n        specifier: 'catalog:'\n        version: 3.1.0\n"
        "packages:\n  '@acme/sdk@3.1.0':\n    resolution: {integrity: sha512-x}\nsnapshots:\n  '@acme/sdk@3.1.0': {}\n"
    )
    files = {"app/package.json": manifest({SDK: "catalog:"}), "pnpm-workspace.yaml": catalog, "pnpm-lock.yaml": lock}
    before = contents(put(tmp_path, files))
    assert fix(tmp_path) == 0
    changed = {path: data for path, data in contents(tmp_path).items() if data != before[path]}
    assert changed == {"pnpm-workspace.yaml": catalog.replace("3.1.0 #", "3.2.0 #").encode()}


def test_an_override_is_changed_with_the_range(tmp_path: Path) -> None:
    put(tmp_path, project({SDK: "3.1.0"}, {SDK: "3.1.0"}, overrides={SDK: "3.1.0"}))
    assert fix(tmp_path) == 0
    tree = json.loads(contents(tmp_path)["package.json"])
    assert (tree["dependencies"], tree["overrides"]) == ({SDK: "3.2.0"}, {SDK: "3.2.0"})


# The diff


def test_a_dry_run_prints_the_diff_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(put(tmp_path, OUTDATED))
    assert fix(tmp_path, "--dry-run") == 1
    said = capsys.readouterr()
    assert contents(tmp_path) == before
    assert said.out == (
        "--- a/package.json\n+++ b/package.json\n@@ -2,6 +2,6 @@\n"
        '   "name": "shop",\n   "private": true,\n   "dependencies": {\n'
        '-    "@acme/sdk": "3.1.0"\n+    "@acme/sdk": "3.2.0"\n'
        "   }\n }\n\\ No newline at end of file\n"
    )
    assert said.err == "matrix-audit: then:\nmatrix-audit:   npm install\n"
    assert fix(tmp_path) == 0
    assert fix(tmp_path, "--dry-run") == 0


def test_the_diff_keeps_line_ends() -> None:
    patch = Patch("a b", b'{\r\n "x": 1\r\n}\r\n', b'{\r\n "x": 2\r\n}\r\n', ())
    assert diff([patch], str) == '--- a/a b\n+++ b/a b\n@@ -1,3 +1,3 @@\n {\r\n- "x": 1\r\n+ "x": 2\r\n }\r\n'


@pytest.mark.process
def test_patch_takes_the_diff(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path, OUTDATED)
    fix(tmp_path, "--dry-run")
    made = capsys.readouterr().out.encode()
    subprocess.run(["git", "apply", "-"], input=made, cwd=tmp_path, check=True)
    patched = contents(tmp_path)
    put(tmp_path, OUTDATED)
    fix(tmp_path)
    assert contents(tmp_path) == patched


# What is not trusted


def prepared(folder: Path) -> tuple[Request, DirectoryTree, Any, Any, Any]:
    tree = DirectoryTree(str(folder))
    request = Request(tree, (acme(),), no_configuration, DAY)
    reading, report = run(request)
    changes = [change for change in changes_of(report.active()) if change.upgrade.edits]
    return request, tree, reading, changes, fixing.prepare(request, reading, changes)


def test_a_file_that_changed_since_it_was_read_is_left(tmp_path: Path) -> None:
    put(tmp_path, OUTDATED)
    request, tree, reading, changes, result = prepared(tmp_path)
    (tmp_path / "package.json").write_text("{}")
    done = fixing.apply(request, tree, reading, result, changes)
    assert (tmp_path / "package.json").read_text() == "{}"
    assert (done.patches, list(done.refused.values())) == ((), ["changed after it was read; run it again"])


def test_a_file_that_changed_before_the_edits_were_tried_is_left(tmp_path: Path) -> None:
    put(tmp_path, OUTDATED)
    request, _, reading, changes, _ = prepared(tmp_path)
    (tmp_path / "package.json").write_text("{}")
    result = fixing.prepare(request, reading, changes)
    assert (result.patches, list(result.refused.values())) == ((), ["changed after it was read; run it again"])


def test_a_file_that_became_a_link_is_left(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    put(root, OUTDATED)
    request, tree, reading, changes, result = prepared(root)
    (root / "package.json").rename(outside)
    (root / "package.json").symlink_to(outside)
    before = outside.read_bytes()
    done = fixing.apply(request, tree, reading, result, changes)
    assert (outside.read_bytes(), (root / "package.json").is_symlink(), done.patches) == (before, True, ())


def test_a_folder_that_became_a_link_is_left(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    put(root, {f"app/{path}": text for path, text in OUTDATED.items()})
    request, tree, reading, changes, result = prepared(root)
    (root / "app").rename(outside)
    (root / "app").symlink_to(outside)
    before = contents(outside)
    done = fixing.apply(request, tree, reading, result, changes)
    assert contents(outside) == before
    assert list(done.refused.values()) == ["a folder above it is a link"]


def test_an_edit_that_would_change_more_is_not_made(tmp_path: Path) -> None:
    put(tmp_path, TWO)
    request, _, reading, changes, _ = prepared(tmp_path)
    change = next(change for change in changes if change.component.name == SDK)
    wrong = change.upgrade.edits[0]._replace(new='3.2.0", "left-pad": "1')
    worse = [change._replace(upgrade=change.upgrade._replace(edits=(wrong,))), *(c for c in changes if c is not change)]
    result = fixing.prepare(request, reading, worse)
    assert result.refused == {wrong: "it would change more than this range"}
    assert [edit.new for patch in result.patches for edit in patch.edits] == ["2.1.0"]


def test_of_two_edits_of_the_same_characters_the_first_counts(tmp_path: Path) -> None:
    put(tmp_path, OUTDATED)
    request, _, reading, changes, _ = prepared(tmp_path)
    other = changes[0].upgrade.edits[0]._replace(new="^3.2.0")
    both = [*changes, changes[0]._replace(upgrade=changes[0].upgrade._replace(edits=(other,)))]
    result = fixing.prepare(request, reading, both)
    assert result.refused == {other: 'another change makes it "3.2.0"'}


def test_what_is_not_as_it_was_meant_to_be_is_put_back(tmp_path: Path) -> None:
    before = contents(put(tmp_path, OUTDATED))
    request, tree, reading, changes, result = prepared(tmp_path)
    patch = result.patches[0]
    wrong = patch._replace(after=patch.after.replace(b'"shop"', b'"other"'))
    done = fixing.apply(request, tree, reading, result._replace(patches=(wrong,)), changes)
    assert contents(tmp_path) == before
    assert done.patches == ()
    assert "was put back" in next(iter(done.refused.values()))


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, OUTDATED)
    before = contents(tmp_path)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    assert fix(tmp_path) == 1
    monkeypatch.undo()
    assert contents(tmp_path) == before


def test_edits_come_from_the_end_of_a_file() -> None:
    first = Edit("a", 1, 1, 1, 2, "x", "y")
    last = Edit("a", 2, 1, 2, 2, "x", "y")
    assert edits_by_path([first, last, first]) == {"a": [last, first]}


# Running


@pytest.mark.process
@pytest.mark.skipif(os.name == "nt", reason="the stand-in for npm is a shell script")
@pytest.mark.parametrize(("status", "expected"), [(0, 0), (3, 1)])
def test_the_command_is_run_only_when_asked_for(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    expected: int,
) -> None:
    tools, shop = tmp_path / "tools", tmp_path / "shop"
    put(tools, {"npm": f'#!/bin/sh\necho "npm was told: $*"\nexit {status}\n'})
    (tools / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    put(shop, OUTDATED)
    assert fix(shop, "--run") == expected
    said = capfd.readouterr()
    assert said.out.index("then:\n  npm install") < said.out.index("npm was told: install")
    assert "running 1 of 1: npm install (in .)" in said.err
    assert ("ended with status 3" in said.err) is bool(status)


@pytest.mark.process
def test_a_program_that_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, {f"{name}/{path}": text for name in ("a", "b") for path, text in OUTDATED.items()})
    monkeypatch.setenv("PATH", str(tmp_path))
    assert fix(tmp_path, "--run") == 1
    assert capsys.readouterr().err.count("was not started: npm is not installed") == 2


@pytest.mark.process
@pytest.mark.skipif(os.name == "nt", reason="the programs are POSIX ones")
def test_after_a_failure_the_rest_of_that_folder_is_left_out(tmp_path: Path) -> None:
    put(tmp_path, {"a/gradlew": "not executable", "b/x": ""})
    said: list[str] = []
    commands = [
        Command("b", "false"),
        Command("b", "true"),
        Command("a", "./gradlew x"),
        Command("b/..", "true"),
        Command("b", "./gradlew"),
    ]
    assert run_all(str(tmp_path), commands, said.append) == 1
    assert [line for line in said if not line.startswith("running")] == [
        "false (in b) ended with status 1; the lockfile may be as it was: run it by hand",
        "left out: true (in b)",
        "./gradlew x (in a) was not started: permission denied; the lockfile may be as it was: run it by hand",
        "left out: ./gradlew (in b)",
    ]


@pytest.mark.process
def test_a_wrapper_that_the_project_lacks_is_said(tmp_path: Path) -> None:
    said: list[str] = []
    assert run_all(str(tmp_path), [Command(".", "./gradlew")], said.append) == 1
    assert "was not started: ./gradlew is not installed" in said[-1]


# Interrupts


@pytest.mark.parametrize(("number", "error"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, Terminated)])
def test_an_interrupt_waits_until_a_file_is_whole(number: signal.Signals, error: type[BaseException]) -> None:
    from auditor.files import clean_up_on_sigterm

    own, interrupt = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    clean_up_on_sigterm()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background ignores it
    done: list[str] = []

    def write() -> None:
        with undisturbed():
            signal.raise_signal(number)
            done.append("written")

    try:
        with pytest.raises(error):
            write()
    finally:
        signal.signal(signal.SIGTERM, own)
        signal.signal(signal.SIGINT, interrupt)
    assert done == ["written"]


@pytest.mark.process
@pytest.mark.skipif(os.name == "nt", reason="signals of this kind are not sent there")
def test_stopped_at_any_moment_every_file_is_whole(tmp_path: Path) -> None:
    """``MATRIX_AUDIT_INTERRUPTS`` sets how often; 200 take minutes."""
    compiled = tmp_path / "acme.json"
    compiled.write_text(json.dumps(compile_folder(str(ACME))))
    source = {f"app{number}/{path}": text for number in range(20) for path, text in OUTDATED.items()}
    draw = random.Random(7)  # noqa: S311
    folder = tmp_path / "tree"
    words = ["fix", ".", "--matrix", str(compiled), "--as-of", DAY]
    whole = 1.0
    for number in range(int(os.environ.get("MATRIX_AUDIT_INTERRUPTS", "12"))):
        before = contents(put(folder, source))
        began = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "auditor", *words],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ACME.parents[2])},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        kind = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)[number % 3]
        if number:
            time.sleep(draw.uniform(0.2, 1.0) * whole)
            process.send_signal(kind)
        said = process.communicate()[1]
        whole = whole if number else time.monotonic() - began
        # Before the program's first line Python itself answers an interrupt, with a traceback.
        early = kind == signal.SIGINT and b"KeyboardInterrupt" in said
        assert early or b"Traceback" not in said, said
        assert early or process.returncode in {0, 130, 143, -kind}
        after = contents(folder)
        left = {path: data for path, data in after.items() if path not in before}
        assert not left or kind == signal.SIGKILL
        for path in left:
            (folder / path).unlink()
        for path, data in before.items():
            assert after[path] in {
                data,
                data.replace(b'"3.1.0"', b'"3.2.0"') if path.endswith("package.json") else data,
            }


# Other formats


def test_an_alias_keeps_its_name(tmp_path: Path) -> None:
    files = project({"sdk": f"npm:{SDK}@3.1.0"}, {"sdk": entry("3.1.0", name=SDK)})
    put(tmp_path, files)
    assert fix(tmp_path) == 0
    assert json.loads(contents(tmp_path)["package.json"])["dependencies"] == {"sdk": f"npm:{SDK}@3.2.0"}


def test_a_requirements_file_in_utf_16_stays_in_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "requirements.txt"
    path.write_bytes("\ufeffauth0-python==4.7.1  # é\r\n".encode("utf-16-le"))
    options = [str(tmp_path), "--breaking", "--as-of", "2026-11-23"]
    assert main(["fix", "--dry-run", *options]) == 1
    assert "-auth0-python==4.7.1  # é\r\n+auth0-python==" in capsys.readouterr().out
    assert main(["fix", *options]) == 0
    assert path.read_bytes().startswith("\ufeffauth0-python==".encode("utf-16-le"))
    assert path.read_bytes().endswith("  # é\r\n".encode("utf-16-le"))


@pytest.mark.parametrize("declared", ["ISO-8859-1", "UTF-16"])
def test_a_pom_stays_in_the_encoding_that_it_declares(
    tmp_path: Path, declared: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        f'<?xml version="1.0" encoding="{declared}"?>\n<project><artifactId>shop</artifactId><name>José</name><dependencies>\n'
        "<dependency><groupId>com.auth0</groupId><artifactId>auth0</artifactId>\n<!-- é --><version>1.44.2</version>\n"
        "</dependency></dependencies></project>\n"
    )
    path = tmp_path / "pom.xml"
    path.write_bytes(text.encode(declared))
    options = [str(tmp_path), "--breaking", "--as-of", "2026-11-23"]
    assert main(["fix", "--dry-run", *options]) == 1
    assert "-<!-- é --><version>1.44.2</version>\n+<!-- é --><version>" in capsys.readouterr().out
    assert main(["fix", *options]) == 0
    changed = path.read_bytes().decode(declared)
    assert re.sub(r"<version>[^<]*<", "<version>1.44.2<", changed) == text
    assert changed != text

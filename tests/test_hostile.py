"""Broken and hostile files: each is named with what to do, the rest is still audited, and nothing ends in a traceback."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from auditor.cli import main
from auditor.scanners import bun_lock, deno_json, go_mod, go_work, gradle_build, package_swift, podfile, yarn_lock
from auditor.source import MAX_BYTES, Document, ReadError
from trees import ACME, DAY, lockfile, manifest

GOOD = lockfile({"@acme/sdk": "3.1.0"}, {"@acme/sdk": "^3.0.0"})
MANIFEST = manifest({"@acme/sdk": "^3.0.0"})


def run(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, dict[str, Any]]:
    status = main(["check", str(folder), "--format", "json", "--as-of", DAY, "--matrix", str(ACME), *more])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    assert out, err
    return status, json.loads(out)


def broken(report: dict[str, Any]) -> list[tuple[str, int, str]]:
    return [
        (finding["locations"][0]["path"], finding["locations"][0]["line"], finding["message"])
        for finding in report["findings"]
        if finding["rule"] == "MA901"
    ]


DUPLICATE = GOOD.replace(
    '"node_modules/@acme/sdk": {', '"node_modules/@acme/sdk": {"version": "9.9.9"}, "node_modules/@acme/sdk": {'
)
CONFLICT = GOOD.replace('  "lockfileVersion"', '<<<<<<< HEAD\n  "lockfileVersion"').replace("\n}", "\n>>>>>>> other\n}")

LOCKS = {
    "cut in the middle": (GOOD[: len(GOOD) // 2], 8, "package-lock.json stops in the middle of an object"),
    "cut in a string": ('{"lockfileVersion": 3, "na', 1, "package-lock.json stops in the middle of a string"),
    "empty": ("", 1, "package-lock.json is empty"),
    "only blanks": (" \n\n", 1, "package-lock.json is empty"),
    "not JSON": ('{"a" 1}', 1, "package-lock.json is not valid JSON: expecting ':' delimiter"),
    "a list": ("[]", 1, "package-lock.json is not a JSON object"),
    "of another program": (
        '{"a": 1}',
        1,
        "package-lock.json is not a lockfile of npm: it has neither lockfileVersion nor packages",
    ),
    "binary": (b"\x7fELF\x00\x01\x02", 1, "package-lock.json holds a NUL byte: this is not a text file"),
    "Latin-1": ('{"name": "caf\xe9"}'.encode("latin-1"), 1, "package-lock.json is not UTF-8 text (byte 0xe9)"),
    "UTF-16": ("{}".encode("utf-16"), 1, "package-lock.json is UTF-16, not UTF-8 text"),
    "a package twice": (DUPLICATE, 11, 'package-lock.json says "node_modules/@acme/sdk" twice'),
    "two versions in one entry": (
        GOOD.replace('sdk": {', 'sdk": {"version": "1.0.0", "bin": {"node_modules/x": ""},'),
        12,
        'package-lock.json says "version" twice',
    ),
    "in conflict": (CONFLICT, 3, "package-lock.json has merge-conflict markers"),
    "nested 100,000 levels": ('{"packages": ' + "[" * 100_000, 1, "package-lock.json nests too deeply to be read"),
    "a version to come": (
        '{"lockfileVersion": 4, "packages": {}}',
        1,
        "package-lock.json has lockfileVersion 4; 1, 2 and 3 are read",
    ),
    "a version in words": (
        '{"lockfileVersion": "x"}',
        1,
        "package-lock.json has lockfileVersion x; 1, 2 and 3 are read",
    ),
    "a number of 5,000 digits": (
        '{"lockfileVersion": ' + "9" * 5000 + "}",
        1,
        "package-lock.json has lockfileVersion 99999999999999999999; 1, 2 and 3 are read",
    ),
    "not a number": ('{"lockfileVersion": NaN}', 1, "package-lock.json NaN is not a JSON value"),
    "packages that are none": (
        '{"lockfileVersion": 3, "packages": {"x": 1}}',
        1,
        'package-lock.json "packages" holds something that is no package entry',
    ),
    "no packages": (
        '{"lockfileVersion": 3, "dependencies": {}}',
        1,
        'package-lock.json has lockfileVersion 3 but no "packages"',
    ),
}


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in LOCKS.items()])
def test_a_broken_lockfile_is_an_error_that_says_what_is_wrong(
    case: tuple[str | bytes, int, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, line, message = case
    (tmp_path / "package.json").write_text(MANIFEST)
    (tmp_path / "package-lock.json").write_bytes(data.encode() if isinstance(data, str) else data)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "package.json").write_text(manifest({"@acme/extra": "1.1.0"}))
    status, report = run(tmp_path, capsys)
    assert status == 1
    assert broken(report) == [("package-lock.json", line, message)]
    assert "@acme/extra" in {component["name"] for component in report["components"]}
    assert {"path": "package-lock.json", "status": "unreadable"}.items() <= next(
        item for item in report["inputs"] if item["path"] == "package-lock.json"
    ).items()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("\ufeff" + GOOD, id="a byte order mark"),
        pytest.param(GOOD.replace("\n", "\r\n"), id="lines that end in CRLF"),
        pytest.param('{"lockfileVersion": 3, "packages": {}}', id="an empty lockfile"),
        pytest.param('{"lockfileVersion": 1}', id="an empty lockfile of version 1"),
        pytest.param(GOOD.replace('"name": "shop"', '"name": "\\ud800"'), id="a lone surrogate"),
    ],
)
def test_an_odd_but_sound_lockfile_is_read(data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "package-lock.json").write_bytes(data.encode("utf-8"))
    status, report = run(tmp_path, capsys)
    assert (status, broken(report)) == (0, [])


MANIFESTS = {
    "a group twice": ('{"dependencies": {}, "dependencies": {"a": "1"}}', 'package.json says "dependencies" twice'),
    "a list": ("[]", "package.json is not a JSON object"),
    "a group that is none": (
        '{"dependencies": []}',
        'package.json "dependencies" is not an object of names and ranges',
    ),
    "a range that is none": ('{"dependencies": {"a": 1}}', 'package.json the range of "a" is not a string'),
}


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in MANIFESTS.items()])
def test_a_broken_manifest_is_an_error(
    case: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "package.json").write_text(case[0])
    status, report = run(tmp_path, capsys)
    assert (status, [message for _, _, message in broken(report)]) == (1, [case[1]])


def test_a_yarn_lock_whose_patterns_all_stand_twice_takes_no_time() -> None:
    count = 20_000
    entry = '{}:\n  version "1.0.0"\n\n'
    again = "".join(entry.format(f"a@{number}") for number in range(count))
    text = "# yarn lockfile v1\n\n\n" + entry.format(", ".join(f"a@{number}" for number in range(count))) + again
    start = time.process_time()
    assert len(yarn_lock.scan(Document("yarn.lock", text.encode())).packages) == count
    assert time.process_time() - start < 4


@pytest.mark.parametrize(
    ("scanner", "path", "text"),
    [
        pytest.param(podfile, "Podfile", "\n" * 80_000, id="empty lines of a Podfile"),
        pytest.param(podfile, "Podfile", "x = " + "#{" * 80_000 + "}\n", id="openings of a Podfile"),
        pytest.param(
            gradle_build, "build.gradle", "ext.a = [b: [" + "'g.h:a:1'," * 40_000 + "]]\n", id="modules of a list"
        ),
    ],
)
def test_a_long_row_of_one_thing_takes_no_time(scanner: ModuleType, path: str, text: str) -> None:
    start = time.process_time()
    scanner.scan(Document(path, text.encode()))
    assert time.process_time() - start < 3


def test_a_script_that_stands_twice_is_nobodys_business(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "package.json").write_text('{"scripts": {"a": "1", "a": "2"}, "dependencies": {}}')
    assert run(tmp_path, capsys)[0] == 0


def test_a_file_over_the_limit_is_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (tmp_path / "package-lock.json").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    status, report = run(tmp_path, capsys)
    assert (status, broken(report)[0][2]) == (
        1,
        "package-lock.json is larger than 64 MiB, the most that is read of one file",
    )


def test_a_file_of_just_the_limit_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "package-lock.json").write_text(GOOD + " " * (MAX_BYTES - len(GOOD)))
    status, report = run(tmp_path, capsys)
    assert (status, broken(report)) == (0, [])


links = pytest.mark.skipif(sys.platform == "win32", reason="Windows lets only administrators make links")


@links
@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("nowhere.json", "package-lock.json is a link that leads nowhere"),
        ("../outside.json", "package-lock.json is a link that leaves the audited folder"),
    ],
)
def test_a_lockfile_that_is_a_link_out_of_the_tree_is_not_followed(
    target: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "outside.json").write_text('{"secret": "canary-7431"}')
    root = tmp_path / "root"
    root.mkdir()
    (root / "package-lock.json").symlink_to(target)
    status, report = run(root, capsys)
    assert (status, [text for _, _, text in broken(report)]) == (1, [message])
    assert "canary-7431" not in json.dumps(report)


@links
def test_links_inside_the_tree_are_counted_and_read_where_they_stand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "package-lock.json").write_text(GOOD)
    (tmp_path / "copy").symlink_to("app")
    (tmp_path / "loop").symlink_to(".")
    (tmp_path / "app" / "package.json").symlink_to("../manifest.json")
    (tmp_path / "manifest.json").write_text(MANIFEST)
    status, report = run(tmp_path, capsys)
    assert (status, broken(report)) == (0, [])
    assert [item["path"] for item in report["inputs"]] == ["app/package-lock.json"]


@links
def test_a_link_to_a_shared_manifest_counts_beside_a_lockfile(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder, version in (("one", "3.1.0"), ("two", "3.0.0")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "package-lock.json").write_text(lockfile({"@acme/sdk": version}, {"@acme/sdk": "^3.0.0"}))
        (tmp_path / folder / "package.json").symlink_to("../shared/package.json")
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "package.json").write_text(MANIFEST)
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "package.json").symlink_to("../shared/package.json")
    _, report = run(tmp_path, capsys)
    own = [
        (item["version"], item["direct"], [place["path"] for place in item["locations"]])
        for item in report["components"]
    ]
    shared = "shared/package.json"
    assert own == [
        ("3.1.0", True, [shared, "one/package-lock.json"]),
        ("3.0.0", True, [shared, "two/package-lock.json"]),
    ]
    assert [item["path"] for item in report["inputs"]] == ["one/package-lock.json", shared, "two/package-lock.json"]


def test_a_folder_with_a_files_name_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "package.json").mkdir()
    status, report = run(tmp_path, capsys)
    assert (status, broken(report)) == (1, [("package.json", 1, "package.json is a folder, not a file")])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_with_a_files_name_does_not_block(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "package-lock.json")
    status, report = run(tmp_path, capsys)
    assert (status, broken(report)[0][2]) == (1, "package-lock.json is a pipe, socket or device, not a file")


@pytest.fixture
def unprivileged(tmp_path: Path) -> Callable[[], None]:
    """Become a user that permissions hold for, where the tests run as root."""
    if sys.platform == "win32":
        pytest.skip("permissions work differently on Windows")
    for folder in (tmp_path, *tmp_path.parents):
        if folder == Path(tempfile.gettempdir()):
            break
        folder.chmod(folder.stat().st_mode | 0o055)

    def become() -> None:
        if os.geteuid() == 0:
            os.seteuid(65534)

    return become


@pytest.mark.parametrize("name", ["package-lock.json", "inner"])
def test_what_may_not_be_opened_is_told(
    name: str, unprivileged: Callable[[], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "package-lock.json").write_text(GOOD)
    (tmp_path / "inner").mkdir()
    assert run(tmp_path, capsys)[0] == 0  # and all is imported: the interpreter's own files may be closed to others
    (tmp_path / name).chmod(0)
    unprivileged()
    try:
        status, report = run(tmp_path, capsys)
    finally:
        if os.getuid() == 0:
            os.seteuid(0)
        (tmp_path / name).chmod(0o700)
    assert status == 1
    assert [text for _, _, text in broken(report)] in (
        ["package-lock.json cannot be opened: permission denied"],
        ["inner cannot be listed: permission denied"],
    )


def test_a_package_named_to_deceive_a_terminal_stays_a_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "@acme/sdk\x1b[2J\r\n::error::owned"
    (tmp_path / "package.json").write_text(manifest({hostile: "1.0.0", "@acme/sdk": hostile}))
    assert main(["check", str(tmp_path), "--as-of", DAY, "--matrix", str(ACME)]) in {0, 1}
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\r" not in out
    assert not any(line.startswith("::") for line in out.split("\n"))


# Rows that never end


ROWS = {"escaped quotation marks": '"' + '\\"' * 150_000, "comments that nothing closes": "/* " * 100_000}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
@pytest.mark.parametrize("scanner", [bun_lock, deno_json, go_mod, go_work, package_swift])
def test_a_row_without_an_end_is_read_once_and_not_from_each_of_its_marks(scanner: ModuleType, row: str) -> None:
    with pytest.raises(ReadError) as caught:
        scanner.scan(Document(scanner.CLAIMS[0], row.encode()))
    assert caught.value.line == 1

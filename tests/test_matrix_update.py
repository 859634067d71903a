"""Fetched copies of a matrix: looked through, never older, replaced whole, and used only from a folder of one's own."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.commands.matrix import PUBLISHED
from auditor.compile_matrix import compile_folder
from auditor.matrix import MatrixError, bundled, cache_folder, load
from servers import CERTIFICATE, Answers, Reply, serving

ROOT = Path(__file__).resolve().parent.parent
OWN = bundled("auth0")
FULL = os.environ.get("MATRIX_AUDIT_ACCEPTANCE") == "1"
POSIX = hasattr(os, "getuid")


def compiled(revision: str = "2099-01-02", **meta: Any) -> dict[str, Any]:
    """The bundled matrix as of another day."""
    value: dict[str, Any] = json.loads(json.dumps(OWN._compiled))
    value["meta"].update(revision=revision, **meta)
    return value


def published(**more: Any) -> bytes:
    return json.dumps(compiled(**more)).encode()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of this test's own, not there yet."""
    folder = tmp_path / "cache" / "matrix-audit"
    monkeypatch.setenv("MATRIX_AUDIT_CACHE", str(folder))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", CERTIFICATE)
    return folder


def program(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "auditor", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def update(url: str, *words: str) -> tuple[int, str]:
    """Run ``matrix update`` in this process: the status, and what it said."""
    from argparse import ArgumentParser

    from auditor.commands import matrix as command
    from auditor.errors import UserError

    parser = ArgumentParser()
    command.arguments(parser)
    try:
        outcome = command.run(parser.parse_args(["update", *([url] if url else []), *words]))
    except UserError as error:
        return 2, str(error)
    return int(outcome.status), outcome.text


def test_a_newer_matrix_is_stored_and_used(place: Path) -> None:
    body = published()
    with serving({"/m.json": Reply(body)}, tls=True) as server:
        url = f"{server.base}/m.json"
        assert update(url, "--sha256", hashlib.sha256(body).hexdigest()) == (
            0,
            f"the auth0 matrix of 2099-01-02 is now in {place}/auth0.json\n",
        )
        assert update(url)[1] == "the auth0 matrix of 2099-01-02 is the one at hand\n"
    assert (place / "auth0.json").read_bytes() == body
    found = load("auth0")
    assert (found.revision, found.origin) == ("2099-01-02", f"{place}/auth0.json")
    assert [found.product(id_) for id_ in found.product_ids()] == [OWN.product(id_) for id_ in OWN.product_ids()]
    if POSIX:
        assert place.stat().st_mode & 0o777 == 0o700


@pytest.mark.process
def test_check_says_that_it_used_the_fetched_copy(place: Path, tmp_path: Path) -> None:
    with serving({"/m.json": Reply(published())}, tls=True) as server:
        done = program("matrix", "update", f"{server.base}/m.json")
    assert (done.returncode, done.stderr) == (0, "")
    (tmp_path / "package.json").write_text("{}", "utf-8")
    done = program("check", str(tmp_path))
    assert done.stderr == f"matrix-audit: the auth0 matrix of 2099-01-02: {place}/auth0.json\n"
    assert program("check", "--quiet", str(tmp_path)).stderr == ""


REFUSED: dict[str, tuple[Reply, str]] = {
    "an older matrix": (Reply(published(revision="2020-01-02")), "older than the bundled one"),
    "another matrix": (Reply(published(name="acme")), "not one that updates"),
    "what is no matrix": (Reply(b'{"a": 1}'), "not a compiled matrix of format 1"),
    "a list": (Reply(b"[]"), "not a compiled matrix of format 1"),
    "a page of a portal": (Reply(b"<html>", type="text/html"), "not a compiled matrix"),
    "half a matrix": (Reply(published()[:2000]), "not a compiled matrix"),
    "a body cut short": (Reply(published()[:2000], length=9000), "127.0.0.1"),
    "a product that is none": (
        Reply(json.dumps(compiled() | {"products": {"auth0-react": "{}"}}).encode()),
        "not a sound matrix",
    ),
    "a date that is none": (Reply(published(revision="2099-01-32")), "not a sound matrix"),
    "more than 5 MiB": (Reply(b" " * 5_300_000), "longer than"),
    "not there": (Reply(b"", 404), "status 404"),
    "a redirect to plain http": (
        Reply(status=302, headers=(("Location", "http://127.0.0.1:9/"),)),
        "which is not https",
    ),
}


@pytest.mark.parametrize("name", REFUSED, ids=str)
def test_what_is_refused_leaves_no_trace(place: Path, name: str) -> None:
    reply, message = REFUSED[name]
    with serving({"/m.json": reply}, tls=True) as server:
        status, said = update(f"{server.base}/m.json")
    assert status == 2
    assert message in said
    assert "\n" not in said
    assert not place.exists()


def test_another_digest_is_refused(place: Path) -> None:
    with serving({"/m.json": Reply(published())}, tls=True) as server:
        assert "its SHA-256 is" in update(f"{server.base}/m.json", "--sha256", "00" * 32)[1]
    assert not place.exists()


@pytest.mark.usefixtures("place")
def test_a_copy_is_never_replaced_by_an_older_one() -> None:
    table: Answers = {"/new": Reply(published(revision="2099-03-01")), "/old": Reply(published(revision="2099-02-01"))}
    with serving(table, tls=True) as server:
        assert update(f"{server.base}/new")[0] == 0
        status, said = update(f"{server.base}/old")
    assert (status, load("auth0").revision) == (2, "2099-03-01")
    assert said == "the published matrix is of 2099-02-01, older than the copy at hand (2099-03-01)"


def test_the_address_may_stand_in_a_variable(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "the address is missing" in update("")[1]
    with serving({"/m.json": Reply(published())}, tls=True) as server:
        monkeypatch.setenv(PUBLISHED, f"{server.base}/m.json")
        assert update("")[0] == 0
    assert place.exists()


def stored(place: Path, body: bytes | None = None) -> Path:
    place.mkdir(parents=True, mode=0o700)
    path = place / "auth0.json"
    path.write_bytes(published() if body is None else body)
    path.chmod(0o600)
    return path


def linked(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


@pytest.mark.skipif(not POSIX, reason="files have no owners on this system")
@pytest.mark.parametrize(
    ("target", "spoil", "message"),
    [
        ("folder", lambda path: path.chmod(0o777), "can be written by others"),
        ("file", lambda path: path.chmod(0o666), "can be written by others"),
        ("file", lambda path: path.write_bytes(b"{"), "not a compiled matrix"),
        ("file", lambda path: path.write_bytes(b'{"format": 1}'), "not a sound matrix"),
        ("file", linked, "is a link or of another kind"),
        ("folder", linked, "is a link or of another kind"),
    ],
    ids=["open folder", "open file", "cut short", "empty", "a link for the file", "a link for the folder"],
)
def test_a_doubtful_copy_is_not_used_and_the_matrix_says_so(
    place: Path, target: str, spoil: Callable[[Path], Any], message: str
) -> None:
    path = stored(place)
    spoil(path if target == "file" else place)
    found = load("auth0")
    assert found.revision == OWN.revision
    assert found.origin.startswith("bundled; the fetched copy is not used: ")
    assert message in found.origin


def test_a_copy_that_is_not_newer_is_passed_over(place: Path) -> None:
    stored(place, published(revision=OWN.revision))
    assert (load("auth0").revision, load("auth0").origin) == (OWN.revision, "bundled")


def test_a_product_that_went_bad_in_the_cache_is_told(place: Path) -> None:
    value = compiled()
    value["products"]["auth0-react"] = '{"id": 1}'
    stored(place, json.dumps(value).encode())
    found = load("auth0")
    assert found.product("node-auth0") == OWN.product("node-auth0")
    with pytest.raises(MatrixError, match="not a sound matrix"):
        found.product("auth0-react")


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/matrix-audit"),
        ("linux", {"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "/h/.cache/matrix-audit"),
        ("darwin", {"HOME": "/h"}, "/h/Library/Caches/matrix-audit"),
        ("win32", {"LOCALAPPDATA": "/l"}, "/l/matrix-audit/Cache"),
        ("linux", {"MATRIX_AUDIT_CACHE": "/m"}, "/m"),
    ],
)
@pytest.mark.skipif(not POSIX, reason="the paths of this test are POSIX")
def test_the_cache_lies_where_the_platform_has_its_caches(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], expected: str
) -> None:
    for name in ("MATRIX_AUDIT_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert cache_folder() == expected


# A matrix at an address


def test_a_matrix_at_an_address_is_read_and_several_at_once(place: Path, tmp_path: Path) -> None:
    acme = json.dumps(compile_folder(str(ROOT / "tests" / "matrices" / "acme"))).encode()
    with serving({"/acme.json": Reply(acme)}, tls=True) as server:
        found = load(f"{server.base}/acme.json")
        assert (found.name, found.origin) == ("acme", f"{server.base}/acme.json")
        (tmp_path / "package.json").write_text('{"dependencies": {"@acme/sdk": "3.2.0", "auth0": "4.0.0"}}', "utf-8")
        report = checked(tmp_path, f"{server.base}/acme.json")
    assert [matrix["name"] for matrix in report["matrix"]] == ["auth0", "acme"]
    assert {component["product"] for component in report["components"]} == {"acme-sdk", "node-auth0"}
    assert not place.exists()


def checked(folder: Path, matrix: str) -> Any:
    from auditor import options
    from auditor.commands import check

    words = ["--no-config", "--matrix", "auth0", "--matrix", matrix, "--format", "json", str(folder)]
    return json.loads(check.run(options.quick(check.OPTIONS, check.POSITIONAL, words)).text)  # type: ignore[arg-type]


@pytest.mark.process
def test_offline_refuses_an_address() -> None:
    done = program("check", "--offline", "--matrix", "https://matrix.example.test/m.json", ".")
    assert done.returncode == 2
    assert (
        done.stderr == "matrix-audit: error: --offline: --matrix names an address; fetch it once, and give the file\n"
    )


# Kill and crowd


def started(url: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "auditor", "matrix", "update", url]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finished(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Wait for a run: its status, and what it said on standard error."""
    _, said = process.communicate()
    return process.returncode, said.decode()


@pytest.mark.process
@pytest.mark.skipif(not POSIX, reason="no such signals on this system")
def test_a_kill_at_any_point_leaves_a_whole_copy_or_none(place: Path) -> None:
    """Eight kills; two hundred with MATRIX_AUDIT_ACCEPTANCE=1."""
    draw = random.Random(7)  # noqa: S311 - the same moments every time, not secrets
    bodies = [published(revision=f"{year}-01-01") for year in range(2100, 2104)]
    with serving({f"/{number}": Reply(body) for number, body in enumerate(bodies)}, tls=True) as server:
        start = time.monotonic()
        assert finished(started(f"{server.base}/0"))[0] == 0
        took = time.monotonic() - start
        stopped = 0
        for number in range(200 if FULL else 8):
            if number % 4 == 0:
                (place / "auth0.json").unlink(missing_ok=True)
            process = started(f"{server.base}/{number % 4}")
            # Half of the kills fall on the last fifth of a run, in which the copy is looked through and written.
            time.sleep(took * (draw.uniform(0.8, 1.05) if number % 2 else draw.random()))
            process.send_signal(draw.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGINT]))
            stopped += finished(process)[0] not in {0, 2}
            if (place / "auth0.json").exists():
                assert (place / "auth0.json").read_bytes() in bodies
                assert load("auth0").origin == f"{place}/auth0.json"
        assert finished(started(f"{server.base}/3"))[0] == 0
    assert (place / "auth0.json").read_bytes() == bodies[3]
    assert stopped > 0, "every run was over before its signal"


@pytest.mark.process
def test_many_at_once_leave_the_newest(place: Path) -> None:
    """Five processes; twenty with MATRIX_AUDIT_ACCEPTANCE=1."""
    count = 20 if FULL else 5
    bodies = [published(revision=f"{2100 + number}-01-01") for number in range(count)]
    with serving({f"/{number}": Reply(body) for number, body in enumerate(bodies)}, tls=True) as server:
        running = [started(f"{server.base}/{number}") for number in range(count)]
        seen = []
        while any(process.poll() is None for process in running):
            if (place / "auth0.json").exists():
                seen.append(load("auth0").origin)
            time.sleep(0.02)
        said = [finished(process) for process in running]
    assert set(seen) == {f"{place}/auth0.json"}
    assert all(status == 0 or "older than the copy at hand" in text for status, text in said), said
    assert (place / "auth0.json").read_bytes() == bodies[-1]
    assert sorted(path.name for path in place.iterdir()) == [".lock", "auth0.json"]


def test_what_a_killed_run_left_is_swept(place: Path) -> None:
    place.mkdir(parents=True, mode=0o700)
    old, young = place / ".matrix-old.tmp", place / ".matrix-young.tmp"
    for path in (old, young):
        path.write_bytes(b"{")
    os.utime(old, (time.time() - 7200,) * 2)
    with serving({"/m.json": Reply(published())}, tls=True) as server:
        assert update(f"{server.base}/m.json")[0] == 0
    assert (old.exists(), young.exists()) == (False, True)

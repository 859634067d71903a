"""Registries on this machine that speak the real protocols, and every way in which a real one can fail."""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from auditor.download import DownloadError, Limits
from auditor.maintain import clients
from auditor.maintain.ask import Missing, Way, ask_json, asked_pause
from auditor.maintain.registries import ADDRESSES, address, releases
from servers import Answers, Reply, bomb, serving

XML = "text/xml"
METADATA = b"""<?xml version="1.0" encoding="UTF-8"?>
<metadata><groupId>org.example</groupId><artifactId>one</artifactId><versioning><latest>1.1.0</latest>
<release>1.1.0</release><versions><version>1.0.0</version><version>1.1.0</version></versions>
<lastUpdated>20260304050607</lastUpdated></versioning></metadata>"""


def body(value: Any) -> Reply:
    return Reply(json.dumps(value).encode())


def full(count: int) -> list[dict[str, str]]:
    return [{"name": f"0.{number}.0", "tag_name": "-"} for number in range(count)]


# What each registry answers, in the shape that its documentation prints, and what is read from it.
PROTOCOLS: dict[str, tuple[str, str, Callable[[str], Answers], dict[str, str | None]]] = {
    "PyPI's simple index, JSON": (
        "pypi",
        "one",
        lambda _: {
            "/one/": Reply(
                json.dumps(
                    {
                        "meta": {"api-version": "1.1"},
                        "name": "one",
                        "versions": ["1.0", "1.1", "1.2"],
                        "files": [
                            {"filename": "one-1.0.tar.gz", "upload-time": "2026-01-02T03:04:05.000000Z"},
                            {"filename": "one-1.0-py3-none-any.whl", "upload-time": "2026-01-01T03:04:05Z"},
                            {"filename": "one-1.1-py3-none-any.whl", "yanked": "broken"},
                            {"filename": "one-1.2.zip"},
                            {"filename": "one-9.tar.gz"},
                        ],
                    }
                ).encode(),
                type="application/vnd.pypi.simple.v1+json",
            )
        },
        {"1.0": "2026-01-01", "1.2": None},
    ),
    "Maven's metadata": (
        "maven",
        "org.example:one",
        lambda _: {"/org/example/one/maven-metadata.xml": Reply(METADATA, type=XML)},
        {"1.0.0": None, "1.1.0": "2026-03-04"},
    ),
    "NuGet's flat container": (
        "nuget",
        "One.Two",
        lambda base: {
            "/": body(
                {"resources": [{"@type": "Other"}, {"@id": f"{base}/flat/", "@type": "PackageBaseAddress/3.0.0"}]}
            ),
            "/flat/one.two/index.json": body({"versions": ["1.0.0", "1.1.0-beta"]}),
        },
        {"1.0.0": None, "1.1.0-beta": None},
    ),
    "Packagist, minified": (
        "composer",
        "One/two",
        lambda _: {
            "/p2/one/two.json": body(
                {
                    "minified": "composer/2.0",
                    "packages": {
                        "one/two": [
                            {"name": "one/two", "version": "2.0.0", "time": "2026-02-03T00:00:00+00:00"},
                            {"version": "1.9.0"},
                            {"version": "1.8.0", "time": "__unset"},
                        ]
                    },
                }
            )
        },
        {"2.0.0": "2026-02-03", "1.9.0": "2026-02-03", "1.8.0": None},
    ),
    "RubyGems": (
        "gem",
        "one",
        lambda _: {"/api/v1/versions/one.json": body([{"number": "1.0.0", "created_at": "2026-02-03T04:05:06.000Z"}])},
        {"1.0.0": "2026-02-03"},
    ),
    "the Go proxy, capitals escaped": (
        "golang",
        "github.com/One/two/v2",
        lambda _: {
            "/github.com/!one/two/v2/@v/list": Reply(
                b"v2.0.0\nv2.1.0\nv2.2.0-rc.1\n", type="text/plain; charset=utf-8"
            ),
            "/github.com/!one/two/v2/@v/v2.1.0.info": body({"Version": "v2.1.0", "Time": "2026-02-03T04:05:06Z"}),
        },
        {"v2.0.0": None, "v2.1.0": "2026-02-03", "v2.2.0-rc.1": None},
    ),
    "pub": (
        "pub",
        "one",
        lambda _: {
            "/api/packages/one": Reply(
                json.dumps(
                    {
                        "name": "one",
                        "versions": [
                            {"version": "1.0.0", "published": "2026-02-03T04:05:06.000Z"},
                            {"version": "1.0.1", "retracted": True},
                        ],
                    }
                ).encode(),
                type="application/vnd.pub.v2+json",
            )
        },
        {"1.0.0": "2026-02-03"},
    ),
    "CocoaPods' trunk": (
        "cocoapods",
        "One",
        lambda _: {
            "/api/v1/pods/One": body({"versions": [{"name": "1.0.0", "created_at": "2026-02-03 04:05:06 UTC"}]})
        },
        {"1.0.0": "2026-02-03"},
    ),
    "GitHub's tags, by pages": (
        "swift",
        "github.com/one/two",
        lambda _: {
            "/repos/one/two/tags?per_page=100&page=1": body(full(100)),
            "/repos/one/two/tags?per_page=100&page=2": body([{"name": "v1.0.0"}]),
            "/repos/one/two/releases?per_page=100&page=1": body(
                [
                    {"tag_name": "v1.0.0", "published_at": "2026-02-03T04:05:06Z"},
                    {"tag_name": "0.1.0", "published_at": None},
                ]
            ),
        },
        {**dict.fromkeys([f"0.{number}.0" for number in range(100)]), "v1.0.0": "2026-02-03"},
    ),
    "the Terraform registry": (
        "terraform",
        "one/two",
        lambda _: {
            "/.well-known/terraform.json": body({"providers.v1": "/v1/providers/"}),
            "/v1/providers/one/two/versions": body({"versions": [{"version": "1.0.0", "protocols": ["5.0"]}]}),
        },
        {"1.0.0": None},
    ),
}


def quick(pauses: list[float] | None = None, **more: Any) -> Way:
    pauses = [] if pauses is None else pauses
    return Way(Limits(size=1_000_000, seconds=5), pause=pauses.append, **more)


@pytest.fixture(params=PROTOCOLS, ids=str)
def protocol(request: pytest.FixtureRequest) -> Any:
    return PROTOCOLS[request.param]


def with_base(table: Callable[[str], Answers]) -> tuple[Any, Any]:
    """A server whose answers name its own address."""
    answers: Answers = {}
    context = serving(answers)
    server = context.__enter__()
    answers.update(table(server.base))
    return context, server


def test_a_registry_is_read_by_its_protocol(protocol: Any) -> None:
    ecosystem, name, table, expected = protocol
    context, server = with_base(table)
    with_slash = {"nuget": f"{server.base}/"}
    try:
        assert releases(ecosystem, with_slash.get(ecosystem, server.base), name, quick()) == expected
    finally:
        context.__exit__(None, None, None)


FAULTS: dict[str, tuple[Reply, str]] = {
    "404": (Reply(b"{}", 404), "there is no such thing"),
    "410": (Reply(b"", 410), "there is no such thing"),
    "500 again and again": (Reply(b"", 500), "status 500"),
    "401": (Reply(b"{}", 401), "status 401"),
    "429 again and again": (Reply(b"", 429, headers=(("Retry-After", "7"),)), "status 429"),
    "a body cut short": (Reply(b'{"versions": [', length=200), "127.0.0.1"),
    "another type": (Reply(b"<html>", type="text/html"), "text/html"),
    "no type": (Reply(b"{}", type=""), "a body without a type"),
    "a gzip bomb": (bomb(50_000_000), "longer than 1000000 bytes"),
    "a redirect to plain http": (
        Reply(status=302, headers=(("Location", "http://registry.example.test/"),)),
        "which is not https",
    ),
    "another shape": (Reply(b"[1, 2]"), "shape|not xml|text/plain"),
    "no JSON at all": (Reply(b"{"), "not sound JSON|not xml|text/plain|json, not"),
}


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_registry_that_fails_says_so_in_one_line(protocol: Any, fault: str) -> None:
    ecosystem, name, table, _ = protocol
    reply, message = FAULTS[fault]
    context, server = with_base(lambda base: dict.fromkeys(table(base), reply))
    try:
        with pytest.raises(DownloadError, match=message) as raised:
            releases(ecosystem, f"{server.base}/" if ecosystem == "nuget" else server.base, name, quick(attempts=2))
    finally:
        context.__exit__(None, None, None)
    assert "\n" not in str(raised.value)


def test_a_timeout_is_tried_again_and_then_told() -> None:
    pauses: list[float] = []
    with serving({"/one/": Reply(b"{}", before=1)}) as server, pytest.raises(DownloadError):
        releases("pypi", server.base, "one", Way(Limits(seconds=0.2), attempts=3, pause=pauses.append))
    assert pauses == [1.0, 2.0]


def test_retry_after_is_kept_to_and_the_next_answer_is_used() -> None:
    pauses: list[float] = []
    soon = formatdate(time.time() + 30, usegmt=True)
    answers: Answers = {
        "/a": [
            Reply(b"", 429, headers=(("Retry-After", "7"),)),
            Reply(b"", 503, headers=(("Retry-After", soon),)),
            Reply(b"", 503, headers=(("Retry-After", "86400"),)),
            Reply(b"[1]"),
        ]
    }
    with serving(answers) as server:
        assert ask_json(f"{server.base}/a", quick(pauses)) == [1]
    assert pauses[0] == 7
    assert 27 < pauses[1] <= 30
    assert pauses[2] == 60


@pytest.mark.parametrize("text", [None, "", "soon", "-3"])
def test_a_retry_after_that_says_nothing_asks_for_nothing(text: str | None) -> None:
    assert asked_pause(text) == 0


def test_an_answer_with_an_etag_is_asked_for_once(tmp_path: Path) -> None:
    def answer(headers: dict[str, str]) -> Reply:
        known = headers.get("if-none-match") == '"v1"'
        return Reply(b"" if known else b"[1]", 304 if known else 200, headers=(("ETag", '"v1"'),))

    way = quick(kept=str(tmp_path / "kept"))
    with serving({"/a": answer}) as server:
        assert [ask_json(f"{server.base}/a", way) for _ in range(2)] == [[1], [1]]
        (kept,) = (tmp_path / "kept").iterdir()
        kept.write_text("{", "utf-8")
        assert ask_json(f"{server.base}/a", way) == [1]
    assert [headers.get("if-none-match") for _, headers in server.asked] == [None, '"v1"', None]


def test_xml_with_definitions_is_refused() -> None:
    bad = Reply(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', type=XML)
    with serving({"/g/a/maven-metadata.xml": bad}) as server, pytest.raises(DownloadError, match="definitions"):
        releases("maven", server.base, "g:a", quick())


def test_a_service_that_names_no_place_is_told() -> None:
    with serving({"/": body({"resources": []}), "/.well-known/terraform.json": body({})}) as server:
        with pytest.raises(DownloadError, match="PackageBaseAddress"):
            releases("nuget", f"{server.base}/", "one", quick())
        with pytest.raises(DownloadError, match=r"providers\.v1"):
            releases("terraform", server.base, "a/b", quick())


def test_no_version_is_no_answer() -> None:
    with serving({"/api/v1/versions/one.json": body([])}) as server, pytest.raises(DownloadError, match="no version"):
        releases("gem", server.base, "one", quick())


def test_a_token_goes_to_github_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    tags, published = body([{"name": "1.0.0"}]), body([])
    paths = ("/repos/a/b/tags?per_page=100&page=1", "/repos/a/b/releases?per_page=100&page=1")
    with serving({paths[0]: tags, paths[1]: published, "/api/v1/versions/one.json": body([])}) as server:
        releases("swift", server.base, "github.com/a/b", quick())
        with pytest.raises(DownloadError):
            releases("gem", server.base, "one", quick())
    assert [headers.get("authorization") for _, headers in server.asked] == ["Bearer secret", "Bearer secret", None]


def test_addresses_are_given_or_the_clients_own_or_documented(monkeypatch: pytest.MonkeyPatch) -> None:
    assert address("gem", {"gem": "https://gems.example.test/"}) == "https://gems.example.test"
    monkeypatch.setenv("GOPROXY", "https://go.example.test,direct")
    assert address("golang", {}) == "https://go.example.test"
    monkeypatch.setenv("GOPROXY", "direct")
    assert address("golang", {}) == ADDRESSES["golang"]
    assert address("npm", {}) == ""


# The clients


def program(folder: Path, name: str, text: str) -> None:
    """A program of this name that prints a text."""
    path = folder / name
    (folder / f"{name}.txt").write_text(text, "utf-8")
    path.write_text(f'#!/bin/sh\ncat "{folder}/{name}.txt"\ntest ! -e "{folder}/fails"\n', "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return lambda text: program(tmp_path, "npm", text)


@pytest.mark.process
def test_npm_tells_versions_and_times(npm: Callable[[str], None]) -> None:
    time_table = {"created": "2020-01-01", "1.0.0": "2026-01-02T03:04:05Z", "0.9.0": "2025-01-02T03:04:05Z"}
    npm(json.dumps({"versions": ["1.0.0", "1.1.0"], "time": time_table}))
    assert releases("npm", "", "@one/two", quick()) == {"1.0.0": "2026-01-02", "1.1.0": None}
    npm(json.dumps({"versions": "1.0.0", "time": time_table}))
    assert releases("npm", "", "one", quick()) == {"1.0.0": "2026-01-02"}


@pytest.mark.process
@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ('{"error": {"code": "E404", "summary": "a\\nb"}}', Missing, "npm view one: E404"),
        ('{"error": {"code": "ECONNREFUSED"}}', DownloadError, "npm view one: ECONNREFUSED"),
        ('{"error": "x"}', DownloadError, "npm view one: failed"),
        ("oops", DownloadError, "did not print JSON"),
        ("", DownloadError, "no versions and times"),
    ],
)
def test_npm_that_fails_is_told(npm: Callable[[str], None], text: str, error: type[Exception], message: str) -> None:
    npm(text)
    with pytest.raises(error, match=message):
        releases("npm", "", "one", quick())


def test_a_name_that_npm_would_take_for_something_else_is_not_passed_on() -> None:
    with pytest.raises(DownloadError, match="no name of a package"):
        clients.npm_view("--help")


@pytest.mark.process
def test_pip_tells_its_index_by_its_settings_or_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.example.test/simple/")
    assert address("pypi", {}) == "https://index.example.test/simple"
    monkeypatch.delenv("PIP_INDEX_URL")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    assert clients.pip_index().startswith("https://")


@pytest.mark.process
def test_a_client_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DownloadError, match="npm is not installed"):
        clients.npm_view("one")

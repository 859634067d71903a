"""Downloads against servers on this machine: each limit holds, and no hop leaves TLS."""

from __future__ import annotations

import time

import pytest

from auditor.download import DownloadError, Limits, check_address, get
from servers import CERTIFICATE, Reply, bomb, serving


def moved(to: str, status: int = 302) -> Reply:
    return Reply(status=status, headers=(("Location", to),))


def test_an_answer_is_handed_over_whole() -> None:
    with serving({"/a": Reply(b"hello", type="text/plain", headers=(("ETag", '"1"'),))}) as server:
        answer = get(f"{server.base}/a")
    assert (answer.status, answer.body, answer.headers["etag"]) == (200, b"hello", '"1"')
    assert server.asked[0][1]["user-agent"].startswith("matrix-audit/")


def test_a_status_is_the_callers_business() -> None:
    with serving({}) as server:
        assert get(f"{server.base}/none").status == 404


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_within_their_number(status: int) -> None:
    with serving({"/a": moved("/b", status), "/b": moved("c"), "/c": Reply(b"end")}) as server:
        assert get(f"{server.base}/a", Limits(redirects=2)).body == b"end"
        with pytest.raises(DownloadError, match="more than 1 redirects"):
            get(f"{server.base}/a", Limits(redirects=1))


def test_a_redirect_without_an_address_is_an_answer() -> None:
    with serving({"/a": Reply(b"", 302)}) as server:
        assert get(f"{server.base}/a").status == 302


def test_credentials_do_not_follow_to_another_host() -> None:
    with (
        serving({"/b": Reply(b"end")}) as other,
        serving({"/a": moved(f"{other.base}/b"), "/c": moved("/d")}) as server,
    ):
        get(f"{server.base}/a", headers={"Authorization": "Bearer x"})
        get(f"{server.base}/c", headers={"Authorization": "Bearer x"})
    assert server.asked[0][1]["authorization"] == "Bearer x"
    assert "authorization" not in other.asked[0][1]
    assert [path for path, headers in server.asked if "authorization" in headers] == ["/a", "/c", "/d"]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://matrix.example.test/a", "not an https address"),
        ("ftp://matrix.example.test/a", "not an https address"),
        ("file:///etc/hosts", "not an https address"),
        ("https://", "not an https address"),
        ("https://[::1/a", "no address"),
    ],
)
def test_only_https_is_read(url: str, message: str) -> None:
    with pytest.raises(DownloadError, match=message):
        get(url)


@pytest.mark.parametrize("target", ["http://matrix.example.test/", "file:///etc/hosts", "http://127.0.0.1:1/"])
def test_no_hop_leaves_tls(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", CERTIFICATE)
    with serving({"/a": moved(target)}, tls=True) as server, pytest.raises(DownloadError, match="which is not https"):
        get(f"{server.base}/a")


def test_the_certificate_is_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving({"/a": Reply(b"end")}, tls=True) as server:
        with pytest.raises(DownloadError, match="the certificate is not to be trusted"):
            get(f"{server.base}/a")
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", CERTIFICATE)
        assert get(f"{server.base}/a").body == b"end"


def test_size_is_counted_after_unpacking() -> None:
    with serving({"/a": bomb(50_000_000)}) as server, pytest.raises(DownloadError, match="longer than 1000000 bytes"):
        get(f"{server.base}/a", Limits(size=1_000_000))


def test_a_body_cut_short_is_no_answer() -> None:
    with serving({"/a": Reply(b"half", length=8)}) as server, pytest.raises(DownloadError) as raised:
        get(f"{server.base}/a")
    assert raised.value.again


def test_what_is_not_gzip_though_it_says_so_is_no_answer() -> None:
    reply = Reply(b"plain", headers=(("Content-Encoding", "gzip"),))
    with serving({"/a": reply}) as server, pytest.raises(DownloadError):
        get(f"{server.base}/a")


@pytest.mark.parametrize("reply", [Reply(b"x" * 50, drip=0.1), Reply(b"x", before=3)], ids=["a drip", "silence"])
def test_the_time_is_for_the_whole(reply: Reply) -> None:
    start = time.monotonic()
    with (
        serving({"/a": reply}) as server,
        pytest.raises(DownloadError, match=r"no whole answer within|timed out") as raised,
    ):
        get(f"{server.base}/a", Limits(seconds=0.5))
    assert time.monotonic() - start < 3.5
    assert raised.value.again


def test_nobody_there_may_be_tried_again() -> None:
    with serving({}) as server:
        base = server.base
    with pytest.raises(DownloadError) as raised:
        get(base)
    assert raised.value.again
    assert "\n" not in str(raised.value)


def test_plain_http_is_for_this_machine_alone() -> None:
    check_address("http://localhost/x")
    check_address("http://127.0.0.1/x", "http://localhost/")
    with pytest.raises(DownloadError):
        check_address("http://127.0.0.1/x", "https://localhost/")

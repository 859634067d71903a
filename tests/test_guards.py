"""The guards of ``conftest``: a test that leaves the machine or starts a process fails, whatever catches errors on the way."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Callable

import pytest


def connect(address: tuple[str, int]) -> None:
    with socket.socket() as client, contextlib.suppress(Exception):
        client.settimeout(0.1)
        client.connect(address)


def send(address: tuple[str, int]) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as client:
        client.sendto(b"x", address)


@pytest.mark.parametrize(
    "leave",
    [
        pytest.param(lambda: connect(("192.0.2.1", 443)), id="a connection"),
        pytest.param(lambda: socket.getaddrinfo("example.test", 443), id="a look-up of a name"),
        pytest.param(lambda: send(("192.0.2.1", 53)), id="a datagram"),
    ],
)
def test_nothing_leaves_this_machine(leave: Callable[[], object]) -> None:
    with pytest.raises(pytest.fail.Exception, match="leaves this machine"):
        leave()


def test_this_machine_may_be_asked() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(lambda: subprocess.run([sys.executable, "-V"], check=False), id="a subprocess"),
        pytest.param(lambda: os.system("exit 0"), id="a shell"),  # noqa: S605
    ],
)
def test_no_process_is_started(start: Callable[[], object]) -> None:
    with pytest.raises(pytest.fail.Exception, match="starts a process"):
        start()


@pytest.mark.process
def test_a_marked_test_may_start_one() -> None:
    assert subprocess.run([sys.executable, "-c", "pass"], check=False).returncode == 0

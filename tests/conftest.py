"""What holds for every test: no connection beyond this machine, no process unless the test is marked ``process``; the corpus."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# A slow machine is no fault of the code: time is measured as ratios, in benchmarks. A commit passes or fails, whoever runs
# it and however often; ``pytest --hypothesis-profile=search`` looks for new examples, and for more of them.
settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=1000)
settings.register_profile("steady", settings.get_profile("search"), derandomize=True, max_examples=100)
settings.load_profile("steady")

LOOPBACK = ("127.", "::1", "localhost")
CONNECTING = frozenset(
    ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname")
)
STARTING = frozenset(
    (
        "subprocess.Popen",
        "os.system",
        "os.exec",
        "os.posix_spawn",
        "os.spawn",
        "os.fork",
        "os.forkpty",
        "os.startfile",
        "pty.spawn",
    )
)


class Guard:
    """What the test that is running may do; an audit hook, once added, stays, so it asks here."""

    active = False
    processes = False

    def refuse(self, event: str, args: tuple[Any, ...]) -> None:
        """Fail the test for what it may not do. ``pytest.fail`` raises no ``Exception``: the code under test cannot catch it."""
        if not self.active:
            return
        if event in STARTING and not self.processes:
            pytest.fail(f"starts a process ({event} {args[:1]}); if it must, mark the test with pytest.mark.process")
        if event in CONNECTING and not is_local(event, args):
            pytest.fail(f"leaves this machine: {event} {args[1:]}")


def is_local(event: str, args: tuple[Any, ...]) -> bool:
    """Whether a socket event stays on this machine: a loopback address, or a socket that is a file."""
    address = args[0] if event.startswith("socket.get") else args[1]
    host = address[0] if isinstance(address, tuple) else address
    return host is None or isinstance(address, bytes) or str(host).startswith((*LOOPBACK, "/"))


GUARD = Guard()
sys.addaudithook(GUARD.refuse)


def pytest_configure(config: pytest.Config) -> None:
    # Whoever runs the tests may have fetched a newer matrix; they are about the one of this tree.
    os.environ["MATRIX_AUDIT_CACHE"] = os.path.join(os.path.dirname(__file__), "no-cache")
    config.addinivalue_line("markers", "process: the test starts a process")


@pytest.fixture(autouse=True)
def _guarded(request: pytest.FixtureRequest) -> Iterator[None]:
    GUARD.active = True
    GUARD.processes = request.node.get_closest_marker("process") is not None
    yield
    GUARD.active = GUARD.processes = False


@pytest.fixture(scope="session")
def corpus() -> Path:
    """A folder of public projects, one folder each, named by the variable ``MATRIX_AUDIT_CORPUS``."""
    folder = os.environ.get("MATRIX_AUDIT_CORPUS", "")
    if not os.path.isdir(folder):
        pytest.skip("corpus absent: MATRIX_AUDIT_CORPUS names no folder")
    return Path(folder)

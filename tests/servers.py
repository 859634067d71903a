"""A server on this machine that answers as a table says, with every fault that a real one can have."""

from __future__ import annotations

import gzip
import os
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

CERTIFICATES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "certificates")
CERTIFICATE = os.path.join(CERTIFICATES, "localhost.pem")


class Reply(NamedTuple):
    """One answer. ``length`` overrides the true Content-Length, ``drip`` is a pause between single bytes."""

    body: bytes = b""
    status: int = 200
    type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    length: int | None = None
    drip: float = 0.0
    before: float = 0.0


class Server(NamedTuple):
    """Where it listens, and what it was asked: path and headers by lower-case name, in order; a POST's body as ``:body``."""

    base: str
    asked: list[tuple[str, dict[str, str]]]


Answers = dict[str, Reply | list[Reply] | Callable[[dict[str, str]], Reply]]


@contextmanager
def serving(answers: Answers, *, tls: bool = False) -> Iterator[Server]:
    """Serve the paths of a table; of a list of replies the last one stays. An unknown path is 404."""
    asked: list[tuple[str, dict[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.do_GET(self.rfile.read(int(self.headers["content-length"])).decode())

        def do_GET(self, body: str | None = None) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            headers.update({} if body is None else {":body": body})
            asked.append((self.path, headers))
            self.close_connection = True
            try:
                self.answer(chosen(answers, self.path, headers))
            except (BrokenPipeError, ConnectionResetError):
                return

        def answer(self, reply: Reply) -> None:
            time.sleep(reply.before)
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.type)
            self.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
            self.send_header("Connection", "close")
            for name, value in reply.headers:
                self.send_header(name, value)
            self.end_headers()
            if not reply.drip:
                self.wfile.write(reply.body)
                return
            for byte in reply.body:
                self.wfile.write(bytes((byte,)))
                self.wfile.flush()
                time.sleep(reply.drip)

        def log_message(self, *_: object) -> None:
            return

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, *_: object) -> None:
            return

    server = Quiet(("127.0.0.1", 0), Handler)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE, os.path.join(CERTIFICATES, "localhost.key"))
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Server(f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}", asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def chosen(answers: Answers, path: str, headers: dict[str, str]) -> Reply:
    found = answers.get(path, Reply(b"{}", 404))
    if callable(found) and not isinstance(found, Reply):
        return found(headers)
    if isinstance(found, list):
        return found.pop(0) if len(found) > 1 else found[0]
    return found


def bomb(size: int) -> Reply:
    """A short body that unpacks to ``size`` bytes."""
    return Reply(gzip.compress(b" " * size), headers=(("Content-Encoding", "gzip"),))

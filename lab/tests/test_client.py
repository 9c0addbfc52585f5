"""The client of the control API, against a server that records what it was asked."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from lab.client import Client
from lab.errors import ControlError, EmulatorError


class Server(ThreadingHTTPServer):
    """Answers every request with `status` and `answer`."""

    asked: list[tuple[str, str, Any]]
    status: int
    answer: bytes


class Handler(BaseHTTPRequestHandler):
    server: Server

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.command, self.path, json.loads(body) if body else None))
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        self.wfile.write(self.server.answer)

    do_GET = do_POST = do_DELETE = _handle  # noqa: N815  (names are http.server's)

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server(("127.0.0.1", 0), Handler)
    made.asked, made.status, made.answer = [], 200, b'{"fine": true}'
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def client(server: Server) -> Client:
    return Client(f"http://127.0.0.1:{server.server_port}")


@pytest.mark.parametrize(
    ("call", "asked"),
    [
        (lambda c: c.health(), ("GET", "/_lab/health", None)),
        (lambda c: c.reset(), ("POST", "/_lab/reset", None)),
        (lambda c: c.calls(7), ("GET", "/_lab/calls?since=7", None)),
        (lambda c: c.forget_calls(), ("DELETE", "/_lab/calls", None)),
        (
            lambda c: c.outage("us-east-1", "hang", "lost"),
            ("POST", "/_lab/outage", {"region": "us-east-1", "mode": "hang", "control_planes": "lost"}),
        ),
        (lambda c: c.heal("us-east-1"), ("POST", "/_lab/heal", {"region": "us-east-1"})),
        (lambda c: c.heal(), ("POST", "/_lab/heal", {})),
        (
            lambda c: c.add_fault(service="rds", error="Throttling", times=None),
            ("POST", "/_lab/faults", {"service": "rds", "error": "Throttling"}),
        ),
        (lambda c: c.faults(), ("GET", "/_lab/faults", None)),
        (lambda c: c.clear_faults(), ("DELETE", "/_lab/faults", None)),
        (lambda c: c.clock(), ("GET", "/_lab/clock", None)),
        (lambda c: c.advance(90), ("POST", "/_lab/clock", {"advance": 90})),
        (lambda c: c.profile(), ("GET", "/_lab/profile", None)),
        (lambda c: c.set_profile("instant"), ("POST", "/_lab/profile", {"name": "instant"})),
        (lambda c: c.set_profile("scaled", 5), ("POST", "/_lab/profile", {"name": "scaled", "factor": 5})),
        (lambda c: c.lag(), ("GET", "/_lab/lag", None)),
        (lambda c: c.set_lag(global_cluster="g", ms=3), ("POST", "/_lab/lag", {"global_cluster": "g", "ms": 3})),
        (lambda c: c.truth(), ("GET", "/_lab/truth", None)),
    ],
)
def test_each_call(server: Server, client: Client, call: Callable[[Client], Any], asked: tuple[str, str, Any]) -> None:
    assert call(client) == {"fine": True}
    assert server.asked == [asked]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b'{"error": "no such region"}', "no such region"),
        (b'{"message": "no such fault"}', "no such fault"),
        (b"plain words", "plain words"),
        (b"", "HTTP 400"),
    ],
)
def test_a_refusal_carries_the_labs_words(server: Server, client: Client, answer: bytes, said: str) -> None:
    server.status, server.answer = 400, answer
    with pytest.raises(ControlError, match=f"POST /_lab/reset: {said}"):
        client.reset()


def test_an_empty_answer_is_none(server: Server, client: Client) -> None:
    server.answer = b""
    assert client.reset() is None


def test_another_protocol_on_that_port_is_no_lab() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        def answer() -> None:
            connection, _ = other.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"\x00\x00\x12\x04\x00\x00")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(EmulatorError, match="no lab answers"):
            Client(f"http://127.0.0.1:{other.getsockname()[1]}").health()
        thread.join()


def test_silence_is_one_message() -> None:
    with pytest.raises(EmulatorError, match=r"no lab answers at http://127\.0\.0\.1:1 .*lab up"):
        Client("http://127.0.0.1:1").health()

"""One request: what came back, from which region, or what kind of failure."""

from __future__ import annotations

import socket

import pytest

from standby.drill.door import Door, kind
from tests.standby.drill.fake_app import App


def test_an_answer_names_its_region_and_the_public_name_is_the_host(app: App) -> None:
    reply = Door("app.example.com", app.url).ask("GET", "/healthz")
    assert (reply.status, reply.error, reply.region) == (200, "", "us-east-2")
    assert app.hosts == {"app.example.com"}


def test_kinds_of_failure(app: App) -> None:
    app.broken = True
    assert Door("x", app.url).ask("POST", "/healthz/write").error == "HTTP 503"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}"
    assert Door("x", closed).ask("GET", "/").error == "connection refused"


def test_a_silent_server_is_a_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        reply = Door("x", f"http://127.0.0.1:{silent.getsockname()[1]}", seconds=0.2).ask("GET", "/")
    assert (reply.status, reply.error) == (0, "timeout")


@pytest.mark.parametrize(
    ("problem", "words"),
    [(ConnectionResetError(), "connection reset"), (socket.gaierror(), "name not resolved"), (OSError(), "network")],
)
def test_every_failure_has_a_kind(problem: BaseException, words: str) -> None:
    assert kind(problem) == words

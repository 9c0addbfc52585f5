"""Waits that end, and connections that are closed without an answer."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from lab.emulator.engine.connections import HungUpError, client_gone, delay, hang_up, wait_until


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, dict[str, Any]]]:
    """The client's end, and the environ of a request on the server's end."""
    client, server = socket.socketpair()
    with client, server:
        yield client, {"werkzeug.socket": server}


def test_a_client_is_gone_when_it_has_closed_its_end(pair: Any) -> None:
    client, environ = pair
    assert not client_gone(environ)
    client.sendall(b"still talking")
    assert not client_gone(environ)
    client.close()
    environ["werkzeug.socket"].recv(100)
    assert client_gone(environ)
    assert not client_gone({})


def test_a_wait_ends_when_it_is_over_when_the_client_left_or_at_its_limit(pair: Any) -> None:
    client, environ = pair
    assert wait_until(lambda: True, environ)
    started = time.monotonic()
    assert not wait_until(lambda: False, environ, 0.1)
    assert time.monotonic() - started < 1
    client.close()
    assert not wait_until(lambda: False, environ)
    assert time.monotonic() - started < 2


def test_a_delay_hangs_up_on_a_client_that_left(pair: Any) -> None:
    client, environ = pair
    delay(0.01, environ)
    client.close()
    with pytest.raises(HungUpError):
        delay(60, environ)


def test_hanging_up_closes_the_connection_for_the_client(pair: Any) -> None:
    client, environ = pair
    with pytest.raises(HungUpError, match="because"):
        hang_up(environ, "because")
    assert client.recv(1) == b""
    with pytest.raises(HungUpError):
        hang_up({}, "no socket, as in a unit test")

"""Keeping a client waiting, and hanging up on it: what outages and faults share.

Everything is bounded: a wait ends when it is over, when the client has gone, or after ``LONGEST_WAIT``, so no thread
outlives its client by more than a moment.
"""

from __future__ import annotations

import contextlib
import select
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

LONGEST_WAIT = 120.0
"""Real seconds after which a held or hanging request is let go, whatever happens."""

_LOOK = 0.05


class HungUpError(ConnectionError):
    """The lab closes the connection without an answer; werkzeug ends the request quietly."""


def hang_up(environ: WSGIEnvironment, why: str) -> NoReturn:
    """Close the connection without an answer; raises HungUpError."""
    connection = environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        with contextlib.suppress(OSError):  # the client may have closed it first
            connection.shutdown(socket.SHUT_RDWR)
    raise HungUpError(why)


def client_gone(environ: WSGIEnvironment) -> bool:
    """Whether the client has closed its end (never true where there is no socket, as in a unit test)."""
    connection = environ.get("werkzeug.socket")
    if not isinstance(connection, socket.socket):
        return False
    try:
        readable, _, _ = select.select([connection], [], [], 0)
        return bool(readable) and connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except (OSError, ValueError):
        return True


def wait_until(over: Callable[[], bool], environ: WSGIEnvironment, longest: float = LONGEST_WAIT) -> bool:
    """Wait (real time) until ``over()``; returns False when the client left or ``longest`` seconds passed first."""
    deadline = time.monotonic() + min(longest, LONGEST_WAIT)
    while not over():
        if client_gone(environ) or time.monotonic() >= deadline:
            return False
        time.sleep(_LOOK)
    return True


def delay(seconds: float, environ: WSGIEnvironment) -> None:
    """Keep the client waiting for ``seconds`` real ones; raises HungUpError when it leaves meanwhile."""
    until = time.monotonic() + min(seconds, LONGEST_WAIT)
    wait_until(lambda: time.monotonic() >= until, environ)
    if client_gone(environ):
        hang_up(environ, "the client left during the delay")

"""One request through the public name, as a user's browser makes it: a new connection each time, no retry, bounded.

`via` sends the same request to another address (a load balancer under test, an emulator), with the public name as Host.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

SECONDS = 3.0
REGION_HEADERS = ("x-region", "x-served-region", "x-lab-region")


@dataclass(frozen=True)
class Reply:
    """What came back. `error` is empty for an answer in the 200s, else its kind (`timeout`, `HTTP 503`, …)."""

    status: int
    error: str = ""
    region: str = ""
    body: str = ""


@dataclass(frozen=True)
class Door:
    """The way in: the public name, and the address to use instead of what DNS says (`http://127.0.0.1:8080`)."""

    name: str
    via: str | None = None
    seconds: float = SECONDS

    def ask(self, method: str, path: str, body: dict[str, str] | None = None) -> Reply:
        """One request; never raises for what the network or the application does."""
        text = json.dumps(body) if body is not None else None
        headers = {"Host": self.name, "Connection": "close", "User-Agent": "standby-drill"}
        if text is not None:
            headers["Content-Type"] = "application/json"
        connection = self._connection()
        try:
            connection.request(method, path, body=text, headers=headers)
            answer = connection.getresponse()
            told = answer.read(65_536).decode("utf-8", "replace")
            error = "" if 200 <= answer.status < 300 else f"HTTP {answer.status}"
            return Reply(answer.status, error, _region(answer, told), told)
        except (OSError, http.client.HTTPException) as problem:
            return Reply(0, kind(problem))
        finally:
            with contextlib.suppress(OSError):
                connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if self.via is None:
            return http.client.HTTPSConnection(self.name, timeout=self.seconds)
        address = urlsplit(self.via)
        if address.scheme == "https":
            return http.client.HTTPSConnection(address.hostname or "", address.port, timeout=self.seconds)
        return http.client.HTTPConnection(address.hostname or "", address.port, timeout=self.seconds)


def kind(problem: BaseException) -> str:
    """A failure in a few words, the same for the same kind."""
    kinds: tuple[tuple[type[BaseException], str], ...] = (
        (TimeoutError, "timeout"),
        (ConnectionRefusedError, "connection refused"),
        (ConnectionResetError, "connection reset"),
        (http.client.RemoteDisconnected, "connection reset"),
        (socket.gaierror, "name not resolved"),
        (ssl.SSLError, "TLS"),
        (http.client.HTTPException, "broken answer"),
    )
    return next((words for sort, words in kinds if isinstance(problem, sort)), "network")


def _region(answer: http.client.HTTPResponse, text: str) -> str:
    """The region that an answer names, in a header or in its JSON."""
    for header in REGION_HEADERS:
        if value := answer.getheader(header):
            return value
    with contextlib.suppress(ValueError):
        told = json.loads(text)
        if isinstance(told, dict) and isinstance(told.get("region"), str):
            return str(told["region"])
    return ""

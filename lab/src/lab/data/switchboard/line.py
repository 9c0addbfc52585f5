"""One line: where clients connect, the server behind it, and whether anything passes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import ssl
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from lab.data.switchboard.delayed import Delayed
from lab.data.switchboard.greeting import Manners, RefusedError, receive

# the message with which a server begins to stream its log ("CopyBothResponse")
COPY_BOTH = b"W"
STATES = ("open", "closed", "frozen")
# an abort tells the other side at once (RST); without it a closed socket may still deliver what lies in its buffers
_ABORT = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Wiring:
    """What a line is told. `listen`: `host:port` or a socket's path; `target`: the same; `delay` in seconds.

    `kind`: `postgres` (the endpoint reads the client's first words), `log` (the delay begins with the stream of
    the log, so that a standby connects as fast as ever) or `plain`; `owner` gets the socket's file.
    """

    listen: str
    target: str
    kind: str = "plain"
    delay: float = 0.0
    tls: bool = False
    force_tls: bool = False
    read_only: bool = False
    owner: int | None = None


@dataclass
class Line:
    """Listens while it is open or frozen; nothing passes a frozen line, and a closed one refuses connections."""

    wiring: Wiring
    context: ssl.SSLContext | None = None
    state: str = "closed"
    delay: float = 0.0
    _server: asyncio.Server | None = None
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _thawed: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.delay = self.wiring.delay

    async def become(self, state: str) -> None:
        """Change the state; every change but the one to `frozen` ends the connections that there are."""
        if state == self.state:
            return
        self.state = state
        if state == "frozen":
            self._thawed.clear()
        else:
            self.cut()
            self._thawed.set()
        if state == "closed":
            await self._stop_listening()
        elif self._server is None:
            await self._listen()

    def cut(self) -> None:
        """End every connection now; what is on its way is lost."""
        for task in self._tasks:
            task.cancel()
        for writer in list(self._writers):
            _abort(writer)
        self._writers.clear()

    async def _listen(self) -> None:
        where = self.wiring.listen
        # a cache's clients begin with TLS; PostgreSQL's ask for it first
        tls = self.context if self.wiring.tls and self.wiring.kind == "plain" else None
        if where.startswith("/"):
            Path(where).unlink(missing_ok=True)
            self._server = await asyncio.start_unix_server(self._accept, where)
            if self.wiring.owner is not None:
                os.chown(where, self.wiring.owner, -1)
            return
        host, port = where.rsplit(":", 1)
        self._server = await asyncio.start_server(self._accept, host, int(port), ssl=tls)

    async def _stop_listening(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _slow(self) -> Callable[[bytes], float]:
        """The delay of what the server sends on a new connection."""
        streaming = self.wiring.kind != "log"

        def delay(data: bytes) -> float:
            nonlocal streaming
            streaming = streaming or data.startswith(COPY_BOTH)
            return self.delay if streaming else 0.0

        return delay

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self._writers.add(writer)
        there: asyncio.StreamWriter | None = None
        try:
            await self._thawed.wait()
            first = b""
            if self.wiring.kind == "postgres":
                tls = self.context if self.wiring.tls else None
                first = await receive(reader, writer, Manners(tls, self.wiring.force_tls, self.wiring.read_only))
            back, there = await _connect(self.wiring.target)
            self._writers.add(there)
            there.write(first)
            await asyncio.gather(
                Delayed(reader, there, lambda _: 0.0, self._thawed).carry(),
                Delayed(back, writer, self._slow(), self._thawed).carry(),
            )
        except (OSError, EOFError, RefusedError, asyncio.CancelledError):
            pass
        finally:
            for one in (writer, there):
                if one is not None:
                    self._writers.discard(one)
                    with contextlib.suppress(OSError, RuntimeError):
                        one.close()


async def _connect(target: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if target.startswith("/"):
        return await asyncio.open_unix_connection(target)
    host, port = target.rsplit(":", 1)
    return await asyncio.open_connection(host, int(port))


def _abort(writer: asyncio.StreamWriter) -> None:
    # a TLS transport that is closed already has forgotten its socket, and says so with an AttributeError
    with contextlib.suppress(OSError, AttributeError):
        raw = writer.get_extra_info("socket")
        if raw is not None and raw.family == socket.AF_INET:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
        writer.transport.abort()

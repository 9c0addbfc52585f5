"""A line over loopback: open, frozen, closed, cut."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable

import pytest

from lab.data.switchboard.line import Line, Wiring

# a loopback address of this process: test workers run side by side
HOST = f"127.77.{os.getpid() % 250}.9"
LISTEN = f"{HOST}:7001"


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(100):
            writer.write(data)
            await writer.drain()
        writer.close()


def on_a_line(test: Callable[[Line], Awaitable[None]], kind: str = "plain", delay: float = 0.0) -> None:
    async def run() -> None:
        server = await asyncio.start_server(echo, HOST, 7002)
        line = Line(Wiring(LISTEN, f"{HOST}:7002", kind=kind, delay=delay))
        await line.become("open")
        try:
            await asyncio.wait_for(test(line), 10)
        finally:
            await line.become("closed")
            server.close()

    asyncio.run(run())


async def said(reader: asyncio.StreamReader, seconds: float = 1.0) -> bytes:
    return await asyncio.wait_for(reader.read(100), seconds)


def test_an_open_line_carries_both_ways_and_a_closed_one_refuses() -> None:
    async def test(line: Line) -> None:
        reader, writer = await asyncio.open_connection(HOST, 7001)
        writer.write(b"hello")
        assert await said(reader) == b"hello"
        await line.become("closed")
        with pytest.raises(ConnectionResetError):
            await said(reader)
        writer.close()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(HOST, 7001)

    on_a_line(test)


def test_nothing_passes_a_frozen_line_and_its_connections_end_when_it_thaws() -> None:
    async def test(line: Line) -> None:
        reader, writer = await asyncio.open_connection(HOST, 7001)
        await line.become("frozen")
        writer.write(b"hello")
        with pytest.raises(TimeoutError):
            await said(reader, 0.2)
        await line.become("open")
        with pytest.raises(ConnectionResetError):
            await said(reader)
        writer.close()

    on_a_line(test)


def test_a_log_is_slow_from_the_first_byte_of_its_stream_on() -> None:
    async def test(line: Line) -> None:  # noqa: ARG001
        reader, writer = await asyncio.open_connection(HOST, 7001)
        writer.write(b"Z quick")
        assert await said(reader, 0.15) == b"Z quick"
        writer.write(b"W slow")
        with pytest.raises(TimeoutError):
            await said(reader, 0.15)
        assert await said(reader) == b"W slow"
        writer.close()

    on_a_line(test, kind="log", delay=0.3)

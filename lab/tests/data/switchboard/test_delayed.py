"""Bytes that arrive later, in order, or never."""

from __future__ import annotations

import asyncio
import time
from typing import Any, cast

from lab.data.switchboard.delayed import Delayed


class Sink:
    """What arrived, and when."""

    def __init__(self) -> None:
        self.got: list[tuple[float, bytes]] = []
        self.ended = False

    def write(self, data: bytes) -> None:
        self.got.append((time.monotonic(), data))

    async def drain(self) -> None: ...

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.ended = True


def test_a_shrinking_delay_does_not_overtake() -> None:
    sink, delays = Sink(), iter([0.2, 0.0, 0.0])

    async def run() -> None:
        reader, thawed = asyncio.StreamReader(), asyncio.Event()
        thawed.set()
        carrying = asyncio.create_task(Delayed(reader, cast("Any", sink), lambda _: next(delays), thawed).carry())
        reader.feed_data(b"first")
        await asyncio.sleep(0.05)
        reader.feed_data(b"second")
        reader.feed_eof()
        await carrying

    began = time.monotonic()
    asyncio.run(run())
    assert b"".join(data for _, data in sink.got) == b"firstsecond"
    assert sink.got[0][0] - began >= 0.19
    assert sink.ended


def test_what_has_not_arrived_when_it_is_cut_never_does() -> None:
    sink = Sink()

    async def run() -> None:
        reader, thawed = asyncio.StreamReader(), asyncio.Event()
        thawed.set()
        carrying = asyncio.create_task(Delayed(reader, cast("Any", sink), lambda _: 0.1, thawed).carry())
        reader.feed_data(b"late")
        await asyncio.sleep(0.02)
        carrying.cancel()
        await asyncio.sleep(0.2)

    asyncio.run(run())
    assert sink.got == []

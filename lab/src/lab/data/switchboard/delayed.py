"""Bytes that arrive later than they were sent: what has not arrived when the line is cut never does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

CHUNK = 65_536


class Delayed:
    """Carries one direction of a connection. `delay(data)` says how many seconds these bytes take; order is kept."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        delay: Callable[[bytes], float],
        thawed: asyncio.Event,
    ) -> None:
        self._reader, self._writer, self._delay, self._thawed = reader, writer, delay, thawed
        self._queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def carry(self) -> None:
        """Until the sender closes; then the receiver is told so, after the same delay."""
        delivering = asyncio.create_task(self._deliver())
        try:
            loop, last = asyncio.get_running_loop(), 0.0
            while True:
                data = await self._reader.read(CHUNK)
                last = max(last, loop.time() + self._delay(data))
                self._queue.put_nowait((last, data))
                if not data:
                    break
            await delivering
        finally:
            delivering.cancel()

    async def _deliver(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due, data = await self._queue.get()
            if (wait := due - loop.time()) > 0:
                await asyncio.sleep(wait)
            await self._thawed.wait()
            if not data:
                if self._writer.can_write_eof():
                    self._writer.write_eof()
                else:
                    self._writer.close()
                return
            self._writer.write(data)
            await self._writer.drain()

"""`python -m lab.data.switchboard FOLDER`: lines by command on standard input, until that is closed."""

from __future__ import annotations

import asyncio
import json
import signal
import ssl
import sys
from pathlib import Path
from typing import Any

from lab.data.account import remove
from lab.data.switchboard import wards
from lab.data.switchboard.line import STATES, Line, Wiring


class Switchboard:
    """All lines, by name."""

    def __init__(self, folder: Path) -> None:
        self.lines: dict[str, Line] = {}
        self._context: ssl.SSLContext | None = None
        self._certificate = folder / "server.pem"

    def tls(self) -> ssl.SSLContext | None:
        if self._context is None and self._certificate.is_file():
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(self._certificate)
        return self._context

    async def obey(self, command: dict[str, Any]) -> object:
        """`wire` (name, wiring), `drop` (name), `set` (states: name → state, delays: name → seconds), `cut` (name)."""
        order = command.pop("do")
        if order == "wire":
            await self._drop(command["name"])
            self.lines[command["name"]] = Line(Wiring(**command["wiring"]), self.tls())
        elif order == "drop":
            await self._drop(command["name"])
        elif order == "cut":
            self.lines[command["name"]].cut()
        elif order == "set":
            for name, delay in command.get("delays", {}).items():
                self.lines[name].delay = float(delay)
            for name, state in command.get("states", {}).items():
                assert state in STATES, state
                await self.lines[name].become(state)
        return {name: line.state for name, line in self.lines.items()}

    async def _drop(self, name: str) -> None:
        line = self.lines.pop(name, None)
        if line is not None:
            await line.become("closed")


async def serve(folder: Path) -> None:
    """Obey until standard input ends; an order that fails is answered with what went wrong."""
    board, loop = Switchboard(folder), asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        try:
            answer: object = {"ok": await board.obey(json.loads(line))}
        except Exception as wrong:  # whatever it is, it is answered: all lines and all data hang on this process
            answer = {"error": f"{type(wrong).__name__}: {wrong}"}
        print(json.dumps(answer), flush=True)


def main(folder: Path) -> None:
    """Serve, then end every process of the lab's data and delete the data."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        asyncio.run(serve(folder))
    except (BrokenPipeError, KeyboardInterrupt):
        pass
    finally:
        wards.end(folder)
        remove(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

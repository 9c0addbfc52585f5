"""The client: writes and reads at a steady rate through the public name, and writes down every request.

Beside them it reads orders through the application's cache, always the same ones, as an application with a working set
does: in a region that begins to serve they come from the database first. These reads are load, they are not judged.

Each request is one line of the log, flushed at once, so that a drill that is killed leaves its evidence. With a drill
path every write has an id of its own, which the application acknowledges and can be asked for afterwards.
"""

from __future__ import annotations

import itertools
import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from standby.drill.door import Door, Reply
from standby.private_files import private_append, private_folder
from standby.record.measure import Request

Kind = Literal["write", "read"]
WORKING_SET = 40  # orders that are read again and again: warm within seconds at the default rate


@dataclass(frozen=True)
class Paths:
    """What is asked: the application's own probe paths, and the path that takes and returns ids (None: it has none)."""

    health: str
    write: str | None
    drill: str | None = None


@dataclass
class Client:
    """`start`, `stop`; `requests()` is what was seen so far. Rates are requests a second."""

    door: Door
    paths: Paths
    log: Path
    name: str
    writes: float = 10.0
    reads: float = 10.0
    at_once: int = 6  # of each kind: a request that hangs must not silence the others
    clock: Callable[[], float] = time.time
    _seen: list[Request] = field(default_factory=list)
    _ids: list[str] = field(default_factory=list)
    _set: list[str] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begin; the log's folder is made."""
        private_folder(self.log.parent)
        kinds: list[tuple[Callable[[], None], float]] = [(self._read, self.reads)]
        if self.paths.drill:
            kinds.append((self._browse, self.reads))
        if self.paths.drill or self.paths.write:
            kinds.append((self._write, self.writes))
        for act, rate in kinds:
            for place in range(self.at_once):
                pause = self.at_once / rate
                worker = threading.Thread(
                    target=self._work, args=(act, pause, pause * place / self.at_once), daemon=True
                )
                self._threads.append(worker)
                worker.start()

    def stop(self) -> None:
        """End, and wait for what is under way."""
        self._ended.set()
        for worker in self._threads:
            worker.join(self.door.seconds + 5)

    def requests(self) -> list[Request]:
        """Every request that has ended so far."""
        with self._lock:
            return list(self._seen)

    def acknowledged(self) -> list[str]:
        """Ids of the writes that the application promised to keep."""
        return [one.id for one in self.requests() if one.kind == "write" and one.good and one.id]

    def _work(self, act: Callable[[], None], pause: float, delay: float) -> None:
        due = time.monotonic() + delay
        while not self._ended.wait(max(due - time.monotonic(), 0.0)):
            due = max(due + pause, time.monotonic())
            act()

    def _browse(self) -> None:
        """Read one order of the working set; the first acknowledged ones are long replicated when anything moves."""
        if order := random.choice(self._set or [""]):
            self.door.ask("GET", f"{self.paths.drill}/{order}")

    def _write(self) -> None:
        began = self.clock()
        if self.paths.drill is None:
            reply = self.door.ask("POST", self.paths.write or "/")
            self._note(self._request("write", began, reply))
            return
        order = f"{self.name}-{next(self._numbers):06d}"
        reply = self.door.ask("POST", self.paths.drill, {"id": order, "item": "drill"})
        kept = order if _names(reply, order) else ""
        if kept and len(self._set) < WORKING_SET:
            self._set.append(kept)
        self._note(self._request("write", began, reply, kept))

    def _read(self) -> None:
        began = self.clock()
        self._note(self._request("read", began, self.door.ask("GET", self.paths.health)))

    def _request(self, kind: Kind, began: float, reply: Reply, order: str = "") -> Request:
        return Request(began, self.clock(), kind, reply.error, reply.status, order, reply.region)

    def _note(self, request: Request) -> None:
        with self._lock:
            self._seen.append(request)
            private_append(self.log, f"{request.line()}\n")


def _names(reply: Reply, order: str) -> bool:
    """Whether the answer is good and names the id: an application that returns none acknowledges nothing by id."""
    if reply.error:
        return False
    try:
        told = json.loads(reply.body)
    except ValueError:
        return False
    return isinstance(told, dict) and told.get("id") == order

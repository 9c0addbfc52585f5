"""The replication lag, asked again and again while the drill runs; no datapoint is None."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from standby.errors import CloudError
from standby.record.model import LagPoint

EVERY_SECONDS = 5.0


@dataclass
class LagSamples:
    """`start`, `stop`, `points`. `read` gives the newest datapoint of whichever side replicates, or None."""

    read: Callable[[], float | None]
    every: float = EVERY_SECONDS
    points: list[LagPoint] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(10)

    def _work(self) -> None:
        while True:
            try:
                value = self.read()
            except CloudError:
                value = None
            self.points.append(LagPoint(time=datetime.now(UTC), milliseconds=value))
            if self._ended.wait(self.every):
                return

"""The ground of the fake pair: time, calls, faults, crashes, and the invariants that every call is checked against.

One call = one `entry` before its effect and one `exit` after it; a crash may be planted at either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from standby.errors import CloudError, UnreachableError

START = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)


class CrashError(BaseException):
    """The process is gone: nothing in the product may catch this."""


@dataclass
class Ground:
    """Time and trouble."""

    now: datetime = START
    calls: list[str] = field(default_factory=list)
    down: set[str] = field(default_factory=set)
    crash_at: int | None = None  # counts entries and exits from when it was set
    faults: dict[str, list[str]] = field(default_factory=dict)  # call name -> AWS codes still to be answered
    broken: list[str] = field(default_factory=list)  # invariants that were violated
    plans: list[tuple[int, Callable[[], None]]] = field(default_factory=list)  # from which call on -> what happens then
    due: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        """Have `action` happen in `seconds`."""
        self.due.append((self.now + timedelta(seconds=seconds), len(self.due), action))

    def advance(self, seconds: float) -> None:
        """Let time pass and what is due happen, in order."""
        until = self.now + timedelta(seconds=seconds)
        while True:
            ready = sorted((entry for entry in self.due if entry[0] <= until), key=lambda entry: entry[:2])
            if not ready:
                break
            self.due.remove(ready[0])
            self.now = max(self.now, ready[0][0])
            ready[0][2]()
        self.now = until

    def _point(self) -> None:
        if self.crash_at is not None:
            if self.crash_at == 0:
                self.crash_at = None
                raise CrashError
            self.crash_at -= 1

    def _happen(self, name: str) -> None:
        """What was planned for this call. Only while something is read: between a check and a call nothing fits."""
        if not self.plans or len(self.calls) < self.plans[0][0] or not name.startswith(("Get", "Describe", "List")):
            return
        _, action = self.plans.pop(0)
        action()

    @contextmanager
    def call(self, region: str, name: str) -> Iterator[None]:
        """One call: counted, delayed, refused, cut off before or after its effect."""
        self.calls.append(f"{region}:{name}")
        self.advance(0.2)
        self._happen(name)
        self._point()
        if region in self.down:
            raise UnreachableError(region, name, "EndpointConnectionError", "no answer")
        codes = self.faults.get(name)
        if codes:
            raise CloudError(region, name, codes.pop(0), "planted")
        yield
        self._point()

    def check(self, holds: bool, sentence: str) -> None:
        """An invariant of the pair."""
        if not holds:
            self.broken.append(sentence)

"""The lab's clock: profiles, AWS durations, and state changes that fall due.

Nothing runs in the background. Each request first runs what has fallen due (``run_due``), in order of time, and while
such a transition runs ``now()`` is the moment it was due: a chain of transitions has the same timeline however rarely
somebody looks. Tests ``hold`` the clock and step it with ``advance`` instead of sleeping.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lab.emulator.engine.durations import DURATIONS
from lab.profiles import DEFAULT_FACTOR, PROFILES


class ClockError(ValueError):
    """A profile, factor or step that the clock refuses; the message says what it accepts."""


@dataclass(order=True)
class Transition:
    """A state change that falls due at ``due`` (lab seconds since the epoch). ``cancel`` makes it a no-op."""

    due: float
    order: int
    action: Callable[[], None] = field(compare=False)
    label: str = field(compare=False, default="")
    started: float = field(compare=False, default=0.0)
    cancelled: bool = field(compare=False, default=False)
    done: bool = field(compare=False, default=False)

    def cancel(self) -> None:
        self.cancelled = True

    def progress(self, now: float) -> float:
        """Share of the wait that is over, 0.0 to 1.0."""
        if self.done or now >= self.due:
            return 1.0
        return max(0.0, (now - self.started) / (self.due - self.started))


class LabClock:
    """Wall time plus what tests advanced; AWS waits by profile.

    Profiles: ``instant`` (every wait 0), ``scaled`` (real divided by ``factor``), ``real``.
    """

    def __init__(self, profile: str = "scaled", factor: float = DEFAULT_FACTOR) -> None:
        self._lock = threading.RLock()
        self._offset = 0.0
        self._held: float | None = None
        self._executing_at: float | None = None
        self._heap: list[Transition] = []
        self._order = itertools.count()
        self.profile = "scaled"
        self.factor = DEFAULT_FACTOR
        self.set_profile(profile, factor)

    @property
    def offset(self) -> float:
        """Seconds that tests advanced the lab's clock ahead of the wall."""
        return self._offset

    def now(self) -> float:
        """Lab time, seconds since the epoch; inside a transition, the moment it was due."""
        if self._executing_at is not None:
            return self._executing_at
        return (time.time() if self._held is None else self._held) + self._offset

    def hold(self) -> None:
        """Let time pass by ``advance`` only: what a test sees doesn't depend on how busy the machine is."""
        self._held = time.time()

    def release(self) -> None:
        """Let time pass by itself again."""
        self._held = None

    def utcnow(self) -> datetime:
        return datetime.fromtimestamp(self.now(), tz=UTC)

    def divisor(self) -> float:
        """What real seconds are divided by; infinite under ``instant``."""
        return {"instant": float("inf"), "scaled": self.factor, "real": 1.0}[self.profile]

    def scale(self, seconds: float) -> float:
        """Lab seconds for ``seconds`` real ones."""
        return seconds / self.divisor()

    def duration(self, name: str) -> float:
        """Lab seconds of the AWS wait ``name`` of ``durations.DURATIONS``."""
        return self.scale(DURATIONS[name].seconds)

    def after(self, wait: str | float, action: Callable[[], None], label: str = "") -> Transition:
        """Run ``action`` when ``wait`` (a name of the table, or lab seconds) is over."""
        seconds = self.duration(wait) if isinstance(wait, str) else wait
        with self._lock:
            now = self.now()
            item = Transition(now + seconds, next(self._order), action, label or str(wait), started=now)
            heapq.heappush(self._heap, item)
        return item

    def run_due(self) -> int:
        """Run every transition that has fallen due, oldest first; returns how many ran."""
        ran = 0
        with self._lock:
            if self._executing_at is not None:
                return 0
            while self._heap and self._heap[0].due <= self.now():
                item = heapq.heappop(self._heap)
                if item.cancelled:
                    continue
                self._executing_at = item.due
                try:
                    item.done = True
                    item.action()
                finally:
                    self._executing_at = None
                ran += 1
        return ran

    def pending(self) -> list[dict[str, object]]:
        """What will happen next: label and lab seconds until then."""
        with self._lock:
            now = self.now()
            live = sorted(item for item in self._heap if not item.cancelled)
            return [{"what": item.label, "in_seconds": round(max(0.0, item.due - now), 3)} for item in live]

    def advance(self, seconds: float) -> None:
        """Step the clock forward; the lab's time never runs backwards."""
        if seconds < 0:
            raise ClockError(f"the clock runs forward only: advance by {seconds} s was asked, 0 or more is required")
        with self._lock:
            self._offset += seconds
            self.run_due()

    def set_profile(self, profile: str, factor: float | None = None) -> None:
        """Change the pace; waits under way keep the share that is over and finish at the new pace."""
        if profile not in PROFILES:
            raise ClockError(f"unknown profile {profile!r}: one of {', '.join(PROFILES)} is required")
        wanted = self.factor if factor is None else float(factor)
        if wanted <= 0:
            raise ClockError(f"factor {wanted} is not usable: a number above 0 is required")
        with self._lock:
            before, now = self.divisor(), self.now()
            self.profile, self.factor = profile, wanted
            for item in self._heap:
                left = max(0.0, item.due - now)
                item.due = now + (self.scale(left * before) if left else 0.0)
            heapq.heapify(self._heap)

    def reset(self) -> None:
        """Forget all pending transitions and steps; the profile stays."""
        with self._lock:
            self._heap.clear()
            self._offset = 0.0

"""Replication lag as a process in time: pure functions of the moment, so that every reader sees the same curve.

``steady`` hovers around its base, ``spike`` rises to ``peak_ms`` for ``seconds`` and falls back, ``growing`` adds
``ms_per_second`` for as long as it lasts (a network that no longer keeps up).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

PROCESSES = ("steady", "spike", "growing")
TYPICAL_MS = 120.0  # Aurora user guide: "latency typically under 1 second"; AWS's examples show 100-200 ms
WOBBLE = 0.1


class LagError(ValueError):
    """A lag process that makes no sense; the message says what is accepted."""


@dataclass(frozen=True)
class LagProcess:
    """How far a secondary is behind, in ms, from ``since`` (lab seconds) on."""

    kind: str = "steady"
    ms: float = TYPICAL_MS
    since: float = 0.0
    peak_ms: float = 5000.0
    seconds: float = 60.0
    ms_per_second: float = 10.0

    def at(self, moment: float) -> float:
        """Lag in ms at ``moment`` (lab seconds); never negative."""
        elapsed = max(0.0, moment - self.since)
        base = self.ms * (1 + WOBBLE * math.sin(moment / 7.0))
        if self.kind == "spike" and elapsed < self.seconds:
            return base + (self.peak_ms - self.ms) * math.sin(math.pi * elapsed / self.seconds)
        if self.kind == "growing":
            return self.ms + self.ms_per_second * elapsed
        return base


@dataclass
class LagHistory:
    """The processes of one global database, in order of their start: what was, stays as it was."""

    processes: list[LagProcess] = field(default_factory=lambda: [LagProcess()])

    @property
    def current(self) -> LagProcess:
        return self.processes[-1]

    def change(self, process: LagProcess) -> None:
        self.processes.append(process)

    def at(self, moment: float) -> float:
        """Lag in ms at ``moment`` by the process that ran then."""
        return next((p for p in reversed(self.processes) if p.since <= moment), self.processes[0]).at(moment)


def parse_process(body: dict[str, Any], now: float) -> LagProcess:
    """A LagProcess from the control API's JSON; raises LagError with every problem at once."""
    kind = body.get("process", "steady")
    problems = [] if kind in PROCESSES else [f"process {kind!r} is unknown: one of {', '.join(PROCESSES)} is required"]
    numbers: dict[str, float] = {}
    for key in ("ms", "peak_ms", "seconds", "ms_per_second"):
        value = body.get(key)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
            problems.append(f"{key} takes a number of 0 or more, found {value!r}")
        else:
            numbers[key] = float(value)
    if numbers.get("seconds") == 0.0:
        problems.append("seconds must be above 0")
    if problems:
        raise LagError("; ".join(problems))
    return LagProcess(kind=kind, since=now, **numbers)

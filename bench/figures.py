"""Figures of a bench: what was measured over several runs, beside what, and whether the goal was met."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

LONGEST_SECONDS = 300.0


@dataclass(frozen=True)
class Figure:
    """One thing measured: its name, and seconds (wall or processor time) of every run."""

    name: str
    seconds: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.seconds)

    @property
    def spread(self) -> str:
        """`median (lowest to highest)`, in seconds."""
        return f"{self.middle:.2f} ({min(self.seconds):.2f} to {max(self.seconds):.2f})"


@dataclass(frozen=True)
class Comparison:
    """Ours beside something else: `ratio` of the medians, and the highest ratio that was aimed at (None: no goal).

    `note` says what was measured and, where the goal was missed, what the floor is and why.
    """

    title: str
    ours: Figure
    beside: Figure
    goal: float | None
    note: str = ""

    @property
    def ratio(self) -> float:
        """Ours divided by the other, medians."""
        return self.ours.middle / self.beside.middle

    @property
    def verdict(self) -> str:
        """`met`, `missed`, or `no goal`."""
        if self.goal is None:
            return "no goal"
        return "met" if self.ratio <= self.goal else "missed"


@dataclass(frozen=True)
class Cost:
    """What one command took: seconds on the clock, and seconds of processor time of it and its children."""

    wall: float
    cpu: float


def cost(command: Sequence[str], folder: Path, environ: Mapping[str, str], accepted: Collection[int] = (0,)) -> Cost:
    """Run a command once.

    Raises:
        RuntimeError: it ended with an exit code that is not accepted; with its last words.
    """
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        command, cwd=folder, env=dict(environ), capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False
    )
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in accepted:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{(done.stdout + done.stderr)[-2000:]}")
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def in_turn(runs: int, *measures: Callable[[], float], warm_up: bool = True) -> list[tuple[float, ...]]:
    """Each measure `runs` times, one after the other in turn, so that a busy machine is busy for all.

    `warm_up`: each once before, uncounted.
    """
    for measure in measures if warm_up else ():
        measure()
    taken: list[list[float]] = [[] for _ in measures]
    for _ in range(runs):
        for values, measure in zip(taken, measures, strict=True):
            values.append(measure())
    return [tuple(values) for values in taken]


def machine() -> str:
    """The machine, in one line."""
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        "unknown processor",
    )
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return f"{os.cpu_count()} cores ({model}), {memory / 1024**2:.0f} GiB of memory"


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []

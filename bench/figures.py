"""Figures of a bench: what was measured over several runs, beside what, and whether the goal was met."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeVar

LONGEST_SECONDS = 600
MeasuredT = TypeVar("MeasuredT")


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
    """What one command took.

    Attributes:
        wall: seconds on the clock.
        cpu: seconds of processor time of the command and all that it waited for.
        peak: MiB of its largest process.
    """

    wall: float
    cpu: float
    peak: float


def cost(command: Sequence[str], folder: Path, environ: Mapping[str, str], accepted: Collection[int] = (0,)) -> Cost:
    """Run a command once; others may run beside it.

    Raises:
        RuntimeError: it ended with an exit code that is not accepted, or not at all; with its last words.
    """
    began = time.monotonic()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            ["timeout", str(LONGEST_SECONDS), *command],
            cwd=folder,
            env=dict(environ),
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        _, status, used = os.wait4(child.pid, 0)  # the usage of this one child and of all that it waited for
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - began
        if child.returncode not in accepted:
            said.seek(0)
            words = said.read().decode(errors="replace")[-2000:]
            raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}:\n{words}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def side_by_side(runs: int, *measures: Callable[[], MeasuredT]) -> list[tuple[MeasuredT, ...]]:
    """Each measure `runs` times, as many at once as there are cores, also beside itself: for processor time only."""
    with ThreadPoolExecutor(os.cpu_count()) as cores:
        rounds = [[cores.submit(measure) for measure in measures] for _ in range(runs)]
        return [tuple(one.result() for one in taken) for taken in zip(*rounds, strict=True)]


def in_turn(runs: int, *measures: Callable[[], float]) -> list[tuple[float, ...]]:
    """Each measure `runs` times, one after the other in turn, so that a busy machine is busy for all.

    Nothing is warmed up: the first round may be the slowest, which the spread shows and the median does not.
    """
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

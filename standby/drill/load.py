"""The load on the databases while a drill runs: a command of the drill's owner tells it, line by line.

A line is `REGION NUMBER`: rows, or whatever else the owner counts as a read, that this region's database has read in
the last second. On the lab it is the lab's own command; in an account a script of yours that asks Database Insights.
"""

from __future__ import annotations

import contextlib
import math
import shlex
import subprocess
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime

from standby.errors import StepError
from standby.record.model import LoadPoint

END_SECONDS = 5.0


@dataclass
class LoadSamples:
    """`start`, `stop`, `points`, `notes`. Without a command there are no points: the load is not measured."""

    command: str | None = None
    points: list[LoadPoint] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _process: subprocess.Popen[str] | None = None
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin.

        Raises:
            StepError: the command cannot be started.
        """
        if self.command is None:
            return
        words = shlex.split(self.command)
        try:
            self._process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        except (OSError, IndexError) as error:
            why = getattr(error, "strerror", None) or "it is empty"
            raise StepError(f"--load {self.command!r} cannot be started: {why}") from None
        self._thread = threading.Thread(target=self._work, args=(self._process,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the command; one that had ended by itself is told of."""
        if self._process is None:
            return
        code = self._process.poll()
        if code is not None:
            self.notes.append(
                f"Database load is measured until --load {self.command!r} ended by itself, with exit code {code}."
            )
        else:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(END_SECONDS)
            if self._process.poll() is None:
                self._process.kill()
        self._process.wait(END_SECONDS)
        if self._thread is not None:
            self._thread.join(END_SECONDS)

    def _work(self, process: subprocess.Popen[str]) -> None:
        odd = ""
        with process.stdout or contextlib.nullcontext(()) as lines:
            for line in lines:
                point = _point(line)
                if point is not None:
                    self.points.append(point)
                elif line.strip() and not odd:
                    odd = line.strip()[:80]
                    self.notes.append(
                        f"--load printed {odd!r}; required is a line REGION NUMBER. Such lines are left out."
                    )


def _point(line: str) -> LoadPoint | None:
    """A line as a point; None: it is none."""
    words = line.split()
    try:
        region, reads = words
        value = float(reads)
    except ValueError:
        return None
    if not math.isfinite(value) or value < 0:
        return None
    return LoadPoint(time=datetime.now(UTC), region=region, reads_per_second=value)

"""The emulator's end of the switchboard: starts it, gives it orders, keeps what it was last told."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lab.data.switchboard import wards
from lab.data.switchboard.line import Wiring
from lab.errors import DataError

STOP_SECONDS = 10.0
GONE = "the switchboard is gone, and the lab's data with it: `lab down`, then `lab up --data`"


@dataclass
class Operator:
    """Orders to the switchboard of the data folder `folder`. Only what changes is sent; any thread may call."""

    folder: Path
    _process: subprocess.Popen[str] | None = None
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _wirings: dict[str, Wiring] = field(default_factory=dict)
    _states: dict[str, str] = field(default_factory=dict)
    _delays: dict[str, float] = field(default_factory=dict)

    def start(self) -> None:
        """Start the switchboard; from now on everything guarded ends with this process."""
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "lab.data.switchboard", str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        wards.note(self.folder, self._process.pid)

    def check(self) -> None:
        """Raises DataError when the switchboard is gone."""
        if self._process is None or self._process.poll() is not None:
            raise DataError(GONE)

    def guard(self, pid: int) -> None:
        """The process ends when the lab does."""
        wards.note(self.folder, pid)

    def wire(self, name: str, wiring: Wiring) -> None:
        """Make or change a line; a line that changes is closed at first."""
        with self._lock:
            if self._wirings.get(name) != wiring:
                self._order(do="wire", name=name, wiring=asdict(wiring))
                self._wirings[name] = wiring
                self._states[name], self._delays[name] = "closed", wiring.delay

    def drop(self, name: str) -> None:
        """Forget a line; fine when there is none."""
        with self._lock:
            if self._wirings.pop(name, None) is not None:
                self._order(do="drop", name=name)
                self._states.pop(name, None)

    def set(self, states: dict[str, str], delays: dict[str, float] | None = None) -> None:
        """States and delays (seconds) of lines; lines that do not exist are left out."""
        with self._lock:
            new = {name: s for name, s in states.items() if name in self._wirings and self._states.get(name) != s}
            slow = {
                name: delay
                for name, delay in (delays or {}).items()
                if name in self._wirings and abs(self._delays.get(name, 0.0) - delay) > 0.002
            }
            if new or slow:
                self._order(do="set", states=new, delays=slow)
                self._states.update(new)
                self._delays.update(slow)

    def cut(self, name: str) -> None:
        """End the line's connections; new ones may come."""
        with self._lock:
            if name in self._wirings:
                self._order(do="cut", name=name)

    def state(self, name: str) -> str:
        """What the line was last told."""
        return self._states.get(name, "absent")

    def names(self) -> list[str]:
        """All lines."""
        return list(self._wirings)

    def close(self) -> None:
        """End the switchboard, and with it everything that was guarded."""
        if self._process is None:
            return
        with contextlib.suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None

    def _order(self, **command: Any) -> None:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise DataError("the switchboard does not run: `lab down`, then `lab up --data`")
        with self._lock:
            try:
                process.stdin.write(json.dumps(command) + "\n")
                process.stdin.flush()
                line = process.stdout.readline()
            except OSError:
                line = ""
            if not line:
                raise DataError(GONE)
            answer = json.loads(line)
            if "error" in answer:
                raise DataError(f"the switchboard could not {command['do']}: {answer['error']}")

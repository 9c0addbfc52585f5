"""Plays a list of steps; whatever happens, nothing is left behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from demo.screen import Screen
from lab import session
from lab.config import Home
from lab.errors import LabError
from lab.process import Emulator
from lab.workspace import Workspace, copy_projects

OK, FAILED, INTERRUPTED = 0, 1, 130
PROGRESS_SECONDS = 4.0


class DemoError(LabError):
    """What the demo shows is not what it claims to show."""


@dataclass
class Stage:
    """What the steps share: the lab, the copied projects, the screen, and what earlier steps found out."""

    emulator: Emulator
    workspace: Workspace
    screen: Screen
    reports: Path
    found: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One part of the story. `act` returns what came out, in a few words; it raises LabError when it did not."""

    title: str
    act: Callable[[Stage], str]


def play(
    steps: Sequence[Step],
    home: Home,
    environ: Mapping[str, str],
    screen: Screen,
    reports: Path,
    *,
    data: bool = False,
) -> int:
    """Play the steps in a lab of their own at `home`; returns the exit code. What is written to `reports` stays.

    The lab's emulator watches this process, so that not even `kill -9` leaves it behind; and a lab that an earlier run
    left half done is thrown away first. With `data` real databases, caches and tasks stand behind its API.
    """
    previous = signal.signal(signal.SIGTERM, _interrupt)
    started = time.monotonic()
    try:
        _clear(home)
        emulator = session.up(home, environ, profile="instant", parent_pid=os.getpid(), data=data)
        lab_environ = {**session.environment(home, emulator, environ), "XDG_STATE_HOME": str(reports)}
        workspace = Workspace(copy_projects(home.folder / "project"), lab_environ)
        _play(steps, Stage(emulator, workspace, screen, reports))
    except LabError as error:
        screen.failed(str(error))
        return FAILED
    except KeyboardInterrupt:
        screen.failed("interrupted")
        return INTERRUPTED
    finally:
        # a second Ctrl-C must not stop the clearing up
        interrupts = signal.signal(signal.SIGINT, signal.SIG_IGN)
        _clear(home)
        signal.signal(signal.SIGINT, interrupts)
        signal.signal(signal.SIGTERM, previous)
    written = f" Reports: {reports}" if reports.is_dir() else ""
    screen.closing(f"All of it in {time.monotonic() - started:.0f} s; nothing is left running.{written}")
    return OK


def _play(steps: Sequence[Step], stage: Stage) -> None:
    for number, step in enumerate(steps, start=1):
        stage.screen.begin(number, len(steps), step.title)
        started = time.monotonic()
        with _progress(stage.screen, started):
            note = step.act(stage)
        stage.screen.end(note, time.monotonic() - started)


@contextlib.contextmanager
def _progress(screen: Screen, started: float) -> Iterator[None]:
    """Say every few seconds that the step is still running, so that nobody takes it for stuck."""
    ended = threading.Event()

    def tell() -> None:
        while not ended.wait(PROGRESS_SECONDS):
            screen.waiting(time.monotonic() - started)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        ended.set()
        teller.join()


def _clear(home: Home) -> None:
    session.down(home)
    shutil.rmtree(home.folder, ignore_errors=True)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt

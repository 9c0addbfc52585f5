"""The processes that must not outlive the lab: written down as they start, ended by whoever finds the lab gone."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

import psutil

FILE = "processes"
PATIENCE_SECONDS = 3.0


def note(folder: Path, pid: int) -> None:
    """Write a process down, with its start: a process id alone may be somebody else's tomorrow."""
    with contextlib.suppress(psutil.NoSuchProcess), (folder / FILE).open("a") as file:
        file.write(f"{pid} {psutil.Process(pid).create_time()}\n")


def alive(folder: Path) -> list[psutil.Process]:
    """Those written down that still run."""
    found = []
    with contextlib.suppress(FileNotFoundError):
        for line in (folder / FILE).read_text().splitlines():
            pid, _, created = line.partition(" ")
            with contextlib.suppress(psutil.Error, ValueError):
                process = psutil.Process(int(pid))
                if process.create_time() == float(created) and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
    return found


def end(folder: Path) -> int:
    """End everything that was written down, with its descendants, but ourselves; returns how many processes."""
    processes = [process for process in alive(folder) if process.pid != os.getpid()]
    family = {child for process in processes for child in _family(process)}
    for process in family:
        with contextlib.suppress(psutil.Error):
            # a database's main process takes its helpers with it on SIGQUIT; SIGKILL would leave their memory behind
            os.kill(process.pid, signal.SIGQUIT if process.name() == "postgres" else signal.SIGKILL)
    for process in _await(family):
        with contextlib.suppress(psutil.Error):
            process.kill()
    _await(family)
    return len(processes)


def _await(processes: set[psutil.Process]) -> set[psutil.Process]:
    """Those that still run when patience ends. One whose parent has not collected it yet is gone, too."""
    deadline, left = time.monotonic() + PATIENCE_SECONDS, processes
    while left and time.monotonic() < deadline:
        left = {process for process in left if _runs(process)}
        time.sleep(0.01)
    return left


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _family(process: psutil.Process) -> list[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        return [process, *process.children(recursive=True)]
    return [process]

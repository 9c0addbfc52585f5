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
    deadline = time.monotonic() + PATIENCE_SECONDS
    _, stubborn = psutil.wait_procs(family, timeout=max(0.0, deadline - time.monotonic()))
    for process in stubborn:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(stubborn, timeout=PATIENCE_SECONDS)
    return len(processes)


def _family(process: psutil.Process) -> list[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        return [process, *process.children(recursive=True)]
    return [process]

"""The emulator as a process of its own: start it, find it again, stop it, never lose it.

`start` without a parent leaves a daemon (`lab up`, until `lab down`). With `parent_pid` the emulator itself watches
that process and ends with it: for tests and demos, which may be killed without a chance to clean up.
"""

from __future__ import annotations

import contextlib
import fcntl
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from lab.client import Client
from lab.config import Home
from lab.data.account import folder_for, remove
from lab.data.switchboard import wards
from lab.errors import ControlError, EmulatorError
from lab.project import FILE

START_SECONDS = 30.0
STOP_SECONDS = 5.0
_POLL_SECONDS = 0.05
_LOG_LINES = 15
_PORTS = range(20_000, 30_000)
# emulators that this very process started: whoever starts a process has to collect its exit, too
_started: dict[int, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True)
class Emulator:
    """A running emulator."""

    pid: int
    port: int

    @property
    def url(self) -> str:
        """The endpoint of every service in every region."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def client(self) -> Client:
        """Its control API."""
        return Client(self.url)

    @property
    def has_data(self) -> bool:
        """Whether real databases, caches and tasks stand behind its API."""
        try:
            self.client.data()
        except ControlError:
            return False
        return True


@contextlib.contextmanager
def exclusive(home: Home) -> Iterator[None]:
    """One `lab up`, `down` or `reset` at a time."""
    home.folder.mkdir(parents=True, exist_ok=True)
    with home.lock_file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def running(home: Home) -> Emulator | None:
    """The emulator of this lab, if it runs. A pid that now belongs to another program does not count."""
    pid, port = _number(home.pid_file), _number(home.port_file)
    if pid is None or port is None or _process(home, pid) is None:
        return None
    return Emulator(pid, port)


def start(
    home: Home,
    profile: str,
    factor: float | None = None,
    parent_pid: int | None = None,
    warm_cli: bool = False,
    data: bool = False,
) -> Emulator:
    """Start the emulator and wait until it answers; the one that runs already is returned as it is.

    `warm_cli`: it keeps an AWS CLI warm for scripts, see `lab.toolchain.warm_cli`. `data`: real databases, caches and
    tasks stand behind the API, see `lab.data.plane`.

    Call it inside `exclusive`. Raises EmulatorError with the end of the emulator's log when it does not come up;
    nothing is left running then, nor when the wait is interrupted.
    """
    present = running(home)
    if present is not None:
        return present
    home.folder.mkdir(parents=True, exist_ok=True)
    port = _free_port(_number(home.port_file))
    home.port_file.write_text(f"{port}\n")
    command = _command(home, port, profile, factor, parent_pid)
    command += ["--project", str(home.project.root / FILE)] if home.project.root else []
    home.warm_cli_file.unlink(missing_ok=True)
    command += ["--warm-cli", str(home.warm_cli_file)] if warm_cli else []
    command += ["--data", str(folder_for(home.folder)), "--logs", str(home.task_logs)] if data else []
    with home.log_file.open("wb") as log:
        # a session of its own: Ctrl-C at the prompt that started it must not reach it
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    try:
        home.pid_file.write_text(f"{child.pid}\n")
        _await_answer(home, Emulator(child.pid, port), child, warm_cli)
    except BaseException:
        child.kill()
        child.wait()
        home.pid_file.unlink(missing_ok=True)
        raise
    _started[child.pid] = child
    return Emulator(child.pid, port)


def stop(home: Home) -> bool:
    """Stop the emulator; False when none was running. Call it inside `exclusive`."""
    pid = _number(home.pid_file)
    process = None if pid is None else _process(home, pid)
    if process is not None:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
            if not _ended(process):
                process.kill()
                _ended(process)
    if pid in _started:
        _started.pop(pid).wait(STOP_SECONDS)
    folder = folder_for(home.folder)
    if folder.is_dir():  # the emulator and its switchboard were both killed
        wards.end(folder)
        remove(folder)
    home.pid_file.unlink(missing_ok=True)
    return process is not None


def _ended(process: psutil.Process) -> bool:
    """Wait until it has ended. A zombie has: its parent, a `lab shell` for instance, may never collect its exit."""
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(_POLL_SECONDS)
    return False


def _command(home: Home, port: int, profile: str, factor: float | None, parent_pid: int | None) -> list[str]:
    command = [sys.executable, "-P", "-m", "lab.emulator", "--port", str(port), "--pid-file", str(home.pid_file)]
    command += ["--profile", profile]
    if factor is not None:
        command += ["--factor", str(factor)]
    if parent_pid is not None:
        command += ["--parent-pid", str(parent_pid)]
    return command


def _await_answer(home: Home, emulator: Emulator, child: subprocess.Popen[bytes], warm_cli: bool) -> None:
    deadline = time.monotonic() + START_SECONDS
    client = Client(emulator.url, timeout=1.0)
    while True:
        with contextlib.suppress(EmulatorError, ControlError):
            client.health()
            if home.warm_cli_file.exists() or not warm_cli:
                return
        if child.poll() is not None:
            raise EmulatorError(f"the emulator ended with exit code {child.returncode}:\n{_log_end(home)}")
        if time.monotonic() > deadline:
            raise EmulatorError(
                f"the emulator or its warm AWS CLI did not answer within {START_SECONDS:.0f} s:\n{_log_end(home)}"
            )
        time.sleep(_POLL_SECONDS)


def _log_end(home: Home) -> str:
    lines = home.log_file.read_text(errors="replace").splitlines()
    return "\n".join([*lines[-_LOG_LINES:], f"(all of it: {home.log_file})"])


def _process(home: Home, pid: int) -> psutil.Process | None:
    """The process, when it is this lab's emulator."""
    try:
        process = psutil.Process(pid)
        ours = process.status() != psutil.STATUS_ZOMBIE and str(home.pid_file) in process.cmdline()
    except psutil.Error:
        return None
    return process if ours else None


def _free_port(preferred: int | None) -> int:
    """`preferred` if nothing listens there, else any free one outside the range that the kernel hands out by itself.

    Inside that range, a port that was free a moment ago may be some connection's own before the emulator listens.
    """
    candidates = [] if preferred is None else [preferred]
    for port in [*candidates, *random.sample(_PORTS, k=50)]:
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", port))
            return int(listener.getsockname()[1])
    raise EmulatorError("no free port on 127.0.0.1")


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None

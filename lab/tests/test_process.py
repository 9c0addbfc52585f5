"""The emulator as a process: up once, found again, gone without a trace."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from lab import process
from lab.config import Home
from lab.errors import EmulatorError


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path)
    yield made
    process.stop(made)


def gone(pid: int, seconds: float = 10) -> bool:
    """Whether the process ends within `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


def test_up_twice_is_one_process_and_down_leaves_none(home: Home) -> None:
    first = process.start(home, "instant")
    assert process.start(home, "instant") == first == process.running(home)
    assert first.client.health()
    assert process.stop(home)
    assert gone(first.pid)
    assert process.running(home) is None
    assert not process.stop(home)


def test_it_comes_back_on_the_same_port(home: Home) -> None:
    port = process.start(home, "instant").port
    process.stop(home)
    assert process.start(home, "instant").port == port


def test_another_port_when_that_one_is_taken(home: Home) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        home.port_file.write_text(str(taken.getsockname()[1]))
        started = process.start(home, "instant")
        assert started.port != taken.getsockname()[1]
        assert started.client.health()


def test_a_pid_that_belongs_to_another_program_is_left_alone(home: Home) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as stranger:
        home.pid_file.write_text(str(stranger.pid))
        home.port_file.write_text("1")
        assert process.running(home) is None
        assert not process.stop(home)
        assert stranger.poll() is None
        stranger.kill()


STARTER = """
import sys, time
from pathlib import Path
from lab import process
from lab.config import Home
print(process.start(Home(Path(sys.argv[1])), "instant").pid, flush=True)
time.sleep(60)
"""


def test_stopping_does_not_wait_for_the_parent_that_started_it(home: Home) -> None:
    command = [sys.executable, "-c", STARTER, str(home.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        started = time.monotonic()
        assert process.stop(home)
        assert time.monotonic() - started < process.STOP_SECONDS
        assert psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
        assert process.running(home) is None
        assert not process.stop(home)
        parent.kill()


def test_a_killed_emulator_is_not_up(home: Home) -> None:
    started = process.start(home, "instant")
    os.kill(started.pid, signal.SIGKILL)
    assert gone(started.pid)
    assert process.running(home) is None
    again = process.start(home, "instant")
    assert again.client.health()


def test_one_that_dies_at_start_shows_its_log(home: Home) -> None:
    with pytest.raises(EmulatorError, match=r"(?s)ended with exit code 2.*invalid choice: 'slow'"):
        process.start(home, "slow")
    assert not home.pid_file.exists()


def test_an_interrupted_start_leaves_no_process(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    pids: list[int] = []

    def interrupt(_home: Home, emulator: process.Emulator, *_: object) -> None:
        pids.append(emulator.pid)
        raise KeyboardInterrupt

    monkeypatch.setattr(process, "_await_answer", interrupt)
    with pytest.raises(KeyboardInterrupt):
        process.start(home, "instant")
    assert gone(pids[0])
    assert process.running(home) is None


PARENT = """
import os, sys, time
from pathlib import Path
from lab import process
from lab.config import Home
started = process.start(Home(Path(sys.argv[1])), "instant", parent_pid=os.getpid() if sys.argv[2] == "watched" else None)
print(started.pid, flush=True)
time.sleep(60)
"""


def killed_parent(home: Home, watched: str) -> int:
    """Start an emulator from a process that is then killed without a chance to clean up; its pid."""
    command = [sys.executable, "-c", PARENT, str(home.folder), watched]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    return pid


def test_it_ends_with_a_parent_that_it_watches(home: Home) -> None:
    assert gone(killed_parent(home, "watched"))
    assert process.running(home) is None


def test_as_a_daemon_it_outlives_the_prompt_that_started_it(home: Home) -> None:
    pid = killed_parent(home, "daemon")
    assert not gone(pid, 1.5)
    found = process.running(home)
    assert found is not None
    assert found.pid == pid
    assert process.stop(home)
    assert gone(pid)


def test_two_at_once_start_one(home: Home) -> None:
    code = (
        "import sys; from pathlib import Path; from lab import process; from lab.config import Home\n"
        "home = Home(Path(sys.argv[1]))\n"
        "with process.exclusive(home): print(process.start(home, 'instant').pid)"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", code, str(home.folder)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    pids = {starter.communicate(timeout=60)[0].strip() for starter in both}
    assert len(pids) == 1
    assert pids != {""}

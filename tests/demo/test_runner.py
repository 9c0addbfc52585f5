"""The runner: steps in order, and nothing left behind, however it ends."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from rich.console import Console

from demo import runner
from demo.runner import FAILED, INTERRUPTED, OK, DemoError, Stage, Step
from demo.screen import Screen
from lab import process, session
from lab.config import Home


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "demo")
    yield made
    session.down(made)


@pytest.fixture
def shown() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def screen(shown: io.StringIO) -> Screen:
    return Screen(Console(file=shown, width=200))


def play(steps: list[Step], home: Home, screen: Screen) -> int:
    return runner.play(steps, home, os.environ, screen, home.folder.parent / "reports")


def test_steps_share_a_lab_and_are_told_one_by_one(home: Home, screen: Screen, shown: io.StringIO) -> None:
    pids: list[int] = []

    def first(stage: Stage) -> str:
        pids.append(stage.emulator.pid)
        stage.found["who"] = stage.workspace.run("aws", "sts", "get-caller-identity", "--output", "text").stdout
        return "asked"

    def second(stage: Stage) -> str:
        assert (stage.workspace.folder / "Pulumi.dr.yaml").is_file()
        return f"it said {stage.found['who'].split()[0]}"

    assert play([Step("First", first), Step("Second", second)], home, screen) == OK
    told = [line.strip() for line in shown.getvalue().splitlines() if line.strip()]
    lines = [line for line in told if not line.startswith("…")]  # a slow machine also says that it is still running
    assert lines[0] == "1/2 First"
    assert lines[1].startswith("asked  (")
    assert lines[2] == "2/2 Second"
    assert lines[3].startswith("it said 123456789012")
    assert not psutil.pid_exists(pids[0])
    assert not home.folder.exists()


def test_a_claim_that_does_not_hold_ends_it(home: Home, screen: Screen, shown: io.StringIO) -> None:
    def lie(_stage: Stage) -> str:
        raise DemoError("nobody answers")

    assert play([Step("Lie", lie), Step("Never", lie)], home, screen) == FAILED
    assert "nobody answers" in shown.getvalue()
    assert "Never" not in shown.getvalue()
    assert not home.folder.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_clears_up(home: Home, screen: Screen, number: signal.Signals) -> None:
    def interrupt(stage: Stage) -> str:
        os.kill(os.getpid(), number)
        stage.workspace.run("sleep", "30")
        return "never"

    handlers = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    assert play([Step("Interrupt", interrupt)], home, screen) == INTERRUPTED
    assert process.running(home) is None
    assert not home.folder.exists()
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == handlers


def test_what_an_earlier_run_left_half_done_is_thrown_away(home: Home, screen: Screen) -> None:
    left = session.up(home, os.environ, "instant")
    (home.folder / "project").mkdir()
    assert play([Step("Fine", lambda _stage: "fine")], home, screen) == OK
    assert not psutil.pid_exists(left.pid)


KILLED = """
import os, sys
from pathlib import Path
from lab.config import Home
from demo import runner
from demo.runner import Step
from demo.screen import Screen
def wait(stage):
    print(stage.emulator.pid, flush=True)
    stage.workspace.run("sleep", "60")
folder = Path(sys.argv[1])
runner.play([Step("Wait", wait)], Home(folder), os.environ, Screen(), folder / "reports")
"""


def test_not_even_a_kill_leaves_the_emulator(home: Home) -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED, str(home.folder)], stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        pid = next(int(line) for line in demo.stdout if line.strip().isdigit())
        demo.kill()
    deadline = time.monotonic() + 15
    while psutil.pid_exists(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not psutil.pid_exists(pid)


def test_a_long_step_says_that_it_is_still_running(
    home: Home, screen: Screen, shown: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "PROGRESS_SECONDS", 0.01)
    told = threading.Event()

    def wait_for_a_line(_stage: Stage) -> str:
        while "…" not in shown.getvalue():
            told.wait(0.01)
        return "done"

    assert play([Step("Long", wait_for_a_line)], home, screen) == OK
    assert "… 0 s" in shown.getvalue()

"""A plugin's end: with its parent, and quietly on a signal."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import psutil
import pytest

PLUGIN = """
import time
from lab.toolchain import orphan
orphan.leave_with_parent()
print("ready", flush=True)
time.sleep(60)
"""
PARENT = f"""
import subprocess, sys, time
plugin = subprocess.Popen([sys.executable, "-c", {PLUGIN!r}], stdout=subprocess.PIPE)
plugin.stdout.readline()
print(plugin.pid, flush=True)
time.sleep(60)
"""


def started(command: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_without_a_word(number: signal.Signals) -> None:
    with started([sys.executable, "-c", PLUGIN]) as plugin:
        assert plugin.stdout is not None
        assert plugin.stdout.readline() == "ready\n"
        plugin.send_signal(number)
        out, err = plugin.communicate(timeout=10)
    assert (plugin.returncode, out, err) == (0, "", "")


def test_it_ends_when_its_parent_was_killed() -> None:
    with started([sys.executable, "-c", PARENT]) as parent:
        assert parent.stdout is not None
        plugin = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    deadline = time.monotonic() + 10
    while plugin.is_running() and plugin.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not plugin.is_running() or plugin.status() == psutil.STATUS_ZOMBIE

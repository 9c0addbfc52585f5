"""The demo as a person starts and interrupts it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from lab.config import VIRTUALENV

pytestmark = pytest.mark.scenario


def below(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def test_ctrl_c_leaves_no_process_and_no_half_state(tmp_path: Path) -> None:
    environ = {**os.environ, "LAB_HOME": str(tmp_path / "lab")}
    with subprocess.Popen(
        [VIRTUALENV / "bin/python", "-m", "demo"],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as demo:
        deadline = time.monotonic() + 120
        processes: list[psutil.Process] = []
        # in the middle of the first update: emulator, CLI, host, program, provider, pack
        while len(processes) < 6 and demo.poll() is None and time.monotonic() < deadline:
            processes = below(demo.pid)
            time.sleep(0.1)
        assert len(processes) >= 6
        demo.send_signal(signal.SIGINT)
        output = demo.communicate(timeout=60)[0]
    assert demo.returncode == 130, output
    assert "interrupted" in output
    assert "Traceback" not in output
    _, alive = psutil.wait_procs(processes, timeout=15)
    assert alive == []
    assert not (tmp_path / "lab/demo").exists()

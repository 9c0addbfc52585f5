"""The real data plane stands behind a lab, and nothing of it outlives the lab."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from lab import process
from lab.data.account import folder_for
from lab.data.switchboard import wards

EAST = "us-east-1"


def test_whatever_is_killed_nothing_is_left_after_lab_down(pair: Any, data_home: Any, data_lab: Any) -> None:
    folder = folder_for(data_home.folder)
    running = wards.alive(folder)
    assert len(running) >= 3  # the switchboard and two servers
    for one in running:
        for connection in one.net_connections("inet"):
            assert str(connection.laddr[0]).startswith("127.")
    os.kill(data_lab.pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while wards.alive(folder) or folder.exists():
        assert time.monotonic() < deadline, [one.cmdline() for one in wards.alive(folder)]
        time.sleep(0.05)
    process.stop(data_home)
    assert not folder.exists()
    assert pair.lab == data_lab

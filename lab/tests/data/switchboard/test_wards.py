"""Processes that must not outlive the lab."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from lab.data.switchboard import wards

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_what_was_written_down_is_ended_and_nothing_else(tmp_path: Path) -> None:
    with subprocess.Popen(SLEEP) as ours, subprocess.Popen(SLEEP) as other:
        wards.note(tmp_path, ours.pid)
        assert [process.pid for process in wards.alive(tmp_path)] == [ours.pid]
        assert wards.end(tmp_path) == 1
        assert ours.wait(5) != 0
        assert other.poll() is None
        other.kill()
    assert wards.alive(tmp_path) == []


def test_a_process_id_that_is_somebody_elses_by_now_does_not_count(tmp_path: Path) -> None:
    with subprocess.Popen(SLEEP) as other:
        (tmp_path / wards.FILE).write_text(f"{other.pid} 12.5\n")
        assert wards.end(tmp_path) == 0
        assert other.poll() is None
        other.kill()


def test_a_process_that_is_gone_is_not_written_down(tmp_path: Path) -> None:
    with subprocess.Popen(["true"]) as gone:
        gone.wait()
    wards.note(tmp_path, gone.pid)
    assert wards.alive(tmp_path) == []

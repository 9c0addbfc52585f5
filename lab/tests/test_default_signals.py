"""A command that a background job starts can be interrupted again."""

from __future__ import annotations

import signal
import subprocess
import sys

ASK = "import signal; print(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)"


def ignoring(*command: str) -> str:
    """What `command` prints when it is started with SIGINT ignored, as a background job is."""
    return subprocess.run(
        command,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def test_the_default_comes_back() -> None:
    assert ignoring(sys.executable, "-c", ASK) == "True"
    assert ignoring(sys.executable, "-m", "lab.default_signals", sys.executable, "-c", ASK) == "False"


def test_no_command_is_a_usage_error() -> None:
    done = subprocess.run([sys.executable, "-m", "lab.default_signals"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "usage: python -m lab.default_signals COMMAND" in done.stderr

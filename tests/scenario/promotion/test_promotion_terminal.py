"""The promotion as a person meets it: at a terminal, with typed words and Ctrl-C."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import time
from collections.abc import Callable
from typing import Any

import pytest

from lab.process import Emulator
from tests.scenario.promotion.runs import ANSWERED, SCRIPT, Promoter, assert_promoted, mutating_calls, promotions
from tests.scenario.promotion.seed_pair import APP, ENVIRONMENT, GLOBAL, Pair

pytestmark = pytest.mark.scenario


def typed(promote: Promoter, words: str, *arguments: str) -> tuple[int, str]:
    """(exit code, what was shown) of a run at a terminal where `words` are typed."""
    screen, keyboard = pty.openpty()
    command = [str(SCRIPT), "--app", APP, "--env", ENVIRONMENT, "--region", "us-west-2", *arguments]
    with subprocess.Popen(
        command,
        env=promote.environ,
        cwd=promote.folder,
        stdin=keyboard,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as run:
        os.write(screen, words.encode())
        shown, _ = run.communicate(timeout=120)
    os.close(screen)
    os.close(keyboard)
    return run.returncode, shown


def test_the_right_words_promote(lab: Emulator, aws: Callable[..., Any], pair: Pair, promote: Promoter) -> None:
    code, shown = typed(promote, f"accept\n{GLOBAL}\n")
    assert code == 0, shown
    assert "Type 'accept' to go on" in shown
    assert "Irreversible. Type the global cluster's name" in shown
    assert_promoted(lab, aws, pair)


@pytest.mark.usefixtures("pair")
@pytest.mark.parametrize("words", ["no\n", "accept\nyes\n", f"accept\n{GLOBAL}x\n", "accept\n\n"])
def test_any_other_word_aborts(words: str, lab: Emulator, promote: Promoter) -> None:
    lab.client.forget_calls()
    code, shown = typed(promote, words)
    assert code == 5, shown
    assert "Aborted: " in shown
    assert mutating_calls(lab) == []


def test_ctrl_c_says_how_to_go_on(lab: Emulator, aws: Callable[..., Any], pair: Pair, promote: Promoter) -> None:
    fault = lab.client.add_fault(operation="FailoverGlobalCluster", error="hold", phase="after", times=1)
    started = promote.start(*ANSWERED, environ={"STANDBY_READ_SECONDS": "60"})
    while not any(found["id"] == fault["id"] and found["held"] for found in lab.client.faults()):
        assert started.process.poll() is None
        time.sleep(0.02)

    os.killpg(started.process.pid, signal.SIGINT)
    time.sleep(0.3)
    lab.client.clear_faults()
    run = started.wait()

    assert run.code == 5, run.err
    assert "Nothing is undone. Go on with:\n  promote-dr.sh" in run.err
    resumed = promote("--resume", *ANSWERED)
    assert resumed.code == 0, resumed.err
    assert_promoted(lab, aws, pair)
    assert promotions(lab) == 1

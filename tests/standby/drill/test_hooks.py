"""Commands of the drill's owner."""

from __future__ import annotations

import pytest

from standby.drill.hooks import run_command, run_hook
from standby.errors import StepError


def test_the_region_stands_in_the_command_and_its_lines_are_said() -> None:
    said: list[str] = []
    run_hook("echo cut '{region}' off", "us-east-2", said.append)
    assert said == ["  cut us-east-2 off"]


def test_a_hook_that_fails_or_is_not_there_stops_the_drill() -> None:
    with pytest.raises(StepError, match="ended with exit code 3"):
        run_hook("sh -c 'exit 3'", "x", print)
    with pytest.raises(StepError, match="cannot be started"):
        run_hook("no-such-command-at-all", "x", print)


def test_exit_codes_are_handed_back() -> None:
    assert run_command(["sh", "-c", "exit 4"], print) == 4

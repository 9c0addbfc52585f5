"""The command that tells the load: its lines become points, and what goes wrong with it is said."""

from __future__ import annotations

import time

import pytest

from standby.drill.load import LoadSamples
from standby.errors import StepError


def ran(command: str, wanted: int) -> LoadSamples:
    samples = LoadSamples(command)
    samples.start()
    ends = time.monotonic() + 10
    while len(samples.points) < wanted and time.monotonic() < ends:
        time.sleep(0.02)
    samples.stop()
    return samples


def test_lines_are_points_and_the_command_ends_with_the_drill() -> None:
    samples = ran("sh -c 'echo us-east-2 12.5; echo us-west-2 0; exec sleep 60'", 2)
    assert [(one.region, one.reads_per_second) for one in samples.points] == [("us-east-2", 12.5), ("us-west-2", 0.0)]
    assert samples.notes == []
    assert samples._process is not None
    assert samples._process.poll() is not None


def test_a_line_that_is_none_is_left_out_and_said_once() -> None:
    samples = ran("sh -c 'echo nan of it; echo us-east-2 nan; echo us-east-2 1; exec sleep 60'", 1)
    assert len(samples.points) == 1
    assert samples.notes == ["--load printed 'nan of it'; required is a line REGION NUMBER. Such lines are left out."]


def test_a_command_that_ends_early_or_cannot_start() -> None:
    samples = LoadSamples("sh -c 'exit 3'")
    samples.start()
    assert samples._process is not None
    samples._process.wait(10)
    samples.stop()
    assert "ended by itself, with exit code 3" in samples.notes[0]
    with pytest.raises(StepError, match="cannot be started"):
        LoadSamples("no-such-command-at-all").start()


def test_without_a_command_nothing_is_measured() -> None:
    samples = LoadSamples()
    samples.start()
    samples.stop()
    assert (samples.points, samples.notes) == ([], [])

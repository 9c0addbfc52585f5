"""A verdict is a step, a stop, or home."""

from __future__ import annotations

import pytest

from standby.failback.verdict import Plan, go, halt


def test_three_ends() -> None:
    step, stop = go("Here.", "switchover"), halt("Here.", "lag-unknown", "no datapoint", "wait")
    assert (step.step is not None, step.stop, step.at_home) == (True, None, False)
    assert stop.stop is not None
    assert (stop.stop.reason, stop.step, stop.at_home) == ("lag-unknown", None, False)
    assert Plan("Home.").at_home


def test_a_step_that_does_not_exist_cannot_be_next() -> None:
    with pytest.raises(KeyError):
        go("Here.", "dance")

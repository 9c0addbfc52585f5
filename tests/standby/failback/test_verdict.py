"""A verdict is a step, a stop, or nothing left to do."""

from __future__ import annotations

import pytest

from standby.failback.verdict import Plan, go, halt


def test_three_ends() -> None:
    step, stop = go("Here.", "switchover"), halt("Here.", "lag-unknown", "no datapoint", "wait")
    assert (step.step is not None, step.stop, step.nothing_to_do) == (True, None, False)
    assert stop.stop is not None
    assert (stop.stop.reason, stop.step, stop.nothing_to_do) == ("lag-unknown", None, False)
    assert Plan("Normal.").nothing_to_do


def test_a_step_that_does_not_exist_cannot_be_next() -> None:
    with pytest.raises(KeyError):
        go("Here.", "dance")

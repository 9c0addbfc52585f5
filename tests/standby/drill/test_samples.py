"""Lag over time: a read that fails is a gap."""

from __future__ import annotations

import time

from standby.drill.samples import LagSamples
from standby.errors import UnreachableError


def test_points_and_gaps() -> None:
    answers = iter([410.0, None])

    def read() -> float | None:
        try:
            return next(answers)
        except StopIteration:
            raise UnreachableError("us-east-2", "get_metric_statistics", "ConnectTimeoutError", "no answer") from None

    samples = LagSamples(read, every=0.02)
    samples.start()
    time.sleep(0.3)
    samples.stop()
    assert [point.milliseconds for point in samples.points[:3]] == [410.0, None, None]
    stopped = len(samples.points)
    time.sleep(0.1)
    assert len(samples.points) == stopped

"""Fargate's launch rate."""

from __future__ import annotations

from lab.emulator.services.ecs.launches import BURST, LaunchBucket


def test_the_burst_is_free_and_then_one_launch_takes_a_twentieth_of_a_second() -> None:
    bucket = LaunchBucket()
    waits = [bucket.take(100.0, 1.0) for _ in range(BURST + 3)]
    assert waits[:BURST] == [0.0] * BURST
    assert [round(wait, 3) for wait in waits[BURST:]] == [0.05, 0.1, 0.15]


def test_the_bucket_refills_with_time_up_to_the_burst() -> None:
    bucket = LaunchBucket()
    for _ in range(BURST):
        bucket.take(0.0, 1.0)
    assert bucket.take(1.0, 1.0) == 0.0
    assert bucket.tokens == 19.0
    bucket.take(1000.0, 1.0)
    assert bucket.tokens == BURST - 1


def test_a_scaled_clock_launches_faster_and_an_instant_one_at_once() -> None:
    bucket = LaunchBucket(tokens=0)
    assert bucket.take(0.0, 60.0) == 1 / 1200
    assert [LaunchBucket(tokens=0).take(0.0, float("inf")) for _ in range(500)] == [0.0] * 500

"""The clock: profiles, due transitions, steps."""

from __future__ import annotations

import pytest

from lab.emulator.engine.clock import ClockError, LabClock
from lab.emulator.engine.durations import DURATIONS

FAILOVER = DURATIONS["rds.global-failover"].seconds


def test_profiles_decide_how_long_a_wait_takes() -> None:
    assert LabClock("real").duration("rds.global-failover") == FAILOVER
    assert LabClock("scaled", 30).duration("rds.global-failover") == FAILOVER / 30
    assert LabClock("instant").duration("rds.global-failover") == 0


def test_transitions_run_when_due_and_in_order_of_time() -> None:
    clock, seen = LabClock("real"), list[str]()
    clock.after(20, lambda: seen.append("second"))
    clock.after(10, lambda: seen.append("first"))
    assert clock.run_due() == 0
    clock.advance(15)
    assert seen == ["first"]
    clock.advance(15)
    assert seen == ["first", "second"]


def test_a_chain_keeps_its_timeline_however_late_somebody_looks() -> None:
    clock, moments = LabClock("real"), list[float]()
    start = clock.now()

    def first() -> None:
        clock.after(10, lambda: moments.append(clock.now()))

    clock.after(10, first)
    clock.advance(3600)
    assert moments[0] - start == pytest.approx(20, abs=0.5)


def test_a_cancelled_transition_does_nothing() -> None:
    clock, seen = LabClock("real"), list[str]()
    clock.after(5, lambda: seen.append("ran")).cancel()
    clock.advance(10)
    assert seen == []
    assert clock.pending() == []


def test_progress_is_the_share_of_the_wait_that_is_over() -> None:
    clock = LabClock("real")
    item = clock.after(100, lambda: None)
    clock.advance(25)
    assert item.progress(clock.now()) == pytest.approx(0.25, abs=0.01)
    clock.advance(100)
    assert item.progress(clock.now()) == 1.0


def test_a_change_of_profile_keeps_the_share_of_waits_under_way() -> None:
    clock, seen = LabClock("real"), list[str]()
    clock.after("rds.global-failover", lambda: seen.append("done"))
    clock.advance(FAILOVER / 2)
    clock.set_profile("scaled", 10)
    clock.advance(FAILOVER / 20 - 0.5)
    assert seen == []
    clock.advance(1)
    assert seen == ["done"]


def test_instant_finishes_what_is_under_way() -> None:
    clock, seen = LabClock("real"), list[str]()
    clock.after(600, lambda: seen.append("done"))
    clock.set_profile("instant")
    clock.run_due()
    assert seen == ["done"]


def test_pending_says_what_comes_next() -> None:
    clock = LabClock("real")
    clock.after(30, lambda: None, "writer moves")
    assert [entry["what"] for entry in clock.pending()] == ["writer moves"]


def test_reset_forgets_steps_and_transitions() -> None:
    clock, seen = LabClock("real"), list[str]()
    clock.after(5, lambda: seen.append("ran"))
    clock.advance(1)
    clock.reset()
    clock.advance(60)
    assert (seen, clock.offset) == ([], 60)


@pytest.mark.parametrize(
    ("profile", "factor", "words"), [("quick", 1, "one of instant, scaled, real"), ("scaled", 0, "above 0 is required")]
)
def test_what_makes_no_sense_is_refused(profile: str, factor: float, words: str) -> None:
    with pytest.raises(ClockError, match=words):
        LabClock(profile, factor)


def test_time_runs_forward_only() -> None:
    with pytest.raises(ClockError, match="0 or more is required"):
        LabClock().advance(-1)


def test_a_held_clock_moves_by_steps_only() -> None:
    clock = LabClock("real")
    clock.hold()
    before = clock.now()
    assert clock.now() == before
    clock.advance(5)
    assert clock.now() == before + 5
    clock.release()
    assert clock.now() > before + 5

"""Work that runs in one region only: what is to stop, what is to start, what still runs."""

from __future__ import annotations

from dataclasses import replace

from standby.pair.observe import observe
from standby.pair.single_runners import idle, still_stopping, to_disable, to_stop, working
from tests.standby.fake_world import FakePair
from tests.standby.situations import at_rest


def test_normal_operation_runs_it_at_the_primary_only() -> None:
    facts = observe(FakePair().world())
    assert working(facts.primary) == ("mailer", "nightly")
    assert (idle(facts.primary), working(facts.dr)) == ((), ())
    assert idle(facts.dr) == ("mailer", "nightly")


def test_a_minimum_alone_would_start_it() -> None:
    side = observe(FakePair().world()).dr
    bounded = replace(side, services=tuple(replace(s, minimum=1) for s in at_rest(side).services))
    assert [s.wanted.name for s in to_stop(bounded)] == ["mailer"]


def test_tasks_that_linger_are_told_from_those_that_run() -> None:
    side = observe(FakePair().world()).primary
    lingering = replace(side, services=tuple(replace(s, desired=0, minimum=0) for s in side.services))
    assert still_stopping(lingering) == ("mailer",)
    assert still_stopping(side) == ()


def test_a_rule_that_is_not_there_is_neither_on_nor_off() -> None:
    side = observe(FakePair().world()).primary
    gone = replace(side, schedules=tuple(replace(s, found=False) for s in side.schedules))
    assert to_disable(gone) == ()
    assert idle(gone) == ()

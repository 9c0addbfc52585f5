"""The planner: which region's silence means what, and who may not be disturbed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from standby.failback.plan import plan
from standby.failback.steps import STEPS
from standby.pair.observe import observe
from tests.standby.fake_world import DR, PRIMARY, FakePair


def test_normal_state_is_nothing_to_do() -> None:
    now = plan(observe(FakePair().world()))
    assert now.nothing_to_do
    assert now.where == "Normal operation: the primary writes and serves."


@pytest.mark.parametrize(
    ("mode", "down", "reason"),
    [
        ("managed", {PRIMARY}, "primary-still-down"),
        ("detach", {PRIMARY}, "primary-still-down"),
        (None, {PRIMARY}, "not-promoted"),
        ("managed", {DR}, "dr-still-down"),
        (None, {DR}, "dr-still-down"),
        ("managed", {PRIMARY, DR}, "nothing-answers"),
    ],
)
def test_silence_is_named(mode: str | None, down: set[str], reason: str) -> None:
    pair = FakePair()
    if mode:
        pair.promote(mode)
    pair.ground.down |= down
    stop = plan(observe(pair.world())).stop
    assert stop is not None
    assert stop.reason == reason
    assert stop.fix


def test_a_home_that_dr_copies_from_gets_the_record_even_while_dr_is_silent() -> None:
    pair = FakePair()
    pair.promote("managed")
    pair.ground.advance(600)
    pair.region(DR).databases.switchover("myapp-prod-global", pair.arn(PRIMARY))
    pair.ground.advance(120)
    pair.ground.down.add(DR)
    assert plan(observe(pair.world())).step == STEPS["move-record-to-primary"]


def test_a_stale_home_never_gets_the_record_while_dr_is_silent() -> None:
    pair = FakePair()
    pair.promote("detach")
    pair.ground.down.add(DR)
    now = plan(observe(pair.world()))
    assert now.step is None
    assert now.stop is not None
    assert now.stop.reason == "dr-still-down"


def test_promotion_s_lock_stops_and_a_failback_s_own_does_not() -> None:
    facts = observe(FakePair().world())
    for lock, reason in (("run=p host=h", "promotion-running"), ("failback run=f host=h", None)):
        locked = replace(facts, dr=replace(facts.dr, contract={**facts.dr.contract, "incident/lock": lock}))
        stop = plan(locked).stop
        assert (stop.reason if stop else None) == reason


def test_views_that_differ_are_waited_for() -> None:
    facts = observe(FakePair().world())
    now = plan(replace(facts, dr=replace(facts.dr, database=None)))
    assert now.step == STEPS["await-topology"]
    assert now.where.startswith("The two regions describe")

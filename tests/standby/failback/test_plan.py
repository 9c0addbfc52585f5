"""The planner: which region's silence means what, and who may not be disturbed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from standby.failback.loop import apply
from standby.failback.plan import ahead, plan
from standby.failback.step import Kind
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


def test_a_primary_that_dr_replicates_from_gets_the_record_even_while_dr_is_silent() -> None:
    pair = FakePair()
    pair.promote("managed")
    pair.ground.advance(600)
    pair.region(DR).databases.switchover("myapp-prod-global", pair.arn(PRIMARY))
    pair.ground.advance(120)
    pair.ground.down.add(DR)
    assert plan(observe(pair.world())).step == STEPS["move-record-to-primary"]


def test_a_stale_primary_never_gets_the_record_while_dr_is_silent() -> None:
    pair = FakePair()
    pair.promote("detach")
    pair.ground.down.add(DR)
    now = plan(observe(pair.world()))
    assert now.step is None
    assert now.stop is not None
    assert now.stop.reason == "dr-still-down"


def test_promotion_s_lock_stops_and_a_failback_s_own_does_not() -> None:
    facts = observe(FakePair().world())
    for key, lock, reason in (
        ("incident/lock", "run=p host=h", "promotion-running"),
        ("incident/lock", "failback run=f host=h", None),
        ("incident/lock/000003", "run=p kind=promotion", "promotion-running"),
        ("incident/lock/000003", "run=f kind=failback", None),
    ):
        locked = replace(facts, dr=replace(facts.dr, contract={**facts.dr.contract, key: lock}))
        stop = plan(locked).stop
        assert (stop.reason if stop else None) == reason


def test_views_that_differ_are_waited_for() -> None:
    facts = observe(FakePair().world())
    now = plan(replace(facts, dr=replace(facts.dr, database=None)))
    assert now.step == STEPS["await-topology"]
    assert now.where.startswith("The two regions describe")


def done(pair: FakePair) -> set[str]:
    """The steps that a whole failback takes: what it did and what it waited for."""
    assert apply(pair.world()).nothing_to_do
    return {step for step, event in pair.journal if event in ("start", "waiting")}


def _rejoined(pair: FakePair) -> None:
    pair.promote("managed")
    pair.ground.advance(900)


def _rejoining(pair: FakePair) -> None:
    pair.die()
    pair.promote("managed")
    pair.heal()


def _recreating(pair: FakePair) -> None:
    pair.promote("detach")
    for step in ("set-freeze", "snapshot-stale", "await-snapshot", "delete-global", "recreate-global"):
        while (now := plan(observe(pair.world()))).step is not None and now.step.name == step:
            apply(pair.world(), only=step)


@pytest.mark.parametrize(
    "situation",
    [_rejoined, _rejoining, lambda pair: pair.promote("detach"), lambda pair: pair.promote("switchover"), _recreating],
)
def test_what_the_plan_shows_is_what_the_failback_then_does(situation: Callable[[FakePair], None]) -> None:
    pair = FakePair()
    situation(pair)
    facts = observe(pair.world())
    now = plan(facts)
    assert now.step is not None
    shown = {now.step.name, *(step.name for step in ahead(facts, now))}
    pair.journal.clear()
    took = done(pair)
    acting = {name for name in shown if STEPS[name].kind is not Kind.WAIT}
    assert took - shown <= {"await-topology", "copy-snapshot"}  # what AWS makes on the way cannot be foreseen
    assert acting - took == set()


def test_a_primary_that_has_rejoined_is_shown_no_deletion() -> None:
    pair = FakePair()
    _rejoined(pair)
    facts = observe(pair.world())
    names = [step.name for step in ahead(facts, plan(facts))]
    assert not {"delete-stale", "delete-global", "snapshot-stale", "flip-config", "recreate-primary"} & set(names)
    assert "switchover" in names

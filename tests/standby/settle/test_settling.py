"""Serving from DR for longer: config and freeze change, routine deployments lower nothing, and the failback undoes it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from standby.errors import RefusedError
from standby.failback.loop import apply
from standby.failback.plan import plan
from standby.failback.steps.incident import whole
from standby.pair.facts import STACKS
from standby.pair.observe import observe
from standby.settle.settling import against, question, settle
from tests.standby.fake_world import DR, PRIMARY, FakePair
from tests.standby.situations import ready_to_switch

FREEZE = "incident/freeze"


def promoted(mode: str = "managed") -> FakePair:
    pair = FakePair()
    pair.promote(mode)
    pair.ground.advance(600)
    return pair


def test_settling_changes_config_and_narrows_the_freeze_in_both_regions() -> None:
    pair = promoted()
    world = pair.world()
    assert settle(world, observe(world)) == "- warm\n+ production"
    assert pair.role.settled
    assert pair.parameters[DR][FREEZE] == pair.parameters[PRIMARY][FREEZE]
    assert "promotion run=p since=2026-03-01T03:00:00Z" in pair.parameters[DR][FREEZE]
    facts = observe(world)
    assert facts.dr.settled_since == "2026-03-01T03:12:03Z"
    before = dict(pair.parameters[DR])
    pair.ground.advance(999)
    settle(world, observe(world))
    assert pair.parameters[DR] == before  # the time stays that of the first


@pytest.mark.parametrize("mode", ["managed", "detach", "switchover"])
def test_a_day_of_deployments_lowers_nothing_and_the_failback_undoes_all(mode: str) -> None:
    pair = promoted(mode)
    world = pair.world()
    settle(world, observe(world))
    for hour in range(24):
        pair.ground.advance(3600)
        for stack in STACKS[2:]:
            pair.dirty.add(stack)
            world.stacks.up(stack)
        assert pair.services[DR]["api"].minimum == pair.services[DR]["api"].wanted.min, hour
    assert plan(observe(world)).step is not None
    assert apply(pair.world()).nothing_to_do
    assert pair.in_normal_state()
    assert not pair.role.changed
    assert pair.ground.broken == []


def test_failback_makes_the_freeze_whole_before_anything_else() -> None:
    pair = promoted()
    world = pair.world()
    settle(world, observe(world))
    assert apply(pair.world(), only="set-freeze").step is not None
    assert "settled=" not in pair.parameters[DR][FREEZE] + pair.parameters[PRIMARY][FREEZE]
    assert whole("promotion run=p settled=2026-03-01T03:00:00Z since=x") == "promotion run=p since=x"


def test_a_silent_primary_does_not_hinder_it() -> None:
    pair = promoted("managed")
    pair.die()
    world = pair.world()
    settle(world, observe(world))
    assert "settled=" in pair.parameters[DR][FREEZE]
    pair.heal()
    pair.ground.advance(900)
    assert apply(pair.world()).nothing_to_do
    assert pair.in_normal_state()


def test_settling_is_refused_where_dr_does_not_serve() -> None:
    facts = ready_to_switch()
    assert against(facts) == []
    assert any("does not point at DR" in r for r in against(replace(facts, record=replace(facts.record, target=None))))
    claimed = {**facts.dr.contract, "incident/lock/000001": "run=p kind=promotion"}
    assert any("promotion p" in r for r in against(replace(facts, dr=replace(facts.dr, contract=claimed))))
    world = FakePair().world()
    with pytest.raises(RefusedError, match="DR does not hold the current data") as refused:
        settle(world, observe(world))
    assert refused.value.reason == "cannot-settle"


def test_question_says_what_changes_and_how_it_ends() -> None:
    text = question(ready_to_switch())
    assert "us-west-2 keeps serving" in text
    assert "`standby failback apply` undoes both" in text

"""Deeds: what each calls, what it leaves out, and what its guard keeps it from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from standby.errors import RefusedError, StepError
from standby.failback import execute
from standby.pair.facts import STACKS
from standby.pair.observe import observe
from standby.pair.seams import Change
from tests.standby.fake_world import DR, PRIMARY, FakePair


def calls_of(pair: FakePair, name: str) -> list[str]:
    """The calls that a deed makes on the facts of now."""
    world = pair.world()
    facts = observe(world)
    before = len(pair.ground.calls)
    execute.DEEDS[name](world, facts)
    return pair.ground.calls[before:]


def after(mode: str) -> FakePair:
    pair = FakePair()
    pair.promote(mode)
    pair.ground.advance(600)
    return pair


def test_stamp_sorts_by_time() -> None:
    assert execute.stamp(datetime(2026, 3, 1, 3, 12, 0, tzinfo=UTC)) == "20260301031200"


def test_freeze_copies_the_promotion_s_words_to_where_they_are_missing() -> None:
    pair = after("managed")
    assert calls_of(pair, "set-freeze") == [f"{PRIMARY}:PutParameter"]
    assert pair.parameters[PRIMARY]["incident/freeze"] == pair.parameters[DR]["incident/freeze"]
    assert calls_of(pair, "set-freeze") == []


def test_freeze_of_its_own_names_the_run_and_the_time() -> None:
    pair = after("managed")
    del pair.parameters[DR]["incident/freeze"]
    calls_of(pair, "set-freeze")
    assert pair.parameters[DR]["incident/freeze"].startswith("failback run=run-1 since=2026-03-01T")


def test_snapshot_is_taken_once() -> None:
    pair = after("detach")
    assert calls_of(pair, "snapshot-stale") == [f"{PRIMARY}:CreateDBClusterSnapshot"]
    assert calls_of(pair, "snapshot-stale") == []


def test_delete_is_guarded_whatever_was_planned() -> None:
    pair = after("detach")
    with pytest.raises(RefusedError, match="no available snapshot"):
        calls_of(pair, "delete-stale")
    assert not any("Delete" in call or "Modify" in call for call in pair.ground.calls)


@pytest.mark.parametrize("name", ["delete-global", "switchover", "move-record-to-primary", "lower-dr", "lift-freeze"])
def test_every_serious_deed_is_guarded_in_the_wrong_moment(name: str) -> None:
    pair = after("detach")
    before = len(pair.ground.calls)
    with pytest.raises(RefusedError):
        calls_of(pair, name)
    written = [c for c in pair.ground.calls[before:] if not any(w in c for w in ("Describe", "Get", "List"))]
    assert written == []


def test_raising_home_never_lowers() -> None:
    pair = after("managed")
    api = pair.services[PRIMARY]["api"]
    pair.services[PRIMARY]["api"] = replace(api, desired=9, running=9, minimum=1)
    calls_of(pair, "raise-primary")
    assert (pair.services[PRIMARY]["api"].desired, pair.services[PRIMARY]["api"].minimum) == (9, 2)


def test_a_deed_on_a_cluster_that_is_gone_says_so() -> None:
    pair = after("detach")
    pair.aurora.clusters.pop(pair.arn(PRIMARY))
    with pytest.raises(StepError, match="the primary has no cluster any more"):
        calls_of(pair, "snapshot-stale")


def test_up_is_not_run_when_the_preview_is_refused_or_empty() -> None:
    pair = FakePair()
    world = pair.world()
    facts = observe(world)
    bad = Change("urn:x::database-cluster", "aws:rds/cluster:Cluster", "delete")
    world.stacks.preview = lambda _: (bad,)  # type: ignore[method-assign,assignment]
    with pytest.raises(RefusedError, match="delete aws:rds/cluster:Cluster database-cluster"):
        execute.recreate_primary(world, facts)
    world.stacks.preview = lambda _: ()  # type: ignore[method-assign,assignment]
    execute.recreate_primary(world, facts)
    assert not any("pulumi up" in call for call in pair.ground.calls)


def test_proof_is_all_four_or_none() -> None:
    pair = FakePair()
    world = pair.world()
    pair.dirty.add(STACKS[2])
    execute.prove(world, observe(world))
    assert not world.evidence.proved
    assert world.evidence.clean == frozenset(STACKS) - {STACKS[2]}
    pair.dirty.clear()
    execute.prove(world, observe(world))
    assert world.evidence.proved


def test_record_that_does_not_reach_the_servers_is_a_failed_step() -> None:
    pair = FakePair()
    world = pair.world()
    world.zone.in_sync = lambda _: False  # type: ignore[method-assign,assignment]
    with pytest.raises(StepError, match="not INSYNC after"):
        execute.move_record_to_primary(world, observe(world))

"""`up` only after an inspected preview, and a verification that is all four or none."""

from __future__ import annotations

import pytest

from standby.errors import RefusedError
from standby.failback.steps.stacks import reconcile_name, recreate_primary, verify_no_drift
from standby.pair.facts import STACKS
from standby.pair.observe import observe
from standby.pair.seams import Change
from tests.standby.fake_world import FakePair


def test_up_is_not_run_when_the_preview_is_refused_or_empty() -> None:
    pair = FakePair()
    world = pair.world()
    facts = observe(world)
    bad = Change("urn:x::database-cluster", "aws:rds/cluster:Cluster", "delete")
    world.stacks.preview = lambda _: (bad,)  # type: ignore[method-assign,assignment]
    with pytest.raises(RefusedError, match="delete aws:rds/cluster:Cluster database-cluster"):
        recreate_primary(world, facts)
    world.stacks.preview = lambda _: ()  # type: ignore[method-assign,assignment]
    recreate_primary(world, facts)
    assert not any("pulumi up" in call for call in pair.ground.calls)


def test_verification_is_all_four_or_none() -> None:
    pair = FakePair()
    world = pair.world()
    pair.dirty.add(STACKS[2])
    verify_no_drift(world, observe(world))
    assert not world.evidence.verified
    assert world.evidence.clean == frozenset(STACKS) - {STACKS[2]}
    pair.dirty.clear()
    verify_no_drift(world, observe(world))
    assert world.evidence.verified


def test_a_reconcile_is_named_after_its_stack() -> None:
    assert reconcile_name(STACKS[0]) == "reconcile-platform-primary"

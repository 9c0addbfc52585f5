"""Evidence: a proof is worth something only until the next deed."""

from __future__ import annotations

from standby.pair.facts import STACKS
from standby.pair.world import Evidence
from tests.standby.fake_world import DR, PRIMARY, FakePair


def verified() -> Evidence:
    evidence = Evidence()
    for stack in STACKS:
        evidence.saw_clean(stack)
    evidence.verified_at = evidence.changes
    return evidence


def test_proof_holds_until_a_deed() -> None:
    evidence = verified()
    before = evidence.verified
    evidence.changed()
    assert (before, evidence.verified) == (True, False)
    assert evidence.clean == frozenset(STACKS)


def test_a_touched_stack_is_no_longer_clean() -> None:
    evidence = verified()
    evidence.changed(STACKS[1])
    assert STACKS[1] not in evidence.clean
    evidence.verified_at = evidence.changes
    assert not evidence.verified


def test_sides_have_their_regions() -> None:
    world = FakePair().world()
    assert (world.region("primary").name, world.region("dr").name) == (PRIMARY, DR)

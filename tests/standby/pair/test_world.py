"""Evidence: a proof is worth something only until the next deed."""

from __future__ import annotations

from standby.pair.facts import STACKS
from standby.pair.world import Evidence
from tests.standby.fake_world import DR, PRIMARY, FakePair


def proved() -> Evidence:
    evidence = Evidence()
    for stack in STACKS:
        evidence.saw_clean(stack)
    evidence.proved_at = evidence.deeds
    return evidence


def test_proof_holds_until_a_deed() -> None:
    evidence = proved()
    before = evidence.proved
    evidence.did()
    assert (before, evidence.proved) == (True, False)
    assert evidence.clean == frozenset(STACKS)


def test_a_touched_stack_is_no_longer_clean() -> None:
    evidence = proved()
    evidence.did(STACKS[1])
    assert STACKS[1] not in evidence.clean
    evidence.proved_at = evidence.deeds
    assert not evidence.proved


def test_sides_have_their_regions() -> None:
    world = FakePair().world()
    assert (world.region("primary").name, world.region("dr").name) == (PRIMARY, DR)

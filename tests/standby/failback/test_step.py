"""A step is what it has: no action waits, a question asks, and the guard speaks right before the action."""

from __future__ import annotations

import pytest

from standby.errors import RefusedError
from standby.failback.step import Kind, Step, reasons, wait
from standby.failback.steps import IN_ORDER, ON_REQUEST, STEPS
from standby.pair.observe import observe
from tests.standby.fake_world import FakePair


def test_kind_is_read_off_the_step() -> None:
    assert wait("w", "wait", 5).kind is Kind.WAIT
    assert Step("a", "act", lambda *_: None).kind is Kind.ACT
    assert Step("q", "ask", lambda *_: None, question=lambda *_: "sure?").kind is Kind.ASK


def test_guard_is_demanded_with_every_reason_before_the_action() -> None:
    world, done = FakePair().world(), list[str]()
    guard = lambda _: reasons((True, "one"), (False, "two"), (True, "three"))  # noqa: E731
    step = Step("serious", "do it", lambda *_: done.append("done"), guard=guard)
    with pytest.raises(RefusedError, match="serious is refused: one; three") as refused:
        step.run(world, observe(world))
    assert refused.value.reason == "guard-serious"
    assert done == []


def test_names_are_unique_and_in_one_table() -> None:
    assert len(STEPS) == len(IN_ORDER) + len(ON_REQUEST)


def test_waits_and_only_waits_have_a_limit() -> None:
    for step in STEPS.values():
        assert (step.minutes > 0) == (step.kind is Kind.WAIT), step.name


def test_what_destroys_data_asks_for_a_name_and_says_what_goes() -> None:
    pair = FakePair()
    pair.promote("detach")
    facts = observe(pair.world())
    words = {step.name: step.word(facts, "g") for step in STEPS.values() if step.kind is Kind.ASK}
    cluster = facts.primary.cluster_id
    assert words == {
        "delete-stale": cluster,
        "give-up-rejoin": cluster,
        "delete-global": "g",
        "switchover": "yes",
        "stop-work-in-dr": "yes",
    }
    for step in STEPS.values():
        if step.question is not None:
            assert len(step.question(facts, "g")) > 60, step.name

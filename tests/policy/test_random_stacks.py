"""A property of the whole gate: random clean stacks are not refused, and any single mistake in them is caught."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.policy.blueprint import Later
from tests.policy.clean import SUBNET
from tests.policy.random_stacks import HABITS, MISTAKES, Habits, clean
from tests.policy.verdicts import Mode, judge, refusals

MODES = st.sampled_from(("preview", "up", "analyze"))
RANDOM = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.filter_too_much])


@RANDOM
@given(HABITS, MODES)
def test_a_random_clean_stack_is_not_refused(habits: Habits, mode: Mode) -> None:
    assert refusals(clean(habits).stack, mode=mode) == []


@pytest.mark.parametrize("name", MISTAKES)
@settings(RANDOM, max_examples=8)
@given(HABITS, MODES)
def test_a_single_mistake_is_caught_by_the_right_rule(name: str, habits: Habits, mode: Mode) -> None:
    mistake = MISTAKES[name]
    assume(mistake.fits(habits))
    made = clean(habits)
    mistake.change(made)
    assert {verdict.rule for verdict in refusals(made.stack, mode=mode)} >= {mistake.rule}


ODD: st.SearchStrategy[object] = st.sampled_from(
    (None, "", 0, 1.5, True, [], {}, ["x"], {"a": "b"}, [None], [[]], [{}], Later("x"), [Later("y")], {"k": Later("z")}, "10.0.0.0/33")
)  # fmt: skip


@RANDOM
@given(HABITS, MODES, st.randoms(use_true_random=False), st.lists(ODD, min_size=1, max_size=4))
def test_no_rule_crashes_on_odd_values(habits: Habits, mode: Mode, chance: Random, odd: list[object]) -> None:
    made = clean(habits).stack
    for value in odd:
        node = chance.choice([node for node in made.nodes.values() if node.inputs and node.type != SUBNET])
        node.inputs[chance.choice(sorted(node.inputs))] = value
    assert [verdict for verdict in judge(made, mode=mode) if "could not finish" in verdict.message] == []


def test_the_mistakes_are_of_most_rules() -> None:
    assert len({mistake.rule for mistake in MISTAKES.values()}) >= 12

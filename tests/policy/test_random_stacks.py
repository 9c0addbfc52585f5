"""A property of the whole gate: random clean stacks are not refused, and any single mistake in them is caught."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.policy.random_stacks import HABITS, MISTAKES, Habits, clean
from tests.policy.verdicts import Mode, refusals

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


def test_the_mistakes_are_of_most_rules() -> None:
    assert len({mistake.rule for mistake in MISTAKES.values()}) >= 12

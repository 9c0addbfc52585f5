"""The table of steps fits the deeds, the planner and the words that are typed."""

from __future__ import annotations

from standby.failback.execute import DEEDS, LOOKING
from standby.failback.steps import IN_ORDER, ON_REQUEST, STEPS, Kind


def test_every_step_that_acts_has_a_deed_and_no_deed_is_without_a_step() -> None:
    acting = {step.name for step in STEPS.values() if step.kind is not Kind.WAIT}
    assert acting == set(DEEDS)
    assert set(DEEDS) >= LOOKING


def test_names_are_unique_and_in_one_table() -> None:
    assert len(STEPS) == len(IN_ORDER) + len(ON_REQUEST)


def test_waits_end_and_asking_steps_name_what_is_typed() -> None:
    for step in STEPS.values():
        assert (step.minutes > 0) == (step.kind is Kind.WAIT), step.name
        assert bool(step.types) == (step.kind is Kind.ASK), step.name


def test_what_destroys_data_asks_for_the_cluster_s_name() -> None:
    assert STEPS["delete-stale"].types == "cluster"
    assert STEPS["give-up-rejoin"].types == "cluster"
    assert STEPS["delete-global"].types == "global-database"

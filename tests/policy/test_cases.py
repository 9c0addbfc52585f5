"""Small stacks of other people's making: no clean one is refused, each wrong one is caught by the right rule."""

from __future__ import annotations

import json

import pytest

from policy.rules import RULES
from tests.policy.cases import Case, cases
from tests.policy.verdicts import judge, refusals

CLEAN = cases("clean")
WRONG = [case for case in cases("wrong") if case.rule in {rule.name for rule in RULES}]


def merged(case: Case) -> dict[str, dict[str, object]]:
    """The case's policy config with the line that accepts it."""
    names = case.policy_config.keys() | case.accepted_by.keys()
    return {name: {**case.policy_config.get(name, {}), **case.accepted_by.get(name, {})} for name in names}


@pytest.mark.parametrize("case", CLEAN, ids=lambda case: case.id)
def test_a_clean_stack_is_not_refused(case: Case) -> None:
    for mode in case.modes:
        found = refusals(*case.stacks, mode=mode, policy_config=merged(case))
        assert found == [], f"in {mode}"


@pytest.mark.parametrize("case", [case for case in CLEAN if case.accepted_by], ids=lambda case: case.id)
def test_where_a_rule_is_stricter_its_message_names_the_line_that_accepts_it(case: Case) -> None:
    for mode in case.modes:
        found = refusals(*case.stacks, mode=mode, policy_config=case.policy_config)
        assert found, "nothing to accept: take accepted_by out of the data"
        for verdict in found:
            line = json.dumps({verdict.rule: case.accepted_by[verdict.rule]})
            assert f"To accept it knowingly, in the policy config: {line}." in verdict.message


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case.id)
def test_a_wrong_stack_is_caught_by_the_right_rule(case: Case) -> None:
    for mode in case.modes:
        found = [v for v in judge(*case.stacks, mode=mode, policy_config=case.policy_config) if v.rule == case.rule]
        assert any(verdict.refuses for verdict in found) or (case.advice and found), f"in {mode}"


def test_nothing_in_the_data_is_judged_twice() -> None:
    names = [case.id for case in (*CLEAN, *cases("wrong"))]
    assert len(set(names)) == len(names) == 69

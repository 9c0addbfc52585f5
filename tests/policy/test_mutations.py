"""Every seeded misconfiguration is refused by the rule that should, in preview (where it can be seen) and in up."""

from __future__ import annotations

from collections import Counter

import pytest

from policy.rules import RULES
from tests.policy.mutation import Mutation
from tests.policy.mutations import MUTATIONS
from tests.policy.verdicts import refusals


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: f"{m.rule}: {m.name}")
def test_the_rule_that_should_refuses(mutation: Mutation) -> None:
    for mode in mutation.modes:
        found = [v for v in refusals(mutation.apply(), mode=mode) if v.rule == mutation.rule]
        assert found, f"in {mode}"
        for verdict in found:
            for part in ("found ", "Required: ", "How to fix: "):
                assert part in verdict.message, verdict.message


def test_the_table_is_long_enough_and_leaves_no_rule_out() -> None:
    counts = Counter(mutation.rule for mutation in MUTATIONS)
    assert len(MUTATIONS) >= 60
    only_advises = {"promotable-database"}
    assert {name for name, count in counts.items() if count >= 3} == {rule.name for rule in RULES} - only_advises
    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: m.name)
def test_the_base_is_clean(mutation: Mutation) -> None:
    assert [v for v in refusals(mutation.base()) if v.rule == mutation.rule] == []

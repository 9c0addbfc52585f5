"""Fault rules as values."""

from __future__ import annotations

from typing import Any

import pytest

from lab.emulator.engine.fault_rules import FaultRuleError, parse_rule
from lab.emulator.engine.request import LabRequest

REQUEST = LabRequest("rds", "us-west-2", "FailoverGlobalCluster", "lab", signed=True)


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ({"error": "x"}, True),
        ({"error": "x", "service": "RDS", "operation": "failover*"}, True),
        ({"error": "x", "operation": "Describe*"}, False),
        ({"error": "x", "region": "us-east-1"}, False),
        ({"error": "x", "access_key": "ASIA*"}, False),
    ],
)
def test_patterns(rule: dict[str, Any], fits: bool) -> None:
    assert parse_rule(rule).fits(REQUEST) is fits


def test_after_and_times_bound_what_is_met() -> None:
    rule = parse_rule({"error": "x", "after": 1, "times": 2})
    assert [rule.take(REQUEST) for _ in range(5)] == [False, True, True, False, False]
    assert (rule.matched, rule.applied) == (5, 2)


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(FaultRuleError) as refused:
        parse_rule({"service": 3, "times": -1, "latency": "long", "phase": "never", "kolor": 1})
    words = str(refused.value)
    for part in ("'kolor' is no key", "service takes text", "times takes a number", "latency takes", "phase is one of"):
        assert part in words
    with pytest.raises(FaultRuleError, match="needs an error or a latency"):
        parse_rule({"service": "rds"})

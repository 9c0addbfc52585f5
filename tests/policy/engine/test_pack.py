"""The rules as one pack: the summary comes last, and counts what was said."""

from __future__ import annotations

import pytest
from pulumi_policy import EnforcementLevel

from policy.engine.pack import policies
from policy.rules import RULES
from tests.policy import verdicts
from tests.policy.blueprint import Blueprint
from tests.policy.clean import DR, ROLE, VPC, platform
from tests.policy.verdicts import judge

ELSEWHERE = ("us-east-2", "10.20.0.0/16")  # a side in us-east-1 is advised against


def test_the_last_policy_is_the_summary_without_a_severity() -> None:
    *others, last = policies(RULES)
    assert (last.name, last.severity, last.enforcement_level) == ("summary", None, EnforcementLevel.ADVISORY)
    assert all(one.severity for one in others), "what has none is shown last"


def test_the_summary_counts_by_rule_and_is_silent_where_there_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts, "policies", lambda: policies(RULES))
    made = Blueprint("dr", "shop", "us-west-2")
    made.add(VPC, "one", cidrBlock="10.0.0.0/16")
    made.add(VPC, "two", cidrBlock="10.0.0.0/16")
    made.add(ROLE, "task", name="shop-task")
    *_, last = judge(made)
    assert last.policy == "summary"
    assert last.message.endswith(
        "findings by rule: 2 (dr-iam-name-suffix 1, vpc-cidr-overlap 1); advice: 1 (vpc-cidr-overlap 1)."
    )
    assert judge(platform(here=ELSEWHERE, there=DR)) == []

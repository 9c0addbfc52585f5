"""EventBridge rules through the seam on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from standby.aws.cloud import Cloud
from standby.aws.rules import RuleRegion


def test_states_and_a_missing_rule(cloud: Callable[[str], Cloud], aws: Any) -> None:
    aws("events", "us-west-2").put_rule(Name="nightly", ScheduleExpression="rate(1 day)", State="DISABLED")
    found = RuleRegion(cloud("us-west-2")).states(["nightly", "gone"])
    assert found == {"nightly": "DISABLED", "gone": "missing"}

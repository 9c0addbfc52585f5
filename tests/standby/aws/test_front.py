"""The VPC link and the listener through the seam on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from standby.aws.cloud import Cloud
from standby.aws.front import FrontRegion, covering, leads_to
from tests.scenario.promotion.seed_pair import seed_pair


def test_link_and_color(cloud: Callable[[str], Cloud], aws: Any) -> None:
    values = seed_pair(aws).primary.values
    front = FrontRegion(cloud("us-east-1"))
    groups = {color: values[f"ingress/{color}-target-group-arn"] for color in ("blue", "green")}
    assert front.link_status(values["ingress/vpc-link-id"]) == "AVAILABLE"
    assert front.live_color(values["ingress/listener-arn"], groups) == "blue"
    assert front.live_color(values["ingress/listener-arn"], {"blue": "arn:other"}) == ""


def test_a_wildcard_covers_one_label_and_case_does_not_matter() -> None:
    assert covering(["other.example.com", "*.Example.com"], "App.example.com") == "*.Example.com"
    assert covering(["*.example.com"], "a.b.example.com") is None
    assert covering(["*.example.com"], "example.com") is None


def test_the_group_with_the_most_weight_comes_first() -> None:
    weighted = [{"TargetGroupArn": "old", "Weight": 0}, {"TargetGroupArn": "new", "Weight": 5}]
    assert leads_to({"DefaultActions": [{"Type": "forward", "ForwardConfig": {"TargetGroups": weighted}}]}) == (
        "new",
        "old",
    )
    assert leads_to({"DefaultActions": [{"Type": "forward", "TargetGroupArn": "only"}]}) == ("only",)
    assert leads_to({"DefaultActions": [{"Type": "fixed-response"}]}) == ()

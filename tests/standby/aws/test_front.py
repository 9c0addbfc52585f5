"""The VPC link and the listener through the seam on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from standby.aws.cloud import Cloud
from standby.aws.front import FrontRegion
from tests.scenario.promotion.seed_pair import seed_pair


def test_link_and_color(cloud: Callable[[str], Cloud], aws: Any) -> None:
    values = seed_pair(aws).primary.values
    front = FrontRegion(cloud("us-east-1"))
    groups = {color: values[f"ingress/{color}-target-group-arn"] for color in ("blue", "green")}
    assert front.link_status(values["ingress/vpc-link-id"]) == "AVAILABLE"
    assert front.live_color(values["ingress/listener-arn"], groups) == "blue"
    assert front.live_color(values["ingress/listener-arn"], {"blue": "arn:other"}) == ""

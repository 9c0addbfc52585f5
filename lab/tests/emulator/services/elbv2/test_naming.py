"""Load balancers carry the names and zones that AWS gives them."""

from __future__ import annotations

from typing import Any

import pytest

from lab.emulator.services.elbv2.naming import ZONES


@pytest.mark.parametrize("region", ["us-west-2", "eu-central-1"])
def test_an_internal_balancer_says_so_and_lives_in_its_regions_zone(stage_maker: Any, region: str) -> None:
    stage = stage_maker(region)
    (found,) = stage.elbv2.describe_load_balancers()["LoadBalancers"]
    assert found["CanonicalHostedZoneId"] == ZONES[region]
    assert found["DNSName"].startswith("internal-app-")


def test_a_public_balancer_has_a_plain_name(stage: Any) -> None:
    made = stage.elbv2.create_load_balancer(Name="front", Subnets=stage.subnets)["LoadBalancers"][0]
    assert made["DNSName"].startswith("front-")


def test_a_listener_without_tls_has_no_policy(stage: Any) -> None:
    (found,) = stage.elbv2.describe_listeners(LoadBalancerArn=stage.balancer)["Listeners"]
    assert "SslPolicy" not in found

"""Zones, tiers, VPCs of subnets."""

from __future__ import annotations

from policy.engine.stack import Links
from policy.engine.subject import Resource
from policy.engine.unknown import UNKNOWN
from policy.knowledge import subnets


def subnet(**props: object) -> Resource:
    return Resource("aws:ec2/subnet:Subnet", "s", "urn:pulumi:a::b::c::s", props)


def test_a_zone_by_name_or_by_id() -> None:
    assert subnets.zone(subnet(availabilityZone="us-east-1a", availabilityZoneId="use1-az1")) == "us-east-1a"
    assert subnets.zone(subnet(availabilityZoneId="use1-az1")) == "use1-az1"
    assert subnets.zone(subnet()) is None


def test_a_tier_by_the_first_tag_that_says_it() -> None:
    assert subnets.tier(subnet(tags={"standby:tier": "isolated", "Tier": "x"})) == "isolated"
    assert subnets.tier(subnet(tags={"Tier": "Private"})) == "private"
    assert subnets.tier(subnet(tags={"Network": "db"}), ("Network",)) == "db"
    assert subnets.tier(subnet()) is None


def test_zones_are_complete_only_when_all_are_known() -> None:
    here, blank = subnet(availabilityZone="a"), subnet()
    assert subnets.zones_of(Links((here,), (), False)) == ({"a"}, True)
    assert subnets.zones_of(Links((here, blank), (), False)) == ({"a"}, False)
    assert subnets.zones_of(Links((here,), ("subnet-x",), False)) == ({"a"}, False)


def test_counting_a_list() -> None:
    assert subnets.listed(subnet(ids=["a", "b"]), "ids") == 2
    assert subnets.listed(subnet(), "ids") == 0
    assert subnets.listed(subnet(ids=UNKNOWN), "ids") is None
    assert subnets.vpc(subnet(vpcId="vpc-1")) == "vpc-1"
    assert subnets.vpc(subnet()) == ""

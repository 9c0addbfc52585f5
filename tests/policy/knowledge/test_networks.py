"""Networks: one zone in all, sets and tiers, regions counted apart, plans that were not built."""

from __future__ import annotations

import pytest

from policy.knowledge.subnets import stem
from tests.policy.blueprint import Blueprint, Ref
from tests.policy.clean import SUBNET, VPC
from tests.policy.verdicts import said

NAME = "availability-zone-plan"


def network(
    *subnets: tuple[str, str, str], region: str = "us-west-2", config: dict[str, object] | None = None
) -> Blueprint:
    """A VPC with subnets of (name, zone letter, tier)."""
    made = Blueprint("dr", "shop", region, config or {})
    vpc = made.add(VPC, "vpc", cidrBlock="10.1.0.0/16")
    for index, (name, letter, tier) in enumerate(subnets):
        tags = {"tags": {"Tier": tier}} if tier else {}
        cidr = f"10.1.{index}.0/24"
        made.add(SUBNET, name, vpcId=Ref(vpc), cidrBlock=cidr, availabilityZone=f"{region}{letter}", **tags)
    return made


@pytest.mark.parametrize(
    ("name", "found"),
    [("net-private-1", "net-private"), ("a", ""), ("app-b", "app"), ("data", "data"), ("network-isolated-us-east-1b", "network-isolated"), ("db2", "db"), ("p-usw2-az1", "p")],
)  # fmt: skip
def test_the_stem_of_a_set(name: str, found: str) -> None:
    assert stem(name) == found


def test_two_sets_of_one_tier_may_stand_side_by_side() -> None:
    sets = [(f"{name}-{letter}", letter, "private") for name in ("app", "data") for letter in "ab"]
    assert said(NAME, network(*sets)) == []
    numbered = [(f"private-{index}", letter, "private") for index, letter in enumerate("abab")]
    assert said(NAME, network(*numbered)) == []


def test_asked_for_three_and_built_two() -> None:
    made = network(("app-a", "a", "private"), ("app-b", "b", "private"), ("app-c", "b", "private"))
    (verdict,) = said(NAME, made)
    assert "found a second private subnet in us-west-2b, beside 'app-b'" in verdict.message
    untagged = network(("a", "a", ""), ("b", "b", ""), ("c", "b", ""))
    assert len(said(NAME, untagged)) == 1
    planned = network(("a", "a", ""), ("b", "b", ""), config={"standby:availabilityZones": 3})
    (verdict,) = said(NAME, planned)
    assert "found subnets in 2 zones (us-west-2a, us-west-2b) where availabilityZones asks for 3" in verdict.message


def test_one_zone_in_all_and_one_subnet_of_somebody_elses_network() -> None:
    (verdict,) = said(NAME, network(("a", "a", ""), ("b", "a", "")))
    assert "found a network with 2 subnets in one zone (us-west-2a)" in verdict.message
    config = {NAME: {"singleZone": ["vpc"]}}
    assert said(NAME, network(("a", "a", ""), ("b", "a", "")), policy_config=config) == []
    assert said(NAME, network(("a", "a", ""))) == []


def test_zones_are_counted_by_region() -> None:
    made = network(("a", "a", ""), ("b", "b", ""), region="us-west-1")
    vpc = made.add(VPC, "east", cidrBlock="10.0.0.0/16", _region="us-east-1")
    for letter in "abc":
        zone = f"us-east-1{letter}"
        made.add(
            SUBNET,
            f"east-{letter}",
            vpcId=Ref(vpc),
            cidrBlock="10.0.0.0/24",
            availabilityZone=zone,
            _region="us-east-1",
        )
    assert said(NAME, made) == []
    made.add(SUBNET, "c", vpcId=Ref(f"{VPC}::vpc"), cidrBlock="10.1.9.0/24", availabilityZone="us-west-1c")
    (verdict,) = said(NAME, made)
    assert "(3 zones) in us-west-1" in verdict.message


def test_a_network_without_a_way_out_may_mean_it() -> None:
    private = [("app-a", "a", "private"), ("app-b", "b", "private")]
    assert said(NAME, network(*private)) == []
    made = network(*private, ("c", "c", "private"))
    for name in ("app-a", "app-b"):
        made.add("aws:ec2/natGateway:NatGateway", f"nat-{name}", subnetId=Ref(f"{SUBNET}::{name}"))
    (verdict,) = said(NAME, made)
    assert "found private subnets in us-west-2c and NAT gateways in us-west-2a, us-west-2b" in verdict.message


def test_the_gateways_of_one_network_are_not_asked_of_another() -> None:
    made = network(("app-a", "a", "private"), ("app-b", "b", "private"))
    hub = made.add(VPC, "hub", cidrBlock="10.9.0.0/16")
    out = made.add(SUBNET, "hub-a", vpcId=Ref(hub), cidrBlock="10.9.0.0/24", availabilityZone="us-west-2a")
    made.add("aws:ec2/natGateway:NatGateway", "nat", subnetId=Ref(out))
    assert said(NAME, made) == []
    assert said(NAME, made, refuses=False) == []

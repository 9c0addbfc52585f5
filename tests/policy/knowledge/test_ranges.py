"""Ranges: what is free, what is inside, and routes that lead into the own network."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from policy.knowledge.ranges import free, inside, network
from tests.policy.blueprint import Blueprint, Ref
from tests.policy.clean import VPC
from tests.policy.verdicts import said

PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
ROUTE, TABLE = "aws:ec2/route:Route", "aws:ec2/routeTable:RouteTable"
OVERLAP = "vpc-cidr-overlap"


def test_a_free_range_is_of_the_same_size_and_meets_none() -> None:
    assert free("10.0.0.0/16", ["10.0.0.0/15", "10.3.0.0/16"]) == "10.2.0.0/16"
    assert free("10.0.0.0/8", []) is None
    assert free("2001:db8::/56", []) is None
    assert free("10.0.0.0/16", ["10.0.0.0/8"]) is None


def test_a_range_is_inside_another_of_its_family_only() -> None:
    assert inside("10.0.1.0/24", [ip_network("10.0.0.0/16")])
    assert not inside("10.0.0.0/8", [ip_network("10.0.0.0/16"), None])
    assert not inside("2001:db8::/56", [ip_network("10.0.0.0/16")])
    assert network("none") is None


def test_the_proposal_is_free_of_the_peers_the_reserved_and_the_stacks_own() -> None:
    made = Blueprint(config={"standby:peer": {"vpcCidr": "10.1.0.0/16"}, "standby:reservedCidrs": ["10.2.0.0/16"]})
    made.add(VPC, "one", cidrBlock="10.0.0.0/16")
    made.add(VPC, "two", cidrBlock="10.3.0.0/16")
    made.add(VPC, "bad", cidrBlock="10.1.0.0/16")
    (verdict,) = said(OVERLAP, made)
    assert "for example 10.4.0.0/16;" in verdict.message
    made.edit(f"{VPC}::bad", cidrBlock="10.0.0.0/16")
    (verdict,) = said(OVERLAP, made)
    assert verdict.policy == "vpc-cidr-overlap-stack"
    assert "for example 10.4.0.0/16;" in verdict.message


def peered(destination: str, **route: object) -> Blueprint:
    """Two VPCs of one stack, a peering, and a route of the first one."""
    made = Blueprint()
    one, two = made.add(VPC, "one", cidrBlock="10.0.0.0/16"), made.add(VPC, "two", cidrBlock="10.1.0.0/16")
    table = made.add(TABLE, "t", vpcId=Ref(one))
    peering = made.add(PEERING, "p", vpcId=Ref(one), peerVpcId=Ref(two))
    given = {"routeTableId": Ref(table), "vpcPeeringConnectionId": Ref(peering), **route}
    made.add(ROUTE, "r", destinationCidrBlock=destination, **given)
    return made


@pytest.mark.parametrize("mode", ["preview", "up"])
def test_a_route_to_the_peer_passes_and_one_into_the_own_range_does_not(mode: str) -> None:
    assert said(OVERLAP, peered("10.1.0.0/16"), mode=mode) == []
    assert said(OVERLAP, peered("10.0.0.0/8"), mode=mode) == [], "a summary: the local route wins"
    (verdict,) = said(OVERLAP, peered("10.0.128.0/17"), mode=mode)
    assert "found a route to 10.0.128.0/17 over a peering, inside 10.0.0.0/16, the cidrBlock of" in verdict.message


def test_a_route_whose_vpc_is_not_known_is_not_judged() -> None:
    assert said(OVERLAP, peered("10.0.128.0/17", routeTableId="rtb-1")) == [], "it may be either side's"
    assert said(OVERLAP, peered("10.0.128.0/17", vpcPeeringConnectionId=None, transitGatewayId="tgw-1")) == []


def test_ranges_that_are_used_again_behind_nat_are_accepted_by_the_line_of_the_message() -> None:
    def side(stack: str, cidr: str) -> Blueprint:
        made = Blueprint(stack)
        made.add(VPC, "v", cidrBlock=cidr)
        return made

    pair = side("prod", "100.64.0.0/16"), side("dr", "100.64.0.0/16")
    (verdict,) = said(OVERLAP, *pair, mode="analyze")
    assert '{"vpc-cidr-overlap": {"reusedCidrs": ["100.64.0.0/16"]}}' in verdict.message
    config = {OVERLAP: {"reusedCidrs": ["100.64.0.0/10"]}}
    assert said(OVERLAP, *pair, mode="analyze", policy_config=config) == []
    real = side("prod", "10.0.0.0/16"), side("dr", "10.0.0.0/16")
    (verdict,) = said(OVERLAP, *real, mode="analyze", policy_config=config)
    assert "To accept it" not in verdict.message

"""Zones: groups, tiers, links, gateways, and what needs three."""

from __future__ import annotations

from typing import Any

from policy.rules.availability_zone_plan import RULE
from tests.policy.blueprint import Blueprint, Later, Ref
from tests.policy.clean import BALANCER, REDIS, SUBNET, platform
from tests.policy.varied import two_zones
from tests.policy.verdicts import said

NAME = RULE.name
GROUP = "aws:rds/subnetGroup:SubnetGroup"


def subnet(made: Blueprint, name: str, zone: str, tier: str = "isolated", **more: Any) -> Ref:
    """A subnet of the one VPC."""
    tags = {"standby:tier": tier}
    return Ref(made.add(SUBNET, name, vpcId="vpc-1", availabilityZone=zone, tags=tags, cidrBlock="10.0.0.0/24", **more))


def test_one_zone_is_refused_with_its_name_also_where_ids_are_unknown() -> None:
    made = Blueprint()
    made.add(GROUP, "db", subnetIds=[subnet(made, "a", "us-east-1a")])
    for mode in ("preview", "up"):
        (verdict,) = said(NAME, made, mode=mode)
        assert "found a subnet group over 1 zone (us-east-1a). Required: subnets of at least 2 zones" in verdict.message
        assert "How to fix: add a subnet of another zone to subnetIds." in verdict.message


def test_subnets_of_another_stack_cannot_be_judged_and_that_is_said() -> None:
    made = Blueprint()
    made.add(GROUP, "db", subnetIds=["subnet-1", "subnet-2"])
    assert said(NAME, made) == []
    (advice,) = said(NAME, made, refuses=False)
    assert "cannot be checked yet whether it spans two zones" in advice.message
    made.edit(f"{GROUP}::db", subnetIds=["subnet-1"])
    assert len(said(NAME, made)) == 1, "one subnet is one zone, wherever it is"
    made.edit(f"{GROUP}::db", subnetIds=Later(["subnet-1", "subnet-2"]))
    assert said(NAME, made, mode="preview") == []
    assert len(said(NAME, made, mode="preview", refuses=False)) == 1


def test_a_balancer_may_map_its_subnets_and_a_network_one_may_have_one_zone() -> None:
    made = Blueprint()
    first, second = subnet(made, "a", "us-east-1a"), subnet(made, "b", "us-east-1b")
    made.add(BALANCER, "alb", internal=True, subnetMappings=[{"subnetId": first}])
    for mode in ("preview", "up"):
        assert len(said(NAME, made, mode=mode)) == 1
    made.edit(f"{BALANCER}::alb", subnetMappings=[{"subnetId": first}, {"subnetId": second}])
    made.add(BALANCER, "nlb", internal=True, loadBalancerType="network", subnets=[first])
    for mode in ("preview", "up"):
        assert said(NAME, made, mode=mode) == []


def test_tiers_of_two_vpcs_do_not_meet() -> None:
    made = Blueprint()
    subnet(made, "a", "us-east-1a")
    made.add(SUBNET, "other", vpcId="vpc-2", availabilityZone="us-east-1a", tags={"Tier": "isolated"})
    assert said(NAME, made) == []
    subnet(made, "again", "us-east-1a")
    (verdict,) = said(NAME, made)
    assert "found a second isolated subnet in us-east-1a, beside 'a'" in verdict.message


def test_a_cache_with_node_groups_counts_replicas() -> None:
    made = Blueprint()
    made.add(REDIS, "r", multiAzEnabled=True, numNodeGroups=2, replicasPerNodeGroup=1, transitEncryptionEnabled=True)
    assert said(NAME, made) == []
    made.edit(f"{REDIS}::r", replicasPerNodeGroup=0)
    (verdict,) = said(NAME, made)
    assert "found Multi-AZ or automatic failover with 1 node" in verdict.message
    made.edit(f"{REDIS}::r", replicasPerNodeGroup=Later(1))
    assert said(NAME, made, mode="preview") == []


def test_a_vpc_link_is_judged_by_zone_id_and_a_first_preview_says_it_cannot() -> None:
    (advice,) = said(NAME, platform(), mode="preview", refuses=False)
    assert "cannot be checked yet whether a VPC link works in its zones" in advice.message
    assert said(NAME, platform(True), mode="preview", refuses=False) == [], "us-west-2 has no gaps"
    west = two_zones()
    west.add("aws:apigatewayv2/vpcLink:VpcLink", "bad", subnetIds=[subnet(west, "gap", "us-west-1b", "spare")])
    refusal = next(v for v in said(NAME, west) if "VpcLink" in v.message)
    assert "found subnet 'gap' in usw1-az2" in refusal.message


def test_a_single_nat_gateway_is_advice_and_a_regional_one_is_enough() -> None:
    made = platform(True, nat="single")
    assert said(NAME, made) == []
    (advice,) = said(NAME, made, refuses=False)
    assert "found private subnets in us-west-2b, us-west-2c and NAT gateways in us-west-2a" in advice.message
    made.edit("aws:ec2/natGateway:NatGateway::nat-a", availabilityMode="regional")
    assert said(NAME, made, refuses=False) == []


def test_no_nat_gateway_needs_another_way_out() -> None:
    made = platform(True)
    for key in made.only("aws:ec2/natGateway:NatGateway"):
        del made.nodes[key]
    assert len(said(NAME, made)) == 1
    made.add("aws:ec2/vpcEndpoint:VpcEndpoint", "logs", vpcEndpointType="Interface")
    assert said(NAME, made) == []


def test_three_zones_are_fine_where_there_are_three() -> None:
    three = {"zoneAwarenessEnabled": True, "zoneAwarenessConfig": {"availabilityZoneCount": 3}}
    made = Blueprint(region="us-west-1")
    made.add("aws:opensearch/domain:Domain", "search", clusterConfig=three)
    (verdict,) = said(NAME, made)
    assert "found OpenSearch zone awareness over 3 zones in us-west-1. Required: no more than the 2 zones" in (
        verdict.message
    )
    assert said(NAME, made, policy_config={NAME: {"zonesByRegion": {"us-west-1": 3}}}) == []
    made.region = "eu-central-1"
    assert said(NAME, made) == []


def test_subnets_of_a_balancer_that_come_from_elsewhere_are_said_in_a_preview() -> None:
    for subnets in (Later(["subnet-1", "subnet-2"]), [Later("subnet-1"), Later("subnet-2")]):
        made = Blueprint()
        made.add(BALANCER, "alb", internal=True, subnets=subnets)
        assert said(NAME, made, mode="preview") == []
        (advice,) = said(NAME, made, mode="preview", refuses=False)
        assert "cannot be checked yet whether it spans two zones: not all zones of its subnets" in advice.message

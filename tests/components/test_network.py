"""The network of one region, on mocks: tiers, ways out, links, in two and three zones."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from components.network import Network, NetworkArgs
from pattern.naming import Names
from pattern.zones import Zone

DR = Names("myapp", "prod", "us-west-2", "-dr")
HOME = Names("myapp", "prod", "us-east-1")
THREE = [Zone("us-west-2a", "usw2-az1"), Zone("us-west-2b", "usw2-az2"), Zone("us-west-2c", "usw2-az3")]


def args(**changes: Any) -> NetworkArgs:
    return NetworkArgs(
        **{
            "names": DR,
            "account_id": "123456789012",
            "partition": "aws",
            "vpc_cidr": "10.1.0.0/16",
            "zones": THREE,
            "key_arn": "arn:key",
            **changes,
        }
    )


@pytest.mark.parametrize("zones", [THREE[:2], THREE])
def test_three_tiers_in_every_zone(build: Callable[..., Any], zones: list[Zone]) -> None:
    built = build(lambda: Network("network", args(zones=zones)))
    subnets = built.all("aws:ec2/subnet:Subnet")
    tiers = [(s.inputs["tags"]["standby:tier"], s.inputs["availabilityZone"]) for s in subnets]
    assert sorted(tiers) == sorted((t, z.name) for z in zones for t in ("public", "private", "isolated"))
    assert not any(s.inputs["mapPublicIpOnLaunch"] for s in subnets)
    assert len(built.value["isolated_subnet_ids"]) == len(zones)
    assert built.one("aws:ec2/vpc:Vpc").inputs["cidrBlock"] == "10.1.0.0/16"


@pytest.mark.parametrize(("nat", "count"), [("zone", 3), ("single", 1)])
def test_nat_per_zone_or_one(build: Callable[..., Any], nat: str, count: int) -> None:
    built = build(lambda: Network("network", args(nat=nat)))
    assert len(built.all("aws:ec2/natGateway:NatGateway")) == len(built.all("aws:ec2/eip:Eip")) == count
    leads = [r.inputs["natGatewayId"] for r in built.all("aws:ec2/route:Route") if "natGatewayId" in r.inputs]
    assert len(leads) == 3
    assert len(set(leads)) == count


def test_isolated_subnets_have_no_route_out(build: Callable[..., Any]) -> None:
    built = build(lambda: Network("network", args()))
    routed = {route.inputs["routeTableId"] for route in built.all("aws:ec2/route:Route")}
    assert "network-isolated-id" not in routed
    bound = [a.inputs for a in built.all("aws:ec2/routeTableAssociation:RouteTableAssociation")]
    isolated = {a["subnetId"] for a in bound if a["routeTableId"] == "network-isolated-id"}
    assert isolated == set(built.value["isolated_subnet_ids"])


def test_the_default_security_group_lets_nothing_through(build: Callable[..., Any]) -> None:
    default = build(lambda: Network("network", args())).one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
    assert not default.inputs.get("ingress")
    assert not default.inputs.get("egress")


def test_the_vpc_link_stays_out_of_zones_that_do_not_support_it(build: Callable[..., Any]) -> None:
    zones = [Zone("us-east-1a", "use1-az1"), Zone("us-east-1b", "use1-az3"), Zone("us-east-1c", "use1-az2")]
    built = build(lambda: Network("network", args(names=HOME, zones=zones)))
    assert built.value["vpc_link_subnet_ids"] == ["network-private-us-east-1a-id", "network-private-us-east-1c-id"]


def test_s3_is_reached_without_nat_and_other_apis_by_config(build: Callable[..., Any]) -> None:
    built = build(lambda: Network("network", args(interface_endpoints=["ecr.api", "logs"])))
    endpoints = {e.inputs["serviceName"]: e.inputs for e in built.all("aws:ec2/vpcEndpoint:VpcEndpoint")}
    assert set(endpoints) == {f"com.amazonaws.us-west-2.{service}" for service in ("s3", "ecr.api", "logs")}
    assert endpoints["com.amazonaws.us-west-2.s3"]["vpcEndpointType"] == "Gateway"
    assert len(endpoints["com.amazonaws.us-west-2.s3"]["routeTableIds"]) == 3
    assert endpoints["com.amazonaws.us-west-2.logs"]["privateDnsEnabled"] is True


@pytest.mark.parametrize(("names", "role"), [(HOME, "myapp-prod-flow-logs"), (DR, "myapp-prod-dr-flow-logs")])
def test_flow_logs_are_encrypted_and_their_role_carries_the_suffix(
    build: Callable[..., Any], names: Names, role: str
) -> None:
    built = build(lambda: Network("network", args(names=names)))
    assert built.one("aws:iam/role:Role").inputs["name"] == role
    group = built.one("aws:cloudwatch/logGroup:LogGroup").inputs
    assert (group["name"], group["kmsKeyId"]) == ("/myapp-prod/flow-logs", "arn:key")
    assert built.one("aws:ec2/flowLog:FlowLog").inputs["trafficType"] == "ALL"


def test_children_are_named_after_the_component_and_belong_to_it(build: Callable[..., Any]) -> None:
    built = build(lambda: Network("network", args()))
    children = [r for r in built.resources if r.type.startswith("aws:")]
    assert children
    assert all(r.name.startswith("network-") and r.parent == "network" for r in children)


def test_the_s3_endpoint_leads_to_this_accounts_buckets_and_to_image_layers(build: Callable[..., Any]) -> None:
    endpoint = build(lambda: Network("network", args())).one("aws:ec2/vpcEndpoint:VpcEndpoint").inputs
    own, layers = json.loads(endpoint["policy"])["Statement"]
    assert own["Condition"] == {"StringEquals": {"aws:ResourceAccount": "123456789012"}}
    assert (layers["Action"], layers["Resource"]) == (
        "s3:GetObject",
        "arn:aws:s3:::prod-us-west-2-starport-layer-bucket/*",
    )


def test_the_flow_logs_role_is_for_this_accounts_flow_logs_only(build: Callable[..., Any]) -> None:
    role = build(lambda: Network("network", args())).one("aws:iam/role:Role").inputs
    (statement,) = json.loads(role["assumeRolePolicy"])["Statement"]
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnLike": {"aws:SourceArn": "arn:aws:ec2:us-west-2:123456789012:vpc-flow-log/*"},
    }


@pytest.mark.parametrize("protect", [True, False])
def test_what_is_live_is_protected_by_one_key(build: Callable[..., Any], protect: bool) -> None:
    built = build(lambda: Network("network", args(protect=protect)))
    kept = {one.type for one in built.resources if one.protect}
    assert kept == ({"aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet"} if protect else set())

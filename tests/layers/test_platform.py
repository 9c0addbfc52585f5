"""The platform as a whole, on mocks: what a region has, and what one key protects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from layers.platform import build_platform
from tests.layers.pair import region

PROTECTED = {
    "aws:apigatewayv2/domainName:DomainName",
    "aws:apigatewayv2/vpcLink:VpcLink",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/vpc:Vpc",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:kms/key:Key",
    "aws:lb/listener:Listener",
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:lb/targetGroup:TargetGroup",
    "aws:rds/cluster:Cluster",
    "aws:rds/globalCluster:GlobalCluster",
    "aws:route53/record:Record",
    "aws:secretsmanager/secret:Secret",
}
ONLY_IN_THE_PRIMARY = {"aws:rds/globalCluster:GlobalCluster", "aws:route53/record:Record"}


@pytest.mark.parametrize(("side", "expected"), [("primary", PROTECTED), ("dr", PROTECTED - ONLY_IN_THE_PRIMARY)])
def test_everything_live_is_protected_by_one_key(build: Callable[..., Any], side: str, expected: set[str]) -> None:
    built = build(lambda: build_platform(region(side)))
    assert {one.type for one in built.resources if one.protect} == expected
    loose = build(lambda: build_platform(region(side, protect=False)))
    assert not [one.name for one in loose.resources if one.protect]


def test_the_two_regions_have_the_same_names_but_for_global_ones(build: Callable[..., Any]) -> None:
    def names(side: str) -> set[tuple[str, str]]:
        built = build(lambda: build_platform(region(side)))
        return {(one.type, str(one.inputs["name"])) for one in built.resources if "name" in one.inputs}

    shared_by_region = {"aws:iam/role:Role", "aws:route53/record:Record", "aws:secretsmanager/secret:Secret"}
    primary, dr = names("primary"), names("dr")
    assert {one for one in primary ^ dr if one[0] not in shared_by_region} == set()
    assert {name for kind, name in dr if kind == "aws:iam/role:Role"} == {"myapp-prod-dr-flow-logs"}


def test_no_security_group_rule_is_without_a_description(build: Callable[..., Any]) -> None:
    built = build(lambda: build_platform(region("dr", interfaceEndpoints=["logs"])))
    rules = [one for one in built.resources if "GroupIngressRule" in one.type or "GroupEgressRule" in one.type]
    assert rules
    assert [one.name for one in rules if not one.inputs.get("description")] == []


def test_every_role_that_a_service_assumes_names_the_account_and_the_source(build: Callable[..., Any]) -> None:
    built = build(lambda: build_platform(region("primary", database={"monitoringIntervalSeconds": 30})))
    roles = built.all("aws:iam/role:Role")
    assert len(roles) == 2
    for role in roles:
        assert "aws:SourceAccount" in role.inputs["assumeRolePolicy"]
        assert "aws:SourceArn" in role.inputs["assumeRolePolicy"]


def test_a_secret_of_a_scratch_environment_is_gone_at_once(build: Callable[..., Any]) -> None:
    built = build(lambda: build_platform(region("primary", recoveryWindowDays=0)))
    assert {one.inputs["recoveryWindowInDays"] for one in built.all("aws:secretsmanager/secret:Secret")} == {0}


def test_in_an_existing_vpc_nothing_of_the_network_is_made(build: Callable[..., Any]) -> None:
    vpc = {
        "id": "vpc-0a1b2c3d",
        "privateSubnetIds": ["subnet-1000000a", "subnet-1000000b"],
        "isolatedSubnetIds": ["subnet-2000000a", "subnet-2000000b"],
    }
    built = build(lambda: build_platform(region("primary", existing={"vpc": vpc})))
    network = {"aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet", "aws:ec2/routeTable:RouteTable", "aws:ec2/flowLog:FlowLog"}
    assert not network & {one.type for one in built.resources}
    assert {one.inputs["vpcId"] for one in built.all("aws:ec2/securityGroup:SecurityGroup")} == {"vpc-0a1b2c3d"}
    assert built.one("aws:lb/loadBalancer:LoadBalancer").inputs["subnets"] == vpc["privateSubnetIds"]
    assert built.one("aws:rds/subnetGroup:SubnetGroup").inputs["subnetIds"] == vpc["isolatedSubnetIds"]


def test_a_region_that_has_everything_gets_what_stands_between(build: Callable[..., Any]) -> None:
    arn = "arn:aws:{}:us-east-2:123456789012:{}"
    group = arn.format("elasticloadbalancing", "targetgroup/orders/73e2d6bc24d8a067")
    existing = {
        "vpc": {
            "id": "vpc-0a1b2c3d",
            "privateSubnetIds": ["subnet-1000000a", "subnet-1000000b"],
            "isolatedSubnetIds": ["subnet-2000000a", "subnet-2000000b"],
        },
        "keyArn": arn.format("kms", "key/1234abcd-12ab-34cd-56ef-1234567890ab"),
        "certificateArn": arn.format("acm", "certificate/1234abcd-12ab-34cd-56ef-1234567890ab"),
        "ecsClusterArn": arn.format("ecs", "cluster/orders"),
        "listener": {
            "arn": arn.format("elasticloadbalancing", "listener/app/orders/50dc6c495c0c9188/f2f7dc8efc522ab2"),
            "securityGroupId": "sg-0a1b2c3d",
            "blueTargetGroupArn": group,
            "greenTargetGroupArn": group,
        },
    }
    built = build(lambda: build_platform(region("primary", existing=existing)))
    made = {one.type for one in built.resources}
    assert (
        not {
            "aws:kms/key:Key",
            "aws:acm/certificate:Certificate",
            "aws:ecs/cluster:Cluster",
            "aws:lb/loadBalancer:LoadBalancer",
            "aws:lb/listener:Listener",
            "aws:ec2/vpc:Vpc",
        }
        & made
    )
    assert built.one("aws:rds/cluster:Cluster").inputs["kmsKeyId"] == existing["keyArn"]
    assert built.one("aws:apigatewayv2/vpcLink:VpcLink").inputs["subnetIds"] == ["subnet-1000000a", "subnet-1000000b"]
    integration = built.one("aws:apigatewayv2/integration:Integration").inputs
    assert integration["integrationUri"].endswith("f2f7dc8efc522ab2")
    reach = {one.inputs["referencedSecurityGroupId"] for one in built.resources if one.name == "cluster-tasks-from-alb"}
    assert reach == {"sg-0a1b2c3d"}

"""Where tasks run, on mocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from components.cluster import Cluster, ClusterArgs
from pattern.naming import Names

HOME = Names("myapp", "prod", "us-east-1")
DR = Names("myapp", "prod", "us-west-2", "-dr")


def args(names: Names) -> ClusterArgs:
    return ClusterArgs(names, "vpc-1", "sg-alb", "arn:key")


@pytest.mark.parametrize("names", [HOME, DR])
def test_names_are_the_same_in_both_regions_and_no_role_is_shared(build: Callable[..., Any], names: Names) -> None:
    built = build(lambda: Cluster("cluster", args(names)))
    assert not built.all("aws:iam/role:Role")
    assert built.one("aws:cloudwatch/logGroup:LogGroup").inputs["name"] == "/myapp-prod/exec"
    assert built.one("aws:ecs/cluster:Cluster").inputs["name"] == "myapp-prod"


def test_container_insights_is_on(build: Callable[..., Any]) -> None:
    cluster = build(lambda: Cluster("cluster", args(DR))).one("aws:ecs/cluster:Cluster").inputs
    assert [(s["name"], s["value"]) for s in cluster["settings"]] == [("containerInsights", "enabled")]


def test_only_the_load_balancer_reaches_a_task(build: Callable[..., Any]) -> None:
    built = build(lambda: Cluster("cluster", args(DR)))
    rule = built.one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").inputs
    assert rule["referencedSecurityGroupId"] == "sg-alb"
    assert "cidrIpv4" not in rule


def test_in_an_existing_cluster_only_the_tasks_security_group_is_made(build: Callable[..., Any]) -> None:
    arn = "arn:aws:ecs:us-west-2:123456789012:cluster/orders"
    built = build(lambda: Cluster("cluster", replace(args(DR), existing_arn=arn)))
    made = {one.type for one in built.resources if one.type.startswith(("aws:ecs", "aws:cloudwatch", "aws:ec2"))}
    assert made == {"aws:ec2/securityGroup:SecurityGroup"}
    assert (built.value["name"], built.value["arn"]) == ("orders", arn)

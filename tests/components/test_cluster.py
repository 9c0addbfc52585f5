"""Where tasks run, on mocks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from components.cluster import Cluster, ClusterArgs, secrets_policy
from pattern.naming import Names

HOME = Names("myapp", "prod", "us-east-1")
DR = Names("myapp", "prod", "us-west-2", "-dr")


def args(names: Names) -> ClusterArgs:
    return ClusterArgs(names, "123456789012", "aws", "vpc-1", "sg-alb", "arn:key")


@pytest.mark.parametrize(
    ("names", "roles"),
    [
        (HOME, {"myapp-prod-execution-role", "myapp-prod-task-role"}),
        (DR, {"myapp-prod-dr-execution-role", "myapp-prod-dr-task-role"}),
    ],
)
def test_roles_carry_the_suffix_and_log_groups_do_not(build: Callable[..., Any], names: Names, roles: set[str]) -> None:
    built = build(lambda: Cluster("cluster", args(names)))
    assert {role.inputs["name"] for role in built.all("aws:iam/role:Role")} == roles
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


def test_the_execution_role_reads_this_apps_secrets_of_this_region_only() -> None:
    read, decrypt = secrets_policy(args(DR), "arn:key")["Statement"]
    assert read["Resource"] == "arn:aws:secretsmanager:us-west-2:123456789012:secret:myapp-prod-*"
    assert decrypt["Resource"] == "arn:key"


def test_only_ecs_tasks_assume_the_roles(build: Callable[..., Any]) -> None:
    for role in build(lambda: Cluster("cluster", args(DR))).all("aws:iam/role:Role"):
        (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
        assert statement["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}

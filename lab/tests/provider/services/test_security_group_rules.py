"""Single rules of a security group on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"


@pytest.fixture
def groups(engine: Any) -> list[str]:
    vpc = engine.create("aws:ec2/vpc:Vpc", "main", {"cidrBlock": "10.0.0.0/16"}).ident
    return [engine.create("aws:ec2/securityGroup:SecurityGroup", name, {"vpcId": vpc}).ident for name in ("a", "b")]


def test_ingress_from_a_range_lives(engine: Any, groups: list[str]) -> None:
    inputs = {
        "securityGroupId": groups[0],
        "ipProtocol": "tcp",
        "fromPort": 5432,
        "toPort": 5432,
        "cidrIpv4": "10.0.0.0/16",
        "description": "postgres",
        "tags": {"Name": "pg"},
    }
    made = engine.create(INGRESS, "pg", inputs)
    assert made.outputs["securityGroupRuleId"] == made.ident
    assert made.outputs["arn"].endswith(f":security-group-rule/{made.ident}")
    engine.lives_through(made, inputs)


def test_ingress_from_a_group_lives(engine: Any, groups: list[str]) -> None:
    inputs = {
        "securityGroupId": groups[0],
        "ipProtocol": "tcp",
        "fromPort": 6379,
        "toPort": 6379,
        "referencedSecurityGroupId": groups[1],
    }
    engine.lives_through(engine.create(INGRESS, "redis", inputs), inputs)


def test_egress_everywhere_changes_its_range_in_place(engine: Any, groups: list[str], aws: Callable[..., Any]) -> None:
    inputs = {"securityGroupId": groups[0], "ipProtocol": "-1", "cidrIpv4": "0.0.0.0/0"}
    made = engine.create(EGRESS, "out", inputs)
    new = {**inputs, "cidrIpv4": "10.0.0.0/8"}
    assert engine.diff(made, new).replaces == set()
    changed = engine.update(made, new)
    assert changed.outputs["cidrIpv4"] == "10.0.0.0/8"
    live = aws("ec2").describe_security_group_rules(SecurityGroupRuleIds=[made.ident])["SecurityGroupRules"][0]
    assert (live["CidrIpv4"], live["IsEgress"]) == ("10.0.0.0/8", True)
    engine.lives_through(changed, new)


def test_another_kind_of_peer_replaces(engine: Any, groups: list[str]) -> None:
    inputs = {"securityGroupId": groups[0], "ipProtocol": "-1", "cidrIpv4": "0.0.0.0/0"}
    made = engine.create(EGRESS, "out", inputs)
    new = {"securityGroupId": groups[0], "ipProtocol": "-1", "referencedSecurityGroupId": groups[1]}
    assert engine.diff(made, new).replaces == {"cidrIpv4", "referencedSecurityGroupId"}


def test_exactly_one_peer(engine: Any) -> None:
    base = {"securityGroupId": "sg-1", "ipProtocol": "-1"}
    _, failures = engine.check(INGRESS, "x", base)
    assert len(failures) == 1
    assert "one of `cidrIpv4,cidrIpv6,prefixListId,referencedSecurityGroupId` must be specified" in failures[0]
    _, failures = engine.check(INGRESS, "x", {**base, "cidrIpv4": "10.0.0.0/8", "prefixListId": "pl-1"})
    assert len(failures) == 1
    assert "`cidrIpv4,prefixListId` were specified" in failures[0]

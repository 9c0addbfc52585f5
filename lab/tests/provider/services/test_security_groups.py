"""Security groups: single rules out of blocks, life on the lab, drift in rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lab.provider.services.security_groups import blocks_of, live_rules, permissions_of, rules_of

GROUP = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
HTTPS = {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["10.0.0.0/8", "192.168.0.0/16"]}
OUT = {"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}


@pytest.fixture
def vpc(engine: Any) -> str:
    return str(engine.create("aws:ec2/vpc:Vpc", "main", {"cidrBlock": "10.0.0.0/16"}).ident)


def test_blocks_come_apart_and_together() -> None:
    blocks = [{**HTTPS, "self": True, "securityGroups": ["sg-2"], "description": "web"}]
    rules = rules_of(blocks, "sg-1")
    assert len(rules) == 4
    assert live_rules(permissions_of(rules)) == rules
    assert rules_of(blocks_of(rules, "sg-1"), "sg-1") == rules


def test_grouping_and_protocol_names_make_no_difference() -> None:
    apart = [{**HTTPS, "cidrBlocks": [cidr], "protocol": "6"} for cidr in HTTPS["cidrBlocks"]]  # type: ignore[attr-defined]
    assert rules_of(apart, "sg-1") == rules_of([HTTPS], "sg-1")


def test_group_lives_without_aws_own_egress_rule(engine: Any, vpc: str, aws: Callable[..., Any]) -> None:
    inputs = {"vpcId": vpc, "description": "web", "ingress": [HTTPS, {**HTTPS, "fromPort": 80, "toPort": 80}]}
    made = engine.create(GROUP, "web", inputs)
    assert made.outputs["name"].startswith("web-")
    live = aws("ec2").describe_security_groups(GroupIds=[made.ident])["SecurityGroups"][0]
    assert live["IpPermissionsEgress"] == []
    engine.lives_through(made, inputs)


def test_group_rules_change_in_place(engine: Any, vpc: str, aws: Callable[..., Any]) -> None:
    made = engine.create(GROUP, "web", {"vpcId": vpc, "ingress": [HTTPS], "egress": [OUT]})
    new = {"vpcId": vpc, "ingress": [{**HTTPS, "cidrBlocks": ["10.0.0.0/8"]}], "egress": [OUT]}
    assert engine.diff(made, new).replaces == set()
    changed = engine.update(made, new)
    live = aws("ec2").describe_security_groups(GroupIds=[made.ident])["SecurityGroups"][0]
    assert [item["CidrIp"] for entry in live["IpPermissions"] for item in entry["IpRanges"]] == ["10.0.0.0/8"]
    engine.lives_through(changed, new)


def test_a_rule_opened_by_hand_is_drift(engine: Any, vpc: str, aws: Callable[..., Any]) -> None:
    inputs = {"vpcId": vpc, "ingress": [HTTPS]}
    made = engine.create(GROUP, "web", inputs)
    aws("ec2").authorize_security_group_ingress(
        GroupId=made.ident,
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
    )
    drifted = engine.refresh(made)
    assert engine.diff(drifted, inputs).changed == {"ingress"}
    engine.update(drifted, inputs)
    live = aws("ec2").describe_security_groups(GroupIds=[made.ident])["SecurityGroups"][0]
    assert {entry["FromPort"] for entry in live["IpPermissions"]} == {443}


def test_a_fixed_name_is_deleted_before_it_is_replaced(engine: Any, vpc: str) -> None:
    made = engine.create(GROUP, "web", {"vpcId": vpc, "name": "web", "description": "one"})
    found = engine.diff(made, {"vpcId": vpc, "name": "web", "description": "two"})
    assert (found.replaces, found.delete_before_replace) == ({"description"}, True)
    auto = engine.create(GROUP, "auto", {"vpcId": vpc, "description": "one"})
    found = engine.diff(auto, {"vpcId": vpc, "description": "two"})
    assert (found.replaces, found.delete_before_replace) == ({"description"}, False)


def test_the_default_group_loses_its_rules(engine: Any, vpc: str, aws: Callable[..., Any]) -> None:
    made = engine.create(DEFAULT, "default", {"vpcId": vpc, "tags": {"Name": "closed"}})
    live = aws("ec2").describe_security_groups(GroupIds=[made.ident])["SecurityGroups"][0]
    assert (live["GroupName"], live["IpPermissions"], live["IpPermissionsEgress"]) == ("default", [], [])
    assert live["Tags"] == [{"Key": "Name", "Value": "closed"}]
    assert engine.diff(engine.refresh(made), {"vpcId": vpc, "tags": {"Name": "closed"}}).changed == set()
    engine.delete(made)
    assert aws("ec2").describe_security_groups(GroupIds=[made.ident])["SecurityGroups"]

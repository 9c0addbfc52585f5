"""Public databases, tasks, balancers, ports, subnets; TLS."""

from __future__ import annotations

from typing import Any

import pytest

from policy.rules.no_public_data_plane import DATABASES, RULE
from tests.policy.blueprint import Blueprint, Later, said
from tests.policy.clean import BALANCER, CLUSTER, INSTANCE, REDIS, SERVICE, platform

NAME = RULE.name
GROUP = "aws:ec2/securityGroup:SecurityGroup"
PARAMETERS = "aws:rds/clusterParameterGroup:ClusterParameterGroup"


def one(token: str, **inputs: Any) -> Blueprint:
    made = Blueprint()
    made.add(token, "thing", **inputs)
    return made


@pytest.mark.parametrize("token", DATABASES)
def test_a_public_database_is_refused(token: str) -> None:
    for mode in ("preview", "up"):
        (verdict,) = said(NAME, one(token, publiclyAccessible=True), mode=mode)
        assert "found publiclyAccessible: true. Required: a database without a public address" in verdict.message
    assert said(NAME, one(token, publiclyAccessible=False)) == []


@pytest.mark.parametrize(
    ("token", "path"),
    [
        (INSTANCE, {"publiclyAccessible": Later(True)}),
        (BALANCER, {"internal": Later(False)}),
        (SERVICE, {"networkConfiguration": {"assignPublicIp": Later(True)}}),
        (REDIS, {"transitEncryptionEnabled": Later(False)}),
        (GROUP, {"ingress": [{"fromPort": 5432, "toPort": 5432, "cidrBlocks": [Later("0.0.0.0/0")]}]}),
        (GROUP, {"ingress": Later([{"protocol": "-1", "cidrBlocks": ["0.0.0.0/0"]}])}),
    ],
)
def test_an_unknown_value_is_said_and_judged_in_up(token: str, path: dict[str, Any]) -> None:
    made = one(token, **path)
    assert said(NAME, made, mode="preview") == []
    (advice,) = said(NAME, made, mode="preview", refuses=False)
    assert "cannot be checked yet whether it is public" in advice.message
    assert len(said(NAME, made, mode="up")) == 1


def test_public_by_choice_is_listed_by_name() -> None:
    made = one(BALANCER, internal=False)
    assert len(said(NAME, made)) == 1
    assert said(NAME, made, policy_config={NAME: {"publicLoadBalancers": ["thing"]}}) == []
    assert said(NAME, one(BALANCER, loadBalancerType="gateway")) == []


def test_the_message_names_ports_and_range() -> None:
    rule = {"protocol": "tcp", "fromPort": 5000, "toPort": 7000, "cidrBlocks": ["10.0.0.0/8", "0.0.0.0/0"]}
    (verdict,) = said(NAME, one(GROUP, ingress=[rule]))
    assert "found 0.0.0.0/0 let in to 5432 (PostgreSQL), 5439 (Redshift), 6379 (Redis) and more." in verdict.message


@pytest.mark.parametrize(
    "rule",
    [
        {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["0.0.0.0/0"]},
        {"protocol": "tcp", "fromPort": 5432, "toPort": 5432, "cidrBlocks": ["10.0.0.0/8"]},
        {"protocol": "tcp", "fromPort": 5432, "toPort": 5432, "securityGroups": ["sg-1"]},
    ],
)
def test_what_is_not_data_or_not_the_world_passes(rule: dict[str, Any]) -> None:
    assert said(NAME, one(GROUP, ingress=[rule])) == []


def test_more_data_ports_come_by_config() -> None:
    rule = {"protocol": "tcp", "fromPort": 8086, "toPort": 8086, "ipv6CidrBlocks": ["::/0"]}
    made = one(GROUP, ingress=[rule])
    assert said(NAME, made) == []
    assert len(said(NAME, made, policy_config={NAME: {"extraDataPorts": ["8086"]}})) == 1


@pytest.mark.parametrize(
    ("family", "parameters", "passes"),
    [
        ("aurora-postgresql16", [{"name": "rds.force_ssl", "value": "1"}], True),
        ("aurora-postgresql16", [{"name": "rds.force_ssl", "value": "0"}], False),
        ("aurora-postgresql16", [], False),
        ("aurora-mysql8.0", [{"name": "require_secure_transport", "value": "ON"}], True),
        ("aurora-mysql8.0", [{"name": "require_secure_transport", "value": "OFF"}], False),
        ("neptune1.3", [], True),
    ],
)
def test_tls_is_forced_by_the_family_s_own_parameter(
    family: str, parameters: list[dict[str, str]], passes: bool
) -> None:
    for mode in ("preview", "up"):
        assert (said(NAME, one(PARAMETERS, family=family, parameters=parameters), mode=mode) == []) is passes


def test_tls_may_be_left_to_others_by_config() -> None:
    made = one(REDIS, transitEncryptionEnabled=False)
    assert len(said(NAME, made)) == 1
    off = {NAME: {"requireTls": False}, f"{NAME}-stack": {"requireTls": False}}
    assert said(NAME, made, policy_config=off) == []


def test_a_parameter_group_that_stands_elsewhere_is_said() -> None:
    made = one(CLUSTER, engine="aurora-postgresql", dbClusterParameterGroupName="made-elsewhere")
    assert said(NAME, made) == []
    (advice,) = said(NAME, made, refuses=False)
    assert "cannot be checked yet whether TLS is forced" in advice.message


def test_data_subnets_that_hand_out_public_addresses_are_refused() -> None:
    made = platform()
    for key in made.only("aws:ec2/subnet:Subnet"):
        if "-isolated-" in key:
            made.edit(key, mapPublicIpOnLaunch=True, tags={})
    for mode in ("preview", "up"):
        found = said(NAME, made, mode=mode)
        assert len(found) == 6, "three subnets, in the database's group and in the cache's"
        assert "found the public subnet 'network-isolated-us-east-1a'" in found[0].message

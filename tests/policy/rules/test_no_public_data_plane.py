"""What holds data or runs the app is not on the internet: addresses, ports, subnets, TLS; known and unknown."""

from __future__ import annotations

from typing import Any

import pytest

from policy.rules.no_public_data_plane import RULE
from tests.policy.blueprint import Blueprint, Later, Ref
from tests.policy.clean import BALANCER, CLUSTER, INSTANCE, REDIS, SERVICE, SUBNET, platform
from tests.policy.verdicts import Mode, said

NAME = RULE.name
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
GROUP_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
PARAMETERS = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
SUBNETS = "aws:rds/subnetGroup:SubnetGroup"
POSTGRES = {"ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432}


def only(token: str, inputs: dict[str, Any]) -> Blueprint:
    """A stack of one resource."""
    made = Blueprint()
    made.add(token, "it", **inputs)
    return made


@pytest.mark.parametrize("mode", ["preview", "up", "analyze"])
def test_our_platform_passes_without_a_word(mode: Mode) -> None:
    assert said(NAME, platform(), mode=mode) == []
    assert said(NAME, platform(), mode=mode, refuses=False) == []


DATABASE = (
    "found publiclyAccessible: true. Required: a database without a public address. "
    "How to fix: set publiclyAccessible to false."
)
TASK = (
    "found networkConfiguration.assignPublicIp: true. Required: tasks in private subnets without a public address. "
    "How to fix: set assignPublicIp to false and give private subnets a NAT gateway. To accept it knowingly, in the "
    'policy config: {"no-public-data-plane": {"publicTasks": ["it"]}}.'
)
FACES = (
    "it faces the internet. Required: an internal load balancer: the way in is the API over its VPC link. How to fix: "
    "set internal to true, or list it under publicLoadBalancers in the policy config. To accept it knowingly, in the "
    'policy config: {"no-public-data-plane": {"publicLoadBalancers": ["it"]}}.'
)
CACHE = (
    "Required: TLS between the app and its cache. How to fix: set transitEncryptionEnabled to true. To accept it "
    'knowingly, in the policy config: {"no-public-data-plane": {"requireTls": false}}.'
)
PORT = (
    "Required: data ports that only the app's security groups reach. How to fix: name a security group "
    "(referencedSecurityGroupId, sourceSecurityGroupId) instead of the range."
)
WORLD = "0.0.0.0/0"
FINDINGS: list[tuple[str, dict[str, Any], str]] = [
    (INSTANCE, {"publiclyAccessible": True}, DATABASE),
    ("aws:rds/instance:Instance", {"publiclyAccessible": True}, DATABASE),
    ("aws:redshift/cluster:Cluster", {"publiclyAccessible": True}, DATABASE),
    (SERVICE, {"networkConfiguration": {"assignPublicIp": True}}, TASK),
    (BALANCER, {"internal": False}, f"found internal false: {FACES}"),
    (BALANCER, {}, f"found internal not set: {FACES}"),
    (REDIS, {"transitEncryptionEnabled": False}, f"found transitEncryptionEnabled false. {CACHE}"),
    (REDIS, {}, f"found transitEncryptionEnabled not set. {CACHE}"),
    (INGRESS, {**POSTGRES, "cidrIpv4": WORLD}, f"found {WORLD} let in to 5432 (PostgreSQL). {PORT}"),
    (INGRESS, {**POSTGRES, "cidrIpv6": "::/0"}, f"found ::/0 let in to 5432 (PostgreSQL). {PORT}"),
    (
        GROUP_RULE,
        {"type": "ingress", "protocol": "tcp", "fromPort": 6000, "toPort": 9000, "cidrBlocks": ["128.0.0.0/1"]},
        f"found 128.0.0.0/1 let in to 6379 (Redis), 6380 (Redis), 8182 (Neptune). {PORT}",
    ),
    (
        GROUP,
        {"ingress": [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["10.0.0.0/8", WORLD]}]},
        f"found {WORLD} let in to 1433 (SQL Server), 1521 (Oracle), 2049 (NFS) and more. {PORT}",
    ),
]


@pytest.mark.parametrize(("token", "inputs", "message"), FINDINGS)
def test_what_is_public_is_refused_before_creation(token: str, inputs: dict[str, Any], message: str) -> None:
    for mode in ("preview", "up", "analyze"):
        (verdict,) = said(NAME, only(token, inputs), mode=mode)
        assert verdict.policy == "no-public-data-plane", "the resource policy, which blocks"
        assert verdict.message.endswith(f"\n{token} 'it' (stack primary): {message}")


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        (INSTANCE, {}),
        (SERVICE, {"desiredCount": 1}),
        (BALANCER, {"internal": True}),
        (BALANCER, {"loadBalancerType": "gateway"}),
        (INGRESS, {**POSTGRES, "cidrIpv4": "10.0.0.0/16"}),
        (INGRESS, {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIpv4": WORLD}),
        (GROUP_RULE, {"type": "egress", "protocol": "-1", "cidrBlocks": [WORLD]}),
    ],
)
def test_what_is_private_by_default_or_by_value_passes(token: str, inputs: dict[str, Any]) -> None:
    assert said(NAME, only(token, inputs)) == []


def test_data_in_a_public_subnet_is_refused_by_the_stack_policy() -> None:
    made = platform()
    public = [Ref(key) for key in made.only(SUBNET) if "-public-" in key]
    made.edit(f"{SUBNETS}::subnets", subnetIds=public[:1] + made.nodes[f"{SUBNETS}::subnets"].inputs["subnetIds"])
    for mode in ("preview", "up", "analyze"):
        (verdict,) = said(NAME, made, mode=mode)
        assert verdict.policy == "no-public-data-plane-stack"
        assert verdict.message.endswith(
            "aws:rds/subnetGroup:SubnetGroup 'subnets' (stack primary): found the public subnet "
            "'network-public-us-east-1a'. Required: subnets without a route to the internet: data lives in the "
            "isolated tier. How to fix: list subnets of the isolated (or private) tier."
        )


def test_a_subnet_that_gives_public_addresses_is_public_without_a_tag() -> None:
    made = Blueprint()
    subnet = made.add(SUBNET, "a", cidrBlock="10.0.0.0/24", mapPublicIpOnLaunch=True)
    made.add(SUBNETS, "it", subnetIds=[Ref(subnet)])
    (verdict,) = said(NAME, made)
    assert "found the public subnet 'a'" in verdict.message


@pytest.mark.parametrize(
    ("token", "family", "parameters", "message"),
    [
        (PARAMETERS, "aurora-postgresql16", [], "found rds.force_ssl not set. Required: rds.force_ssl = 1: a client"),
        (PARAMETERS, "aurora-postgresql16", [{"name": "rds.force_ssl", "value": "0"}], "found rds.force_ssl = 0. "),
        (PARAMETERS, "aurora-mysql8.0", [], "How to fix: add {name: require_secure_transport, value: 1} to parameters"),
        ("aws:rds/parameterGroup:ParameterGroup", "postgres14", [], "found rds.force_ssl not set"),
    ],
)
def test_a_parameter_group_forces_tls(token: str, family: str, parameters: list[Any], message: str) -> None:
    (verdict,) = said(NAME, only(token, {"family": family, "parameters": parameters}))
    assert message in verdict.message


@pytest.mark.parametrize(
    ("inputs", "found"),
    [
        ({}, "no dbClusterParameterGroupName, hence AWS's default group"),
        (
            {"dbClusterParameterGroupName": "default.aurora-postgresql16"},
            "dbClusterParameterGroupName 'default.aurora-postgresql16'",
        ),
    ],
)
def test_a_database_names_a_group_of_its_own(inputs: dict[str, Any], found: str) -> None:
    (verdict,) = said(NAME, only(CLUSTER, {"engine": "aurora-postgresql", "engineVersion": "16.8", **inputs}))
    assert f"found {found}. Required: a parameter group of its own that forces TLS." in verdict.message


@pytest.mark.parametrize("name", ["tls-by-the-platform-team", Later("tls-by-the-platform-team")])
def test_a_group_of_another_stack_is_said_not_refused(name: object) -> None:
    made = only(CLUSTER, {"engine": "aurora-postgresql", "dbClusterParameterGroupName": name})
    for mode in ("preview", "up"):
        assert said(NAME, made, mode=mode) == []
        (advice,) = said(NAME, made, mode=mode, refuses=False)
        assert (
            "cannot be checked yet whether TLS is forced: the parameter group in dbClusterParameterGroupName does "
            "not stand in this stack" in advice.message
        )


UNKNOWN: list[tuple[str, dict[str, Any], str]] = [
    (INSTANCE, {"publiclyAccessible": Later(True)}, "public: publiclyAccessible is not known"),
    (SERVICE, {"networkConfiguration": {"assignPublicIp": Later(True)}}, "networkConfiguration.assignPublicIp is not"),
    (BALANCER, {"internal": Later(False)}, "public: internal is not known"),
    (REDIS, {"transitEncryptionEnabled": Later(False)}, "transitEncryptionEnabled is not known"),
    (INGRESS, {**POSTGRES, "cidrIpv4": Later(WORLD)}, "a range or port of an inbound rule is not known"),
    (GROUP, {"ingress": Later([{"protocol": "-1", "cidrBlocks": [WORLD]}])}, "a range or port of an inbound rule"),
    (
        PARAMETERS,
        {"family": "aurora-postgresql16", "parameters": [{"name": "rds.force_ssl", "value": Later("0")}]},
        "whether TLS is forced: its parameters are not known",
    ),
]


@pytest.mark.parametrize(("token", "inputs", "why"), UNKNOWN)
def test_what_is_not_known_yet_is_said_and_judged_once_it_is(token: str, inputs: dict[str, Any], why: str) -> None:
    made = only(token, inputs)
    assert said(NAME, made, mode="preview") == []
    (advice,) = said(NAME, made, mode="preview", refuses=False)
    assert "cannot be checked yet whether" in advice.message
    assert why in advice.message
    assert len(said(NAME, made, mode="up")) == 1


def test_options_let_a_web_in_add_ports_and_leave_tls_alone() -> None:
    made = only(BALANCER, {"internal": False})
    made.add(INGRESS, "queue", ipProtocol="tcp", fromPort=5671, toPort=5671, cidrIpv4=WORLD)
    made.add(REDIS, "cache", transitEncryptionEnabled=False)
    given = {"publicLoadBalancers": ["it"], "extraDataPorts": ["5671"], "requireTls": False}
    (verdict,) = said(NAME, made, policy_config={NAME: given})
    assert "found 0.0.0.0/0 let in to 5671 (data)" in verdict.message

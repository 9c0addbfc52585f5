"""Replacements that depend on values."""

from __future__ import annotations

from typing import Any

import pytest

from lab.provider.conditional import conditional_replaces, ignored_change, refused_change

VPC = "aws:ec2/vpc:Vpc"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
PARAMETER = "aws:ssm/parameter:Parameter"
SERVICE = "aws:ecs/service:Service"


@pytest.mark.parametrize(
    ("token", "old", "new", "replaces"),
    [
        (VPC, {"instanceTenancy": "dedicated"}, {"instanceTenancy": "default"}, {"cidrBlock"}),
        (VPC, {"instanceTenancy": "default"}, {"instanceTenancy": "dedicated"}, {"cidrBlock", "instanceTenancy"}),
        (CACHE, {"engine": "redis", "engineVersion": "7.1"}, {"engine": "valkey", "engineVersion": "7.2"}, set()),
        (
            CACHE,
            {"engine": "redis", "engineVersion": "7.1"},
            {"engine": "redis", "engineVersion": "7.0"},
            {"engine", "engineVersion"},
        ),
        (CACHE, {"engine": "redis", "engineVersion": "6.2"}, {"engine": "valkey"}, {"transitEncryptionEnabled"}),
        (BALANCER, {"subnets": ["a", "b"]}, {"subnets": ["a"], "loadBalancerType": "application"}, set()),
        (BALANCER, {"subnets": ["a", "b"]}, {"subnets": ["a"], "loadBalancerType": "network"}, {"subnets"}),
        (BALANCER, {"subnets": ["a"]}, {"subnets": ["a", "b"], "loadBalancerType": "network"}, set()),
        (INGRESS, {"cidrIpv4": "a"}, {"cidrIpv4": "b"}, set()),
        (PARAMETER, {"tier": "Advanced"}, {"tier": "Standard"}, {"tier"}),
        (PARAMETER, {"tier": "Standard"}, {"tier": "Advanced"}, set()),
        ("aws:rds/cluster:Cluster", {}, {"engine": "mysql"}, {"storageType"}),
        ("aws:rds/cluster:Cluster", {}, {"engine": "aurora-mysql"}, set()),
        ("aws:ec2/subnet:Subnet", {"assignIpv6AddressOnCreation": True}, {}, {"ipv6CidrBlock"}),
        ("aws:ec2/vpcEndpoint:VpcEndpoint", {}, {"vpcEndpointType": "Interface"}, set()),
        ("aws:kms/key:Key", {}, {"description": "x"}, set()),
    ],
)
def test_replaces(token: str, old: dict[str, Any], new: dict[str, Any], replaces: set[str]) -> None:
    assert conditional_replaces(token, old, new) == replaces


def test_another_kind_of_source_replaces_all() -> None:
    assert "cidrIpv4" in conditional_replaces(INGRESS, {"cidrIpv4": "a"}, {"prefixListId": "pl-1"})


def test_versioning_is_never_disabled_again() -> None:
    token = "aws:s3/bucketVersioning:BucketVersioning"
    old, new = ({"versioningConfiguration": {"status": status}} for status in ("Suspended", "Disabled"))
    assert refused_change(token, old, new) == (
        "versioning_configuration.status cannot be updated from 'Suspended' to 'Disabled'"
    )
    assert refused_change(token, new, old) is None


def test_capacity_providers_change_by_force_only() -> None:
    old, new = {"capacityProviderStrategies": [{"base": 1}]}, {"capacityProviderStrategies": [{"base": 2}]}
    assert "force_new_deployment" in str(refused_change(SERVICE, old, new))
    assert refused_change(SERVICE, old, {**new, "forceNewDeployment": True}) is None


def test_write_only_values_are_never_compared() -> None:
    cluster = "aws:rds/cluster:Cluster"
    assert ignored_change(cluster, {"masterPasswordWo": "x", "masterPasswordWoVersion": 2}) == {"masterPasswordWo"}
    assert ignored_change("aws:secretsmanager/secretVersion:SecretVersion", {"secretStringWo": "x"}) == set()


def test_triggers_count_with_a_forced_deployment_only() -> None:
    assert ignored_change(SERVICE, {"triggers": {}}) == {"triggers"}
    assert ignored_change(SERVICE, {"forceNewDeployment": True}) == set()
    assert ignored_change(VPC, {}) == set()

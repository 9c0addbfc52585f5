"""The region's Redis, on mocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from components.cache import Cache, CacheArgs
from pattern.naming import Names
from pattern.settings import Cache as CacheSettings

DR = Names("myapp", "prod", "us-west-2", "-dr")
GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"


def args(replicas: int = 1, zones: int = 3) -> CacheArgs:
    settings = CacheSettings(replicas=replicas)
    return CacheArgs(DR, settings, zones, "vpc-1", ["subnet-1", "subnet-2"], "arn:key", "sg-tasks")


@pytest.mark.parametrize(
    ("replicas", "zones", "spread"), [(0, 3, False), (1, 1, False), (1, 2, True), (2, 3, True), (0, 1, False)]
)
def test_multi_az_only_with_two_nodes_in_two_zones(
    build: Callable[..., Any], replicas: int, zones: int, spread: bool
) -> None:
    group = build(lambda: Cache("cache", args(replicas, zones))).one(GROUP).inputs
    assert (group["automaticFailoverEnabled"], group["multiAzEnabled"]) == (spread, spread)
    assert group["numCacheClusters"] == replicas + 1


def test_encrypted_with_its_own_key_and_a_secret_token(build: Callable[..., Any]) -> None:
    built = build(lambda: Cache("cache", args()))
    group = built.one(GROUP)
    assert (group.inputs["atRestEncryptionEnabled"], group.inputs["transitEncryptionEnabled"]) == (True, True)
    assert group.inputs["kmsKeyId"] == "arn:key"
    assert "authToken" in group.secrets
    assert group.ignores == ("authToken",)


def test_never_part_of_a_global_datastore(build: Callable[..., Any]) -> None:
    built = build(lambda: Cache("cache", args()))
    assert "globalReplicationGroupId" not in built.one(GROUP).inputs
    assert not built.all("aws:elasticache/globalReplicationGroup:GlobalReplicationGroup")


def test_only_tasks_reach_it(build: Callable[..., Any]) -> None:
    rule = build(lambda: Cache("cache", args())).one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert (rule.inputs["referencedSecurityGroupId"], rule.inputs["fromPort"]) == ("sg-tasks", 6379)

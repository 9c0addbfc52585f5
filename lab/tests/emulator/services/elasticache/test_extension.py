"""The life of a replication group."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def cache(emulator: Any, stage: Any) -> Any:
    client = emulator.client("elasticache", "us-west-2")
    client.create_cache_subnet_group(
        CacheSubnetGroupName="subnets", CacheSubnetGroupDescription="d", SubnetIds=stage.subnets
    )
    client.create_replication_group(
        ReplicationGroupId="cache",
        ReplicationGroupDescription="d",
        NumCacheClusters=2,
        AutomaticFailoverEnabled=True,
        MultiAZEnabled=True,
        CacheNodeType="cache.t4g.small",
        Engine="redis",
        EngineVersion="7.1",
        CacheSubnetGroupName="subnets",
        SecurityGroupIds=[stage.security_group],
    )
    return client


def _group(cache: Any) -> Any:
    return cache.describe_replication_groups(ReplicationGroupId="cache")["ReplicationGroups"][0]


def test_it_is_creating_and_then_available_with_all_its_members(emulator: Any, cache: Any, stage: Any) -> None:
    assert _group(cache)["Status"] == "creating"
    emulator.advance(480)
    group = _group(cache)
    assert (group["Status"], group["MemberClusters"]) == ("available", ["cache-001", "cache-002"])
    (nodes,) = group["NodeGroups"]
    assert {node["PreferredAvailabilityZone"] for node in nodes["NodeGroupMembers"]} == {"us-west-2a", "us-west-2b"}
    assert ".usw2.cache.amazonaws.com" in nodes["PrimaryEndpoint"]["Address"]
    assert ".usw2.cache.amazonaws.com" in nodes["ReaderEndpoint"]["Address"]
    member = cache.describe_cache_clusters(CacheClusterId="cache-002", ShowCacheNodeInfo=True)["CacheClusters"][0]
    assert (member["EngineVersion"], member["CacheClusterStatus"]) == ("7.1.0", "available")
    assert member["CacheParameterGroup"]["CacheParameterGroupName"] == "default.redis7"
    assert member["SecurityGroups"] == [{"SecurityGroupId": stage.security_group, "Status": "active"}]
    assert member["ReplicationGroupId"] == "cache"


def test_it_is_changed_only_when_available_and_keeps_what_it_is_told(emulator: Any, cache: Any) -> None:
    with pytest.raises(ClientError, match="InvalidReplicationGroupState"):
        cache.modify_replication_group(ReplicationGroupId="cache", SnapshotRetentionLimit=3)
    emulator.advance(480)
    cache.modify_replication_group(
        ReplicationGroupId="cache", SnapshotRetentionLimit=3, PreferredMaintenanceWindow="mon:01:00-mon:02:00"
    )
    assert _group(cache)["Status"] == "modifying"
    emulator.advance(300)
    assert (_group(cache)["Status"], _group(cache)["SnapshotRetentionLimit"]) == ("available", 3)
    member = cache.describe_cache_clusters(CacheClusterId="cache-001")["CacheClusters"][0]
    assert member["PreferredMaintenanceWindow"] == "mon:01:00-mon:02:00"


def test_replicas_are_added_and_taken_away(emulator: Any, cache: Any) -> None:
    emulator.advance(480)
    cache.increase_replica_count(ReplicationGroupId="cache", NewReplicaCount=3, ApplyImmediately=True)
    emulator.advance(300)
    assert len(_group(cache)["MemberClusters"]) == 4
    cache.decrease_replica_count(ReplicationGroupId="cache", NewReplicaCount=1, ApplyImmediately=True)
    emulator.advance(300)
    assert _group(cache)["MemberClusters"] == ["cache-001", "cache-002"]
    with pytest.raises(ClientError, match="CacheClusterNotFound"):
        cache.describe_cache_clusters(CacheClusterId="cache-004")
    with pytest.raises(ClientError, match="at least one replica"):
        cache.decrease_replica_count(ReplicationGroupId="cache", NewReplicaCount=0, ApplyImmediately=True)


def test_it_is_deleting_and_then_gone_and_frees_its_subnet_group(emulator: Any, cache: Any) -> None:
    emulator.advance(480)
    with pytest.raises(ClientError, match="CacheSubnetGroupInUse"):
        cache.delete_cache_subnet_group(CacheSubnetGroupName="subnets")
    cache.delete_replication_group(ReplicationGroupId="cache")
    assert _group(cache)["Status"] == "deleting"
    emulator.advance(300)
    with pytest.raises(cache.exceptions.ReplicationGroupNotFoundFault):
        _group(cache)
    assert cache.describe_cache_clusters()["CacheClusters"] == []
    cache.delete_cache_subnet_group(CacheSubnetGroupName="subnets")
    with pytest.raises(ClientError, match="CacheSubnetGroupNotFound"):
        cache.delete_cache_subnet_group(CacheSubnetGroupName="subnets")


def test_automatic_failover_needs_a_replica(cache: Any) -> None:
    with pytest.raises(ClientError, match="at least one replica"):
        cache.create_replication_group(
            ReplicationGroupId="alone",
            ReplicationGroupDescription="d",
            NumCacheClusters=1,
            AutomaticFailoverEnabled=True,
        )


def test_what_is_not_emulated_says_so(emulator: Any, cache: Any) -> None:
    emulator.advance(480)
    with pytest.raises(ClientError) as refused:
        cache.delete_replication_group(ReplicationGroupId="cache", RetainPrimaryCluster=True)
    assert refused.value.response["Error"]["Code"] == "NotImplemented"


def test_what_a_group_did_not_say_is_told(cache: Any) -> None:
    group = _group(cache)
    assert (group["AutoMinorVersionUpgrade"], group["SnapshotWindow"]) == (True, "05:00-06:00")


def test_its_members_have_the_token_that_it_has(emulator: Any, cache: Any) -> None:
    def enabled() -> set[bool]:
        found = cache.describe_cache_clusters(ShowCacheNodeInfo=True)["CacheClusters"]
        return {member["AuthTokenEnabled"] for member in found}

    emulator.advance(480)
    assert enabled() == {False}
    cache.modify_replication_group(
        ReplicationGroupId="cache", AuthToken="not-a-secret-not-a-secret", ApplyImmediately=True
    )
    emulator.advance(480)
    assert enabled() == {True}

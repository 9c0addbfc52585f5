"""Subnet groups change, and go when nothing is in them."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def cache(emulator: Any) -> Any:
    return emulator.client("elasticache", "us-west-2")


def test_a_subnet_group_can_be_changed(cache: Any, stage: Any) -> None:
    cache.create_cache_subnet_group(
        CacheSubnetGroupName="s", CacheSubnetGroupDescription="one", SubnetIds=stage.subnets[:1]
    )
    cache.modify_cache_subnet_group(CacheSubnetGroupName="s", SubnetIds=stage.subnets)
    (group,) = cache.describe_cache_subnet_groups(CacheSubnetGroupName="s")["CacheSubnetGroups"]
    assert [one["SubnetIdentifier"] for one in group["Subnets"]] == stage.subnets
    assert group["CacheSubnetGroupDescription"] == "one"


def test_a_subnet_group_in_use_stays(cache: Any, stage: Any) -> None:
    cache.create_cache_subnet_group(
        CacheSubnetGroupName="s", CacheSubnetGroupDescription="one", SubnetIds=stage.subnets
    )
    cache.create_replication_group(
        ReplicationGroupId="c", ReplicationGroupDescription="d", CacheSubnetGroupName="s", NumCacheClusters=1
    )
    with pytest.raises(ClientError, match="CacheSubnetGroupInUse"):
        cache.delete_cache_subnet_group(CacheSubnetGroupName="s")
    with pytest.raises(ClientError, match="CacheSubnetGroupNotFound"):
        cache.delete_cache_subnet_group(CacheSubnetGroupName="other")

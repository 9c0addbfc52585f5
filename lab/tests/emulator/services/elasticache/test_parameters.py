"""Parameter groups and subnet groups."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def cache(emulator: Any) -> Any:
    return emulator.client("elasticache", "us-west-2")


def _values(cache: Any) -> dict[str, str]:
    shown = cache.describe_cache_parameters(CacheParameterGroupName="mine", Source="user")["Parameters"]
    return {one["ParameterName"]: one["ParameterValue"] for one in shown}


def test_the_life_of_a_parameter_group(cache: Any) -> None:
    made = cache.create_cache_parameter_group(
        CacheParameterGroupName="mine",
        CacheParameterGroupFamily="redis7",
        Description="d",
        Tags=[{"Key": "a", "Value": "b"}],
    )["CacheParameterGroup"]
    assert cache.list_tags_for_resource(ResourceName=made["ARN"])["TagList"] == [{"Key": "a", "Value": "b"}]
    pairs = [{"ParameterName": "maxmemory-policy", "ParameterValue": "noeviction"}]
    cache.modify_cache_parameter_group(CacheParameterGroupName="mine", ParameterNameValues=pairs)
    assert _values(cache) == {"maxmemory-policy": "noeviction"}
    cache.reset_cache_parameter_group(CacheParameterGroupName="mine", ParameterNameValues=pairs)
    assert _values(cache) == {}
    with pytest.raises(ClientError, match="CacheParameterGroupAlreadyExists"):
        cache.create_cache_parameter_group(
            CacheParameterGroupName="mine", CacheParameterGroupFamily="redis7", Description="d"
        )
    cache.delete_cache_parameter_group(CacheParameterGroupName="mine")
    with pytest.raises(ClientError, match="CacheParameterGroupNotFound"):
        cache.describe_cache_parameter_groups(CacheParameterGroupName="mine")


def test_the_default_group_is_there(cache: Any) -> None:
    (group,) = cache.describe_cache_parameter_groups(CacheParameterGroupName="default.redis7")["CacheParameterGroups"]
    assert group["CacheParameterGroupFamily"] == "redis7"


def test_a_subnet_group_can_be_changed(cache: Any, stage: Any) -> None:
    cache.create_cache_subnet_group(
        CacheSubnetGroupName="s", CacheSubnetGroupDescription="one", SubnetIds=stage.subnets[:1]
    )
    cache.modify_cache_subnet_group(CacheSubnetGroupName="s", SubnetIds=stage.subnets)
    (group,) = cache.describe_cache_subnet_groups(CacheSubnetGroupName="s")["CacheSubnetGroups"]
    assert [one["SubnetIdentifier"] for one in group["Subnets"]] == stage.subnets
    assert group["CacheSubnetGroupDescription"] == "one"

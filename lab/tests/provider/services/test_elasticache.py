"""ElastiCache subnet and parameter groups, users and user groups: their life on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SUBNETS = "aws:elasticache/subnetGroup:SubnetGroup"
PARAMETERS = "aws:elasticache/parameterGroup:ParameterGroup"


def test_subnet_group_lives(engine: Any, aws: Callable[..., Any], network: Any) -> None:
    inputs = {"name": "cache", "subnetIds": network.subnets, "tags": {"app": "x"}}
    made = engine.create(SUBNETS, "cache", inputs)
    live = aws("elasticache").describe_cache_subnet_groups(CacheSubnetGroupName="cache")["CacheSubnetGroups"][0]
    assert made.ident == "cache"
    assert made.outputs["arn"] == live["ARN"]
    assert made.outputs["vpcId"] == network.vpc
    assert live["CacheSubnetGroupDescription"] == "Managed by Pulumi"
    engine.lives_through(made, inputs)


def test_subnets_change_in_place(engine: Any, aws: Callable[..., Any], network: Any) -> None:
    inputs = {"name": "cache", "subnetIds": network.subnets}
    made = engine.create(SUBNETS, "cache", inputs)
    new = {**inputs, "subnetIds": network.subnets[:1], "description": "one zone"}
    assert engine.diff(made, new).replaces == set()
    engine.update(made, new)
    live = aws("elasticache").describe_cache_subnet_groups(CacheSubnetGroupName="cache")["CacheSubnetGroups"][0]
    assert [subnet["SubnetIdentifier"] for subnet in live["Subnets"]] == network.subnets[:1]
    assert engine.diff(made, {**inputs, "name": "other"}).replaces == {"name"}

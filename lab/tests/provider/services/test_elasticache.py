"""ElastiCache subnet and parameter groups, users and user groups: their life on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SUBNETS = "aws:elasticache/subnetGroup:SubnetGroup"
PARAMETERS = "aws:elasticache/parameterGroup:ParameterGroup"
USER = "aws:elasticache/user:User"
USERS = "aws:elasticache/userGroup:UserGroup"


def user(name: str, access: str = "on ~* +@all") -> dict[str, Any]:
    return {
        "userId": name,
        "userName": name,
        "engine": "redis",
        "accessString": access,
        "passwords": ["aVeryLongPassword1"],
    }


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


def test_parameter_group_lives(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = {
        "name": "redis7",
        "family": "redis7",
        "parameters": [{"name": "maxmemory-policy", "value": "allkeys-lru"}],
        "tags": {"app": "x"},
    }
    made = engine.create(PARAMETERS, "redis7", inputs)
    group = aws("elasticache").describe_cache_parameter_groups(CacheParameterGroupName="redis7")
    assert group["CacheParameterGroups"][0]["CacheParameterGroupFamily"] == "redis7"
    engine.lives_through(made, inputs)


def test_parameters_are_set_and_reset(engine: Any, aws: Callable[..., Any]) -> None:
    def own() -> dict[str, str]:
        found = aws("elasticache").describe_cache_parameters(CacheParameterGroupName="redis7", Source="user")
        return {item["ParameterName"]: item["ParameterValue"] for item in found["Parameters"]}

    inputs = {"name": "redis7", "family": "redis7", "parameters": [{"name": "timeout", "value": "60"}]}
    made = engine.create(PARAMETERS, "redis7", inputs)
    assert own() == {"timeout": "60"}
    changed = engine.update(made, {**inputs, "parameters": [{"name": "maxmemory-policy", "value": "noeviction"}]})
    assert own() == {"maxmemory-policy": "noeviction"}
    assert changed.outputs["parameters"] == [{"name": "maxmemory-policy", "value": "noeviction"}]
    assert engine.diff(made, {**inputs, "family": "redis6.x"}).replaces == {"family"}


def test_user_lives(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(USER, "app", user("app"))
    live = aws("elasticache").describe_users(UserId="app")["Users"][0]
    assert live["Authentication"]["Type"] == "password"
    assert made.outputs["arn"] == live["ARN"]
    assert "aVeryLongPassword1" not in str(live)
    changed = engine.update(made, user("app", "on ~app* +@read"))
    assert aws("elasticache").describe_users(UserId="app")["Users"][0]["AccessString"] == "on ~app* +@read"
    engine.lives_through(changed, user("app", "on ~app* +@read"))


def test_user_group_lives(engine: Any, aws: Callable[..., Any]) -> None:
    for name in ("default-1", "app"):
        engine.create(USER, name, {**user(name), "userName": "default" if name == "default-1" else name})
    inputs = {"userGroupId": "users", "engine": "redis", "userIds": ["default-1"], "tags": {"app": "x"}}
    made = engine.create(USERS, "users", inputs)
    new = {**inputs, "userIds": ["default-1", "app"]}
    assert engine.diff(made, new).replaces == set()
    changed = engine.update(made, new)
    live = aws("elasticache").describe_user_groups(UserGroupId="users")["UserGroups"][0]
    assert sorted(live["UserIds"]) == ["app", "default-1"]
    engine.lives_through(changed, new)


def test_a_users_password_never_reaches_a_message(engine: Any) -> None:
    _, failures = engine.check(USER, "app", {**user("app"), "passwordsWo": ["aVeryLongPassword2"]})
    assert failures
    assert "aVeryLongPassword" not in str(failures)

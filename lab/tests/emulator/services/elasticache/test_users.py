"""Users that change and go, and user groups."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def cache(emulator: Any) -> Any:
    client = emulator.client("elasticache", "us-west-2")
    for name, called in (("anyone", "default"), ("app", "app")):
        client.create_user(
            UserId=name, UserName=called, Engine="redis", AccessString="on ~* +@all", NoPasswordRequired=True
        )
    return client


def test_a_user_changes_its_access_and_gets_a_password(cache: Any) -> None:
    cache.modify_user(UserId="app", AccessString="on ~app* +@read", Passwords=["aVeryLongPassword1"])
    (user,) = cache.describe_users(UserId="app")["Users"]
    assert user["AccessString"] == "on ~app* +@read"
    assert user["Authentication"] == {"Type": "password", "PasswordCount": 1}


def test_a_deleted_user_is_gone_and_may_come_back(cache: Any) -> None:
    cache.delete_user(UserId="app")
    with pytest.raises(ClientError, match="UserNotFound"):
        cache.describe_users(UserId="app")
    cache.create_user(UserId="app", UserName="app", Engine="redis", AccessString="on", NoPasswordRequired=True)


def test_the_life_of_a_user_group(cache: Any) -> None:
    made = cache.create_user_group(
        UserGroupId="all", Engine="redis", UserIds=["anyone"], Tags=[{"Key": "a", "Value": "b"}]
    )
    assert cache.list_tags_for_resource(ResourceName=made["ARN"])["TagList"] == [{"Key": "a", "Value": "b"}]
    cache.modify_user_group(UserGroupId="all", UserIdsToAdd=["app"])
    (group,) = cache.describe_user_groups(UserGroupId="all")["UserGroups"]
    assert (group["UserIds"], group["Status"]) == (["anyone", "app"], "active")
    with pytest.raises(ClientError, match="InvalidUserState"):
        cache.delete_user(UserId="app")
    cache.delete_user_group(UserGroupId="all")
    with pytest.raises(ClientError, match="UserGroupNotFound"):
        cache.describe_user_groups(UserGroupId="all")


def test_a_group_of_redis_needs_the_default_user(cache: Any) -> None:
    with pytest.raises(ClientError, match="DefaultUserRequired"):
        cache.create_user_group(UserGroupId="all", Engine="redis", UserIds=["app"])
    with pytest.raises(ClientError, match="UserNotFound"):
        cache.create_user_group(UserGroupId="all", Engine="redis", UserIds=["nobody"])


def test_a_reset_forgets_groups(cache: Any, emulator: Any) -> None:
    cache.create_user_group(UserGroupId="all", Engine="redis", UserIds=["anyone"])
    emulator.control("POST", "reset")
    assert cache.describe_user_groups()["UserGroups"] == []

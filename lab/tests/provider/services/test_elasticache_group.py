"""Replication groups: their life on the lab, members, tokens, what replaces, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lab.provider.services import elasticache_group

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
TOKEN = "aVeryLongAuthToken1"  # long enough to be accepted; it opens nothing


@pytest.fixture
def inputs(aws: Callable[..., Any], network: Any) -> dict[str, Any]:
    aws("elasticache").create_cache_subnet_group(
        CacheSubnetGroupName="cache", CacheSubnetGroupDescription="x", SubnetIds=network.subnets
    )
    return {
        "replicationGroupId": "shop-prod",
        "description": "sessions",
        "engine": "redis",
        "engineVersion": "7.1",
        "nodeType": "cache.t4g.small",
        "numCacheClusters": 2,
        "automaticFailoverEnabled": True,
        "multiAzEnabled": True,
        "port": 6379,
        "subnetGroupName": "cache",
        "securityGroupIds": [network.group],
        "atRestEncryptionEnabled": True,
        "transitEncryptionEnabled": True,
        "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/1",
        "authToken": TOKEN,
        "snapshotRetentionLimit": 3,
        "applyImmediately": True,
        "tags": {"app": "x"},
    }


def live(aws: Callable[..., Any]) -> dict[str, Any]:
    groups = aws("elasticache").describe_replication_groups(ReplicationGroupId="shop-prod")["ReplicationGroups"]
    found: dict[str, Any] = groups[0]
    return found


def test_group_lives(engine: Any, aws: Callable[..., Any], inputs: dict[str, Any]) -> None:
    made = engine.create(GROUP, "cache", inputs)
    assert made.ident == "shop-prod"
    assert made.outputs["arn"] == live(aws)["ARN"]
    primary = live(aws)["NodeGroups"][0]["PrimaryEndpoint"]
    assert (made.outputs["primaryEndpointAddress"], made.outputs["port"]) == (primary["Address"], primary["Port"])
    assert made.outputs["readerEndpointAddress"]
    assert made.outputs["memberClusters"] == ["shop-prod-001", "shop-prod-002"]
    assert made.outputs["engineVersionActual"].startswith("7.1")
    assert made.outputs["securityGroupIds"] == inputs["securityGroupIds"]
    engine.lives_through(made, inputs)


def test_description_and_snapshots_change_in_place(
    engine: Any, aws: Callable[..., Any], inputs: dict[str, Any]
) -> None:
    made = engine.create(GROUP, "cache", inputs)
    new = {**inputs, "description": "all sessions", "snapshotRetentionLimit": 7, "tags": {"app": "y"}}
    assert engine.diff(made, new).replaces == set()
    changed = engine.update(made, new)
    assert (live(aws)["Description"], live(aws)["SnapshotRetentionLimit"]) == ("all sessions", 7)
    assert engine.diff(engine.refresh(changed), new).changed == set()


def test_replicas_are_added_and_taken_away(engine: Any, aws: Callable[..., Any], inputs: dict[str, Any]) -> None:
    made = engine.create(GROUP, "cache", inputs)
    grown = engine.update(made, {**inputs, "numCacheClusters": 3})
    assert len(live(aws)["MemberClusters"]) == 3
    assert grown.outputs["numCacheClusters"] == 3
    engine.update(grown, inputs)
    assert len(live(aws)["MemberClusters"]) == 2


def test_another_token_is_rotated_in_and_never_read_back(engine: Any, inputs: dict[str, Any]) -> None:
    made = engine.create(GROUP, "cache", inputs)
    new = {**inputs, "authToken": "anotherLongAuthToken2", "authTokenUpdateStrategy": "ROTATE"}
    assert engine.diff(made, new).changed == {"authToken", "authTokenUpdateStrategy"}
    changed = engine.update(made, new)
    assert engine.refresh(changed).inputs["authToken"] == "anotherLongAuthToken2"


@pytest.mark.parametrize(
    ("change", "replaces"),
    [
        ({"atRestEncryptionEnabled": False}, {"atRestEncryptionEnabled"}),
        ({"kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/2"}, {"kmsKeyId"}),
        ({"subnetGroupName": "other"}, {"subnetGroupName"}),
        ({"port": 6380}, {"port"}),
        ({"engineVersion": "6.2"}, {"engineVersion"}),
        ({"engineVersion": "7.2"}, set()),
        ({"securityGroupIds": ["sg-1"]}, set()),
        ({"engine": "valkey", "engineVersion": "7.2"}, set()),
    ],
)
def test_what_replaces(engine: Any, inputs: dict[str, Any], change: dict[str, Any], replaces: set[str]) -> None:
    made = engine.create(GROUP, "cache", inputs)
    found = engine.diff(made, {**inputs, **change})
    assert (found.changed, found.replaces) == (set(change), replaces)


def test_a_group_deleted_by_hand_is_gone(engine: Any, aws: Callable[..., Any], inputs: dict[str, Any]) -> None:
    made = engine.create(GROUP, "cache", inputs)
    aws("elasticache").delete_replication_group(ReplicationGroupId="shop-prod")
    assert engine.refresh(made) is None


def test_a_global_datastore_is_refused_by_name(engine: Any) -> None:
    _, failures = engine.check(GROUP, "cache", {"description": "x", "globalReplicationGroupId": "g"})
    assert [text for text in failures if "does not emulate globalReplicationGroupId" in text]
    token = "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup"
    inputs = {"globalReplicationGroupIdSuffix": "g", "primaryReplicationGroupId": "shop-prod"}
    _, failures = engine.check(token, "global", inputs)
    assert failures == [f"the lab's provider does not emulate {token} (see lab/COVERAGE.md)"]


def test_several_zones_need_failover_and_a_token_its_length(engine: Any) -> None:
    _, failures = engine.check(GROUP, "cache", {"description": "x", "multiAzEnabled": True, "authToken": "short"})
    assert len(failures) == 2
    assert [text for text in failures if "automatic_failover_enabled must be true if multi_az_enabled is true" in text]
    assert "short" not in str(failures).replace("shorter", "")


@pytest.mark.parametrize(
    ("actual", "wanted", "said"),
    [("7.1.0", "7.1", "7.1"), ("7.1.0", None, "7.1"), ("6.2.6", "6.x", "6.x"), ("5.0.6", "5.0.6", "5.0.6")],
)
def test_versions_are_said_as_a_program_says_them(actual: str, wanted: str | None, said: str) -> None:
    assert elasticache_group.spoken_version(actual, wanted) == said


def test_log_deliveries_survive_the_round_trip() -> None:
    blocks = [
        {
            "destination": "/cache/slow",
            "destinationType": "cloudwatch-logs",
            "logFormat": "json",
            "logType": "slow-log",
        },
        {"destination": "s", "destinationType": "kinesis-firehose", "logFormat": "text", "logType": "engine-log"},
    ]
    assert elasticache_group.live_deliveries(elasticache_group.log_deliveries(blocks)) == blocks


def test_a_token_never_reaches_a_message(engine: Any) -> None:
    _, failures = engine.check(GROUP, "cache", {"authToken": "too-short"})
    assert [text for text in failures if "authToken" in text or "auth_token" in text]
    assert "too-short" not in str(failures)

"""Secrets Manager on the lab, where it differs from moto."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

POLICY = json.dumps({"Version": "2012-10-17", "Statement": []})


@pytest.fixture
def secrets(emulator: Any) -> Any:
    return emulator.client("secretsmanager", "us-west-2")


def test_a_label_of_its_own_stays_on_a_version_that_is_rotated_away(secrets: Any) -> None:
    secrets.create_secret(Name="s")
    first = secrets.put_secret_value(SecretId="s", SecretString="1", VersionStages=["AWSCURRENT", "kept"])["VersionId"]
    second = secrets.put_secret_value(SecretId="s", SecretString="2")["VersionId"]
    held = secrets.describe_secret(SecretId="s")["VersionIdsToStages"]
    assert (sorted(held[first]), held[second]) == (["AWSPREVIOUS", "kept"], ["AWSCURRENT"])
    third = secrets.put_secret_value(SecretId="s", SecretString="3")["VersionId"]
    held = secrets.describe_secret(SecretId="s")["VersionIdsToStages"]
    assert (held[first], held[second], held[third]) == (["kept"], ["AWSPREVIOUS"], ["AWSCURRENT"])
    assert secrets.get_secret_value(SecretId="s")["SecretString"] == "3"
    assert secrets.get_secret_value(SecretId="s", VersionStage="kept")["SecretString"] == "1"


def test_a_replicas_policy_can_be_read_and_not_changed(emulator: Any) -> None:
    east, west = (emulator.client("secretsmanager", region) for region in ("us-east-1", "us-west-2"))
    east.create_secret(Name="s", SecretString="x", AddReplicaRegions=[{"Region": "us-west-2"}])
    assert "ResourcePolicy" not in west.get_resource_policy(SecretId="s")
    east.put_resource_policy(SecretId="s", ResourcePolicy=POLICY)
    assert west.get_resource_policy(SecretId="s")["ResourcePolicy"] == POLICY
    with pytest.raises(ClientError):
        west.delete_resource_policy(SecretId="s")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        west.get_resource_policy(SecretId="none")


def test_a_replica_becomes_a_secret_of_its_own_and_a_replica_again(emulator: Any) -> None:
    east, west = (emulator.client("secretsmanager", region) for region in ("us-east-1", "us-west-2"))
    east.create_secret(Name="s", SecretString="old", AddReplicaRegions=[{"Region": "us-west-2"}])
    arn = west.describe_secret(SecretId="s")["ARN"]
    with pytest.raises(ClientError, match="not permitted on a replica"):
        west.put_secret_value(SecretId="s", SecretString="new")
    with pytest.raises(ClientError, match="not a replica in region us-east-1"):
        east.stop_replication_to_replica(SecretId="s")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        west.stop_replication_to_replica(SecretId="none")

    assert west.stop_replication_to_replica(SecretId="s")["ARN"] == arn
    west.put_secret_value(SecretId="s", SecretString="new")
    told = west.describe_secret(SecretId="s")
    assert (told["ARN"], "PrimaryRegion" in told) == (arn, False)
    assert (
        east.get_secret_value(SecretId="s")["SecretString"],
        west.get_secret_value(SecretId=arn)["SecretString"],
    ) == (
        "old",
        "new",
    )
    assert "ReplicationStatus" not in east.describe_secret(SecretId="s")

    again = {"AddReplicaRegions": [{"Region": "us-west-2"}]}
    refused = east.replicate_secret_to_regions(SecretId="s", **again)["ReplicationStatus"][0]
    assert refused["Status"] == "Failed"
    east.remove_regions_from_replication(SecretId="s", RemoveReplicaRegions=["us-west-2"])
    assert west.get_secret_value(SecretId="s")["SecretString"] == "new"
    east.put_secret_value(SecretId="s", SecretString="new")
    east.replicate_secret_to_regions(SecretId="s", ForceOverwriteReplicaSecret=True, **again)
    assert west.describe_secret(SecretId="s")["PrimaryRegion"] == "us-east-1"
    assert west.get_secret_value(SecretId="s")["SecretString"] == "new"

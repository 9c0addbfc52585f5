"""DB clusters: states, defaults, what is refused."""

from __future__ import annotations

from typing import Any


def test_a_cluster_is_creating_for_its_time(regions: Any) -> None:
    assert regions.create_cluster(regions.east, "solo")["Status"] == "creating"
    regions.emulator.advance(60)
    assert regions.cluster(regions.east, "solo")["Status"] == "creating"
    regions.emulator.advance(61)
    assert regions.cluster(regions.east, "solo")["Status"] == "available"


def test_defaults_are_auroras(regions: Any) -> None:
    made = regions.create_cluster(regions.east, "solo", EngineVersion="17.5")
    assert made["DBClusterParameterGroup"] == "default.aurora-postgresql17"
    assert made["AvailabilityZones"] == ["us-east-1a", "us-east-1b", "us-east-1c"]
    assert (made["Port"], made["MultiAZ"]) == (5432, False)
    assert "StorageType" not in made  # AWS names it for I/O-optimized storage only


def test_zones_are_those_that_the_account_has(regions: Any, refused: Any) -> None:
    two = regions.emulator.client("rds", "us-west-1")
    assert regions.create_cluster(two, "solo")["AvailabilityZones"] == ["us-west-1a", "us-west-1b"]
    with refused("InvalidVPCNetworkStateFault", "us-west-1c are not available to this account in us-west-1"):
        regions.create_cluster(two, "other", AvailabilityZones=["us-west-1a", "us-west-1c"])


def test_an_encrypted_cluster_without_a_key_takes_the_aws_managed_one(regions: Any) -> None:
    made = regions.create_cluster(regions.east, "solo", StorageEncrypted=True)
    key = regions.emulator.client("kms").describe_key(KeyId=made["KmsKeyId"])["KeyMetadata"]
    assert key["Arn"] == made["KmsKeyId"]
    aliases = regions.emulator.client("kms").list_aliases(KeyId=key["KeyId"])["Aliases"]
    assert [alias["AliasName"] for alias in aliases] == ["alias/aws/rds"]


def test_what_is_written_is_read_back(regions: Any) -> None:
    made = regions.create_cluster(regions.east, "solo", DatabaseInsightsMode="advanced", EnablePerformanceInsights=True)
    assert (made["DatabaseInsightsMode"], made["PerformanceInsightsEnabled"]) == ("advanced", True)


def test_bad_input_is_refused(regions: Any, refused: Any) -> None:
    create = regions.create_cluster
    with refused("InvalidParameterValue", "DBClusterIdentifier is not a valid identifier"):
        create(regions.east, "solo--1")
    with refused("InvalidParameterValue", "MasterUsername must be provided"):
        create(regions.east, "solo", MasterUsername="")
    with refused("InvalidParameterValue", "shorter than 8 characters"):
        create(regions.east, "solo", MasterUserPassword="short")
    with refused("DBSubnetGroupNotFoundFault", "DB subnet group 'none' does not exist"):
        create(regions.east, "solo", DBSubnetGroupName="none")
    with refused("InvalidParameterCombination", "Cannot find version 9.6 for aurora-postgresql"):
        create(regions.east, "solo", EngineVersion="9.6")
    create(regions.east, "solo")
    with refused("DBClusterAlreadyExistsFault", "already exists"):
        create(regions.east, "SOLO")


def test_a_member_is_restored_to_a_point_in_time_as_a_standalone_cluster(pair: Any, refused: Any) -> None:
    restore = pair.west.restore_db_cluster_to_point_in_time
    with refused("InvalidParameterCombination", "RestoreToTime or UseLatestRestorableTime"):
        restore(DBClusterIdentifier="again", SourceDBClusterIdentifier="app-west")
    made = restore(DBClusterIdentifier="again", SourceDBClusterIdentifier="app-west", UseLatestRestorableTime=True)[
        "DBCluster"
    ]
    assert (made["Status"], made["StorageEncrypted"], made["EngineVersion"]) == ("creating", True, "16.8")
    assert "GlobalClusterIdentifier" not in made
    pair.settle()
    assert pair.cluster(pair.west, "again")["Status"] == "available"

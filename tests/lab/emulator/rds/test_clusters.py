"""DB clusters: states, guards, defaults."""

from __future__ import annotations

from typing import Any

DR = "arn:aws:rds:us-west-2:123456789012:cluster:app-west"


def delete(side: Any, name: str, **more: Any) -> Any:
    arguments = more or {"SkipFinalSnapshot": True}
    return side.delete_db_cluster(DBClusterIdentifier=name, **arguments)["DBCluster"]


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


def test_a_member_of_a_global_cluster_is_not_deleted(pair: Any, refused: Any) -> None:
    with refused("InvalidDBClusterStateFault", "This cluster is a part of a global cluster"):
        delete(pair.west, "app-west")


def test_a_cluster_with_instances_is_not_deleted(regions: Any, refused: Any) -> None:
    regions.create_cluster(regions.east, "solo")
    regions.create_instance(regions.east, "solo-1", "solo")
    regions.settle()
    with refused("InvalidDBClusterStateFault", "still contains DB instances in non-deleting state"):
        delete(regions.east, "solo")
    regions.east.delete_db_instance(DBInstanceIdentifier="solo-1")
    assert delete(regions.east, "solo")["Status"] == "deleting"
    assert regions.cluster(regions.east, "solo")["Status"] == "deleting"
    regions.emulator.advance(250)
    with refused("DBClusterNotFoundFault", "DBCluster solo not found"):
        regions.cluster(regions.east, "solo")


def test_deletion_protection_holds(regions: Any, refused: Any) -> None:
    regions.create_cluster(regions.east, "solo", DeletionProtection=True)
    regions.settle()
    with refused("InvalidParameterCombination", "Cannot delete protected Cluster"):
        delete(regions.east, "solo")


def test_a_final_snapshot_is_asked_for_or_waived(regions: Any, refused: Any) -> None:
    regions.create_cluster(regions.east, "solo")
    regions.settle()
    with refused("InvalidParameterCombination", "FinalDBSnapshotIdentifier is required"):
        delete(regions.east, "solo", SkipFinalSnapshot=False)
    with refused("InvalidParameterCombination", "can't be specified with SkipFinalSnapshot"):
        delete(regions.east, "solo", SkipFinalSnapshot=True, FinalDBSnapshotIdentifier="last")
    delete(regions.east, "solo", FinalDBSnapshotIdentifier="last")
    regions.settle()
    kept = regions.east.describe_db_cluster_snapshots()["DBClusterSnapshots"]
    assert [(s["DBClusterSnapshotIdentifier"], s["Status"]) for s in kept] == [("last", "available")]


def test_a_name_can_be_used_again_within_the_same_minute(regions: Any, refused: Any) -> None:
    for _ in range(2):
        regions.create_cluster(regions.east, "solo")
        regions.settle()
        delete(regions.east, "solo")
        with refused("DBClusterAlreadyExistsFault", "already exists"):
            regions.create_cluster(regions.east, "solo")
        regions.settle()


def test_modifying_takes_a_while_and_one_at_a_time(regions: Any, refused: Any) -> None:
    regions.create_cluster(regions.east, "solo")
    regions.settle()
    modify = regions.east.modify_db_cluster
    changed = modify(DBClusterIdentifier="solo", BackupRetentionPeriod=7, DeletionProtection=True)["DBCluster"]
    assert (changed["Status"], changed["BackupRetentionPeriod"]) == ("modifying", 7)
    with refused("InvalidDBClusterStateFault", "is not currently in the available state: it is modifying"):
        modify(DBClusterIdentifier="solo", BackupRetentionPeriod=8)
    regions.settle()
    assert regions.cluster(regions.east, "solo")["Status"] == "available"


def test_major_upgrades_need_a_flag_and_of_members_the_global_cluster(pair: Any, refused: Any) -> None:
    with refused("InvalidParameterCombination", "must be requested on its global cluster"):
        pair.west.modify_db_cluster(DBClusterIdentifier="app-west", EngineVersion="17.5", AllowMajorVersionUpgrade=True)
    pair.create_cluster(pair.east, "solo")
    pair.settle()
    with refused("InvalidParameterCombination", "AllowMajorVersionUpgrade flag must be present"):
        pair.east.modify_db_cluster(DBClusterIdentifier="solo", EngineVersion="17.5")


def test_a_renamed_member_stays_a_member(pair: Any) -> None:
    pair.west.modify_db_cluster(
        DBClusterIdentifier="app-west", NewDBClusterIdentifier="app-pacific", ApplyImmediately=True
    )
    pair.settle()
    assert DR.replace("app-west", "app-pacific") in pair.members()


def test_members_of_a_global_database_are_not_stopped(pair: Any, refused: Any) -> None:
    with refused("InvalidDBClusterStateFault", "part of a global database can't be stopped"):
        pair.west.stop_db_cluster(DBClusterIdentifier="app-west")


def test_a_standalone_cluster_stops_and_starts(regions: Any, refused: Any) -> None:
    regions.create_cluster(regions.east, "solo")
    regions.settle()
    assert regions.east.stop_db_cluster(DBClusterIdentifier="solo")["DBCluster"]["Status"] == "stopped"
    with refused("InvalidDBClusterStateFault", "it is stopped"):
        regions.east.stop_db_cluster(DBClusterIdentifier="solo")
    assert regions.east.start_db_cluster(DBClusterIdentifier="solo")["DBCluster"]["Status"] == "available"
    with refused("InvalidDBClusterStateFault", "expected stopped"):
        regions.east.start_db_cluster(DBClusterIdentifier="solo")


def test_unknown_clusters_are_not_found(regions: Any, refused: Any) -> None:
    for call in ("delete_db_cluster", "modify_db_cluster", "stop_db_cluster", "start_db_cluster"):
        with refused("DBClusterNotFoundFault", "DBCluster none not found"):
            more = {"SkipFinalSnapshot": True} if call == "delete_db_cluster" else {}
            getattr(regions.east, call)(DBClusterIdentifier="none", **more)

"""Cluster snapshots: progress, copies, restores, what goes with the cluster."""

from __future__ import annotations

from typing import Any


def take(side: Any, cluster: str, name: str) -> Any:
    made = side.create_db_cluster_snapshot(DBClusterIdentifier=cluster, DBClusterSnapshotIdentifier=name)
    return made["DBClusterSnapshot"]


def shown(side: Any, name: str) -> Any:
    return side.describe_db_cluster_snapshots(DBClusterSnapshotIdentifier=name)["DBClusterSnapshots"][0]


def test_a_snapshot_is_creating_with_progress_then_available(pair: Any) -> None:
    made = take(pair.east, "app-east", "before")
    assert (made["Status"], made["PercentProgress"]) == ("creating", 0)
    pair.emulator.advance(90)
    half = shown(pair.east, "before")
    assert half["Status"] == "creating"
    assert 45 <= half["PercentProgress"] <= 55
    pair.emulator.advance(91)
    whole = shown(pair.east, "before")
    assert (whole["Status"], whole["PercentProgress"]) == ("available", 100)
    assert (whole["StorageEncrypted"], whole["EngineVersion"]) == (True, "16.8")


def test_only_an_available_cluster_is_snapshot(pair: Any, refused: Any) -> None:
    pair.west.remove_from_global_cluster(
        GlobalClusterIdentifier="app", DbClusterIdentifier="arn:aws:rds:us-west-2:123456789012:cluster:app-west"
    )
    with refused("InvalidDBClusterStateFault", "is not currently in the available state: it is promoting"):
        take(pair.west, "app-west", "early")


def test_names_are_unique_and_clusters_exist(pair: Any, refused: Any) -> None:
    take(pair.east, "app-east", "before")
    with refused("DBClusterSnapshotAlreadyExistsFault", "before already exists"):
        take(pair.east, "app-east", "before")
    with refused("DBClusterNotFoundFault", "none"):
        take(pair.east, "none", "other")


def test_a_member_is_restored_as_a_standalone_cluster(pair: Any) -> None:
    take(pair.west, "app-west", "kept")
    pair.settle()
    made = pair.west.restore_db_cluster_from_snapshot(
        DBClusterIdentifier="again", SnapshotIdentifier="kept", Engine="aurora-postgresql"
    )["DBCluster"]
    assert (made["Status"], made["EngineVersion"], made["MasterUsername"]) == ("creating", "16.8", "root")
    assert (made["StorageEncrypted"], made["KmsKeyId"]) == (True, pair.keys["us-west-2"])
    assert "GlobalClusterIdentifier" not in made
    pair.emulator.advance(601)
    assert pair.cluster(pair.west, "again")["Status"] == "available"


def test_restoring_needs_an_available_snapshot_of_that_engine(pair: Any, refused: Any) -> None:
    take(pair.east, "app-east", "kept")
    restore = pair.east.restore_db_cluster_from_snapshot
    with refused("InvalidDBClusterSnapshotStateFault", "it is creating"):
        restore(DBClusterIdentifier="again", SnapshotIdentifier="kept", Engine="aurora-postgresql")
    pair.settle()
    with refused("InvalidParameterCombination", "The snapshot's engine is aurora-postgresql"):
        restore(DBClusterIdentifier="again", SnapshotIdentifier="kept", Engine="aurora-mysql")
    with refused("DBClusterSnapshotNotFoundFault", "none"):
        restore(DBClusterIdentifier="again", SnapshotIdentifier="none", Engine="aurora-postgresql")


def test_an_encrypted_copy_to_another_region_needs_a_key_there(pair: Any, refused: Any) -> None:
    take(pair.east, "app-east", "kept")
    pair.settle()
    source = shown(pair.east, "kept")["DBClusterSnapshotArn"]
    arguments = {"SourceDBClusterSnapshotIdentifier": source, "TargetDBClusterSnapshotIdentifier": "copied"}
    with refused("InvalidParameterCombination", "KmsKeyId must be specified"):
        pair.west.copy_db_cluster_snapshot(**arguments)
    made = pair.west.copy_db_cluster_snapshot(KmsKeyId=pair.keys["us-west-2"], **arguments)["DBClusterSnapshot"]
    assert made["Status"] == "creating"
    pair.settle()
    assert shown(pair.west, "copied")["KmsKeyId"] == pair.keys["us-west-2"]


def test_the_unplanned_failover_snapshot_goes_with_its_cluster_unless_copied(pair: Any) -> None:
    pair.failover()
    pair.settle()
    automated = pair.east.describe_db_cluster_snapshots(SnapshotType="automated")["DBClusterSnapshots"]
    name = next(s["DBClusterSnapshotIdentifier"] for s in automated if "unplanned" in s["DBClusterSnapshotIdentifier"])
    pair.east.copy_db_cluster_snapshot(
        SourceDBClusterSnapshotIdentifier=name, TargetDBClusterSnapshotIdentifier="evidence"
    )
    pair.east.remove_from_global_cluster(
        GlobalClusterIdentifier="app", DbClusterIdentifier="arn:aws:rds:us-east-1:123456789012:cluster:app-east"
    )
    pair.settle()
    pair.east.delete_db_instance(DBInstanceIdentifier="app-east-1")
    pair.east.delete_db_cluster(DBClusterIdentifier="app-east", SkipFinalSnapshot=True)
    pair.settle()
    left = pair.east.describe_db_cluster_snapshots()["DBClusterSnapshots"]
    assert [s["DBClusterSnapshotIdentifier"] for s in left] == ["evidence"]


def test_deleting_is_for_available_manual_ones(pair: Any, refused: Any) -> None:
    take(pair.east, "app-east", "kept")
    with refused("InvalidDBClusterSnapshotStateFault", "it is creating"):
        pair.east.delete_db_cluster_snapshot(DBClusterSnapshotIdentifier="kept")
    pair.settle()
    pair.east.delete_db_cluster_snapshot(DBClusterSnapshotIdentifier="kept")
    automated = pair.east.describe_db_cluster_snapshots(SnapshotType="automated")["DBClusterSnapshots"]
    with refused("InvalidDBClusterSnapshotStateFault", "automated snapshot"):
        pair.east.delete_db_cluster_snapshot(DBClusterSnapshotIdentifier=automated[0]["DBClusterSnapshotIdentifier"])

"""Deleting a cluster: guards, final snapshot, and a name that can be used again."""

from __future__ import annotations

from typing import Any


def delete(side: Any, name: str, **more: Any) -> Any:
    arguments = more or {"SkipFinalSnapshot": True}
    return side.delete_db_cluster(DBClusterIdentifier=name, **arguments)["DBCluster"]


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


def test_unknown_clusters_are_not_found(regions: Any, refused: Any) -> None:
    for call in ("delete_db_cluster", "modify_db_cluster", "stop_db_cluster", "start_db_cluster"):
        with refused("DBClusterNotFoundFault", "DBCluster none not found"):
            more = {"SkipFinalSnapshot": True} if call == "delete_db_cluster" else {}
            getattr(regions.east, call)(DBClusterIdentifier="none", **more)

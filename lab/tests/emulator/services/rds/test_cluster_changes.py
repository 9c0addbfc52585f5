"""Changes to a cluster: modify, rename, stop, start."""

from __future__ import annotations

from typing import Any

DR = "arn:aws:rds:us-west-2:123456789012:cluster:app-west"


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
    renamed = pair.cluster(pair.west, "app-pacific")
    assert [m["DBInstanceIdentifier"] for m in renamed["DBClusterMembers"]] == ["app-west-1"]
    pair.failover(TargetDbClusterIdentifier=renamed["DBClusterArn"])
    pair.settle()
    assert pair.writer() == renamed["DBClusterArn"]


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
    with refused("InvalidDBClusterStateFault", "stopped,inaccessible"):
        regions.east.start_db_cluster(DBClusterIdentifier="solo")


def test_promoting_a_read_replica_is_no_way_out_of_a_global_database(pair: Any, refused: Any) -> None:
    with refused("InvalidDBClusterStateFault", "is a part of a global cluster"):
        pair.west.promote_read_replica_db_cluster(DBClusterIdentifier="app-west")
    pair.create_cluster(pair.east, "solo")
    with refused("InvalidDBClusterStateFault", "isn't a read replica"):
        pair.east.promote_read_replica_db_cluster(DBClusterIdentifier="solo")


def test_protection_is_lifted_at_once(regions: Any) -> None:
    regions.create_cluster(regions.east, "solo", DeletionProtection=True)
    regions.settle()
    lifted = regions.east.modify_db_cluster(
        DBClusterIdentifier="solo", DeletionProtection=False, ApplyImmediately=True
    )["DBCluster"]
    assert (lifted["Status"], lifted["DeletionProtection"]) == ("available", False)
    gone = regions.east.delete_db_cluster(DBClusterIdentifier="solo", SkipFinalSnapshot=True)["DBCluster"]
    assert gone["Status"] == "deleting"

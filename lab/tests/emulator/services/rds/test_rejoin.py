"""What becomes of the old writer after a managed failover."""

from __future__ import annotations

from typing import Any

PRIMARY = "arn:aws:rds:us-east-1:123456789012:cluster:app-east"
DR = "arn:aws:rds:us-west-2:123456789012:cluster:app-west"


def lost_primary(pair: Any) -> None:
    pair.outage("us-east-1")
    pair.failover()
    pair.emulator.advance(61)


def test_the_dead_region_keeps_its_cluster_as_pending_resync(pair: Any) -> None:
    lost_primary(pair)
    pair.settle()
    assert pair.members()[PRIMARY]["SynchronizationStatus"] == "pending-resync"
    assert pair.writer() == DR


def test_a_returned_writer_is_not_fenced_at_once(pair: Any) -> None:
    lost_primary(pair)
    pair.heal("us-east-1")
    member = pair.truth()["global_databases"]["app"]["members"][0]
    assert (member["region"], member["fenced"]) == ("us-east-1", False)
    assert "ReplicationSourceIdentifier" not in pair.cluster(pair.east, "app-east")  # it has not heard yet
    pair.emulator.advance(11)
    assert pair.truth()["global_databases"]["app"]["members"][0]["fenced"] is True
    assert pair.cluster(pair.east, "app-east")["ReplicationSourceIdentifier"] == DR


def test_the_old_volume_is_kept_as_an_automated_snapshot(pair: Any) -> None:
    lost_primary(pair)
    pair.heal("us-east-1")
    pair.emulator.advance(11)
    found = pair.east.describe_db_cluster_snapshots(DBClusterIdentifier="app-east", SnapshotType="automated")
    names = [s["DBClusterSnapshotIdentifier"] for s in found["DBClusterSnapshots"] if "unplanned" in str(s)]
    assert len(names) == 1
    assert names[0].startswith("rds:unplanned-global-failover-app-east-20")


def test_rebuilding_ends_in_connected(pair: Any) -> None:
    lost_primary(pair)
    pair.heal("us-east-1")
    pair.emulator.advance(600)
    assert pair.members()[PRIMARY]["SynchronizationStatus"] == "pending-resync"
    assert pair.cluster(pair.east, "app-east")["Status"] == "modifying"
    pair.emulator.advance(700)
    assert pair.members()[PRIMARY]["SynchronizationStatus"] == "connected"
    assert pair.cluster(pair.east, "app-east")["Status"] == "available"


def test_a_rebuild_that_loses_its_region_starts_again(pair: Any) -> None:
    lost_primary(pair)
    pair.heal("us-east-1")
    pair.emulator.advance(600)
    pair.outage("us-east-1")
    pair.settle()
    assert pair.members()[PRIMARY]["SynchronizationStatus"] == "pending-resync"
    pair.heal("us-east-1")
    pair.emulator.advance(1201)
    assert pair.members()[PRIMARY]["SynchronizationStatus"] == "connected"


def test_a_region_that_was_away_shortly_keeps_one_snapshot(pair: Any) -> None:
    lost_primary(pair)
    for _ in range(2):
        pair.heal("us-east-1")
        pair.emulator.advance(20)
        pair.outage("us-east-1")
    pair.heal("us-east-1")
    pair.settle()
    found = pair.east.describe_db_cluster_snapshots(SnapshotType="automated")["DBClusterSnapshots"]
    assert len([s for s in found if "unplanned" in s["DBClusterSnapshotIdentifier"]]) == 1


def test_writes_of_an_unfenced_writer_count_as_diverged(pair: Any) -> None:
    from lab.emulator.services.rds import record_write, writable

    context = pair.emulator.context
    lost_primary(pair)
    pair.heal("us-east-1")
    with context.lock:
        assert writable(context, "us-east-1") == (True, "app-east is the writer")
        assert record_write(context, "us-east-1")
    assert pair.truth()["writes"][PRIMARY]["diverged_writes"] == 1
    pair.emulator.advance(11)
    with context.lock:
        assert writable(context, "us-east-1") == (False, "app-east is a secondary")
    pair.settle()
    assert "diverged_writes" not in pair.truth()["writes"][PRIMARY]


def test_other_secondaries_follow_the_new_writer(pair: Any) -> None:
    third = pair.emulator.client("rds", "eu-west-1")
    key = pair.emulator.client("kms", "eu-west-1").create_key()["KeyMetadata"]["Arn"]
    third.create_db_cluster(
        DBClusterIdentifier="app-eu",
        Engine="aurora-postgresql",
        GlobalClusterIdentifier="app",
        KmsKeyId=key,
        SourceRegion="us-east-1",
    )
    pair.settle()
    lost_primary(pair)
    arn = "arn:aws:rds:eu-west-1:123456789012:cluster:app-eu"
    assert pair.members()[arn]["SynchronizationStatus"] == "pending-resync"
    pair.emulator.advance(61)
    assert pair.members()[arn]["SynchronizationStatus"] == "connected"
    assert pair.cluster(third, "app-eu")["ReplicationSourceIdentifier"] == DR

"""A disabled key takes its cluster away; enabling it is not enough to bring it back."""

from __future__ import annotations

from typing import Any

from lab.emulator.services.rds import writable


def test_a_disabled_key_makes_the_cluster_inaccessible_until_it_is_started(pair: Any, refused: Any) -> None:
    kms = pair.emulator.client("kms", "us-west-2")
    kms.disable_key(KeyId=pair.keys["us-west-2"])
    lost = "inaccessible-encryption-credentials-recoverable"
    assert pair.cluster(pair.west, "app-west")["Status"] == lost
    assert pair.cluster(pair.east, "app-east")["Status"] == "available"
    with refused("InvalidDBClusterStateFault", "is not currently in the available state"):
        pair.failover()
    with refused("KMSKeyNotAccessibleFault", "is not enabled"):
        pair.west.start_db_cluster(DBClusterIdentifier="app-west")
    kms.enable_key(KeyId=pair.keys["us-west-2"])
    assert pair.cluster(pair.west, "app-west")["Status"] == lost
    pair.west.start_db_cluster(DBClusterIdentifier="app-west")
    assert pair.cluster(pair.west, "app-west")["Status"] == "available"


def test_the_writer_takes_no_writes_without_its_key(pair: Any) -> None:
    pair.emulator.client("kms", "us-east-1").schedule_key_deletion(KeyId=pair.keys["us-east-1"])
    with pair.emulator.context.lock:
        assert writable(pair.emulator.context, "us-east-1") == (False, "app-east has lost its KMS key")


def test_a_cluster_without_encryption_needs_no_key(regions: Any) -> None:
    regions.create_cluster(regions.east, "solo")
    regions.settle()
    assert regions.cluster(regions.east, "solo")["Status"] == "available"

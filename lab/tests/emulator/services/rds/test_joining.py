"""A cluster joins a global database: what must match, what it inherits."""

from __future__ import annotations

from typing import Any

import pytest

DR = "arn:aws:rds:us-west-2:123456789012:cluster:app-west"
PRIMARY = "arn:aws:rds:us-east-1:123456789012:cluster:app-east"


def test_a_secondary_inherits_version_encryption_user_and_database(primary: Any, join: Any) -> None:
    made = join()
    assert made["Status"] == "creating"
    assert (made["EngineVersion"], made["StorageEncrypted"]) == ("16.8", True)
    assert (made["MasterUsername"], made["DatabaseName"]) == ("root", "app")
    assert made["KmsKeyId"] == primary.keys["us-west-2"]
    assert made["ReplicationSourceIdentifier"] == PRIMARY
    assert made["GlobalClusterIdentifier"] == "app"


def test_a_secondary_is_in_sync_once_it_is_available(primary: Any, join: Any) -> None:
    join()
    assert primary.members()[DR]["SynchronizationStatus"] == "pending-resync"
    primary.emulator.advance(121)
    assert primary.members()[DR]["SynchronizationStatus"] == "connected"
    assert primary.members()[PRIMARY]["Readers"] == [DR]


REFUSALS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a key of its own region": (
        {"KmsKeyId": None},
        "InvalidParameterCombination",
        "For encrypted cross-region replica, kmsKeyId should be explicitly specified",
    ),
    "the source region": ({"SourceRegion": None}, "InvalidParameterCombination", "pre-signed URL has to be specified"),
    "the same engine": ({"Engine": "aurora-mysql"}, "InvalidParameterCombination", "The engine name requested"),
    "the same version": ({"EngineVersion": "16.9"}, "InvalidParameterCombination", "(16.9) doesn't match"),
    "a version that exists": ({"EngineVersion": "99.9"}, "InvalidParameterCombination", "Cannot find version 99.9"),
    "no user": (
        {"MasterUsername": "root"},
        "InvalidParameterCombination",
        "Cannot specify user name for cross region replication cluster",
    ),
    "no password": ({"MasterUserPassword": "correct-horse"}, "InvalidParameterCombination", "Cannot specify password"),
    "no database": ({"DatabaseName": "x"}, "InvalidParameterCombination", "Cannot specify database name"),
    "no managed password": ({"ManageMasterUserPassword": True}, "InvalidParameterCombination", "isn't supported"),
    "encryption": ({"StorageEncrypted": False}, "InvalidParameterCombination", "Cannot create an unencrypted replica"),
    "a global cluster": ({"GlobalClusterIdentifier": "x"}, "GlobalClusterNotFoundFault", "Global cluster x not found"),
    "a name of its own": ({"DBClusterIdentifier": "app-east"}, "DBClusterAlreadyExistsFault", "already exists"),
    "an engine that exists": ({"Engine": "nosql"}, "InvalidParameterValue", "Invalid DB engine: nosql"),
}


@pytest.mark.parametrize("need", sorted(REFUSALS))
def test_a_secondary_needs(need: str, join: Any, refused: Any) -> None:
    arguments, code, words = REFUSALS[need]
    with refused(code, words):
        join(**arguments)


def test_the_key_must_be_of_the_secondarys_region(primary: Any, join: Any, refused: Any) -> None:
    with refused("KMSKeyNotAccessibleFault", "does not exist, is not enabled"):
        join(KmsKeyId=primary.keys["us-east-1"])


def test_a_disabled_key_is_refused(primary: Any, join: Any, refused: Any) -> None:
    primary.emulator.client("kms", "us-west-2").disable_key(KeyId=primary.keys["us-west-2"].split("/")[1])
    with refused("KMSKeyNotAccessibleFault", "does not exist, is not enabled"):
        join()


@pytest.mark.usefixtures("pair")
def test_one_cluster_per_region(join: Any, refused: Any) -> None:
    with refused("InvalidGlobalClusterStateFault", "already has a cluster in us-west-2"):
        join(DBClusterIdentifier="app-west-2")


def test_the_writer_needs_an_instance_first(primary: Any, join: Any, refused: Any) -> None:
    primary.east.delete_db_instance(DBInstanceIdentifier="app-east-1")
    primary.settle()
    with refused("InvalidDBClusterStateFault", "is in a state which is not valid for physical replication"):
        join()


def test_nobody_joins_while_the_writers_region_is_out(primary: Any, join: Any, refused: Any) -> None:
    primary.outage("us-east-1")
    with refused("InvalidDBClusterStateFault", "not valid for physical replication"):
        join()


def test_an_unencrypted_global_database_needs_no_key(regions: Any, refused: Any) -> None:
    regions.east.create_global_cluster(GlobalClusterIdentifier="app", Engine="aurora-postgresql")
    regions.settle()
    with refused("InvalidParameterCombination", "StorageEncrypted true doesn't match"):
        regions.create_cluster(regions.east, "app-east", GlobalClusterIdentifier="app", StorageEncrypted=True)
    regions.create_cluster(regions.east, "app-east", GlobalClusterIdentifier="app")
    regions.create_instance(regions.east, "app-east-1", "app-east")
    regions.settle()
    joined = regions.west.create_db_cluster(
        DBClusterIdentifier="app-west", Engine="aurora-postgresql", GlobalClusterIdentifier="app"
    )["DBCluster"]
    assert joined["StorageEncrypted"] is False
    assert "KmsKeyId" not in joined

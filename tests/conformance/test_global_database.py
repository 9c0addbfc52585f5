"""The life of an Aurora global database, written from AWS's documentation.

Sources: Aurora user guide, "Using switchover or failover in Amazon Aurora Global Database" and "Getting started with
Amazon Aurora Global Database"; RDS API reference of the operations named below.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Iterator

ENGINE, CLASS = "aurora-postgresql", "db.r6g.large"

pytestmark = pytest.mark.conformance


@contextmanager
def refused(*codes: str) -> Iterator[None]:
    """The call inside fails with one of AWS's documented codes."""
    with pytest.raises(ClientError) as error:
        yield
    assert error.value.response["Error"]["Code"] in codes


def global_cluster(cloud: Any, region: str | None = None) -> Any:
    rds = cloud.client("rds", region or cloud.second)
    return rds.describe_global_clusters(GlobalClusterIdentifier=cloud.name)["GlobalClusters"][0]


def member(cloud: Any, arn: str) -> Any:
    found = [m for m in global_cluster(cloud)["GlobalClusterMembers"] if m["DBClusterArn"] == arn]
    return found[0] if found else {}


def cluster(cloud: Any, region: str) -> Any:
    """The cluster of ``region``, {} when it is gone."""
    named = {"DBClusterIdentifier": f"{cloud.name}-{region}"}
    try:
        return cloud.client("rds", region).describe_db_clusters(**named)["DBClusters"][0]
    except ClientError as gone:
        if gone.response["Error"]["Code"] != "DBClusterNotFoundFault":
            raise
        return {}


def available(cloud: Any, region: str, minutes: float = 30) -> Any:
    return cloud.until(
        lambda: (found := cluster(cloud, region)).get("Status") == "available" and found,
        f"cluster of {region} available",
        minutes,
    )


def key_in(cloud: Any, region: str) -> str:
    kms = cloud.client("kms", region)
    key = kms.create_key(Description=cloud.name)["KeyMetadata"]
    cloud.later(lambda: kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7))
    return str(key["Arn"])


def newest_version(cloud: Any) -> str:
    versions = cloud.client("rds").describe_db_engine_versions(Engine=ENGINE)["DBEngineVersions"]
    usable = [v["EngineVersion"] for v in versions if v.get("SupportsGlobalDatabases") and v["Status"] == "available"]
    return str(usable[-1])


def create_global(cloud: Any) -> None:
    rds = cloud.client("rds")
    rds.create_global_cluster(
        GlobalClusterIdentifier=cloud.name, Engine=ENGINE, EngineVersion=newest_version(cloud), StorageEncrypted=True
    )
    cloud.later(lambda: rds.delete_global_cluster(GlobalClusterIdentifier=cloud.name))
    cloud.until(lambda: global_cluster(cloud)["Status"] == "available", "global cluster available", 10)


def add_cluster(cloud: Any, region: str, **more: Any) -> Any:
    rds, name = cloud.client("rds", region), f"{cloud.name}-{region}"
    made = rds.create_db_cluster(
        DBClusterIdentifier=name,
        Engine=ENGINE,
        GlobalClusterIdentifier=cloud.name,
        KmsKeyId=key_in(cloud, region),
        **more,
    )["DBCluster"]
    cloud.later(lambda: delete_cluster(cloud, region))
    available(cloud, region)
    return made


def add_instance(cloud: Any, region: str) -> None:
    rds, name = cloud.client("rds", region), f"{cloud.name}-{region}"
    rds.create_db_instance(
        DBInstanceIdentifier=f"{name}-1", DBClusterIdentifier=name, Engine=ENGINE, DBInstanceClass=CLASS
    )

    def ready() -> bool:
        shown = rds.describe_db_instances(DBInstanceIdentifier=f"{name}-1")["DBInstances"][0]
        return bool(shown["DBInstanceStatus"] == "available")

    cloud.until(ready, f"instance of {region} available", 40)


def delete_cluster(cloud: Any, region: str) -> None:
    """Out of the global cluster if it is still in it, then its instances, then itself."""
    rds, found = cloud.client("rds", region), cluster(cloud, region)
    if not found:
        return
    if member(cloud, found["DBClusterArn"]):
        rds.remove_from_global_cluster(GlobalClusterIdentifier=cloud.name, DbClusterIdentifier=found["DBClusterArn"])
        cloud.until(lambda: not member(cloud, found["DBClusterArn"]), f"{region} out of the global cluster", 30)
    available(cloud, region)
    for instance in cluster(cloud, region)["DBClusterMembers"]:
        rds.delete_db_instance(DBInstanceIdentifier=instance["DBInstanceIdentifier"])
    rds.delete_db_cluster(DBClusterIdentifier=found["DBClusterIdentifier"], SkipFinalSnapshot=True)
    cloud.until(lambda: not cluster(cloud, region), f"cluster of {region} deleted", 60)


def test_an_empty_global_cluster(cloud: Any) -> None:
    """Create, describe from both regions, protect, refuse, delete: no cluster is made, nothing is billed."""
    rds = cloud.client("rds")
    create_global(cloud)
    assert global_cluster(cloud, cloud.first)["GlobalClusterArn"] == global_cluster(cloud)["GlobalClusterArn"]
    with refused("GlobalClusterAlreadyExistsFault"):
        rds.create_global_cluster(GlobalClusterIdentifier=cloud.name, Engine=ENGINE)
    rds.modify_global_cluster(GlobalClusterIdentifier=cloud.name, DeletionProtection=True)
    cloud.until(lambda: global_cluster(cloud)["DeletionProtection"] is True, "protected", 5)
    with refused("InvalidParameterCombination", "InvalidGlobalClusterStateFault"):
        rds.delete_global_cluster(GlobalClusterIdentifier=cloud.name)
    rds.modify_global_cluster(GlobalClusterIdentifier=cloud.name, DeletionProtection=False)
    cloud.until(lambda: global_cluster(cloud)["DeletionProtection"] is False, "unprotected", 5)


def test_names_and_versions_that_do_not_exist(cloud: Any) -> None:
    rds = cloud.client("rds")
    with refused("GlobalClusterNotFoundFault"):
        rds.describe_global_clusters(GlobalClusterIdentifier=cloud.name)
    with refused("InvalidParameterCombination", "InvalidParameterValue"):
        rds.create_global_cluster(GlobalClusterIdentifier=cloud.name, Engine=ENGINE, EngineVersion="99.9")
    with refused("InvalidParameterValue", "InvalidParameterCombination"):
        rds.create_global_cluster(GlobalClusterIdentifier=cloud.name, Engine="aurora-nosuch")


def test_the_life_of_a_global_database(cloud: Any) -> None:
    """Build, refuse, switch over, fail over with data loss, rejoin, detach, take down."""
    first, second = cloud.client("rds", cloud.first), cloud.client("rds", cloud.second)
    create_global(cloud)
    writer = add_cluster(cloud, cloud.first, MasterUsername="conformance", MasterUserPassword=f"{cloud.name}-Secret")
    add_instance(cloud, cloud.first)
    with refused("InvalidParameterCombination"):  # an encrypted secondary needs a key of its own region
        second.create_db_cluster(
            DBClusterIdentifier=f"{cloud.name}-x",
            Engine=ENGINE,
            GlobalClusterIdentifier=cloud.name,
            SourceRegion=cloud.first,
        )
    secondary = add_cluster(cloud, cloud.second, SourceRegion=cloud.first)
    here, there = writer["DBClusterArn"], secondary["DBClusterArn"]
    assert secondary["StorageEncrypted"] is True
    assert secondary["EngineVersion"] == cluster(cloud, cloud.first)["EngineVersion"]
    target = {"GlobalClusterIdentifier": cloud.name, "TargetDbClusterIdentifier": there}
    with refused("InvalidDBClusterStateFault", "InvalidGlobalClusterStateFault"):  # headless
        first.switchover_global_cluster(**target)
    add_instance(cloud, cloud.second)
    with refused("InvalidDBClusterStateFault"):
        first.delete_db_instance(DBInstanceIdentifier=f"{cloud.name}-{cloud.first}-1")
    with refused("InvalidDBClusterStateFault"):
        second.delete_db_cluster(DBClusterIdentifier=secondary["DBClusterIdentifier"], SkipFinalSnapshot=True)
    with refused("InvalidParameterCombination"):
        second.failover_global_cluster(AllowDataLoss=True, Switchover=True, **target)

    first.switchover_global_cluster(**target)
    in_sync(cloud, there, here)
    second.switchover_global_cluster(GlobalClusterIdentifier=cloud.name, TargetDbClusterIdentifier=here)
    in_sync(cloud, here, there)

    second.failover_global_cluster(AllowDataLoss=True, **target)
    cloud.until(lambda: member(cloud, there).get("IsWriter"), "writer moved", 30)
    available(cloud, cloud.second)
    in_sync(cloud, there, here, minutes=240)

    first.remove_from_global_cluster(GlobalClusterIdentifier=cloud.name, DbClusterIdentifier=here)
    cloud.until(lambda: not member(cloud, here), "detached", 30)
    available(cloud, cloud.first)
    assert member(cloud, there)["IsWriter"] is True


def in_sync(cloud: Any, writer: str, reader: str, minutes: float = 60) -> None:
    """``writer`` writes, ``reader`` is connected, and no operation is under way."""

    def settled() -> bool:
        state = global_cluster(cloud).get("FailoverState") or {}
        roles = member(cloud, writer).get("IsWriter") is True and member(cloud, reader).get("IsWriter") is False
        return roles and not state.get("Status") and member(cloud, reader).get("SynchronizationStatus") == "connected"

    cloud.until(settled, f"{writer} writes and {reader} is connected", minutes)
    for arn in (writer, reader):
        available(cloud, arn.split(":")[3])

"""Aurora clusters on the lab, alone and in a global database of two regions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

GLOBAL = "aws:rds/globalCluster:GlobalCluster"
CLUSTER = "aws:rds/cluster:Cluster"
INSTANCE = "aws:rds/clusterInstance:ClusterInstance"
ENGINE = {"engine": "aurora-postgresql", "engineVersion": "16.8"}


@pytest.fixture
def west(engine_in: Callable[..., Any]) -> Any:
    return engine_in("us-west-2")


def network(engine: Any, region: str) -> str:
    """A subnet group with two subnets; its name."""
    vpc = engine.create("aws:ec2/vpc:Vpc", "main", {"cidrBlock": "10.0.0.0/16"}).ident
    subnets = [
        engine.create(
            "aws:ec2/subnet:Subnet",
            zone,
            {"vpcId": vpc, "cidrBlock": f"10.0.{number}.0/24", "availabilityZone": f"{region}{zone}"},
        ).ident
        for number, zone in enumerate("ab")
    ]
    return str(engine.create("aws:rds/subnetGroup:SubnetGroup", "db", {"name": "db", "subnetIds": subnets}).ident)


def standalone(engine: Any, region: str = "us-east-1") -> dict[str, Any]:
    """Inputs of a cluster by itself."""
    return {
        **ENGINE,
        "clusterIdentifier": f"app-prod-{region}",
        "databaseName": "app",
        "masterUsername": "master",
        "masterPassword": "hidden-password",
        "storageEncrypted": True,
        "kmsKeyId": engine.create("aws:kms/key:Key", "db", {}).outputs["arn"],
        "dbSubnetGroupName": network(engine, region),
        "backupRetentionPeriod": 7,
        "skipFinalSnapshot": True,
        "tags": {"app": "x"},
    }


def pair(engine: Any, west: Any) -> tuple[Any, Any, Any, dict[str, Any], dict[str, Any]]:
    """A global database: the global cluster, the writer, the secondary, and the inputs of both."""
    owner = engine.create(
        GLOBAL,
        "global",
        {**ENGINE, "globalClusterIdentifier": "app-prod-global", "databaseName": "app", "storageEncrypted": True},
    )
    first = {**standalone(engine), "globalClusterIdentifier": owner.ident}
    writer = engine.create(CLUSTER, "writer", first)
    engine.create(
        INSTANCE,
        "w1",
        {
            **ENGINE,
            "identifier": "app-prod-us-east-1-1",
            "clusterIdentifier": writer.ident,
            "instanceClass": "db.r6g.large",
        },
    )
    second = {
        **ENGINE,
        "clusterIdentifier": "app-prod-us-west-2",
        "globalClusterIdentifier": owner.ident,
        "sourceRegion": "us-east-1",
        "storageEncrypted": True,
        "kmsKeyId": west.create("aws:kms/key:Key", "db", {}).outputs["arn"],
        "dbSubnetGroupName": network(west, "us-west-2"),
        "skipFinalSnapshot": True,
    }
    return owner, writer, west.create(CLUSTER, "secondary", second), first, second


def test_cluster_lives_alone(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = standalone(engine)
    made = engine.create(CLUSTER, "db", inputs)
    assert made.outputs["endpoint"]
    assert made.outputs["engineVersionActual"] == "16.8"
    assert made.outputs.get("globalClusterIdentifier", "") == ""
    new = {**inputs, "backupRetentionPeriod": 14, "deletionProtection": True, "applyImmediately": True}
    changed = engine.update(made, new)
    live = aws("rds").describe_db_clusters(DBClusterIdentifier=made.ident)["DBClusters"][0]
    assert (live["BackupRetentionPeriod"], live["DeletionProtection"]) == (14, True)
    with pytest.raises(Exception, match="Cannot delete protected Cluster"):
        engine.delete(changed)
    engine.lives_through(engine.update(changed, inputs), inputs)


def test_final_snapshot_is_taken_or_waived_in_words(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = {**standalone(engine), "skipFinalSnapshot": False}
    made = engine.create(CLUSTER, "db", inputs)
    with pytest.raises(Exception, match="final_snapshot_identifier is required when skip_final_snapshot is false"):
        engine.delete(made)
    named = engine.update(made, {**inputs, "finalSnapshotIdentifier": "last"})
    engine.delete(named)
    snapshots = aws("rds").describe_db_cluster_snapshots(DBClusterSnapshotIdentifier="last")["DBClusterSnapshots"]
    assert snapshots[0]["DBClusterIdentifier"] == made.ident


def test_what_replaces_a_cluster_and_what_does_not(engine: Any) -> None:
    inputs = standalone(engine)
    made = engine.create(CLUSTER, "db", inputs)
    replacing = {
        "databaseName": "other",
        "masterUsername": "other",
        "storageEncrypted": False,
        "sourceRegion": "us-west-2",
        "dbSubnetGroupName": "other",
    }
    assert engine.diff(made, {**inputs, **replacing}).replaces == set(replacing)
    staying = {"globalClusterIdentifier": "g", "replicationSourceIdentifier": "arn", "engineVersion": "16.9"}
    assert engine.diff(made, {**inputs, **staying}).replaces == set()
    without = {key: value for key, value in inputs.items() if key not in ("databaseName", "engineVersion", "kmsKeyId")}
    assert engine.diff(made, without).changed == set()


def test_storage_type_replaces_outside_of_aurora_only(engine: Any) -> None:
    inputs = standalone(engine)
    made = engine.create(CLUSTER, "db", inputs)
    assert engine.diff(made, {**inputs, "storageType": "aurora-iopt1"}).replaces == set()


def test_secondary_joins_and_both_stay_clean(engine: Any, west: Any) -> None:
    owner, writer, secondary, first, second = pair(engine, west)
    members = engine.refresh(owner).outputs["globalClusterMembers"]
    assert {(member["dbClusterArn"], member["isWriter"]) for member in members} == {
        (writer.outputs["arn"], True),
        (secondary.outputs["arn"], False),
    }
    assert secondary.outputs["globalClusterIdentifier"] == owner.ident
    assert engine.diff(engine.refresh(writer), first).changed == set()
    found = west.diff(west.refresh(secondary), second, ignored=("replicationSourceIdentifier",))
    assert found.changed == set()


def test_taking_the_global_cluster_out_detaches(engine: Any, west: Any, aws: Callable[..., Any]) -> None:
    owner, _, secondary, _, second = pair(engine, west)
    alone = {key: value for key, value in second.items() if key != "globalClusterIdentifier"}
    assert west.diff(secondary, alone).changed == {"globalClusterIdentifier"}
    assert west.diff(secondary, alone).replaces == set()
    west.update(secondary, alone)
    live = aws("rds").describe_global_clusters(GlobalClusterIdentifier=owner.ident)["GlobalClusters"][0]
    assert [member["IsWriter"] for member in live["GlobalClusterMembers"]] == [True]
    state = aws("rds", "us-west-2").describe_db_clusters(DBClusterIdentifier=secondary.ident)["DBClusters"][0]["Status"]
    assert state == "available"


def test_an_existing_cluster_cannot_join(engine: Any) -> None:
    inputs = standalone(engine)
    made = engine.create(CLUSTER, "db", inputs)
    with pytest.raises(Exception, match="existing RDS Clusters cannot be added to an existing RDS Global Cluster"):
        engine.update(made, {**inputs, "globalClusterIdentifier": "app-prod-global"})


def test_conflicts_and_companions(engine: Any) -> None:
    inputs = {**ENGINE, "snapshotIdentifier": "s", "globalClusterIdentifier": "g", "masterPasswordWo": "hidden"}
    _, failures = engine.check(CLUSTER, "db", inputs)
    assert len(failures) == 2
    assert '"snapshotIdentifier": conflicts with globalClusterIdentifier' in failures[0]
    assert '"masterPasswordWo": all of `masterPasswordWo,masterPasswordWoVersion` must be specified' in failures[1]
    assert not [text for text in failures if "hidden" in text]


def test_destroy_of_the_pair_secondary_first(engine: Any, west: Any, aws: Callable[..., Any]) -> None:
    owner, writer, secondary, _, _ = pair(engine, west)
    west.delete(secondary)
    assert west.refresh(secondary) is None
    instance = engine.imported(INSTANCE, "w1", "app-prod-us-east-1-1")
    engine.delete(instance)
    engine.delete(writer)
    engine.delete(owner)
    assert engine.refresh(owner) is None
    assert aws("rds").describe_global_clusters()["GlobalClusters"] == []


def test_import_needs_no_change(engine: Any) -> None:
    inputs = standalone(engine)
    made = engine.create(CLUSTER, "db", inputs)
    imported = engine.imported(CLUSTER, "db", made.ident)
    # what AWS never gives back, the import cannot know
    assert engine.diff(imported, inputs).changed <= {"masterPassword", "skipFinalSnapshot"}
    assert engine.diff(imported, inputs).replaces == set()


def test_unsupported_inputs_are_refused_by_name(engine: Any) -> None:
    _, failures = engine.check(CLUSTER, "db", {**ENGINE, "backtrackWindow": 60})
    assert len(failures) == 1
    assert "does not emulate backtrackWindow of aws:rds/cluster:Cluster" in failures[0]


def test_the_function_reads_a_cluster_or_says_that_there_is_none(engine: Any) -> None:
    with pytest.raises(Exception, match="DBClusterNotFoundFault"):
        engine.invoke("aws:rds/getCluster:getCluster", {"clusterIdentifier": "app-alone"})
    engine.create(CLUSTER, "alone", {**standalone(engine), "clusterIdentifier": "app-alone"})
    found = engine.invoke("aws:rds/getCluster:getCluster", {"clusterIdentifier": "app-alone"})
    assert (found["clusterIdentifier"], found["engine"]) == ("app-alone", "aurora-postgresql")

"""Cluster instances and snapshots on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

CLUSTER = "aws:rds/cluster:Cluster"
INSTANCE = "aws:rds/clusterInstance:ClusterInstance"
ENGINE = {"engine": "aurora-postgresql", "engineVersion": "16.8"}


@pytest.fixture
def cluster(engine: Any) -> str:
    inputs = {
        **ENGINE,
        "clusterIdentifier": "app",
        "masterUsername": "master",
        "masterPassword": "hidden-password",
        "skipFinalSnapshot": True,
    }
    return str(engine.create(CLUSTER, "app", inputs).ident)


def test_instance_lives_and_changes_class_in_place(engine: Any, cluster: str, aws: Callable[..., Any]) -> None:
    inputs = {
        **ENGINE,
        "identifier": "app-1",
        "clusterIdentifier": cluster,
        "instanceClass": "db.r6g.large",
        "tags": {"app": "x"},
    }
    made = engine.create(INSTANCE, "one", inputs)
    assert made.outputs["writer"] is True
    assert made.outputs["endpoint"]
    new = {**inputs, "instanceClass": "db.r6g.xlarge", "applyImmediately": True}
    assert engine.diff(made, new).replaces == set()
    changed = engine.update(made, new)
    live = aws("rds").describe_db_instances(DBInstanceIdentifier="app-1")["DBInstances"][0]
    assert live["DBInstanceClass"] == "db.r6g.xlarge"
    assert engine.diff(changed, {**new, "clusterIdentifier": "other"}).replaces == {"clusterIdentifier"}
    engine.lives_through(changed, new)


def test_a_class_that_waits_for_the_window_stays_a_difference(
    engine: Any, cluster: str, aws: Callable[..., Any]
) -> None:
    """Without a refresh in between, as the provider compares with what it read last."""
    inputs = {**ENGINE, "identifier": "app-1", "clusterIdentifier": cluster, "instanceClass": "db.r6g.large"}
    made = engine.create(INSTANCE, "one", inputs)
    waits = engine.update(made, wanted := {**inputs, "instanceClass": "db.r6g.xlarge"})
    assert set(engine.diff(waits, wanted).changed) == {"instanceClass"}
    done = engine.update(waits, now := {**wanted, "applyImmediately": True})
    live = aws("rds").describe_db_instances(DBInstanceIdentifier="app-1")["DBInstances"][0]
    assert live["DBInstanceClass"] == "db.r6g.xlarge"
    assert not engine.diff(done, now).changed


def test_instance_needs_its_cluster_and_class(engine: Any) -> None:
    _, failures = engine.check(INSTANCE, "one", {"engine": "aurora-postgresql"})
    assert [text.split('"')[1] for text in failures] == ["clusterIdentifier", "instanceClass"]


@pytest.mark.parametrize(("days", "fits"), [(7, True), (31, True), (93, True), (731, True), (8, False)])
def test_performance_insights_days(engine: Any, days: int, fits: bool) -> None:
    inputs = {**ENGINE, "clusterIdentifier": "app", "instanceClass": "db.r6g.large"}
    _, failures = engine.check(INSTANCE, "one", {**inputs, "performanceInsightsRetentionPeriod": days})
    assert (failures == []) is fits


def test_cluster_from_a_snapshot(engine: Any, cluster: str, aws: Callable[..., Any]) -> None:
    aws("rds").create_db_cluster_snapshot(DBClusterIdentifier=cluster, DBClusterSnapshotIdentifier="before")
    inputs = {
        **ENGINE,
        "clusterIdentifier": "again",
        "snapshotIdentifier": "before",
        "backupRetentionPeriod": 9,
        "skipFinalSnapshot": True,
    }
    made = engine.create(CLUSTER, "again", inputs)
    live = aws("rds").describe_db_clusters(DBClusterIdentifier="again")["DBClusters"][0]
    assert live["BackupRetentionPeriod"] == 9
    assert engine.diff(engine.refresh(made), inputs).changed == set()

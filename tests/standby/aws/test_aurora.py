"""Aurora through the seam on the lab: facts as AWS tells them, and each call of a failback."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from lab.process import Emulator
from standby.aws.aurora import AuroraRegion, cluster_fact, database_fact, snapshot_fact
from standby.aws.cloud import Cloud
from standby.errors import CloudError
from tests.scenario.promotion.seed_pair import GLOBAL, seed_pair

PRIMARY, DR = "us-east-1", "us-west-2"
PRIMARY_ID, DR_ID = f"myapp-prod-{PRIMARY}", f"myapp-prod-{DR}"


@pytest.fixture
def regions(cloud: Callable[[str], Cloud], aws: Any) -> tuple[AuroraRegion, AuroraRegion]:
    """A pair in its normal state: primary, DR."""
    seed_pair(aws)
    return AuroraRegion(cloud(PRIMARY)), AuroraRegion(cloud(DR))


def test_normal_state_as_facts(regions: tuple[AuroraRegion, AuroraRegion]) -> None:
    primary, dr = regions
    database, writer, copy = primary.database(GLOBAL), primary.cluster(PRIMARY_ID), dr.cluster(DR_ID)
    assert database is not None
    assert database == dr.database(GLOBAL)
    assert writer is not None
    assert copy is not None
    assert database.writer == writer.arn
    assert [member.sync for member in database.members if not member.writer] == ["connected"]
    assert (writer.serving, writer.replicates, copy.serving, copy.replicates) == (True, False, True, True)
    assert writer.incarnation.endswith("Z")
    assert primary.cluster("nope") is None
    assert primary.database("nope") is None


def test_lag_is_a_datapoint_of_the_copy_or_unknown(regions: tuple[AuroraRegion, AuroraRegion]) -> None:
    primary, dr = regions
    until = time.monotonic() + 30
    while (lag := dr.lag(DR_ID)) is None and time.monotonic() < until:
        time.sleep(0.2)  # a copy that was made just now has no datapoint yet
    assert lag is not None
    assert 0 < lag.milliseconds < 5000
    assert abs((datetime.now(UTC) - lag.at).total_seconds()) < 300
    assert primary.lag(PRIMARY_ID) is None


def test_snapshot_names_the_incarnation_it_was_taken_of(regions: tuple[AuroraRegion, AuroraRegion]) -> None:
    primary, _ = regions
    primary.take_snapshot(PRIMARY_ID, "standby-stale-one")
    (kept,) = [s for s in primary.snapshots(PRIMARY_ID) if s.identifier == "standby-stale-one"]
    cluster = primary.cluster(PRIMARY_ID)
    assert cluster is not None
    assert (kept.status, kept.manual, kept.incarnation) == ("available", True, cluster.incarnation)


def test_detached_and_recreated_around_dr(regions: tuple[AuroraRegion, AuroraRegion]) -> None:
    primary, dr = regions
    old, new = primary.cluster(PRIMARY_ID), dr.cluster(DR_ID)
    assert old is not None
    assert new is not None
    dr.remove_member(GLOBAL, new.arn)
    primary.remove_member(GLOBAL, old.arn)
    with pytest.raises(CloudError, match="AlreadyExists"):
        dr.create_database(GLOBAL, new.arn)
    dr.unprotect_database(GLOBAL)
    dr.delete_database(GLOBAL)
    dr.create_database(GLOBAL, new.arn)
    made = primary.database(GLOBAL)
    assert made is not None
    assert (made.writer, len(made.members), made.deletion_protection) == (new.arn, 1, True)


def test_stale_cluster_goes_with_a_final_snapshot(regions: tuple[AuroraRegion, AuroraRegion]) -> None:
    primary, dr = regions
    old, new = primary.cluster(PRIMARY_ID), dr.cluster(DR_ID)
    assert old is not None
    assert new is not None
    dr.remove_member(GLOBAL, new.arn)
    primary.remove_member(GLOBAL, old.arn)
    primary.unprotect_cluster(PRIMARY_ID)
    for instance in old.instances:
        primary.delete_instance(instance.identifier)
        primary.delete_instance(instance.identifier)  # again: as good
    primary.delete_cluster(PRIMARY_ID, "standby-final-one")
    assert primary.cluster(PRIMARY_ID) is None
    assert [s.identifier for s in primary.snapshots(PRIMARY_ID) if s.manual] == ["standby-final-one"]


def test_switchover_is_called_where_the_writer_is(regions: tuple[AuroraRegion, AuroraRegion]) -> None:
    primary, dr = regions
    copy = dr.cluster(DR_ID)
    assert copy is not None
    primary.switchover(GLOBAL, copy.arn)
    database = dr.database(GLOBAL)
    assert database is not None
    assert database.writer == copy.arn


def test_rescued_copy_is_manual_and_made_once(
    regions: tuple[AuroraRegion, AuroraRegion], aws: Any, lab: Emulator
) -> None:
    primary, dr = regions
    copy = dr.cluster(DR_ID)
    assert copy is not None
    lab.client.outage(PRIMARY)
    aws("rds", DR).failover_global_cluster(
        GlobalClusterIdentifier=GLOBAL, TargetDbClusterIdentifier=copy.arn, AllowDataLoss=True
    )
    lab.client.heal()
    (automatic,) = [
        s for s in primary.snapshots(PRIMARY_ID) if s.identifier.startswith("rds:unplanned-global-failover-")
    ]
    assert not automatic.manual
    primary.copy_snapshot(automatic.identifier, "standby-copy-one")
    primary.copy_snapshot(automatic.identifier, "standby-copy-one")
    (rescued,) = [s for s in primary.snapshots(PRIMARY_ID) if s.identifier == "standby-copy-one"]
    assert rescued.manual


def test_status_of_a_failover_is_taken_as_it_comes() -> None:
    raw = {"GlobalClusterIdentifier": "g", "FailoverState": {"Status": "switching-over"}}
    assert database_fact(raw).moving == "switching-over"
    assert database_fact({"GlobalClusterIdentifier": "g"}).moving == ""


def test_creation_times_compare_to_the_second() -> None:
    made = datetime(2026, 3, 1, 3, 0, 0, 987654, tzinfo=UTC)
    raw = {"DBClusterIdentifier": "c", "DBClusterArn": "a", "Status": "available", "ClusterCreateTime": made}
    cluster = cluster_fact(raw, [])
    snapshot = snapshot_fact(
        {**raw, "DBClusterSnapshotIdentifier": "s", "ClusterCreateTime": made.replace(microsecond=0)}
    )
    assert cluster.incarnation == snapshot.incarnation == "2026-03-01T03:00:00Z"
    assert replace(cluster, status="deleting").available is False

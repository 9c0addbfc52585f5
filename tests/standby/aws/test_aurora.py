"""Aurora through the seam on the lab: facts as AWS tells them, and each call of the way home."""

from __future__ import annotations

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

HOME, DR = "us-east-1", "us-west-2"
HOME_ID, DR_ID = f"myapp-prod-{HOME}", f"myapp-prod-{DR}"


@pytest.fixture
def regions(cloud: Callable[[str], Cloud], aws: Any) -> tuple[AuroraRegion, AuroraRegion]:
    """A pair in peace: home, DR."""
    seed_pair(aws)
    return AuroraRegion(cloud(HOME)), AuroraRegion(cloud(DR))


def test_peace_as_facts(regions: tuple[AuroraRegion, AuroraRegion]) -> None:
    home, dr = regions
    database, writer, copy = home.database(GLOBAL), home.cluster(HOME_ID), dr.cluster(DR_ID)
    assert database is not None
    assert database == dr.database(GLOBAL)
    assert writer is not None
    assert copy is not None
    assert database.writer == writer.arn
    assert [member.sync for member in database.members if not member.writer] == ["connected"]
    assert (writer.serving, writer.replicates, copy.serving, copy.replicates) == (True, False, True, True)
    assert writer.incarnation.endswith("Z")
    assert home.cluster("nope") is None
    assert home.database("nope") is None


def test_lag_is_a_datapoint_of_the_copy_or_unknown(regions: tuple[AuroraRegion, AuroraRegion]) -> None:
    home, dr = regions
    lag = dr.lag(DR_ID)
    assert lag is not None
    assert 0 < lag.milliseconds < 5000
    assert abs((datetime.now(UTC) - lag.at).total_seconds()) < 300
    assert home.lag(HOME_ID) is None


def test_snapshot_names_the_incarnation_it_was_taken_of(regions: tuple[AuroraRegion, AuroraRegion]) -> None:
    home, _ = regions
    home.take_snapshot(HOME_ID, "standby-stale-one")
    (kept,) = [s for s in home.snapshots(HOME_ID) if s.identifier == "standby-stale-one"]
    cluster = home.cluster(HOME_ID)
    assert cluster is not None
    assert (kept.status, kept.manual, kept.incarnation) == ("available", True, cluster.incarnation)


def test_detached_and_made_anew_around_dr(regions: tuple[AuroraRegion, AuroraRegion]) -> None:
    home, dr = regions
    old, new = home.cluster(HOME_ID), dr.cluster(DR_ID)
    assert old is not None
    assert new is not None
    dr.leave(GLOBAL, new.arn)
    home.leave(GLOBAL, old.arn)
    with pytest.raises(CloudError, match="AlreadyExists"):
        dr.found_database(GLOBAL, new.arn)
    dr.unprotect_database(GLOBAL)
    dr.delete_database(GLOBAL)
    dr.found_database(GLOBAL, new.arn)
    made = home.database(GLOBAL)
    assert made is not None
    assert (made.writer, len(made.members), made.deletion_protection) == (new.arn, 1, True)


def test_stale_cluster_goes_with_a_final_snapshot(regions: tuple[AuroraRegion, AuroraRegion]) -> None:
    home, dr = regions
    old, new = home.cluster(HOME_ID), dr.cluster(DR_ID)
    assert old is not None
    assert new is not None
    dr.leave(GLOBAL, new.arn)
    home.leave(GLOBAL, old.arn)
    home.unprotect_cluster(HOME_ID)
    for instance in old.instances:
        home.delete_instance(instance.identifier)
        home.delete_instance(instance.identifier)  # again: as good
    home.delete_cluster(HOME_ID, "standby-final-one")
    assert home.cluster(HOME_ID) is None
    assert [s.identifier for s in home.snapshots(HOME_ID) if s.manual] == ["standby-final-one"]


def test_switchover_is_called_where_the_writer_is(regions: tuple[AuroraRegion, AuroraRegion]) -> None:
    home, dr = regions
    copy = dr.cluster(DR_ID)
    assert copy is not None
    home.switchover(GLOBAL, copy.arn)
    database = dr.database(GLOBAL)
    assert database is not None
    assert database.writer == copy.arn


def test_rescued_copy_is_manual_and_made_once(
    regions: tuple[AuroraRegion, AuroraRegion], aws: Any, lab: Emulator
) -> None:
    home, dr = regions
    copy = dr.cluster(DR_ID)
    assert copy is not None
    lab.client.outage(HOME)
    aws("rds", DR).failover_global_cluster(
        GlobalClusterIdentifier=GLOBAL, TargetDbClusterIdentifier=copy.arn, AllowDataLoss=True
    )
    lab.client.heal()
    (automatic,) = [s for s in home.snapshots(HOME_ID) if s.identifier.startswith("rds:unplanned-global-failover-")]
    assert not automatic.manual
    home.copy_snapshot(automatic.identifier, "standby-rescued-one")
    home.copy_snapshot(automatic.identifier, "standby-rescued-one")
    (rescued,) = [s for s in home.snapshots(HOME_ID) if s.identifier == "standby-rescued-one"]
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

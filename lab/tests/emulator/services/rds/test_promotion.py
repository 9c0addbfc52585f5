"""Failover and switchover of a global database, transition by transition."""

from __future__ import annotations

from typing import Any

PRIMARY = "arn:aws:rds:us-east-1:123456789012:cluster:app-east"
DR = "arn:aws:rds:us-west-2:123456789012:cluster:app-west"


def test_a_forced_failover_moves_the_writer_after_its_time(pair: Any) -> None:
    pair.outage("us-east-1")
    answer = pair.failover()
    assert answer["Status"] == "failing-over"
    assert answer["FailoverState"] == {
        "Status": "pending",
        "FromDbClusterArn": PRIMARY,
        "ToDbClusterArn": DR,
        "IsDataLossAllowed": True,
    }
    pair.emulator.advance(30)
    assert pair.global_cluster()["FailoverState"]["Status"] == "failing-over"
    assert pair.writer() == PRIMARY
    assert pair.cluster(pair.west, "app-west")["Status"] == "failing-over"
    pair.emulator.advance(31)
    assert pair.writer() == DR
    assert pair.cluster(pair.west, "app-west")["Status"] == "available"
    done = pair.global_cluster()
    assert "FailoverState" not in done
    assert done["Status"] == "available"


def test_the_new_writer_names_its_readers_and_has_a_writer_instance(pair: Any) -> None:
    assert [m["IsClusterWriter"] for m in pair.cluster(pair.west, "app-west")["DBClusterMembers"]] == [False]
    pair.failover()
    pair.emulator.advance(61)
    assert pair.members()[DR]["Readers"] == [PRIMARY]
    assert pair.members()[PRIMARY]["GlobalWriteForwardingStatus"] == "disabled"
    assert [m["IsClusterWriter"] for m in pair.cluster(pair.west, "app-west")["DBClusterMembers"]] == [True]
    assert "ReplicationSourceIdentifier" not in pair.cluster(pair.west, "app-west")


def test_lag_at_the_moment_of_a_forced_failover_is_ground_truth(pair: Any) -> None:
    pair.emulator.control(
        "POST", "lag", {"global_cluster": "app", "process": "growing", "ms": 100, "ms_per_second": 50}
    )
    pair.emulator.advance(20)
    pair.outage("us-east-1")
    pair.emulator.advance(300)  # the region is dead: lag no longer grows, what was not copied is lost
    pair.failover()
    record = pair.truth()["promotions"][-1]
    assert record["kind"] == "failover"
    assert 1050 <= record["lag_ms"] <= 1200
    assert record["requested_at"] - record["last_replicated_at"] >= 300


def test_a_failover_of_a_healthy_primary_fences_it_at_once(pair: Any) -> None:
    pair.failover()
    truth = pair.emulator.context.state["rds"]
    assert truth.globals["app"].failover.source.arn == PRIMARY
    pair.emulator.advance(61)
    assert pair.members()[PRIMARY]["SynchronizationStatus"] == "pending-resync"
    assert pair.truth()["global_databases"]["app"]["members"][0]["fenced"] is True


def test_a_failover_is_asked_of_the_targets_region(pair: Any, refused: Any) -> None:
    with refused("InvalidGlobalClusterStateFault", "must be requested in us-west-2"):
        pair.east.failover_global_cluster(
            GlobalClusterIdentifier="app", TargetDbClusterIdentifier=DR, AllowDataLoss=True
        )


def test_allow_data_loss_and_switchover_exclude_each_other(pair: Any, refused: Any) -> None:
    with refused("InvalidParameterCombination", "can't be specified together"):
        pair.failover(Switchover=True)


def test_failover_without_data_loss_is_a_switchover(pair: Any) -> None:
    answer = pair.east.failover_global_cluster(GlobalClusterIdentifier="app", TargetDbClusterIdentifier=DR)
    assert answer["GlobalCluster"]["Status"] == "switching-over"
    assert answer["GlobalCluster"]["FailoverState"]["IsDataLossAllowed"] is False


def test_a_headless_secondary_is_refused(primary: Any, join: Any, refused: Any) -> None:
    join()
    primary.settle()
    with refused("InvalidDBClusterStateFault", "has no available DB instance"):
        primary.failover()


def test_versions_must_match(pair: Any, refused: Any) -> None:
    pair.west.modify_db_cluster(DBClusterIdentifier="app-west", EngineVersion="16.9", ApplyImmediately=True)
    pair.settle()
    with refused("InvalidGlobalClusterStateFault", "Engine version 16.9 of app-west doesn't match 16.8"):
        pair.failover()


def test_unknown_names_are_refused(pair: Any, refused: Any) -> None:
    with refused("GlobalClusterNotFoundFault", "nowhere"):
        pair.failover(GlobalClusterIdentifier="nowhere")
    with refused("DBClusterNotFoundFault", "app-north"):
        pair.failover(TargetDbClusterIdentifier=DR.replace("app-west", "app-north"))
    with refused("InvalidParameterValue", "Malformed db cluster arn"):
        pair.failover(TargetDbClusterIdentifier="app-west")


def test_one_operation_at_a_time(pair: Any, refused: Any) -> None:
    pair.failover()
    with refused("InvalidGlobalClusterStateFault", "is failing-over"):
        pair.failover()


def test_a_switchover_changes_roles_and_loses_nothing(pair: Any) -> None:
    answer = pair.switchover(pair.east, DR)
    assert answer["FailoverState"]["Status"] == "pending"
    pair.emulator.advance(10)
    assert pair.global_cluster()["FailoverState"]["Status"] == "switching-over"
    pair.emulator.advance(81)
    assert pair.writer() == DR
    assert {m["SynchronizationStatus"] for m in pair.members().values()} == {"connected"}
    record = pair.truth()["promotions"][-1]
    assert (record["kind"], record["outcome"], record["lost_writes"]) == ("switchover", "completed", 0)
    assert pair.cluster(pair.east, "app-east")["ReplicationSourceIdentifier"] == DR


def test_a_switchover_is_asked_of_the_writers_region(pair: Any, refused: Any) -> None:
    with refused("InvalidGlobalClusterStateFault", "must be requested in us-east-1"):
        pair.switchover(pair.west, DR)


def test_a_switchover_to_the_present_writer_is_refused(pair: Any, refused: Any) -> None:
    with refused("InvalidGlobalClusterStateFault", "is already the primary"):
        pair.switchover(pair.east, PRIMARY)


def test_a_switchover_needs_a_healthy_primary(pair: Any, refused: Any) -> None:
    pair.east.modify_db_cluster(DBClusterIdentifier="app-east", BackupRetentionPeriod=7)
    with refused("InvalidDBClusterStateFault", "isn't available"):
        pair.switchover(pair.east, DR)


def test_a_secondary_that_is_not_in_sync_is_refused(pair: Any, refused: Any) -> None:
    pair.outage("us-west-2")
    pair.heal("us-west-2")
    with refused("InvalidGlobalClusterStateFault", "isn't synchronized: it is pending-resync"):
        pair.failover()


def test_a_switchover_whose_region_dies_is_cancelled(pair: Any) -> None:
    pair.switchover(pair.east, DR)
    pair.emulator.advance(20)
    pair.outage("us-east-1")
    assert pair.global_cluster()["FailoverState"]["Status"] == "cancelling"
    pair.emulator.advance(120)
    assert pair.writer() == PRIMARY
    assert pair.global_cluster()["Status"] == "available"
    assert pair.truth()["promotions"][-1]["outcome"] == "cancelled"


def test_home_again_by_failover_and_switchover(pair: Any) -> None:
    pair.failover()
    pair.settle()
    pair.switchover(pair.west, PRIMARY)
    pair.settle()
    assert pair.writer() == PRIMARY
    assert pair.members()[DR]["SynchronizationStatus"] == "connected"

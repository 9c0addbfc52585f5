"""RemoveFromGlobalCluster: detach and promote, and what it leaves behind."""

from __future__ import annotations

from typing import Any

PRIMARY = "arn:aws:rds:us-east-1:123456789012:cluster:app-east"
DR = "arn:aws:rds:us-west-2:123456789012:cluster:app-west"


def remove(side: Any, arn: str, name: str = "app") -> Any:
    return side.remove_from_global_cluster(GlobalClusterIdentifier=name, DbClusterIdentifier=arn)["GlobalCluster"]


def test_a_detached_secondary_is_promoting_then_a_standalone_writer(pair: Any) -> None:
    remove(pair.west, DR)
    assert pair.cluster(pair.west, "app-west")["Status"] == "promoting"
    pair.emulator.advance(121)
    alone = pair.cluster(pair.west, "app-west")
    assert alone["Status"] == "available"
    assert "ReplicationSourceIdentifier" not in alone
    assert "GlobalClusterIdentifier" not in alone
    assert [m["IsClusterWriter"] for m in alone["DBClusterMembers"]] == [True]


def test_the_old_global_cluster_still_names_the_dead_writer(pair: Any) -> None:
    pair.outage("us-east-1")
    remove(pair.west, DR)
    pair.settle()
    assert list(pair.members()) == [PRIMARY]
    assert pair.members()[PRIMARY]["IsWriter"] is True


def test_a_detach_loses_what_was_not_replicated(pair: Any) -> None:
    pair.emulator.control("POST", "lag", {"global_cluster": "app", "process": "growing", "ms": 0, "ms_per_second": 100})
    pair.emulator.advance(10)
    pair.outage("us-east-1")
    remove(pair.west, DR)
    record = pair.truth()["promotions"][-1]
    assert (record["kind"], record["from"], record["to"]) == ("detach", PRIMARY, DR)
    assert 950 <= record["lag_ms"] <= 1100


def test_the_stale_writer_still_takes_writes_when_its_region_returns(pair: Any) -> None:
    from lab.emulator.services.rds import record_write, writable

    context = pair.emulator.context
    pair.outage("us-east-1")
    remove(pair.west, DR)
    pair.settle()
    pair.heal("us-east-1")
    pair.settle()
    with context.lock:
        assert writable(context, "us-east-1")[0]
        assert writable(context, "us-west-2")[0]
        record_write(context, "us-east-1")
    stale = pair.truth()["writes"][PRIMARY]
    assert stale["diverged_writes"] == 1
    assert stale["last"] > stale["stale_since"]


def test_the_writer_leaves_last(pair: Any, refused: Any) -> None:
    with refused("InvalidGlobalClusterStateFault", "can't be removed while app has secondary clusters"):
        remove(pair.east, PRIMARY)
    remove(pair.west, DR)
    pair.settle()
    remove(pair.east, PRIMARY)
    assert pair.members() == {}
    assert pair.cluster(pair.east, "app-east")["Status"] == "available"


def test_who_is_no_member_is_not_found(pair: Any, refused: Any) -> None:
    with refused("InvalidParameterValue", "is not found in global cluster app"):
        remove(pair.west, DR.replace("app-west", "other"))
    with refused("GlobalClusterNotFoundFault", "nowhere"):
        remove(pair.west, DR, "nowhere")


def test_a_member_out_of_reach_stays(pair: Any, refused: Any) -> None:
    pair.outage("us-east-1")
    with refused("InvalidDBClusterStateFault", "can't be reached in us-east-1"):
        remove(pair.west, PRIMARY)


def test_a_headless_secondary_can_be_detached(primary: Any, join: Any) -> None:
    join()
    primary.settle()
    remove(primary.west, DR)
    primary.settle()
    assert primary.cluster(primary.west, "app-west")["Status"] == "available"


def test_a_detached_cluster_founds_a_new_global_database(pair: Any) -> None:
    remove(pair.west, DR)
    pair.settle()
    pair.west.create_global_cluster(GlobalClusterIdentifier="reborn", SourceDBClusterIdentifier=DR)
    found = pair.east.describe_global_clusters(GlobalClusterIdentifier="reborn")["GlobalClusters"][0]
    assert [m["DBClusterArn"] for m in found["GlobalClusterMembers"] if m["IsWriter"]] == [DR]

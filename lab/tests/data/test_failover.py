"""What really happens to rows when a region is lost, and when the writer moves in good order.

One test runs always; the others with LAB_DATA_TESTS=all.
"""

from __future__ import annotations

import os
import time
from typing import Any

import psycopg
import pytest

EAST, WEST = "us-east-1", "us-west-2"
on_request = pytest.mark.skipif(os.environ.get("LAB_DATA_TESTS") != "all", reason="runs with LAB_DATA_TESTS=all")


def moves(pair: Any) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = pair.lab.client.truth()["data"]["moves"]
    return told


def test_a_lost_region_costs_what_had_not_arrived(pair: Any) -> None:
    pair.set_lag(400)
    client = pair.write_to(EAST)
    time.sleep(0.5)
    with pytest.raises(psycopg.OperationalError):  # a secondary's writer endpoint takes no connection
        pair.connect(WEST)
    pair.lab.client.outage(EAST)
    cut = time.time()
    pair.fail_over(WEST, data_loss=True)
    client.finish()
    lost = client.lost(pair.rows(WEST))
    assert cut - lost[0] == pytest.approx(0.4, abs=0.1)
    # one row more may have been committed whose answer the outage swallowed: the client writes one at a time
    assert 0 <= moves(pair)[0]["lost_commits"] - len(lost) <= 1
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=client.address[0], port=client.address[1], user="app", connect_timeout=2)


@on_request
def test_a_switchover_loses_nothing_three_times_in_a_row(pair: Any) -> None:
    pair.set_lag(400)
    here, there = EAST, WEST
    for _ in range(3):
        client = pair.write_to(here)
        pair.fail_over(there, data_loss=False)
        client.finish()
        assert client.lost(pair.rows(there)) == []
        with pair.connect(there) as connection:
            connection.execute("drop table w")
        pair.until_follows(here)
        here, there = there, here
    assert [move["lost_commits"] for move in moves(pair)] == [0, 0, 0]


@on_request
def test_a_lost_region_comes_back_with_the_other_sides_rows_and_its_own_in_a_snapshot(pair: Any) -> None:
    pair.set_lag(300)
    client = pair.write_to(EAST)
    pair.lab.client.outage(EAST)
    pair.fail_over(WEST, data_loss=True)
    client.finish()
    with pair.connect(WEST) as connection:
        connection.execute("insert into w values (-1)")
    kept = pair.rows(WEST)
    lost = {number for number in client.acknowledged if number not in kept}
    assert lost
    pair.lab.client.heal(EAST)
    pair.until_follows(EAST)
    pair.until(lambda: pair.rows(EAST, reader=True) == kept, what="the rows arrived")
    snapshots = pair.rds(EAST).describe_db_cluster_snapshots(SnapshotType="automated")["DBClusterSnapshots"]
    (stale,) = [one for one in snapshots if "unplanned-global-failover" in one["DBClusterSnapshotIdentifier"]]
    pair.restore(EAST, "inspect", stale["DBClusterSnapshotIdentifier"])
    assert pair.rows(EAST, name="inspect") >= lost
    assert pair.rows(EAST, name="inspect") >= set(client.acknowledged)
    pair.fail_over(EAST, data_loss=False)
    assert pair.rows(EAST) == kept


@on_request
def test_a_detached_secondary_takes_writes_and_the_other_side_goes_on(pair: Any) -> None:
    client = pair.write_to(EAST)
    arn = pair.cluster(WEST)["DBClusterArn"]
    pair.rds(WEST).remove_from_global_cluster(GlobalClusterIdentifier="orders", DbClusterIdentifier=arn)
    pair.until(lambda: pair.cluster(WEST)["Status"] == "available", what="it stands alone")
    with pair.connect(WEST) as connection:
        connection.execute("insert into w values (-1)")
    before = len(client.acknowledged)
    pair.until(lambda: len(client.acknowledged) > before + 50, what="the writer wrote on")
    client.finish()
    assert -1 not in pair.rows(EAST)


@on_request
def test_a_killed_database_process_starts_again_with_every_acknowledged_row(pair: Any) -> None:
    client = pair.write_to(EAST)
    pair.kill_server(EAST)
    time.sleep(0.2)
    before = len(client.acknowledged)
    pair.until(lambda: len(client.acknowledged) > before + 50, what="it writes again")
    client.finish()
    assert client.errors > 0
    assert client.lost(pair.rows(EAST)) == []
    assert [one["restarts"] for one in pair.lab.client.truth()["data"]["databases"].values()] == [1, 0]


@on_request
def test_endpoints_are_what_aurora_gives(pair: Any) -> None:
    pair.write_to(EAST).finish()
    with pair.connect(EAST, sslmode="verify-full", sslrootcert=pair.authority()) as connection:
        assert connection.execute("show is_superuser").fetchone() == ("off",)
    with pytest.raises(psycopg.OperationalError, match=r"rds\.force_ssl is on"):
        pair.connect(EAST, sslmode="disable")
    with pair.connect(WEST, reader=True) as connection, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        connection.execute("insert into w values (-1)")
    pair.rds(EAST).modify_db_cluster(
        DBClusterIdentifier="app-east", MasterUserPassword="another-password", ApplyImmediately=True
    )
    pair.until(lambda: pair.logs_in(EAST, "another-password"), what="the new password is in force")
    assert not pair.logs_in(EAST, "not-a-secret")


@on_request
def test_a_region_that_hangs_lets_nothing_pass_also_not_on_open_connections(pair: Any) -> None:
    client = pair.write_to(EAST)
    pair.lab.client.outage(EAST, mode="hang")
    time.sleep(0.3)
    before = len(client.acknowledged)
    time.sleep(0.7)
    assert len(client.acknowledged) == before
    pair.lab.client.heal(EAST)
    pair.until(lambda: len(client.acknowledged) > before + 50, what="it writes again")
    client.finish()

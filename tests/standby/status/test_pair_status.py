"""Who serves, who writes, what is next: from facts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from standby.aws.lag import LagHour
from standby.status.fact import Fact, State, known
from tests.standby.status.statuses import NOW, contract, database, side, silent, status


def test_normal() -> None:
    now = status()
    assert now.serving() == "primary (us-east-2)"
    assert now.writer() == "primary (us-east-2)"
    assert now.next_step()[1] == "nothing to do"
    assert now.topology() == "the primary writes, DR replicates"


def test_views_that_disagree_are_both_told() -> None:
    now = status(dr=side("dr", database=known(database("dr"), NOW)))
    assert now.writer() == "the regions disagree: us-east-2 says primary (us-east-2); us-west-2 says DR (us-west-2)"


def test_a_dead_primary_is_still_the_one_that_the_record_names() -> None:
    now = status(silent("primary"))
    assert now.serving() == "primary (us-east-2), by the name of the record's target"
    assert now.writer() == "primary (us-east-2)"
    assert "promote-dr.sh" in now.next_step()[1]


def test_neither_region() -> None:
    now = status(silent("primary"), silent("dr"))
    assert now.writer() == "unknown"
    assert now.next_step() == ("Neither region answers.", "check the network and the sign-in")
    lost = replace(now, record=Fact(State.SILENT, why="no answer"))
    assert lost.serving() == "unknown: no answer"


def test_a_cluster_outside_a_global_database_writes() -> None:
    gone: Fact[Any] = Fact(State.NONE, None, NOW)
    cluster = side("primary").cluster
    now = status(side("primary", database=gone), side("dr", database=gone, cluster=cluster))
    assert "us-west-2" in now.writer()
    assert "outside a global database" in now.writer()


def test_the_owner_of_a_move_is_the_highest_generation_that_is_not_released() -> None:
    locks = {
        "incident/lock/000001": "run=a kind=promotion",
        "incident/lock/000001/released": "run=a",
        "incident/lock/000002": "run=b kind=failback",
    }
    held = side("dr", contract=known(contract("dr", **locks), NOW))
    assert held.lock == "generation 000002: run=b kind=failback"
    free = side("dr", contract=known(contract("dr", **locks, **{"incident/lock/000002/released": "x"}), NOW))
    assert free.lock is None
    assert side("dr", contract=known(contract("dr", **{"incident/lock": "run=old"}), NOW)).lock == "run=old"


def test_the_lag_of_a_copying_primary_reaches_the_planner() -> None:
    hour = LagHour(10.0, NOW, 10.0, NOW)
    lag = status(side("primary", lag=known(hour, NOW))).facts().lag
    assert lag is not None
    assert lag.milliseconds == 10.0
    assert status().facts().lag is None

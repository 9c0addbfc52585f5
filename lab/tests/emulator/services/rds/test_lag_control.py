from __future__ import annotations

from typing import Any

DR = "arn:aws:rds:us-west-2:123456789012:cluster:app-west"


def test_lag_is_chosen_and_read_back(pair: Any) -> None:
    chosen = pair.emulator.control("POST", "lag", {"global_cluster": "app", "process": "steady", "ms": 2500})
    assert chosen["process"]["ms"] == 2500
    told = pair.emulator.control("GET", "lag")["app"]
    assert 2250 <= told["lag_ms"][DR] <= 2750


def test_lag_of_a_dead_source_is_unknown_not_zero(pair: Any) -> None:
    pair.outage("us-east-1")
    assert pair.emulator.control("GET", "lag")["app"]["lag_ms"] == {DR: None}
    pair.heal("us-east-1")
    assert pair.emulator.control("GET", "lag")["app"]["lag_ms"][DR] > 0


def test_what_makes_no_sense_is_refused(pair: Any) -> None:
    control = pair.emulator.control
    assert "no global cluster 'x'; there are: app" in control("POST", "lag", {"global_cluster": "x"})["error"]
    assert "process 'wild' is unknown" in control("POST", "lag", {"global_cluster": "app", "process": "wild"})["error"]
    assert "needs 'global_cluster'" in control("POST", "lag", {})["error"]


def test_truth_tells_each_members_role(pair: Any) -> None:
    pair.failover()
    told = pair.truth()["global_databases"]["app"]
    assert told["failover"]["ToDbClusterArn"] == DR
    assert [(m["region"], m["is_writer"], m["sync"]) for m in told["members"]] == [
        ("us-east-1", True, "connected"),
        ("us-west-2", False, "connected"),
    ]

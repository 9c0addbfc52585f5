"""What a lost region does to a global database, and what its return does."""

from __future__ import annotations

from typing import Any

PRIMARY = "arn:aws:rds:us-east-1:123456789012:cluster:app-east"
DR = "arn:aws:rds:us-west-2:123456789012:cluster:app-west"


def test_a_lost_secondary_is_pending_resync_and_catches_up(pair: Any) -> None:
    pair.outage("us-west-2")
    assert pair.members(pair.east)[DR]["SynchronizationStatus"] == "pending-resync"
    pair.heal("us-west-2")
    assert pair.members(pair.east)[DR]["SynchronizationStatus"] == "pending-resync"
    pair.emulator.advance(61)
    assert pair.members(pair.east)[DR]["SynchronizationStatus"] == "connected"


def test_a_lost_writer_changes_nothing_by_itself(pair: Any) -> None:
    pair.outage("us-east-1")
    pair.settle()
    assert pair.members()[PRIMARY]["IsWriter"] is True
    assert pair.members()[DR]["SynchronizationStatus"] == "connected"
    pair.heal("us-east-1")
    assert pair.truth()["global_databases"]["app"]["members"][1]["lag_ms"] > 0


def test_a_failover_whose_target_dies_is_cancelled(pair: Any) -> None:
    pair.outage("us-east-1")
    pair.failover()
    pair.outage("us-west-2")
    pair.settle()
    assert pair.truth()["promotions"][-1]["outcome"] == "cancelled"
    assert pair.truth()["global_databases"]["app"]["members"][0]["is_writer"] is True


def test_a_failover_goes_on_when_the_old_region_dies_meanwhile(pair: Any) -> None:
    pair.failover()
    pair.emulator.advance(20)
    pair.outage("us-east-1")
    pair.emulator.advance(45)
    assert pair.writer() == DR


def test_an_outage_elsewhere_matters_to_nobody(pair: Any) -> None:
    pair.outage("eu-west-1")
    pair.switchover(pair.east, DR)
    pair.settle()
    assert pair.writer() == DR

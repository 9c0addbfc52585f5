"""Who takes writes, at every stage of a failover."""

from __future__ import annotations

from typing import Any

import pytest

from lab.emulator.services.rds import record_write, writable

EAST, WEST = "us-east-1", "us-west-2"


@pytest.fixture
def ask(pair: Any) -> Any:
    """``ask(region)`` → (bool, reason), under the lock as the probe asks."""

    def question(region: str, cluster: str | None = None) -> tuple[bool, str]:
        with pair.emulator.context.lock:
            pair.emulator.context.clock.run_due()
            return writable(pair.emulator.context, region, cluster)

    return question


def test_the_writer_and_nobody_else_takes_writes(ask: Any) -> None:
    assert ask(EAST) == (True, "app-east is the writer")
    assert ask(WEST) == (False, "app-west is a secondary")
    assert ask("eu-west-1") == (False, "no DB cluster in eu-west-1")
    assert ask(EAST, "app-north") == (False, "no DB cluster in us-east-1")


def test_a_region_that_is_out_takes_none(pair: Any, ask: Any) -> None:
    pair.outage(EAST)
    assert ask(EAST) == (False, "us-east-1 is out")


def test_nobody_takes_writes_during_a_switchover(pair: Any, ask: Any) -> None:
    pair.switchover(pair.east, "arn:aws:rds:us-west-2:123456789012:cluster:app-west")
    assert ask(EAST) == (False, "app-east is fenced: switching-over")
    assert ask(WEST)[0] is False
    pair.emulator.advance(91)
    assert (ask(EAST)[0], ask(WEST)[0]) == (False, True)


def test_a_writer_needs_an_available_instance(pair: Any, ask: Any) -> None:
    pair.west.remove_from_global_cluster(
        GlobalClusterIdentifier="app", DbClusterIdentifier="arn:aws:rds:us-west-2:123456789012:cluster:app-west"
    )
    assert ask(WEST) == (False, "app-west is a secondary")
    pair.settle()
    assert ask(WEST)[0] is True
    pair.west.delete_db_instance(DBInstanceIdentifier="app-west-1")
    assert ask(WEST) == (False, "app-west has no available instance")


def test_writes_are_counted_and_what_a_failover_loses(pair: Any) -> None:
    context = pair.emulator.context
    pair.emulator.control("POST", "lag", {"global_cluster": "app", "process": "steady", "ms": 5000})
    for _ in range(10):
        pair.emulator.advance(1)
        with context.lock:
            assert record_write(context, EAST)
            assert not record_write(context, WEST)
    pair.outage(EAST)
    with context.lock:
        assert not record_write(context, EAST)
    pair.failover()
    record = pair.truth()["promotions"][-1]
    assert 4 <= record["lost_writes"] <= 6
    assert pair.truth()["writes"]["arn:aws:rds:us-east-1:123456789012:cluster:app-east"]["writes"] == 10

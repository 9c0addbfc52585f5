"""What DescribeEvents tells of a failover, and in which region."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from lab.emulator.services.rds.events import within

DR = "arn:aws:rds:us-west-2:123456789012:cluster:app-west"
PRIMARY = "arn:aws:rds:us-east-1:123456789012:cluster:app-east"


def told(side: Any, cluster: str) -> list[str]:
    found = side.describe_events(
        SourceType="db-cluster", SourceIdentifier=cluster, Duration=1440, EventCategories=["global-failover"]
    )
    return [event["Message"] for event in found["Events"]]


def test_a_failover_is_told_where_somebody_can_read_it(pair: Any) -> None:
    pair.outage("us-east-1")
    pair.failover()
    assert told(pair.west, "app-west") == []
    pair.emulator.advance(61)
    assert told(pair.west, "app-west")[-1] == "Global failover to DB cluster app-west in Region us-west-2 completed."
    pair.heal("us-east-1")
    assert told(pair.east, "app-east") == []  # nobody there could note it
    pair.settle()
    assert [message.split()[0] for message in told(pair.east, "app-east")] == ["Started", "Finished"]


def test_a_switchover_is_told_in_both_regions(pair: Any) -> None:
    pair.switchover(pair.east, DR)
    pair.settle()
    for side, cluster in ((pair.east, "app-east"), (pair.west, "app-west")):
        messages = told(side, cluster)
        assert messages[0] == "Global switchover to DB cluster app-west in Region us-west-2 started."
        assert messages[-1] == "Global switchover to DB cluster app-west in Region us-west-2 finished."


def test_a_cancelled_switchover_is_told(pair: Any) -> None:
    pair.switchover(pair.east, DR)
    pair.outage("us-east-1")
    assert told(pair.west, "app-west")[-1].endswith("is cancelled.")


def test_only_the_asked_time_is_told(pair: Any) -> None:
    everything = pair.west.describe_events(Duration=1440)["Events"]
    assert any("DB instance created" in event["Message"] for event in everything)
    later = datetime.now(UTC) + timedelta(days=2)
    assert pair.west.describe_events(StartTime=later, EndTime=later + timedelta(hours=1))["Events"] == []
    assert within({"Events": []}, {}) == []

"""The lag of an hour through the seam on the lab."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from standby.aws.cloud import Cloud
from standby.aws.lag import LagRegion


def test_newest_and_worst_each_with_its_time(cloud: Callable[[str], Cloud], aws: Any) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    points = ((50, 900.0), (30, 400.0), (2, 120.0), (90, 5000.0))
    aws("cloudwatch", "us-west-2").put_metric_data(
        Namespace="AWS/RDS",
        MetricData=[
            {
                "MetricName": "AuroraGlobalDBReplicationLag",
                "Dimensions": [{"Name": "DBClusterIdentifier", "Value": "c"}],
                "Timestamp": now - timedelta(minutes=minutes),
                "Value": value,
            }
            for minutes, value in points
        ],
    )
    hour = LagRegion(cloud("us-west-2")).hour("c")
    assert hour is not None
    assert (hour.newest, hour.worst) == (120.0, 900.0)
    assert hour.worst_at < hour.newest_at <= now


def test_no_datapoint_is_none(cloud: Callable[[str], Cloud]) -> None:
    assert LagRegion(cloud("us-west-2")).hour("nobody") is None

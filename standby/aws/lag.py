"""The replication lag of the last hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from standby.aws.aurora import LAG_METRIC
from standby.aws.cloud import Cloud

WINDOW = timedelta(hours=1)


@dataclass(frozen=True)
class LagHour:
    """The newest and the worst datapoint of the last hour, in milliseconds, each with its time."""

    newest: float
    newest_at: datetime
    worst: float
    worst_at: datetime


class LagRegion:
    """A secondary's lag in one region's CloudWatch."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def hour(self, cluster: str) -> LagHour | None:
        """The last hour's lag; None: no datapoint, which is unknown and not zero."""
        now = datetime.now(UTC)
        answer = self._cloud.call(
            "cloudwatch",
            "get_metric_statistics",
            Namespace="AWS/RDS",
            MetricName=LAG_METRIC,
            Dimensions=[{"Name": "DBClusterIdentifier", "Value": cluster}],
            StartTime=now - WINDOW,
            EndTime=now + timedelta(minutes=1),
            Period=60,
            Statistics=["Maximum"],
        )
        points = [(point["Timestamp"].astimezone(UTC), float(point["Maximum"])) for point in answer["Datapoints"]]
        if not points:
            return None
        newest_at, newest = max(points)
        worst_at, worst = max(points, key=lambda point: (point[1], point[0]))
        return LagHour(newest, newest_at, worst, worst_at)

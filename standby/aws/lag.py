"""The replication lag of a secondary, from its region's CloudWatch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from standby.aws.cloud import Cloud

LAG_METRIC = "AuroraGlobalDBReplicationLag"
WINDOW = timedelta(hours=1)


def lag_points(cloud: Cloud, cluster: str, window: timedelta) -> list[tuple[datetime, float]]:
    """(time, milliseconds) of each datapoint of the last `window`, in any order; none of them means unknown."""
    now = datetime.now(UTC)
    answer = cloud.call(
        "cloudwatch",
        "get_metric_statistics",
        Namespace="AWS/RDS",
        MetricName=LAG_METRIC,
        Dimensions=[{"Name": "DBClusterIdentifier", "Value": cluster}],
        StartTime=now - window,
        EndTime=now + timedelta(minutes=1),
        Period=60,
        Statistics=["Maximum"],
    )
    return [(point["Timestamp"].astimezone(UTC), float(point["Maximum"])) for point in answer["Datapoints"]]


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
        points = lag_points(self._cloud, cluster, WINDOW)
        if not points:
            return None
        newest_at, newest = max(points)
        worst_at, worst = max(points, key=lambda point: (point[1], point[0]))
        return LagHour(newest, newest_at, worst, worst_at)

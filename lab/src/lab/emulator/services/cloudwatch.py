"""CloudWatch: the lag of Aurora global databases as datapoints, and honest answers where moto has none.

Metrics (namespace AWS/RDS, Milliseconds, in the secondary's region, by DBClusterIdentifier alone and with
SourceRegion): ``AuroraGlobalDBReplicationLag`` and ``AuroraGlobalDBRPOLag``. There is a datapoint only where
replication ran: no datapoint is not zero lag. Clients live in wall time: what the clock was advanced by is taken off.
Source of names and meaning: Aurora user guide, "Amazon CloudWatch metrics for Amazon Aurora", cluster-level metrics.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from moto.cloudwatch import urls
from moto.cloudwatch.models import MetricDatum
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.common_models import CloudWatchMetricProvider

from lab.emulator.services.rds import state_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moto.core.responses import ActionResult

    from lab.emulator.engine.context import Context
    from lab.emulator.services.rds.global_database import GlobalDatabase, Member

NAMESPACE = "AWS/RDS"
LAG_METRICS = ("AuroraGlobalDBReplicationLag", "AuroraGlobalDBRPOLag")
PERIOD_SECONDS = 60.0
MIN_PERIOD_SECONDS = 1.0  # scaled-down labs publish more often, so that a scaled-down wait sees datapoints too
KEPT_POINTS = 360  # per series: six hours of real minutes

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("cloudwatch", "GetMetricData"): ("approximated", "lag of global databases; no metric math, no Metrics Insights"),
    ("cloudwatch", "GetMetricStatistics"): ("approximated", "lag of global databases; no extended statistics"),
    ("cloudwatch", "ListMetrics"): ("approximated", "metrics with datapoints; 360 of each series are kept"),
    ("cloudwatch", "PutMetricAlarm"): ("approximated", "stored; alarms never change state by themselves"),
}


class GlobalDatabaseLag(CloudWatchMetricProvider):
    """moto asks each subclass for the datapoints of a region; ``context`` is that of the emulator installed last."""

    context: ClassVar[Context | None] = None

    @classmethod
    def get_cloudwatch_metrics(cls, account_id: str, region: str) -> list[MetricDatum]:  # noqa: ARG003
        if cls.context is None:
            return []
        return list(datapoints(cls.context, region))


def datapoints(context: Context, region: str) -> Iterator[MetricDatum]:
    """All lag datapoints of secondaries in ``region``, oldest first within a series."""
    for database, member in state_of(context).members_in(region):
        for moment in _moments(context, member):
            lag = database.replication_lag(member, moment)
            if lag is not None:
                yield from _published(context, database, member, moment, lag)


def _moments(context: Context, member: Member) -> list[float]:
    """When the member published, oldest first: once per period while it replicated, the newest KEPT_POINTS of it."""
    period = max(MIN_PERIOD_SECONDS, context.clock.scale(PERIOD_SECONDS))
    found: list[float] = []
    for window in reversed(member.replicating):
        end = context.clock.now() if window.end is None else window.end
        counts = range(math.floor(end / period), math.floor(window.start / period), -1)
        found += [count * period for count in counts[: KEPT_POINTS - len(found)]]
    return found[::-1]


def _published(
    context: Context, database: GlobalDatabase, member: Member, moment: float, lag: float
) -> Iterator[MetricDatum]:
    wall = datetime.fromtimestamp(moment - context.clock.offset, tz=UTC).replace(tzinfo=None)
    cluster = {"Name": "DBClusterIdentifier", "Value": member.cluster_id}
    writer = database.writer
    source = [{"Name": "SourceRegion", "Value": writer.region}] if writer else []
    for name in LAG_METRICS:
        for dimensions in ([cluster], [cluster, *source]):
            yield MetricDatum(NAMESPACE, name, round(lag, 3), dimensions, wall, "Milliseconds")


class LabCloudWatchResponse(CloudWatchResponse):
    """moto's API; what it would silently answer with nothing is refused by name."""

    def get_metric_data(self) -> ActionResult:
        for query in self._get_params().get("MetricDataQueries", []):
            expression = query.get("Expression")
            if expression and not expression.isidentifier():
                raise NotImplementedError(f"metric math and Metrics Insights, here {expression!r}")
        return super().get_metric_data()

    def get_metric_statistics(self) -> ActionResult:
        if self._get_param("ExtendedStatistics"):
            raise NotImplementedError("ExtendedStatistics; use Statistics")
        return super().get_metric_statistics()


def install(context: Context) -> None:
    """Publish lag on ``context``'s CloudWatch and route its API here."""
    GlobalDatabaseLag.context = context
    urls.url_paths["{0}/$"] = LabCloudWatchResponse.dispatch

"""What tells the owner of a region's database that something is wrong."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from pattern.naming import Names
from pattern.settings import Watch


@dataclass(frozen=True)
class DatabaseWatchArgs:
    """The cluster to watch, the thresholds, the topic that is told. `is_secondary`: what no lag data means."""

    names: Names
    watch: Watch
    is_secondary: bool
    cluster_id: pulumi.Input[str]
    topic_arn: pulumi.Input[str]


class DatabaseWatch(pulumi.ComponentResource):
    """Creates: alarms for lag (on a secondary no data is as bad as too much), CPU and connections; a subscription of
    the topic to the cluster's RDS events, such as a failover of the global database that completed or failed."""

    def __init__(self, name: str, args: DatabaseWatchArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:DatabaseWatch", name, None, opts)
        child, watch = pulumi.ResourceOptions(parent=self), args.watch
        alarms = (
            (
                "lag",
                "AuroraGlobalDBReplicationLag",
                watch.lag_seconds * 1000,
                "breaching" if args.is_secondary else "notBreaching",
            ),
            ("cpu", "CPUUtilization", watch.cpu_percent, "missing"),
            ("connections", "DatabaseConnections", watch.connections, "missing"),
        )
        for label, metric, threshold, missing in alarms:
            aws.cloudwatch.MetricAlarm(
                f"{name}-{label}",
                name=args.names.of("alarm", f"database-{label}"),
                namespace="AWS/RDS",
                metric_name=metric,
                dimensions={"DBClusterIdentifier": args.cluster_id},
                statistic="Maximum",
                period=60,
                evaluation_periods=5,
                threshold=threshold,
                comparison_operator="GreaterThanThreshold",
                treat_missing_data=missing,
                alarm_actions=[args.topic_arn],
                ok_actions=[args.topic_arn],
                opts=child,
            )
        aws.rds.EventSubscription(
            f"{name}-events",
            name=args.names.of("event-subscription", "database"),
            sns_topic=args.topic_arn,
            source_type="db-cluster",
            source_ids=[args.cluster_id],
            opts=child,
        )
        self.register_outputs({})

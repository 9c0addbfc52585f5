"""What tells a passive region's owner that it would not serve: alarms, a dashboard, and a request now and then."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from pattern.naming import Names


@dataclass(frozen=True)
class WatchArgs:
    """One region's serving chain, and the peer's region for the dashboard's other half."""

    names: Names
    peer_region: str
    database_cluster_id: str
    peer_database_cluster_id: str
    health_path: str
    api_id: pulumi.Input[str]
    api_endpoint: pulumi.Input[str]
    load_balancer_arn_suffix: pulumi.Input[str]
    live_target_group_arn_suffix: pulumi.Input[str]
    topic_arn: pulumi.Input[str]


class Watch(pulumi.ComponentResource):
    """Creates: a Route 53 health check that asks this region's API for its health path (a request through the VPC link,
    which would become inactive after 60 days without one); alarms for 5xx answers, for requests that stop passing the
    link, and for no healthy target; a dashboard with both regions.

    The alarms read this region's own metrics: the health check's live in us-east-1, which may be what is lost.
    """

    health_check_id: pulumi.Output[str]

    def __init__(self, name: str, args: WatchArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:Watch", name, None, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        keep_warm = aws.route53.HealthCheck(
            f"{name}-keep-warm",
            type="HTTPS",
            fqdn=pulumi.Output.from_input(args.api_endpoint).apply(lambda url: url.removeprefix("https://")),
            port=443,
            enable_sni=True,
            resource_path=args.health_path,
            request_interval=30,
            failure_threshold=3,
            tags={"Name": f"{args.names.stem}-{args.names.region}"},
            opts=self._child,
        )
        api = {"ApiId": args.api_id}
        targets = {"LoadBalancer": args.load_balancer_arn_suffix, "TargetGroup": args.live_target_group_arn_suffix}
        self._alarm("api-5xx", "AWS/ApiGateway", "5xx", api, "Sum", "GreaterThanThreshold", 10, "notBreaching")
        # A request that reaches the load balancer leaves an integration latency; a link that is not active leaves none.
        self._alarm(
            "vpc-link", "AWS/ApiGateway", "IntegrationLatency", api, "SampleCount", "LessThanThreshold", 1, "breaching"
        )
        self._alarm(
            "no-healthy-target",
            "AWS/ApplicationELB",
            "HealthyHostCount",
            targets,
            "Minimum",
            "LessThanThreshold",
            1,
            "breaching",
        )
        aws.cloudwatch.Dashboard(
            f"{name}-dashboard",
            dashboard_name=args.names.of("dashboard"),
            dashboard_body=pulumi.Output.all(args.api_id, args.load_balancer_arn_suffix).apply(
                lambda given: json.dumps(dashboard(args, str(given[0]), str(given[1])))
            ),
            opts=self._child,
        )
        self.health_check_id = keep_warm.id
        self.register_outputs({"health_check_id": self.health_check_id})

    def _alarm(
        self,
        label: str,
        namespace: str,
        metric: str,
        dimensions: Mapping[str, pulumi.Input[str]],
        statistic: str,
        comparison: str,
        threshold: float,
        missing: str,
    ) -> None:
        aws.cloudwatch.MetricAlarm(
            f"{self._name}-{label}",
            name=self._args.names.of("alarm", label),
            namespace=namespace,
            metric_name=metric,
            dimensions=dimensions,
            statistic=statistic,
            period=300,
            evaluation_periods=3,
            threshold=threshold,
            comparison_operator=comparison,
            treat_missing_data=missing,
            alarm_actions=[self._args.topic_arn],
            ok_actions=[self._args.topic_arn],
            opts=self._child,
        )


def dashboard(args: WatchArgs, api_id: str, load_balancer: str) -> dict[str, Any]:
    """The dashboard's body: this region's serving chain above, both regions' Aurora below."""
    region, peer = args.names.region, args.peer_region
    here, there = args.database_cluster_id, args.peer_database_cluster_id
    by_cluster = "DBClusterIdentifier"

    def both(metric: str) -> list[list[Any]]:
        return [
            ["AWS/RDS", metric, by_cluster, here, {"region": region}],
            ["AWS/RDS", metric, by_cluster, there, {"region": peer}],
        ]

    rows: list[tuple[str, list[list[Any]]]] = [
        (f"{region}: requests", [["AWS/ApiGateway", metric, "ApiId", api_id] for metric in ("Count", "4xx", "5xx")]),
        (f"{region}: answers", [["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", load_balancer]]),
        ("Aurora replication lag, both regions (ms)", both("AuroraGlobalDBReplicationLag")),
        ("Aurora CPU, both regions (%)", both("CPUUtilization")),
    ]
    return {
        "widgets": [
            {
                "type": "metric",
                "x": 12 * (i % 2),
                "y": 6 * (i // 2),
                "width": 12,
                "height": 6,
                "properties": {
                    "title": title,
                    "region": region,
                    "metrics": metrics,
                    "period": 60,
                    "view": "timeSeries",
                },
            }
            for i, (title, metrics) in enumerate(rows)
        ]
    }

"""Task alarms through the seam on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pattern.naming import Names
from standby.aws.alarms import CloudWatchRegion
from standby.aws.cloud import Cloud

DR = "us-west-2"


def test_muted_alarms_are_found_among_more_than_one_batch_and_switched_on(
    cloud: Callable[[str], Cloud], aws: Any
) -> None:
    services = [f"s{number:03d}" for number in range(105)]
    watch = aws("cloudwatch", DR)
    for name in (services[0], services[104]):
        watch.put_metric_alarm(
            AlarmName=f"shop-prod-{name}-tasks",
            Namespace="ECS/ContainerInsights",
            MetricName="RunningTaskCount",
            Statistic="Average",
            Period=60,
            EvaluationPeriods=5,
            Threshold=1,
            ComparisonOperator="LessThanThreshold",
        )
    region = CloudWatchRegion(cloud(DR), Names("shop", "prod", DR, "-dr"))
    assert region.muted(services) == ()
    watch.disable_alarm_actions(AlarmNames=["shop-prod-s000-tasks", "shop-prod-s104-tasks"])
    assert region.muted(services) == ("shop-prod-s000-tasks", "shop-prod-s104-tasks")
    region.unmute(region.muted(services))
    assert region.muted(services) == ()

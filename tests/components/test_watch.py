"""Alarms, dashboard and the request that keeps the link awake, on mocks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from components.watch import Watch, WatchArgs
from pattern.naming import Names

DR = Names("myapp", "prod", "us-west-2", "-dr")
ARGS = WatchArgs(
    names=DR,
    peer_region="us-east-1",
    database_cluster_id="myapp-prod-us-west-2",
    peer_database_cluster_id="myapp-prod-us-east-1",
    health_path="/healthz",
    api_id="a1b2",
    api_endpoint="https://a1b2.execute-api.us-west-2.amazonaws.com",
    load_balancer_arn_suffix="app/myapp-prod/1",
    live_target_group_arn_suffix="targetgroup/blue/1",
    topic_arn="arn:topic",
)


def test_a_request_passes_the_vpc_link_every_half_minute(build: Callable[..., Any]) -> None:
    check = build(lambda: Watch("watch", ARGS)).one("aws:route53/healthCheck:HealthCheck").inputs
    assert (check["fqdn"], check["resourcePath"]) == ("a1b2.execute-api.us-west-2.amazonaws.com", "/healthz")
    assert (check["type"], check["requestInterval"]) == ("HTTPS", 30)
    assert check["enableSni"] is True


def test_silence_of_link_and_targets_is_an_alarm(build: Callable[..., Any]) -> None:
    alarms = {
        a.inputs["name"]: a.inputs
        for a in build(lambda: Watch("watch", ARGS)).all("aws:cloudwatch/metricAlarm:MetricAlarm")
    }
    assert set(alarms) == {"myapp-prod-api-5xx", "myapp-prod-vpc-link", "myapp-prod-no-healthy-target"}
    for name in ("myapp-prod-vpc-link", "myapp-prod-no-healthy-target"):
        assert (alarms[name]["treatMissingData"], alarms[name]["comparisonOperator"]) == (
            "breaching",
            "LessThanThreshold",
        )
    assert all(alarm["alarmActions"] == ["arn:topic"] for alarm in alarms.values())
    assert alarms["myapp-prod-vpc-link"]["dimensions"] == {"ApiId": "a1b2"}


def test_the_dashboard_shows_both_regions_and_its_name_carries_the_suffix(build: Callable[..., Any]) -> None:
    board = build(lambda: Watch("watch", ARGS)).one("aws:cloudwatch/dashboard:Dashboard").inputs
    assert board["dashboardName"] == "myapp-prod-dr"
    shown = json.dumps(json.loads(board["dashboardBody"]))
    assert all(name in shown for name in ("us-east-1", "us-west-2", "myapp-prod-us-east-1", "myapp-prod-us-west-2"))

"""Alarms and dashboards: their life on the lab, metric queries, drift."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from lab.provider.services import cloudwatch

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
LAG = {
    "name": "dr-lag",
    "metricName": "AuroraGlobalDBReplicationLag",
    "namespace": "AWS/RDS",
    "dimensions": {"DBClusterIdentifier": "shop-prod-us-west-2"},
    "statistic": "Maximum",
    "period": 60,
    "evaluationPeriods": 5,
    "datapointsToAlarm": 3,
    "threshold": 5000,
    "comparisonOperator": "GreaterThanThreshold",
    "treatMissingData": "breaching",
    "alarmActions": ["arn:aws:sns:us-east-1:123456789012:alarms"],
    "tags": {"app": "x"},
}


def test_alarm_lives(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(ALARM, "lag", LAG)
    live = aws("cloudwatch").describe_alarms(AlarmNames=["dr-lag"])["MetricAlarms"][0]
    assert made.outputs["arn"] == live["AlarmArn"]
    assert live["Dimensions"] == [{"Name": "DBClusterIdentifier", "Value": "shop-prod-us-west-2"}]
    assert live["TreatMissingData"] == "breaching"
    engine.lives_through(made, LAG)


def test_threshold_changes_in_place(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(ALARM, "lag", LAG)
    new = {**LAG, "threshold": 1000.5, "okActions": LAG["alarmActions"]}
    assert engine.diff(made, new).replaces == set()
    changed = engine.update(made, new)
    live = aws("cloudwatch").describe_alarms(AlarmNames=["dr-lag"])["MetricAlarms"][0]
    assert (live["Threshold"], live["OKActions"]) == (1000.5, LAG["alarmActions"])
    assert engine.diff(engine.refresh(changed), new).changed == set()


def test_a_dimension_added_by_hand_is_drift(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(ALARM, "lag", LAG)
    live = aws("cloudwatch").describe_alarms(AlarmNames=["dr-lag"])["MetricAlarms"][0]
    kept = "AlarmName MetricName Namespace Statistic Period EvaluationPeriods Threshold ComparisonOperator"
    by_hand = {key: live[key] for key in kept.split()}
    extra = [*live["Dimensions"], {"Name": "Role", "Value": "READER"}]
    aws("cloudwatch").put_metric_alarm(**by_hand, Dimensions=extra, TreatMissingData="breaching", DatapointsToAlarm=3)
    assert "dimensions" in engine.diff(engine.refresh(made), LAG).changed


def test_another_name_replaces(engine: Any) -> None:
    made = engine.create(ALARM, "lag", LAG)
    assert engine.diff(made, {**LAG, "name": "lag"}).replaces == {"name"}


def test_alarm_on_a_query_lives(engine: Any, aws: Callable[..., Any]) -> None:
    metric = {
        "namespace": "AWS/ApiGateway",
        "metricName": "5xx",
        "period": 60,
        "stat": "Sum",
        "dimensions": {"ApiId": "a"},
    }
    inputs = {
        "name": "errors",
        "comparisonOperator": "GreaterThanThreshold",
        "evaluationPeriods": 1,
        "threshold": 1,
        "metricQueries": [
            {"id": "rate", "expression": "100 * errors / 2", "label": "rate", "returnData": True},
            {"id": "errors", "metric": metric},
        ],
    }
    made = engine.create(ALARM, "errors", inputs)
    live = aws("cloudwatch").describe_alarms(AlarmNames=["errors"])["MetricAlarms"][0]
    assert [item["Id"] for item in live["Metrics"]] == ["rate", "errors"]
    assert live["Metrics"][1]["MetricStat"]["Stat"] == "Sum"
    engine.lives_through(made, inputs)


def test_queries_survive_the_round_trip() -> None:
    metric = {"namespace": "n", "metricName": "m", "period": 60, "stat": "p99", "dimensions": {"a": "b"}}
    queries = [{"id": "m", "metric": metric, "returnData": True}, {"id": "e", "expression": "m*2", "returnData": False}]
    assert cloudwatch.live_queries(cloudwatch.metric_queries(queries)) == queries


@pytest.mark.parametrize("missing", ["comparisonOperator", "evaluationPeriods", "statistic"])
def test_an_alarm_says_when_it_rings(engine: Any, missing: str) -> None:
    _, failures = engine.check(ALARM, "lag", {key: value for key, value in LAG.items() if key != missing})
    assert [text for text in failures if missing in text]


def test_promql_is_refused_by_name(engine: Any) -> None:
    _, failures = engine.check(ALARM, "lag", {"evaluationCriteria": {"promqlCriteria": {"query": "up"}}})
    assert [text for text in failures if "does not emulate evaluationCriteria" in text]


def test_dashboard_lives(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = {"dashboardName": "overview", "dashboardBody": json.dumps({"widgets": []})}
    made = engine.create(DASHBOARD, "overview", inputs)
    live = aws("cloudwatch").get_dashboard(DashboardName="overview")
    assert made.outputs["dashboardArn"] == live["DashboardArn"]
    widget = {"type": "text", "x": 0, "y": 0, "width": 3, "height": 3, "properties": {"markdown": "two regions"}}
    new = {**inputs, "dashboardBody": json.dumps({"widgets": [widget]})}
    changed = engine.update(made, new)
    assert json.loads(aws("cloudwatch").get_dashboard(DashboardName="overview")["DashboardBody"])["widgets"] == [widget]
    engine.lives_through(changed, new)


def test_dashboard_body_is_json(engine: Any) -> None:
    _, failures = engine.check(DASHBOARD, "overview", {"dashboardName": "overview", "dashboardBody": "{"})
    assert len(failures) == 1
    assert '"dashboardBody" contains an invalid JSON' in failures[0]

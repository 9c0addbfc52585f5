"""Composite alarms: stored, described apart from metric alarms, and only about alarms that exist."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from lab.emulator.services.cloudwatch_composite_alarms import named_in


@pytest.fixture
def watch(emulator: Any) -> Any:
    client = emulator.client("cloudwatch", "us-west-2")
    client.put_metric_alarm(
        AlarmName="lag",
        MetricName="m",
        Namespace="n",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1.0,
        ComparisonOperator="GreaterThanThreshold",
    )
    return client


def test_a_composite_alarm_is_described_as_one(watch: Any) -> None:
    watch.put_composite_alarm(AlarmName="ready", AlarmRule='ALARM("lag")', Tags=[{"Key": "a", "Value": "b"}])
    found = watch.describe_alarms(AlarmNames=["ready", "lag"], AlarmTypes=["CompositeAlarm", "MetricAlarm"])
    (composite,) = found["CompositeAlarms"]
    assert (composite["AlarmName"], composite["AlarmRule"]) == ("ready", 'ALARM("lag")')
    assert [alarm["AlarmName"] for alarm in found["MetricAlarms"]] == ["lag"]
    assert watch.list_tags_for_resource(ResourceARN=composite["AlarmArn"])["Tags"] == [{"Key": "a", "Value": "b"}]
    watch.delete_alarms(AlarmNames=["ready"])
    assert watch.describe_alarms(AlarmNames=["ready"], AlarmTypes=["CompositeAlarm"])["CompositeAlarms"] == []


def test_a_rule_about_nothing_is_refused(watch: Any) -> None:
    with pytest.raises(ClientError, match="refers to alarms that do not exist: nope"):
        watch.put_composite_alarm(AlarmName="ready", AlarmRule="ALARM(lag) OR ALARM(nope)")


def test_a_suppressor_is_refused_by_name(watch: Any) -> None:
    with pytest.raises(ClientError, match="ActionsSuppressor"):
        watch.put_composite_alarm(
            AlarmName="ready",
            AlarmRule="ALARM(lag)",
            ActionsSuppressor="lag",
            ActionsSuppressorWaitPeriod=1,
            ActionsSuppressorExtensionPeriod=1,
        )


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        ("ALARM(a) AND NOT OK(b)", ["a", "b"]),
        ('INSUFFICIENT_DATA("with space") OR TRUE', ["with space"]),
        ("ALARM(arn:aws:cloudwatch:us-west-2:123456789012:alarm:c)", ["c"]),
        ("FALSE", []),
    ],
)
def test_names_in_a_rule(rule: str, names: list[str]) -> None:
    assert named_in(rule) == names

"""A state becomes a plan that a judge of Terraform programs can read."""

from __future__ import annotations

from typing import Any

from judges.plan import SECRET, body, plan, singular, snake

URN = "urn:pulumi:dr::shop::aws:sns/topic:Topic::alarms"


def resource(kind: str, name: str, inputs: dict[str, Any], **more: Any) -> dict[str, Any]:
    urn = f"urn:pulumi:dr::shop::{kind}::{name}"
    return {"urn": urn, "type": kind, "custom": True, "inputs": inputs, "outputs": {}, **more}


def test_names_are_terraforms() -> None:
    assert [snake(name) for name in ("cidrIpv4", "enableDnsHostnames", "name")] == [
        "cidr_ipv4",
        "enable_dns_hostnames",
        "name",
    ]
    assert [singular(name) for name in ("settings", "metric_queries", "ingress")] == [
        "setting",
        "metric_query",
        "ingress",
    ]


def test_blocks_are_lists_and_maps_stay() -> None:
    values = {
        "tags": {"App": "x"},
        "accessLogSettings": {"destinationArn": "a"},
        "metricQueries": [{"returnData": True}],
        "subnetIds": ["s"],
        "masterPassword": {SECRET: "1", "ciphertext": "c"},
        "__defaults": [],
    }
    assert body(values) == {
        "tags": {"App": "x"},
        "access_log_settings": [{"destination_arn": "a"}],
        "metric_query": [{"return_data": True}],
        "subnet_ids": ["s"],
        "master_password": "(secret)",
    }


def test_a_plan_holds_values_changes_and_references() -> None:
    topic = resource("aws:sns/topic:Topic", "alarms", {"name": "alarms"})
    alarm = resource(
        "aws:cloudwatch/metricAlarm:MetricAlarm", "lag", {"name": "lag"}, propertyDependencies={"alarmActions": [URN]}
    )
    other = resource("aws:x/y:Z", "z", {})
    document, unknown = plan([{"deployment": {"resources": [topic, alarm, other]}}])
    assert unknown == ["aws:x/y:Z"]
    planned = document["planned_values"]["root_module"]["resources"]
    assert [item["address"] for item in planned] == ["aws_sns_topic.alarms_0", "aws_cloudwatch_metric_alarm.lag_0"]
    assert planned[1]["values"] == {"alarm_name": "lag"}
    config = document["configuration"]["root_module"]["resources"][1]
    assert config["expressions"] == {
        "alarm_actions": {"references": ["aws_sns_topic.alarms_0.id", "aws_sns_topic.alarms_0"]}
    }


def test_an_empty_state_is_an_empty_plan() -> None:
    document, unknown = plan([{"deployment": {}}])
    assert (document["resource_changes"], unknown) == ([], [])

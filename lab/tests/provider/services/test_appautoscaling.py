"""Scalable targets and scaling policies: their life on the lab, and a range raised behind the program's back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lab.provider.services import appautoscaling

TARGET = "aws:appautoscaling/target:Target"
POLICY = "aws:appautoscaling/policy:Policy"
KEY = {
    "serviceNamespace": "ecs",
    "resourceId": "service/shop/api",
    "scalableDimension": "ecs:service:DesiredCount",
}
RANGE = {**KEY, "minCapacity": 1, "maxCapacity": 6, "tags": {"app": "x"}}
TRACKING = {
    "targetValue": 60,
    "scaleInCooldown": 300,
    "predefinedMetricSpecification": {"predefinedMetricType": "ECSServiceAverageCPUUtilization"},
}


@pytest.fixture(autouse=True)
def _service(aws: Callable[..., Any]) -> None:
    """The ECS service that is scaled."""
    ecs = aws("ecs")
    ecs.create_cluster(clusterName="shop")
    container = {"name": "api", "image": "api:1", "memory": 128}
    ecs.register_task_definition(family="api", containerDefinitions=[container])
    ecs.create_service(cluster="shop", serviceName="api", taskDefinition="api", desiredCount=1)


def live(aws: Callable[..., Any]) -> dict[str, Any]:
    found = aws("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert len(found) == 1
    target: dict[str, Any] = found[0]
    return target


def test_target_lives(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(TARGET, "api", RANGE)
    assert made.ident == "service/shop/api"
    assert (live(aws)["MinCapacity"], live(aws)["MaxCapacity"]) == (1, 6)
    assert made.outputs["arn"] == live(aws)["ScalableTargetARN"]
    engine.lives_through(made, RANGE)


def test_range_changes_in_place_and_a_raised_one_is_drift(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(TARGET, "api", RANGE)
    changed = engine.update(made, {**RANGE, "maxCapacity": 8})
    assert live(aws)["MaxCapacity"] == 8
    aws("application-autoscaling").register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId=KEY["resourceId"],
        ScalableDimension=KEY["scalableDimension"],
        MinCapacity=4,
    )
    refreshed = engine.refresh(changed)
    assert refreshed.inputs["minCapacity"] == 4
    assert engine.diff(refreshed, {**RANGE, "maxCapacity": 8}).changed == {"minCapacity"}


def test_target_tags_change_in_place(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(TARGET, "api", RANGE)
    engine.update(made, {**RANGE, "tags": {"owner": "us"}})
    tags = aws("application-autoscaling").list_tags_for_resource(ResourceARN=made.outputs["arn"])["Tags"]
    assert tags == {"owner": "us"}


def test_another_service_replaces(engine: Any) -> None:
    made = engine.create(TARGET, "api", RANGE)
    assert engine.diff(made, {**RANGE, "resourceId": "service/shop/web"}).replaces == {"resourceId"}


def test_target_import_then_no_change(engine: Any) -> None:
    engine.create(TARGET, "api", RANGE)
    imported = engine.imported(TARGET, "api", "ecs/service/shop/api/ecs:service:DesiredCount")
    assert engine.diff(imported, RANGE).changed == set()


def test_policy_lives(engine: Any, aws: Callable[..., Any]) -> None:
    engine.create(TARGET, "api", RANGE)
    inputs = {
        **KEY,
        "name": "cpu",
        "policyType": "TargetTrackingScaling",
        "targetTrackingScalingPolicyConfiguration": TRACKING,
    }
    made = engine.create(POLICY, "cpu", inputs)
    found = aws("application-autoscaling").describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"][0]
    assert found["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 60.0
    assert made.outputs["arn"] == found["PolicyARN"]
    assert made.outputs["alarmArns"] == [alarm["AlarmARN"] for alarm in found["Alarms"]]
    new = {**inputs, "targetTrackingScalingPolicyConfiguration": {**TRACKING, "targetValue": 70}}
    assert engine.diff(made, new).replaces == set()
    engine.lives_through(engine.update(made, new), new)


def test_predictive_scaling_is_refused_by_name(engine: Any) -> None:
    block = {"metricSpecifications": [{"targetValue": "1"}]}
    inputs = {**KEY, "policyType": "PredictiveScaling", "predictiveScalingPolicyConfiguration": block}
    _, failures = engine.check(POLICY, "p", inputs)
    assert [text for text in failures if "does not emulate predictiveScalingPolicyConfiguration" in text]


def test_bounds_of_steps_are_numbers_to_aws() -> None:
    block = {"adjustmentType": "ChangeInCapacity", "stepAdjustments": [{"metricIntervalLowerBound": "0"}]}
    assert appautoscaling._to_aws(block)["StepAdjustments"] == [{"MetricIntervalLowerBound": 0.0}]


def test_an_id_names_its_parts() -> None:
    found = appautoscaling._parts("ecs/service/a/b/ecs:service:DesiredCount/cpu", 4, "")
    assert found == ["ecs", "service/a/b", "ecs:service:DesiredCount", "cpu"]
    with pytest.raises(Exception, match="expected <x>"):
        appautoscaling._parts("ecs", 3, "<x>")

"""Scalable targets pull their services into range."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

KEYS = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount"}


@pytest.fixture
def scaling(emulator: Any) -> Any:
    return emulator.client("application-autoscaling", "us-west-2")


def _register(scaling: Any, name: str = "web", **range_: Any) -> str:
    return str(
        scaling.register_scalable_target(ResourceId=f"service/main/{name}", **KEYS, **range_)["ScalableTargetARN"]
    )


def test_raising_the_minimum_pulls_the_desired_count_up(emulator: Any, scaling: Any, stage: Any) -> None:
    stage.service(desired=1)
    _register(scaling, MinCapacity=1, MaxCapacity=10)
    emulator.advance(60)
    assert stage.shown()["desiredCount"] == 1
    _register(scaling, MinCapacity=4)
    assert stage.shown()["desiredCount"] == 1
    emulator.advance(20)
    assert stage.shown()["desiredCount"] == 4
    emulator.advance(60)
    assert stage.shown()["runningCount"] == 4
    (activity,) = scaling.describe_scaling_activities(ServiceNamespace="ecs")["ScalingActivities"]
    assert (activity["ResourceId"], activity["Cause"]) == ("service/main/web", "minimum capacity was set to 4")


def test_a_maximum_below_the_desired_count_pulls_it_down(emulator: Any, scaling: Any, stage: Any) -> None:
    stage.service(desired=5)
    _register(scaling, MinCapacity=1, MaxCapacity=2)
    emulator.advance(20)
    assert stage.shown()["desiredCount"] == 2


def test_suspended_scaling_leaves_the_service_alone(emulator: Any, scaling: Any, stage: Any) -> None:
    stage.service(desired=1)
    suspended = {"DynamicScalingOutSuspended": True}
    _register(scaling, MinCapacity=3, MaxCapacity=5, SuspendedState=suspended)
    emulator.advance(60)
    assert stage.shown()["desiredCount"] == 1


@pytest.mark.parametrize(
    ("range_", "words"),
    [
        ({"MinCapacity": 3}, "MinCapacity and MaxCapacity are required"),
        ({"MinCapacity": 3, "MaxCapacity": 2}, "Maximum capacity cannot be less than minimum capacity"),
    ],
)
def test_a_range_that_makes_no_sense_is_refused(scaling: Any, stage: Any, range_: Any, words: str) -> None:
    stage.service()
    with pytest.raises(ClientError, match=words) as refused:
        _register(scaling, **range_)
    assert refused.value.response["Error"]["Code"] == "ValidationException"
    with pytest.raises(ClientError, match="ECS service doesn't exist"):
        _register(scaling, "absent", MinCapacity=1, MaxCapacity=2)


def test_tags_are_kept_and_an_unknown_arn_is_refused(scaling: Any, stage: Any) -> None:
    stage.service()
    arn = _register(scaling, MinCapacity=1, MaxCapacity=2, Tags={"app": "shop"})
    scaling.tag_resource(ResourceARN=arn, Tags={"env": "prod"})
    scaling.untag_resource(ResourceARN=arn, TagKeys=["app"])
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"env": "prod"}
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        scaling.list_tags_for_resource(ResourceARN=arn + "0")


def test_hundreds_of_targets_come_in_pages_that_end(scaling: Any, stage: Any) -> None:
    for number in range(120):
        stage.service(f"s{number}", desired=0)
        _register(scaling, f"s{number}", MinCapacity=0, MaxCapacity=2)
    pages = list(scaling.get_paginator("describe_scalable_targets").paginate(ServiceNamespace="ecs"))
    assert [len(page["ScalableTargets"]) for page in pages] == [50, 50, 20]
    with pytest.raises(ClientError, match="at most 50"):
        scaling.describe_scalable_targets(ServiceNamespace="ecs", ResourceIds=[f"service/main/s{n}" for n in range(51)])


def _put_policy(scaling: Any, service: str, name: str = "cpu") -> None:
    scaling.put_scaling_policy(
        PolicyName=f"{service}-{name}",
        ResourceId=f"service/main/{service}",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={"TargetValue": 50.0},
        **KEYS,
    )


def test_policies_are_found_by_their_own_resource_and_name(scaling: Any, stage: Any) -> None:
    """`web` is a part of `web-1`: a listing for one must not show the other."""
    for service in ("web", "web-1"):
        stage.service(service, desired=1)
        _register(scaling, service, MinCapacity=1, MaxCapacity=2)
        _put_policy(scaling, service)

    def names(**asked: Any) -> list[str]:
        return [policy["PolicyName"] for policy in scaling.describe_scaling_policies(**asked)["ScalingPolicies"]]

    assert names(ResourceId="service/main/web-1", **KEYS) == ["web-1-cpu"]
    assert names(ServiceNamespace="ecs", PolicyNames=["web-cpu"]) == ["web-cpu"]
    assert names(ServiceNamespace="ecs") == ["web-cpu", "web-1-cpu"]
    scaling.deregister_scalable_target(ResourceId="service/main/web-1", **KEYS)
    assert names(ServiceNamespace="ecs") == ["web-cpu"]


def test_policies_come_ten_at_a_time(scaling: Any, stage: Any) -> None:
    stage.service(desired=1)
    _register(scaling, MinCapacity=1, MaxCapacity=2)
    for number in range(11):
        _put_policy(scaling, "web", str(number))
    pages = scaling.get_paginator("describe_scaling_policies").paginate(ServiceNamespace="ecs")
    assert [len(page["ScalingPolicies"]) for page in pages] == [10, 1]

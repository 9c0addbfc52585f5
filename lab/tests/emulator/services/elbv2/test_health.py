"""Target health in AWS's states, reasons and words."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def _first(stage: Any, group: str) -> Any:
    return stage.elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"][0]["TargetHealth"]


def test_a_new_target_is_initial_until_its_first_check(emulator: Any, stage: Any) -> None:
    stage.elbv2.register_targets(TargetGroupArn=stage.blue, Targets=[{"Id": "10.1.0.9"}])
    assert _first(stage, stage.blue) == {
        "State": "initial",
        "Reason": "Elb.InitialHealthChecking",
        "Description": "Initial health checks in progress",
    }
    emulator.advance(10)
    assert _first(stage, stage.blue) == {"State": "healthy"}
    stage.elbv2.register_targets(TargetGroupArn=stage.blue, Targets=[{"Id": "10.1.0.9"}])
    assert _first(stage, stage.blue) == {"State": "healthy"}, "registering again does not start over"


def test_a_group_that_no_listener_names_is_not_in_use(emulator: Any, stage: Any) -> None:
    vpc = stage.elbv2.describe_target_groups(TargetGroupArns=[stage.blue])["TargetGroups"][0]["VpcId"]
    loose = stage.elbv2.create_target_group(Name="loose", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip")
    arn = loose["TargetGroups"][0]["TargetGroupArn"]
    stage.elbv2.register_targets(TargetGroupArn=arn, Targets=[{"Id": "10.1.0.9"}])
    emulator.advance(100)
    assert _first(stage, arn)["Reason"] == "Target.NotInUse"
    stage.elbv2.modify_listener(ListenerArn=stage.listener, DefaultActions=[{"Type": "forward", "TargetGroupArn": arn}])
    assert _first(stage, arn)["State"] == "initial"
    emulator.advance(30)
    assert _first(stage, arn)["State"] == "healthy"


def test_a_deregistered_target_drains(emulator: Any, stage: Any) -> None:
    stage.elbv2.register_targets(TargetGroupArn=stage.blue, Targets=[{"Id": "10.1.0.9"}])
    emulator.advance(10)
    stage.elbv2.deregister_targets(TargetGroupArn=stage.blue, Targets=[{"Id": "10.1.0.9"}])
    assert _first(stage, stage.blue)["Reason"] == "Target.DeregistrationInProgress"
    emulator.advance(300)
    assert stage.health() == []
    asked = stage.elbv2.describe_target_health(TargetGroupArn=stage.blue, Targets=[{"Id": "10.1.0.9"}])
    assert asked["TargetHealthDescriptions"][0]["TargetHealth"]["Reason"] == "Target.NotRegistered"


def test_weighted_actions_are_kept_as_set(stage: Any) -> None:
    forward = [{"TargetGroupArn": stage.blue, "Weight": 0}, {"TargetGroupArn": stage.green, "Weight": 100}]
    stage.elbv2.modify_listener(
        ListenerArn=stage.listener, DefaultActions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": forward}}]
    )
    (listener,) = stage.elbv2.describe_listeners(ListenerArns=[stage.listener])["Listeners"]
    groups = listener["DefaultActions"][0]["ForwardConfig"]["TargetGroups"]
    assert {group["TargetGroupArn"]: group["Weight"] for group in groups} == {stage.blue: 0, stage.green: 100}


def test_an_unknown_group_is_awss_error(stage: Any) -> None:
    with pytest.raises(ClientError, match="TargetGroupNotFound"):
        stage.elbv2.describe_target_health(TargetGroupArn=stage.blue + "0")

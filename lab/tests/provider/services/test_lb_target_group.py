"""Target groups: their life on the lab, health checks, stickiness, drift."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lab.provider.services import lb_target_group

GROUP = "aws:lb/targetGroup:TargetGroup"


@pytest.fixture
def inputs(network: Any) -> dict[str, Any]:
    return {
        "name": "blue",
        "port": 8080,
        "protocol": "HTTP",
        "targetType": "ip",
        "vpcId": network.vpc,
        "deregistrationDelay": 30,
        "healthCheck": {"path": "/health", "matcher": "200", "interval": 10, "timeout": 5, "healthyThreshold": 2},
        "tags": {"color": "blue"},
    }


def test_target_group_lives(engine: Any, aws: Callable[..., Any], inputs: dict[str, Any]) -> None:
    made = engine.create(GROUP, "blue", inputs)
    live = aws("elbv2").describe_target_groups(TargetGroupArns=[made.ident])["TargetGroups"][0]
    assert live["HealthCheckPath"] == "/health"
    assert live["HealthCheckIntervalSeconds"] == 10
    assert made.outputs["arnSuffix"] == made.ident.split(":")[-1]
    assert made.outputs["arnSuffix"].startswith("targetgroup/blue/")
    engine.lives_through(made, inputs)


def test_health_check_changes_in_place(engine: Any, aws: Callable[..., Any], inputs: dict[str, Any]) -> None:
    made = engine.create(GROUP, "blue", inputs)
    check = {**inputs["healthCheck"], "path": "/ready", "interval": 15}
    new = {**inputs, "healthCheck": check, "deregistrationDelay": 60}
    assert engine.diff(made, new).replaces == set()
    engine.update(made, new)
    live = aws("elbv2").describe_target_groups(TargetGroupArns=[made.ident])["TargetGroups"][0]
    assert (live["HealthCheckPath"], live["HealthCheckIntervalSeconds"]) == ("/ready", 15)
    attributes = aws("elbv2").describe_target_group_attributes(TargetGroupArn=made.ident)["Attributes"]
    assert {"Key": "deregistration_delay.timeout_seconds", "Value": "60"} in attributes


@pytest.mark.parametrize("change", [{"port": 9090}, {"protocol": "HTTPS"}, {"targetType": "instance"}])
def test_what_a_group_is_cannot_change(engine: Any, inputs: dict[str, Any], change: dict[str, Any]) -> None:
    made = engine.create(GROUP, "blue", inputs)
    assert engine.diff(made, {**inputs, **change}).replaces == set(change)


def test_a_check_changed_by_hand_is_drift(engine: Any, aws: Callable[..., Any], inputs: dict[str, Any]) -> None:
    made = engine.create(GROUP, "blue", inputs)
    aws("elbv2").modify_target_group(TargetGroupArn=made.ident, HealthCheckPath="/else")
    refreshed = engine.refresh(made)
    assert engine.diff(refreshed, inputs).changed == {"healthCheck"}


def test_stickiness_is_set_and_taken_away(engine: Any, inputs: dict[str, Any]) -> None:
    sticky = {**inputs, "stickiness": {"type": "lb_cookie", "enabled": True, "cookieDuration": 600}}
    made = engine.create(GROUP, "blue", sticky)
    assert made.outputs["stickiness"]["cookieDuration"] == 600
    off = {**inputs, "stickiness": {"type": "lb_cookie", "enabled": False}}
    changed = engine.update(made, off)
    assert changed.outputs["stickiness"]["enabled"] is False


def test_attributes_of_other_protocols_are_not_sent() -> None:
    inputs = {"protocol": "TCP", "slowStart": 30, "preserveClientIp": True}
    found = lb_target_group.attributes(inputs, frozenset(inputs))
    assert found == {"preserve_client_ip.enabled": True}


def test_an_app_cookie_has_a_name() -> None:
    block = {"type": "app_cookie", "cookieName": "SID", "cookieDuration": 60}
    assert lb_target_group.stickiness(block) == {
        "stickiness.enabled": True,
        "stickiness.type": "app_cookie",
        "stickiness.app_cookie.duration_seconds": 60,
        "stickiness.app_cookie.cookie_name": "SID",
    }


def test_a_group_needs_its_port_unless_it_is_of_lambdas(engine: Any) -> None:
    _, failures = engine.check(GROUP, "blue", {"targetType": "ip"})
    assert len(failures) == 3  # port, protocol, vpcId
    assert engine.check(GROUP, "blue", {"targetType": "lambda"})[1] == []

"""One service, on mocks: front or not, warm, off or in production."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components.service import Service, ServiceArgs, requests_label
from pattern.contract import ServiceEntry
from pattern.naming import Names
from pattern.services import Service as ServiceSettings
from pattern.workloads import Tasks
from tests.platform_outputs import platform_outputs

DR = Names("myapp", "prod", "us-west-2", "-dr")
WEB: dict[str, Any] = {
    "name": "web",
    "image": "${app}/web:1",
    "front": True,
    "production": {"desired": 6, "min": 4, "max": 12},
}
WARM = Tasks(1, 1, 12)
OUTPUTS = platform_outputs()
GROUPS = OUTPUTS["target_group_arns"]
SERVICE, TARGET, POLICY = (
    "aws:ecs/service:Service",
    "aws:appautoscaling/target:Target",
    "aws:appautoscaling/policy:Policy",
)


def service(tasks: Tasks = WARM, color: str = "blue", **changes: Any) -> Service:
    args = {key: changes.pop(key) for key in ("rolled_out_elsewhere", "wait_for_steady_state") if key in changes}
    settings = ServiceSettings.model_validate({**WEB, **changes})
    outputs = pulumi.Output.from_input({**OUTPUTS, "live_color": color})
    return Service(settings.name, ServiceArgs(DR, settings, tasks, outputs, "arn:definition", **args))


def test_warm_runs_one_task_and_may_grow_to_production(build: Callable[..., Any]) -> None:
    built = build(service)
    made, target = built.one(SERVICE), built.one(TARGET).inputs
    assert made.inputs["desiredCount"] == 1
    assert made.ignores == ("desiredCount",)
    assert (target["minCapacity"], target["maxCapacity"]) == (1, 12)
    assert target["resourceId"] == "service/myapp-prod/myapp-prod-web"


def test_off_runs_none_and_no_data_is_no_alarm(build: Callable[..., Any]) -> None:
    built = build(lambda: service(Tasks(0, 0, 12), name="worker", front=False, standby="off"))
    assert (built.one(SERVICE).inputs["desiredCount"], built.one(TARGET).inputs["minCapacity"]) == (0, 0)
    tasks = built.one("aws:cloudwatch/metricAlarm:MetricAlarm", "worker-tasks-alarm").inputs
    assert (tasks["threshold"], tasks["treatMissingData"]) == (0, "notBreaching")
    entry = ServiceEntry.decode(built.one("aws:ssm/parameter:Parameter").inputs["value"])
    assert (entry.standby, entry.desired) == ("off", 6)


def test_the_contract_holds_production_numbers_even_when_warm(build: Callable[..., Any]) -> None:
    parameter = build(service).one("aws:ssm/parameter:Parameter").inputs
    assert parameter["name"] == "/myapp/prod/standby/services/web"
    assert ServiceEntry.decode(parameter["value"]) == ServiceEntry(
        "web", "myapp-prod-web", 6, 4, 12, GROUPS, "warm", "myapp/web:1", front=True
    )


@pytest.mark.parametrize("color", ["blue", "green"])
def test_the_front_registers_with_the_live_color(build: Callable[..., Any], color: str) -> None:
    built = build(lambda: service(color=color))
    (attached,) = built.one(SERVICE).inputs["loadBalancers"]
    assert (attached["targetGroupArn"], attached["containerPort"]) == (GROUPS[color], 8080)
    assert not built.all("aws:lb/targetGroup:TargetGroup")


def test_a_service_without_a_path_is_behind_no_listener(build: Callable[..., Any]) -> None:
    built = build(lambda: service(name="worker", front=False))
    assert "loadBalancers" not in built.one(SERVICE).inputs
    assert ServiceEntry.decode(built.one("aws:ssm/parameter:Parameter").inputs["value"]).target_group_arns == {}


def test_a_service_with_a_path_has_colors_and_a_rule_of_its_own(build: Callable[..., Any]) -> None:
    built = build(lambda: service(name="billing", front=False, path="/billing/*", priority=7, healthPath="/up"))
    groups = built.all("aws:lb/targetGroup:TargetGroup")
    assert {group.inputs["name"] for group in groups} == {"myapp-prod-billing-blue", "myapp-prod-billing-green"}
    assert {group.inputs["healthCheck"]["path"] for group in groups} == {"/up"}
    rule = built.one("aws:lb/listenerRule:ListenerRule").inputs
    assert (rule["priority"], rule["actions"][0]["targetGroupArn"]) == (
        7,
        "arn:aws:mock:us-west-2:123456789012:billing-blue",
    )


def test_tasks_are_private_spread_and_without_a_shell(build: Callable[..., Any]) -> None:
    made = build(service).one(SERVICE).inputs
    assert made["networkConfiguration"] == {
        "assignPublicIp": False,
        "securityGroups": ["sg-tasks-us-west-2"],
        "subnets": ["subnet-us-west-2-a", "subnet-us-west-2-b"],
    }
    assert (made["availabilityZoneRebalancing"], made["enableExecuteCommand"]) == ("ENABLED", False)
    assert made["waitForSteadyState"] is True
    assert build(lambda: service(executeCommand=True)).one(SERVICE).inputs["enableExecuteCommand"] is True


def test_a_grace_period_and_a_quick_up_are_config(build: Callable[..., Any]) -> None:
    made = build(lambda: service(healthCheckGraceSeconds=90, wait_for_steady_state=False)).one(SERVICE).inputs
    assert (made["healthCheckGracePeriodSeconds"], made["waitForSteadyState"]) == (90, False)


def test_rolled_out_from_outside_the_task_definition_is_not_pulumis(build: Callable[..., Any]) -> None:
    assert build(lambda: service(rolled_out_elsewhere=True)).one(SERVICE).ignores == ("desiredCount", "taskDefinition")


def test_auto_scaling_follows_what_is_configured(build: Callable[..., Any]) -> None:
    asked = {"metric": "requests", "target": 1000, "scaleOutCooldownSeconds": 10}
    policy = build(lambda: service(scaling=asked)).one(POLICY).inputs
    wanted = policy["targetTrackingScalingPolicyConfiguration"]
    assert (wanted["targetValue"], wanted["scaleOutCooldown"], wanted["scaleInCooldown"]) == (1000, 10, 300)
    assert wanted["predefinedMetricSpecification"] == {
        "predefinedMetricType": "ALBRequestCountPerTarget",
        "resourceLabel": "app/myapp-prod/1a/targetgroup/myapp-prod-blue/3c",
    }
    memory = build(lambda: service(scaling={"metric": "memory"})).one(POLICY).inputs
    assert memory["name"] == "myapp-prod-web-memory"
    assert not build(lambda: service(scaling=None)).all(POLICY)


def test_a_request_metric_is_labelled_with_both_arns_tails() -> None:
    listener = "arn:aws:elasticloadbalancing:us-west-2:1:listener/app/a/b/c"
    assert (
        requests_label(listener, "arn:aws:elasticloadbalancing:us-west-2:1:targetgroup/t/d")
        == "app/a/b/targetgroup/t/d"
    )


def test_too_few_tasks_is_an_alarm(build: Callable[..., Any]) -> None:
    alarms = {a.inputs["metricName"]: a.inputs for a in build(service).all("aws:cloudwatch/metricAlarm:MetricAlarm")}
    tasks = alarms["RunningTaskCount"]
    assert (tasks["threshold"], tasks["comparisonOperator"], tasks["treatMissingData"]) == (
        1,
        "LessThanThreshold",
        "breaching",
    )

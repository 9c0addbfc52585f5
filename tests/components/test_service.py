"""One service, on mocks: front or not, warm or production."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from components.service import Service, ServiceArgs, container
from pattern.contract import ServiceEntry
from pattern.naming import Names
from pattern.services import Production
from pattern.services import Service as ServiceSettings

DR = Names("myapp", "prod", "us-west-2", "-dr")
WEB = ServiceSettings(
    name="web",
    image="registry.example.com/web:1",
    cpu=512,
    memory=1024,
    environment={"B": "2", "A": "1"},
    secrets={"PASSWORD": "arn:secret"},
    production=Production(desired=6, min=4, max=12),
)
WARM = Production(desired=1, min=1, max=12)
GROUPS = {"blue": "arn:blue", "green": "arn:green"}


def args(**changes: Any) -> ServiceArgs:
    given = {
        "names": DR,
        "settings": WEB,
        "tasks": WARM,
        "priority": 1,
        "live_color": "blue",
        "target_group_arns": GROUPS,
        "vpc_id": "vpc-1",
        "subnet_ids": ["subnet-1"],
        "security_group_id": "sg-tasks",
        "cluster_arn": "arn:cluster",
        "cluster_name": "myapp-prod",
        "execution_role_arn": "arn:execution",
        "task_role_arn": "arn:task",
        "key_arn": "arn:key",
        "listener_arn": "arn:listener",
        "topic_arn": "arn:topic",
    }
    return ServiceArgs(**{**given, **changes})


def test_warm_runs_one_task_and_may_grow_to_production(build: Callable[..., Any]) -> None:
    built = build(lambda: Service("web", args()))
    service = built.one("aws:ecs/service:Service")
    target = built.one("aws:appautoscaling/target:Target").inputs
    assert service.inputs["desiredCount"] == 1
    assert service.ignores == ("desiredCount",)
    assert (target["minCapacity"], target["maxCapacity"]) == (1, 12)
    assert target["resourceId"] == "service/myapp-prod/myapp-prod-web"


def test_the_contract_holds_production_numbers_even_when_warm(build: Callable[..., Any]) -> None:
    parameter = build(lambda: Service("web", args())).one("aws:ssm/parameter:Parameter").inputs
    assert parameter["name"] == "/myapp/prod/standby/services/web"
    assert ServiceEntry.decode(parameter["value"]) == ServiceEntry("web", "myapp-prod-web", 6, 4, 12, GROUPS)


@pytest.mark.parametrize("color", ["blue", "green"])
def test_the_front_registers_with_the_live_color(build: Callable[..., Any], color: str) -> None:
    built = build(lambda: Service("web", args(live_color=color)))
    (attached,) = built.one("aws:ecs/service:Service").inputs["loadBalancers"]
    assert (attached["targetGroupArn"], attached["containerPort"]) == (f"arn:{color}", 8080)
    assert not built.all("aws:lb/targetGroup:TargetGroup")


def test_a_service_without_a_path_is_behind_no_listener(build: Callable[..., Any]) -> None:
    built = build(lambda: Service("worker", args(target_group_arns={})))
    assert "loadBalancers" not in built.one("aws:ecs/service:Service").inputs
    assert ServiceEntry.decode(built.one("aws:ssm/parameter:Parameter").inputs["value"]).target_group_arns == {}


def test_a_service_with_a_path_has_colors_and_a_rule_of_its_own(build: Callable[..., Any]) -> None:
    billing = WEB.model_copy(update={"name": "billing", "path": "/billing/*"})
    built = build(lambda: Service("billing", args(settings=billing, target_group_arns={}, priority=2)))
    names = {group.inputs["name"] for group in built.all("aws:lb/targetGroup:TargetGroup")}
    assert names == {"myapp-prod-billing-blue", "myapp-prod-billing-green"}
    rule = built.one("aws:lb/listenerRule:ListenerRule").inputs
    assert (rule["priority"], rule["actions"][0]["targetGroupArn"]) == (
        2,
        "arn:aws:mock:us-west-2:123456789012:billing-blue",
    )


def test_tasks_are_private_and_named_regionally(build: Callable[..., Any]) -> None:
    built = build(lambda: Service("web", args()))
    network = built.one("aws:ecs/service:Service").inputs["networkConfiguration"]
    assert (network["assignPublicIp"], network["securityGroups"]) == (False, ["sg-tasks"])
    assert built.one("aws:cloudwatch/logGroup:LogGroup").inputs["name"] == "/myapp-prod/web"
    task = built.one("aws:ecs/taskDefinition:TaskDefinition").inputs
    assert (task["family"], task["cpu"], task["memory"]) == ("myapp-prod-web", "512", "1024")
    assert json.loads(task["containerDefinitions"])[0]["image"] == "registry.example.com/web:1"


def test_a_container_is_the_same_text_whatever_the_order_of_its_settings() -> None:
    turned = WEB.model_copy(update={"environment": {"A": "1", "B": "2"}})
    assert container(WEB, "/g", "us-west-2") == container(turned, "/g", "us-west-2")
    assert container(WEB, "/g", "us-west-2")["secrets"] == [{"name": "PASSWORD", "valueFrom": "arn:secret"}]


def test_too_few_tasks_is_an_alarm(build: Callable[..., Any]) -> None:
    alarms = {
        a.inputs["metricName"]: a.inputs
        for a in build(lambda: Service("web", args())).all("aws:cloudwatch/metricAlarm:MetricAlarm")
    }
    tasks = alarms["RunningTaskCount"]
    assert (tasks["threshold"], tasks["comparisonOperator"], tasks["treatMissingData"]) == (
        1,
        "LessThanThreshold",
        "breaching",
    )

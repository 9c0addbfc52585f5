"""One schedule, on mocks: made in the state that its region has, and never touched again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components.schedule import Schedule, ScheduleArgs
from pattern.contract import ScheduleEntry
from pattern.naming import Names
from pattern.schedules import Schedule as ScheduleSettings
from tests.platform_outputs import platform_outputs

DR = Names("myapp", "prod", "us-west-2", "-dr")
NIGHTLY = ScheduleSettings(
    name="nightly", expression="cron(0 3 * * ? *)", service="worker", command=("python", "-m", "nightly")
)


def schedule(enabled: bool = False) -> Schedule:
    outputs = pulumi.Output.from_input(platform_outputs())
    args = ScheduleArgs(DR, NIGHTLY, enabled, outputs, "arn:family:3", "arn:family", ["arn:b", "arn:a"])
    return Schedule("nightly", args)


@pytest.mark.parametrize(("enabled", "state"), [(True, "ENABLED"), (False, "DISABLED")])
def test_its_state_counts_when_it_is_made_and_never_again(build: Callable[..., Any], enabled: bool, state: str) -> None:
    rule = build(lambda: schedule(enabled)).one("aws:cloudwatch/eventRule:EventRule")
    assert (rule.inputs["name"], rule.inputs["state"]) == ("myapp-prod-nightly", state)
    assert set(rule.ignores) == {"state", "isEnabled"}
    assert rule.inputs["scheduleExpression"] == "cron(0 3 * * ? *)"


def test_it_runs_the_services_container_with_a_command_of_its_own(build: Callable[..., Any]) -> None:
    target = build(schedule).one("aws:cloudwatch/eventTarget:EventTarget").inputs
    assert json.loads(target["input"]) == {
        "containerOverrides": [{"name": "worker", "command": ["python", "-m", "nightly"]}]
    }
    task = target["ecsTarget"]
    assert (task["taskDefinitionArn"], task["launchType"], task["taskCount"]) == ("arn:family:3", "FARGATE", 1)
    assert task["networkConfiguration"]["assignPublicIp"] is False
    assert target["arn"] == "arn:aws:ecs:us-west-2:123456789012:cluster/myapp-prod"


def test_its_role_may_run_this_task_and_nothing_else(build: Callable[..., Any]) -> None:
    built = build(schedule)
    role = built.one("aws:iam/role:Role").inputs
    assert role["name"] == "myapp-prod-dr-nightly-schedule"
    (trusted,) = json.loads(role["assumeRolePolicy"])["Statement"]
    assert trusted["Principal"] == {"Service": "events.amazonaws.com"}
    assert trusted["Condition"]["ArnLike"]["aws:SourceArn"].endswith(":nightly-rule")
    run, hand = json.loads(built.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])["Statement"]
    assert run["Resource"] == ["arn:family", "arn:family:*"]
    assert hand["Resource"] == ["arn:a", "arn:b"]


def test_the_contract_names_its_rule_and_service(build: Callable[..., Any]) -> None:
    parameter = build(schedule).one("aws:ssm/parameter:Parameter").inputs
    assert parameter["name"] == "/myapp/prod/standby/schedules/nightly"
    assert ScheduleEntry.decode(parameter["value"]) == ScheduleEntry("myapp-prod-nightly", "worker")

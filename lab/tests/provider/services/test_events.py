"""Rules and targets of EventBridge: their life on the lab, drift, refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

RULE = "aws:cloudwatch/eventRule:EventRule"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
NIGHTLY = {"name": "nightly", "scheduleExpression": "cron(0 3 * * ? *)", "state": "DISABLED", "tags": {"app": "x"}}
TASK: dict[str, Any] = {
    "rule": "nightly",
    "targetId": "task",
    "arn": "arn:aws:ecs:us-east-1:123456789012:cluster/main",
    "roleArn": "arn:aws:iam::123456789012:role/scheduler",
    "ecsTarget": {
        "taskDefinitionArn": "arn:aws:ecs:us-east-1:123456789012:task-definition/app:1",
        "launchType": "FARGATE",
        "networkConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"], "assignPublicIp": False},
    },
    "input": '{"a": 1}',
}


def test_a_rule_lives_and_changes_its_state(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(RULE, "nightly", NIGHTLY)
    assert made.ident == "nightly"
    assert made.outputs["arn"] == aws("events").describe_rule(Name="nightly")["Arn"]
    new = {**NIGHTLY, "state": "ENABLED", "tags": {"app": "y"}}
    changed = engine.update(made, new)
    assert aws("events").describe_rule(Name="nightly")["State"] == "ENABLED"
    assert engine.diff(changed, {**new, "name": "daily"}).replaces == {"name"}
    engine.lives_through(changed, new)


def test_a_rule_switched_by_hand_is_drift(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(RULE, "nightly", NIGHTLY)
    aws("events").enable_rule(Name="nightly")
    assert engine.diff(engine.refresh(made), NIGHTLY).changed == {"state"}


def test_a_state_that_the_program_does_not_say_is_no_drift(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = {key: value for key, value in NIGHTLY.items() if key != "state"}
    made = engine.create(RULE, "nightly", inputs)
    aws("events").disable_rule(Name="nightly")
    assert engine.diff(engine.refresh(made), inputs).changed == set()


def test_a_rule_needs_a_schedule_or_a_pattern(engine: Any) -> None:
    _, failures = engine.check(RULE, "nightly", {"name": "nightly"})
    assert [text for text in failures if "scheduleExpression" in text]
    _, failures = engine.check(RULE, "nightly", {**NIGHTLY, "isEnabled": True})
    assert [text for text in failures if "isEnabled" in text]


def test_a_target_lives_and_changes(engine: Any, aws: Callable[..., Any]) -> None:
    rule = engine.create(RULE, "nightly", NIGHTLY)
    made = engine.create(TARGET, "task", TASK)
    assert made.ident == "nightly-task"
    (live,) = aws("events").list_targets_by_rule(Rule="nightly")["Targets"]
    assert live["EcsParameters"]["TaskCount"] == 1
    assert live["EcsParameters"]["NetworkConfiguration"]["awsvpcConfiguration"]["AssignPublicIp"] == "DISABLED"
    new = {**TASK, "ecsTarget": {**TASK["ecsTarget"], "taskCount": 2}}
    changed = engine.update(made, new)
    imported = engine.imported(TARGET, "task", "nightly/task")
    assert imported is not None
    assert imported.outputs["ecsTarget"]["taskCount"] == 2
    engine.lives_through(changed, new)
    engine.delete(rule)


def test_a_target_without_an_id_gets_one(engine: Any) -> None:
    engine.create(RULE, "nightly", NIGHTLY)
    inputs = {key: value for key, value in TASK.items() if key != "targetId"}
    made = engine.create(TARGET, "task", inputs)
    assert made.outputs["targetId"].startswith("terraform-")
    engine.lives_through(made, inputs)


def test_other_kinds_of_targets_are_refused_by_name(engine: Any) -> None:
    _, failures = engine.check(TARGET, "task", {**TASK, "sqsTarget": {"messageGroupId": "a"}})
    assert [text for text in failures if "does not emulate sqsTarget" in text]

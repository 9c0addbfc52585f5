"""Task definitions: every change is a new revision; ECS's own additions are no drift."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from lab.provider.services import ecs_task_definition

TASK = "aws:ecs/taskDefinition:TaskDefinition"
CONTAINER = {
    "name": "api",
    "image": "registry.example.com/api:1.0.0",
    "essential": True,
    "portMappings": [{"containerPort": 8080, "protocol": "tcp"}],
    "environment": [{"name": "B", "value": "2"}, {"name": "A", "value": "1"}],
}
INPUTS = {
    "family": "api",
    "cpu": "256",
    "memory": "512",
    "networkMode": "awsvpc",
    "requiresCompatibilities": ["FARGATE"],
    "executionRoleArn": "arn:aws:iam::123456789012:role/execution",
    "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
    "containerDefinitions": json.dumps([CONTAINER]),
    "tags": {"app": "x"},
}


def test_task_definition_lives(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(TASK, "api", INPUTS)
    live = aws("ecs").describe_task_definition(taskDefinition="api")["taskDefinition"]
    assert made.ident == "api"
    assert (made.outputs["arn"], made.outputs["revision"]) == (live["taskDefinitionArn"], 1)
    assert made.outputs["arn"] == f"{made.outputs['arnWithoutRevision']}:1"
    assert live["runtimePlatform"] == INPUTS["runtimePlatform"]
    engine.lives_through(made, INPUTS)


@pytest.mark.parametrize(
    "change",
    [
        {"cpu": "512"},
        {"containerDefinitions": json.dumps([{**CONTAINER, "image": "registry.example.com/api:2.0.0"}])},
        {"taskRoleArn": "arn:aws:iam::123456789012:role/task"},
    ],
)
def test_any_change_is_another_revision(engine: Any, change: dict[str, str]) -> None:
    made = engine.create(TASK, "api", INPUTS)
    assert engine.diff(made, {**INPUTS, **change}).replaces == set(change)
    assert engine.create(TASK, "api", {**INPUTS, **change}).outputs["revision"] == 2


def test_tags_change_in_place(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(TASK, "api", INPUTS)
    changed = engine.update(made, {**INPUTS, "tags": {"app": "y"}})
    assert changed.outputs["revision"] == 1
    tags = aws("ecs").list_tags_for_resource(resourceArn=made.outputs["arn"])["tags"]
    assert tags == [{"key": "app", "value": "y"}]


def test_a_kept_revision_survives_its_resource(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(TASK, "api", {**INPUTS, "skipDestroy": True})
    engine.delete(made)
    found = aws("ecs").describe_task_definition(taskDefinition=made.outputs["arn"])["taskDefinition"]
    assert found["status"] == "ACTIVE"


def test_a_revision_that_does_not_exist_is_gone(engine: Any) -> None:
    made = engine.create(TASK, "api", INPUTS)
    made.outputs["arn"] = made.outputs["arn"].replace(":1", ":7")
    assert engine.refresh(made) is None


def test_import_by_the_arn(engine: Any) -> None:
    made = engine.create(TASK, "api", INPUTS)
    imported = engine.imported(TASK, "api", made.outputs["arn"])
    assert imported.inputs["family"] == "api"
    assert imported.outputs["revision"] == 1
    with pytest.raises(Exception, match="imported by its ARN with the revision"):
        engine.imported(TASK, "api", "api")


def test_container_definitions_are_a_json_list(engine: Any) -> None:
    _, failures = engine.check(TASK, "api", {**INPUTS, "containerDefinitions": "{}"})
    assert failures


def test_proxies_are_refused_by_name(engine: Any) -> None:
    proxy = {"containerName": "envoy"}
    _, failures = engine.check(TASK, "api", {**INPUTS, "proxyConfiguration": proxy})
    assert [text for text in failures if "does not emulate proxyConfiguration" in text]


def test_what_ecs_adds_by_itself_says_nothing() -> None:
    port = {"containerPort": 8080, "hostPort": 8080, "protocol": "tcp"}
    added = {**CONTAINER, "cpu": 0, "mountPoints": [], "volumesFrom": [], "portMappings": [port]}
    added["environment"] = list(reversed(CONTAINER["environment"]))  # type: ignore[call-overload]
    assert ecs_task_definition.normal([added]) == ecs_task_definition.normal([CONTAINER])
    assert ecs_task_definition.normal([{**added, "cpu": 10}]) != ecs_task_definition.normal([CONTAINER])

"""What the tasks of one service are, on mocks: their definition, and the two roles of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components.task import Task, TaskArgs
from pattern.naming import Names
from pattern.services import Service
from tests.platform_outputs import platform_outputs

DR = Names("myapp", "prod", "us-west-2", "-dr")
DEFINITION, ROLE, POLICY = "aws:ecs/taskDefinition:TaskDefinition", "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
WEB: dict[str, Any] = {
    "name": "web",
    "image": "${app}/web:1",
    "cpu": 512,
    "memory": 1024,
    "production": {"desired": 6, "min": 4, "max": 12},
}


def task(**changes: Any) -> Task:
    more = {key: changes.pop(key) for key in ("rolled_out_elsewhere",) if key in changes}
    settings = Service.model_validate({**WEB, **changes})
    return Task("web", TaskArgs(DR, settings, pulumi.Output.from_input(platform_outputs()), **more))


def test_names_of_roles_carry_the_suffix_and_others_do_not(build: Callable[..., Any]) -> None:
    built = build(task)
    assert {role.inputs["name"] for role in built.all(ROLE)} == {
        "myapp-prod-dr-web-execution",
        "myapp-prod-dr-web-task",
    }
    assert built.one(DEFINITION).inputs["family"] == "myapp-prod-web"
    assert built.one("aws:cloudwatch/logGroup:LogGroup").inputs["name"] == "/myapp-prod/web"


def test_a_plain_service_may_read_no_secret_and_do_nothing(build: Callable[..., Any]) -> None:
    built = build(task)
    assert not built.all(POLICY)
    (managed,) = built.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    assert managed.inputs["policyArn"].endswith("AmazonECSTaskExecutionRolePolicy")


@pytest.mark.parametrize(
    ("uses", "secrets"),
    [
        (["database"], ["myapp-prod-database-??????"]),
        (["cache"], ["myapp-prod-cache-AbCdEf"]),
        (["database", "cache"], ["myapp-prod-cache-AbCdEf", "myapp-prod-database-??????"]),
    ],
)
def test_only_a_service_that_uses_the_database_may_read_its_secret(
    build: Callable[..., Any], uses: list[str], secrets: list[str]
) -> None:
    read = json.loads(build(lambda: task(uses=uses)).one(POLICY).inputs["policy"])["Statement"][0]
    assert [arn.rpartition(":")[2] for arn in read["Resource"]] == secrets


def test_only_tasks_of_this_account_and_region_assume_the_roles(build: Callable[..., Any]) -> None:
    for role in build(task).all(ROLE):
        (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
        assert statement["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
        assert statement["Condition"]["ArnLike"] == {"aws:SourceArn": "arn:aws:ecs:us-west-2:123456789012:*"}


def test_policies_and_ecs_exec_go_to_the_services_own_task_role(build: Callable[..., Any]) -> None:
    statement = {"Action": ["sqs:SendMessage"], "Resource": "arn:aws:sqs:${region}:${account}:jobs"}
    built = build(lambda: task(policies=[statement], executeCommand=True))
    policy = built.one(POLICY, "web-task").inputs["policy"]
    assert "arn:aws:sqs:us-west-2:123456789012:jobs" in policy
    assert "ssmmessages:OpenDataChannel" in policy
    assert "arn:aws:logs:us-west-2:123456789012:log-group:/myapp-prod/exec:*" in policy


def test_the_definition_is_as_configured(build: Callable[..., Any]) -> None:
    definition = build(lambda: task(cpuArchitecture="ARM64", ephemeralStorageGib=50)).one(DEFINITION).inputs
    assert (definition["cpu"], definition["memory"]) == ("512", "1024")
    assert definition["runtimePlatform"] == {"operatingSystemFamily": "LINUX", "cpuArchitecture": "ARM64"}
    assert definition["ephemeralStorage"] == {"sizeInGib": 50}
    (own,) = json.loads(definition["containerDefinitions"])
    assert own["image"] == "myapp/web:1"
    assert "ephemeralStorage" not in build(task).one(DEFINITION).inputs


def test_rolled_out_from_outside_pulumi_never_changes_it_again(build: Callable[..., Any]) -> None:
    assert build(task).one(DEFINITION).ignores == ()
    outside = build(lambda: task(rolled_out_elsewhere=True)).one(DEFINITION).ignores
    assert {"containerDefinitions", "cpu", "memory"} <= set(outside)

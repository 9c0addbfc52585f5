"""Tasks are listed, described and stopped as AWS does it."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def test_tasks_are_listed_by_family_and_desired_status(emulator: Any, stage: Any) -> None:
    stage.service(desired=2)
    emulator.advance(60)
    listed = stage.ecs.list_tasks(cluster="main", family="app")["taskArns"]
    assert len(listed) == 2
    assert stage.ecs.list_tasks(cluster="main", family="other")["taskArns"] == []
    stage.ecs.stop_task(cluster="main", task=listed[0], reason="drill")
    assert stage.ecs.list_tasks(cluster="main", desiredStatus="STOPPED")["taskArns"] == [listed[0]]
    assert listed[0] not in stage.ecs.list_tasks(cluster="main", serviceName="web")["taskArns"]


def test_a_listing_takes_as_many_tasks_as_aws_allows(stage: Any) -> None:
    with pytest.raises(ClientError, match="Tasks cannot be more than 100"):
        stage.ecs.describe_tasks(cluster="main", tasks=[f"t{n}" for n in range(101)])


def test_stopping_a_task_that_does_not_exist_says_so(stage: Any) -> None:
    with pytest.raises(ClientError, match="The referenced task was not found"):
        stage.ecs.stop_task(cluster="main", task="absent")


def test_a_loose_task_in_awsvpc_mode_is_not_emulated_and_says_so(stage: Any) -> None:
    network = {"awsvpcConfiguration": {"subnets": stage.subnets[:1]}}
    with pytest.raises(ClientError) as refused:
        stage.ecs.run_task(cluster="main", taskDefinition="app", launchType="FARGATE", networkConfiguration=network)
    assert refused.value.response["Error"]["Code"] == "NotImplemented"
    assert "RunTask in awsvpc mode" in refused.value.response["Error"]["Message"]

"""Roles of services: trust with conditions, and no right that a service does not use."""

from __future__ import annotations

from typing import Any

import pytest

from pattern.policies import run_task_policy, secret_resource, secrets_policy, task_policy, trust
from pattern.services import Service

WEB: dict[str, Any] = {"name": "web", "image": "a:1", "production": {"desired": 1, "min": 1, "max": 1}}
SECRET = "arn:aws:secretsmanager:us-west-2:1:secret"


def actions(document: dict[str, Any]) -> set[str]:
    given = [one["Action"] for one in document["Statement"]]
    return {action for one in given for action in ([one] if isinstance(one, str) else one)}


def test_only_a_service_for_this_account_and_its_own_source_assumes_a_role() -> None:
    (statement,) = trust("ecs-tasks.amazonaws.com", "123456789012", "arn:aws:ecs:us-west-2:123456789012:*")["Statement"]
    assert statement["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnLike": {"aws:SourceArn": "arn:aws:ecs:us-west-2:123456789012:*"},
    }


@pytest.mark.parametrize(
    ("value_from", "resource"),
    [
        (f"{SECRET}:myapp-prod-database:password::", f"{SECRET}:myapp-prod-database-??????"),
        (f"{SECRET}:cache-AbCdEf", f"{SECRET}:cache-AbCdEf"),
        (f"{SECRET}:cache-AbCdEf:key::", f"{SECRET}:cache-AbCdEf"),
        (f"{SECRET}:token", f"{SECRET}:token-??????"),
    ],
)
def test_a_policy_names_the_secret_itself(value_from: str, resource: str) -> None:
    assert secret_resource(value_from) == resource


def test_an_execution_role_reads_what_its_service_is_given_and_nothing_else() -> None:
    found = secrets_policy(
        [f"{SECRET}:db:username::", f"{SECRET}:db:password::", "arn:aws:ssm:r:1:parameter/p"], "arn:k"
    )
    assert [(one["Action"], one["Resource"]) for one in found["Statement"]] == [
        ("secretsmanager:GetSecretValue", [f"{SECRET}:db-??????"]),
        ("ssm:GetParameters", ["arn:aws:ssm:r:1:parameter/p"]),
        ("kms:Decrypt", ["arn:k"]),
    ]


def test_a_task_may_do_what_its_policies_say_with_placeholders_filled() -> None:
    service = Service.model_validate(
        {**WEB, "policies": [{"Action": "sqs:SendMessage", "Resource": "arn:${region}:q"}]}
    )
    (statement,) = task_policy(service, {"region": "us-west-2"}, "arn:k", "arn:logs")["Statement"]
    assert statement == {"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": ["arn:us-west-2:q"]}


def test_ecs_exec_brings_what_it_needs() -> None:
    found = task_policy(Service.model_validate({**WEB, "executeCommand": True}), {}, "arn:k", "arn:logs")
    assert actions(found) == {
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
        "logs:DescribeLogGroups",
        "logs:CreateLogStream",
        "logs:DescribeLogStreams",
        "logs:PutLogEvents",
        "kms:Decrypt",
    }
    assert [one["Resource"] for one in found["Statement"]][-2:] == ["arn:logs:*", "arn:k"]


def test_a_schedule_runs_one_family_in_one_cluster_under_its_own_roles() -> None:
    run, pass_role = run_task_policy("arn:family", "arn:cluster", ["arn:a", "arn:b"])["Statement"]
    assert (run["Action"], run["Resource"]) == ("ecs:RunTask", ["arn:family", "arn:family:*"])
    assert run["Condition"] == {"ArnEquals": {"ecs:cluster": "arn:cluster"}}
    assert pass_role["Resource"] == ["arn:a", "arn:b"]
    assert pass_role["Condition"] == {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}

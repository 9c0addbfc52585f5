"""IAM documents of the services' roles: trust with conditions, and no right that a service does not use."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pattern.placeholders import fill_all
from pattern.services import Service, Statement

Document = dict[str, Any]
# Amazon ECS developer guide, "IAM permissions required for ECS Exec".
SHELL_CHANNELS = [f"ssmmessages:{verb}{name}Channel" for verb in ("Create", "Open") for name in ("Control", "Data")]


def document(*statements: Mapping[str, Any]) -> Document:
    """A policy of these statements."""
    return {"Version": "2012-10-17", "Statement": [dict(one) for one in statements]}


def trust(principal: str, account: str, source_arn: str) -> Document:
    """Only `principal`, acting for this account and for sources like `source_arn`, may assume the role (the confused
    deputy's guard: IAM user guide, "The confused deputy problem")."""
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": principal},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account},
                "ArnLike": {"aws:SourceArn": source_arn},
            },
        }
    )


def secrets_policy(arns: Sequence[str], key_arn: str) -> Document:
    """What an execution role may read: the secrets and parameters of its own service, and the key that encrypts them.

    A replica of the master secret is encrypted with the AWS-managed key until an operator gives it another one; that
    key's own policy admits whoever may read the secret.
    """
    secrets = sorted({secret_resource(arn) for arn in arns if ":secretsmanager:" in arn})
    parameters = sorted({arn for arn in arns if ":ssm:" in arn})
    statements = [
        {"Effect": "Allow", "Action": action, "Resource": resources}
        for action, resources in (
            ("secretsmanager:GetSecretValue", secrets),
            ("ssm:GetParameters", parameters),
            ("kms:Decrypt", [key_arn] if secrets or parameters else []),
        )
        if resources
    ]
    return document(*statements)


def secret_resource(value_from: str) -> str:
    """The ARN for a policy: without JSON key and version, and with `-??????` where the random tail is not known."""
    arn = ":".join(value_from.split(":")[:7])
    return arn if re.search(r"-[A-Za-z0-9]{6}$", arn) else f"{arn}-??????"


def task_policy(service: Service, known: Mapping[str, str], key_arn: str, shell_log_group_arn: str) -> Document:
    """What a service's tasks may do: its own statements, and what ECS Exec needs where it is on."""
    statements = [_statement(one, known) for one in service.policies]
    if service.execute_command:
        statements += [
            {"Effect": "Allow", "Action": sorted(SHELL_CHANNELS), "Resource": "*"},
            {"Effect": "Allow", "Action": "logs:DescribeLogGroups", "Resource": "*"},
            {
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                "Resource": f"{shell_log_group_arn}:*",
            },
            {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": key_arn},
        ]
    return document(*statements)


def _statement(one: Statement, known: Mapping[str, str]) -> Mapping[str, Any]:
    filled: Mapping[str, Any] = fill_all(one.model_dump(by_alias=True, exclude_none=True), known)
    return filled


def run_task_policy(family_arn: str, cluster_arn: str, role_arns: Sequence[str]) -> Document:
    """What a schedule's role may do: run tasks of one family in one cluster, and hand them their own roles."""
    return document(
        {
            "Effect": "Allow",
            "Action": "ecs:RunTask",
            "Resource": [family_arn, f"{family_arn}:*"],
            "Condition": {"ArnEquals": {"ecs:cluster": cluster_arn}},
        },
        {
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": list(role_arns),
            "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        },
    )

"""IAM roles that an AWS service assumes, with their inline policies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

Document = Mapping[str, Any]


@dataclass(frozen=True)
class ServiceRoleArgs:
    """`policy` is the inline policy, which may be known later or be none at all; `managed` an AWS-managed one's ARN."""

    name: str
    trust: pulumi.Input[Document]
    policy: pulumi.Input[Document] | None = None
    managed: pulumi.Input[str] | None = None


def service_role(parent: pulumi.Resource, label: str, args: ServiceRoleArgs) -> aws.iam.Role:
    """A role as a child of a component: `label` names the resources, `args.name` the role."""
    child = pulumi.ResourceOptions(parent=parent)
    role = aws.iam.Role(label, name=args.name, assume_role_policy=_text(args.trust), opts=child)
    if args.managed is not None:
        aws.iam.RolePolicyAttachment(label, role=role.name, policy_arn=args.managed, opts=child)
    if args.policy is not None:
        aws.iam.RolePolicy(label, role=role.id, policy=_text(args.policy), opts=child)
    return role


def _text(document: pulumi.Input[Document]) -> pulumi.Output[str]:
    return pulumi.Output.from_input(document).apply(json.dumps)

"""Who may reach a data store: the tasks' security group, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws


@dataclass(frozen=True)
class AccessArgs:
    """A data store's security group: its name, what it is for, its port, and the group that may reach it."""

    group_name: str
    description: str
    port: int
    vpc_id: pulumi.Input[str]
    client_security_group_id: pulumi.Input[str]


def access_group(parent: pulumi.Resource, name: str, args: AccessArgs) -> aws.ec2.SecurityGroup:
    """The security group of a data store, as children of its component: no way out, one way in."""
    child = pulumi.ResourceOptions(parent=parent)
    group = aws.ec2.SecurityGroup(
        f"{name}-access",
        name=args.group_name,
        description=f"{args.description}, reached by tasks only",
        vpc_id=args.vpc_id,
        opts=child,
    )
    aws.vpc.SecurityGroupIngressRule(
        f"{name}-from-tasks",
        security_group_id=group.id,
        referenced_security_group_id=args.client_security_group_id,
        description="tasks",
        ip_protocol="tcp",
        from_port=args.port,
        to_port=args.port,
        opts=child,
    )
    return group

"""Where the region's tasks run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from pattern.naming import Names


@dataclass(frozen=True)
class ClusterArgs:
    """The ECS cluster's surroundings; `alb_security_group_id` is the only one that may reach a task."""

    names: Names
    account_id: str
    partition: str
    vpc_id: pulumi.Input[str]
    alb_security_group_id: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    log_retention_days: int = 30


class Cluster(pulumi.ComponentResource):
    """Creates: ECS cluster on Fargate with Container Insights; log group for its shell sessions; security group of the
    tasks; execution role (images, logs, this app's secrets) and task role - their names carry the suffix."""

    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    execution_role_arn: pulumi.Output[str]
    task_role_arn: pulumi.Output[str]
    task_security_group_id: pulumi.Output[str]

    def __init__(self, name: str, args: ClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:Cluster", name, None, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        shell = aws.cloudwatch.LogGroup(
            f"{name}-exec",
            name=f"{args.names.of('log-group')}/exec",
            retention_in_days=args.log_retention_days,
            kms_key_id=args.key_arn,
            opts=self._child,
        )
        cluster = aws.ecs.Cluster(
            f"{name}-ecs",
            name=args.names.of("ecs-cluster"),
            settings=[{"name": "containerInsights", "value": "enabled"}],
            configuration={
                "execute_command_configuration": {
                    "logging": "OVERRIDE",
                    "kms_key_id": args.key_arn,
                    "log_configuration": {
                        "cloud_watch_encryption_enabled": True,
                        "cloud_watch_log_group_name": shell.name,
                    },
                }
            },
            opts=self._child,
        )
        aws.ecs.ClusterCapacityProviders(
            f"{name}-capacity", cluster_name=cluster.name, capacity_providers=["FARGATE"], opts=self._child
        )
        self.name, self.arn = cluster.name, cluster.arn
        self.execution_role_arn = self._execution_role().arn
        self.task_role_arn = self._role("task").arn
        self.task_security_group_id = self._tasks().id
        self.register_outputs(
            {
                "name": self.name,
                "arn": self.arn,
                "execution_role_arn": self.execution_role_arn,
                "task_role_arn": self.task_role_arn,
                "task_security_group_id": self.task_security_group_id,
            }
        )

    def _role(self, part: str) -> aws.iam.Role:
        principal = {"Service": "ecs-tasks.amazonaws.com"}
        trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
        return aws.iam.Role(
            f"{self._name}-{part}",
            name=self._args.names.of("iam-role", f"{part}-role"),
            assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
            opts=self._child,
        )

    def _execution_role(self) -> aws.iam.Role:
        role = self._role("execution")
        managed = f"arn:{self._args.partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
        aws.iam.RolePolicyAttachment(f"{self._name}-execution", role=role.name, policy_arn=managed, opts=self._child)
        aws.iam.RolePolicy(
            f"{self._name}-execution-secrets",
            role=role.id,
            policy=pulumi.Output.from_input(self._args.key_arn).apply(
                lambda key: json.dumps(secrets_policy(self._args, key))
            ),
            opts=self._child,
        )
        return role

    def _tasks(self) -> aws.ec2.SecurityGroup:
        group = aws.ec2.SecurityGroup(
            f"{self._name}-tasks",
            name=self._args.names.of("security-group", "tasks"),
            description="Tasks, reached by the load balancer only",
            vpc_id=self._args.vpc_id,
            opts=self._child,
        )
        aws.vpc.SecurityGroupIngressRule(
            f"{self._name}-tasks-from-alb",
            security_group_id=group.id,
            referenced_security_group_id=self._args.alb_security_group_id,
            ip_protocol="tcp",
            from_port=1,
            to_port=65535,
            opts=self._child,
        )
        aws.vpc.SecurityGroupEgressRule(
            f"{self._name}-tasks-out",
            security_group_id=group.id,
            cidr_ipv4="0.0.0.0/0",
            ip_protocol="-1",
            opts=self._child,
        )
        return group


def secrets_policy(args: ClusterArgs, key_arn: str) -> dict[str, Any]:
    """What the execution role may read: this app's secrets of this region, and the key that encrypts them.

    A replica of the master secret is encrypted with the AWS-managed key until an operator gives it another one; that
    key's own policy admits whoever may read the secret.
    """
    secrets = f"arn:{args.partition}:secretsmanager:{args.names.region}:{args.account_id}:secret:{args.names.stem}-*"
    read = {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": secrets}
    decrypt = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": key_arn}
    return {"Version": "2012-10-17", "Statement": [read, decrypt]}

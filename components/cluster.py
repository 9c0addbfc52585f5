"""Where the region's tasks run."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from pattern.naming import Names


@dataclass(frozen=True)
class ClusterArgs:
    """The ECS cluster's surroundings; `alb_security_group_id` is the only one that may reach a task.

    With `existing_arn` tasks run in that cluster, and only their security group is made.
    """

    names: Names
    vpc_id: pulumi.Input[str]
    alb_security_group_id: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    log_retention_days: int = 30
    existing_arn: str | None = None


class Cluster(pulumi.ComponentResource):
    """Creates: ECS cluster on Fargate with Container Insights; log group for its shell sessions; security group of the
    tasks. Each service brings its own roles."""

    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    task_security_group_id: pulumi.Output[str]

    def __init__(self, name: str, args: ClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:Cluster", name, None, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        if args.existing_arn:
            self.arn = pulumi.Output.from_input(args.existing_arn)
            self.name = pulumi.Output.from_input(args.existing_arn.rpartition("/")[2])
        else:
            self.name, self.arn = self._cluster()
        self.task_security_group_id = self._tasks().id
        self.register_outputs(
            {
                "name": self.name,
                "arn": self.arn,
                "task_security_group_id": self.task_security_group_id,
            }
        )

    def _cluster(self) -> tuple[pulumi.Output[str], pulumi.Output[str]]:
        name, args = self._name, self._args
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
        return cluster.name, cluster.arn

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
            description="load balancer",
            ip_protocol="tcp",
            from_port=1,
            to_port=65535,
            opts=self._child,
        )
        aws.vpc.SecurityGroupEgressRule(
            f"{self._name}-tasks-out",
            security_group_id=group.id,
            cidr_ipv4="0.0.0.0/0",
            description="AWS APIs, image registries, data stores",
            ip_protocol="-1",
            opts=self._child,
        )
        return group

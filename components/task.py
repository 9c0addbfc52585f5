"""What the tasks of one service are: their containers, their log, and the two roles of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.roles import ServiceRoleArgs, service_role
from pattern.containers import Surroundings, definitions, secret_arns
from pattern.naming import Names
from pattern.placeholders import values
from pattern.policies import secrets_policy, task_policy, trust
from pattern.services import Service

Outputs = Mapping[str, Any]
EXECUTION_POLICY = "service-role/AmazonECSTaskExecutionRolePolicy"
# What is not Pulumi's to change where something else rolls out images.
ROLLED_OUT_ELSEWHERE = ["containerDefinitions", "cpu", "memory", "runtimePlatform", "ephemeralStorage"]


@dataclass(frozen=True)
class TaskArgs:
    """The service, and the outputs of its platform: placeholders, secrets, key and region are filled from them."""

    names: Names
    settings: Service
    outputs: pulumi.Output[Outputs]
    rolled_out_elsewhere: bool = False
    log_retention_days: int = 30


class Task(pulumi.ComponentResource):
    """Creates: log group, execution role (images, logs, and the secrets of this service alone), task role (the
    service's own policies, and what ECS Exec needs where it is on), task definition. Role names carry the suffix."""

    definition_arn: pulumi.Output[str]
    family_arn: pulumi.Output[str]
    known_family_arn: pulumi.Output[str]
    execution_role_arn: pulumi.Output[str]
    role_arn: pulumi.Output[str]

    def __init__(self, name: str, args: TaskArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:Task", name, None, opts)
        self._name, self._args = name, args
        settings, storage = args.settings, args.settings.ephemeral_storage_gib
        logs = aws.cloudwatch.LogGroup(
            f"{name}-logs",
            name=f"{args.names.of('log-group')}/{settings.name}",
            retention_in_days=args.log_retention_days,
            kms_key_id=args.outputs.apply(lambda found: str(found["key_arn"])),
            opts=pulumi.ResourceOptions(parent=self),
        )
        execution, role = self._execution_role(), self._task_role()
        definition = aws.ecs.TaskDefinition(
            f"{name}-task",
            family=args.names.of("task-family", settings.name),
            requires_compatibilities=["FARGATE"],
            network_mode="awsvpc",
            cpu=str(settings.cpu),
            memory=str(settings.memory),
            runtime_platform={"operating_system_family": "LINUX", "cpu_architecture": settings.cpu_architecture},
            ephemeral_storage={"size_in_gib": storage} if storage else None,
            execution_role_arn=execution.arn,
            task_role_arn=role.arn,
            container_definitions=pulumi.Output.all(args.outputs, logs.name).apply(
                lambda known: json.dumps(definitions(settings, Surroundings(known[0], str(known[1]))))
            ),
            opts=pulumi.ResourceOptions(
                parent=self, ignore_changes=ROLLED_OUT_ELSEWHERE if args.rolled_out_elsewhere else None
            ),
        )
        self.definition_arn, self.family_arn = definition.arn, definition.arn_without_revision
        # the same ARN from names alone: the provider's is unknown while a new revision is planned, and whatever has it
        # in a policy would be planned to change with every roll-out
        family = args.names.of("task-family", settings.name)
        self.known_family_arn = args.outputs.apply(lambda found: family_arn(found, family))
        self.execution_role_arn, self.role_arn = execution.arn, role.arn
        self.register_outputs({"definition_arn": self.definition_arn, "role_arn": self.role_arn})

    def _execution_role(self) -> aws.iam.Role:
        settings, outputs = self._args.settings, self._args.outputs
        reads = bool(settings.uses or settings.secrets or any(one.secrets for one in settings.sidecars))
        return service_role(
            self,
            f"{self._name}-execution",
            ServiceRoleArgs(
                name=self._args.names.of("iam-role", f"{settings.name}-execution"),
                trust=outputs.apply(ecs_trust),
                policy=outputs.apply(lambda found: read_policy(settings, found)) if reads else None,
                managed=outputs.apply(lambda found: f"arn:{found['partition']}:iam::aws:policy/{EXECUTION_POLICY}"),
            ),
        )

    def _task_role(self) -> aws.iam.Role:
        settings, outputs = self._args.settings, self._args.outputs
        shell_log_group = f"{self._args.names.of('log-group')}/exec"
        acts = bool(settings.policies or settings.execute_command)
        return service_role(
            self,
            f"{self._name}-task",
            ServiceRoleArgs(
                name=self._args.names.of("iam-role", f"{settings.name}-task"),
                trust=outputs.apply(ecs_trust),
                policy=outputs.apply(lambda found: act_policy(settings, found, shell_log_group)) if acts else None,
            ),
        )


def family_arn(outputs: Outputs, family: str) -> str:
    """A task definition's ARN without its revision, in the platform's account and region."""
    return f"arn:{outputs['partition']}:ecs:{outputs['region']}:{outputs['account']}:task-definition/{family}"


def ecs_trust(outputs: Outputs) -> Mapping[str, Any]:
    """Tasks of this account and region (Amazon ECS developer guide, "Task IAM role")."""
    source = f"arn:{outputs['partition']}:ecs:{outputs['region']}:{outputs['account']}:*"
    return trust("ecs-tasks.amazonaws.com", str(outputs["account"]), source)


def read_policy(settings: Service, outputs: Outputs) -> Mapping[str, Any]:
    """The secrets of the service, for its execution role."""
    return secrets_policy(secret_arns(settings, Surroundings(outputs, "")), str(outputs["key_arn"]))


def act_policy(settings: Service, outputs: Outputs, shell_log_group: str) -> Mapping[str, Any]:
    """What the service's tasks may do."""
    group = f"arn:{outputs['partition']}:logs:{outputs['region']}:{outputs['account']}:log-group:{shell_log_group}"
    return task_policy(settings, values(outputs), str(outputs["key_arn"]), group)

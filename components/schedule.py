"""One schedule: a task of a service at set times, in the serving region only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.roles import ServiceRoleArgs, service_role
from pattern.contract import SCHEDULES, ScheduleEntry
from pattern.naming import Names
from pattern.policies import run_task_policy, trust
from pattern.schedules import Schedule as ScheduleSettings


@dataclass(frozen=True)
class ScheduleArgs:
    """The schedule, the platform's outputs, and the task that it runs.

    `enabled` counts only when the rule is made: a promotion and a failback enable and disable it afterwards.
    """

    names: Names
    settings: ScheduleSettings
    enabled: bool
    outputs: pulumi.Output[Mapping[str, Any]]
    task_definition_arn: pulumi.Input[str]
    task_family_arn: pulumi.Input[str]
    task_role_arns: pulumi.Input[list[str]]


class Schedule(pulumi.ComponentResource):
    """Creates: EventBridge rule (its state is ignored once it exists), role that may run just this task, target, the
    schedule's entry of the failover contract."""

    rule_name: pulumi.Output[str]

    def __init__(self, name: str, args: ScheduleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:Schedule", name, None, opts)
        settings, names = args.settings, args.names
        rule = aws.cloudwatch.EventRule(
            f"{name}-rule",
            name=names.of("event-rule", settings.name),
            description=f"Runs a task of service {settings.service}; enabled in the serving region only",
            schedule_expression=settings.expression,
            state="ENABLED" if args.enabled else "DISABLED",
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["state", "isEnabled"]),
        )
        role = self._role(name, args, rule)
        outputs = args.outputs
        aws.cloudwatch.EventTarget(
            f"{name}-target",
            rule=rule.name,
            arn=outputs.apply(lambda found: str(found["ecs_cluster_id"])),
            role_arn=role.arn,
            input=json.dumps({"containerOverrides": [{"name": settings.service, "command": list(settings.command)}]}),
            ecs_target={
                "task_definition_arn": args.task_definition_arn,
                "launch_type": "FARGATE",
                "task_count": 1,
                "network_configuration": {
                    "subnets": outputs.apply(lambda found: [str(one) for one in found["private_subnet_ids"]]),
                    "security_groups": [outputs.apply(lambda found: str(found["task_security_group_id"]))],
                    "assign_public_ip": False,
                },
            },
            opts=pulumi.ResourceOptions(parent=self),
        )
        aws.ssm.Parameter(
            f"{name}-contract",
            name=f"{names.contract_path}/{SCHEDULES}/{settings.name}",
            type="String",
            value=rule.name.apply(lambda made: ScheduleEntry(made, settings.service).encode()),
            description=f"Rule of schedule {settings.name}",
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.rule_name = rule.name
        self.register_outputs({"rule_name": self.rule_name})

    def _role(self, name: str, args: ScheduleArgs, rule: aws.cloudwatch.EventRule) -> aws.iam.Role:
        """EventBridge user guide, "Amazon ECS tasks as targets"."""
        trusted = pulumi.Output.all(args.outputs, rule.arn).apply(
            lambda known: trust("events.amazonaws.com", str(known[0]["account"]), str(known[1]))
        )
        policy = pulumi.Output.all(args.outputs, args.task_family_arn, args.task_role_arns).apply(
            lambda known: run_task_policy(str(known[1]), str(known[0]["ecs_cluster_id"]), sorted(known[2]))
        )
        wanted = ServiceRoleArgs(args.names.of("iam-role", f"{args.settings.name}-schedule"), trusted, policy)
        return service_role(self, f"{name}-role", wanted)

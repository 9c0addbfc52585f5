"""One service of the application."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from pattern.contract import SERVICES
from pattern.naming import Names
from pattern.services import Production, contract_entry
from pattern.services import Service as ServiceSettings

COLORS = ("blue", "green")
CPU_TARGET_PERCENT = 60
CPU_ALARM_PERCENT = 85


@dataclass(frozen=True)
class ServiceArgs:
    """What one service is, how many tasks run now, and the platform it stands on.

    `target_group_arns` are the platform's pair for the front service, empty for every other. `priority` is the
    place of the service's listener rule, where its settings have a path.
    """

    names: Names
    settings: ServiceSettings
    tasks: Production
    priority: int
    live_color: pulumi.Input[str]
    target_group_arns: Mapping[str, pulumi.Input[str]]
    vpc_id: pulumi.Input[str]
    subnet_ids: pulumi.Input[list[str]]
    security_group_id: pulumi.Input[str]
    cluster_arn: pulumi.Input[str]
    cluster_name: pulumi.Input[str]
    execution_role_arn: pulumi.Input[str]
    task_role_arn: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    listener_arn: pulumi.Input[str]
    topic_arn: pulumi.Input[str]
    log_retention_days: int = 30


class Service(pulumi.ComponentResource):
    """Creates: log group, task definition, ECS service (its desired count belongs to auto scaling), scalable target
    with CPU tracking, alarms, the service's entry of the failover contract; with a path also its blue and green
    target groups and a listener rule to the live color."""

    service_name: pulumi.Output[str]

    def __init__(self, name: str, args: ServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:Service", name, None, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        groups, rules = dict(args.target_group_arns), list[pulumi.Resource]()
        if args.settings.path:
            groups = {color: self._target_group(color).arn for color in COLORS}
            rules.append(self._rule(groups, args.settings.path))
        service = aws.ecs.Service(
            f"{name}-service",
            name=args.names.of("ecs-service", args.settings.name),
            cluster=args.cluster_arn,
            task_definition=self._task().arn,
            desired_count=args.tasks.desired,
            launch_type="FARGATE",
            network_configuration={
                "subnets": args.subnet_ids,
                "security_groups": [args.security_group_id],
                "assign_public_ip": False,
            },
            load_balancers=[self._attachment(groups)] if groups else None,
            deployment_circuit_breaker={"enable": True, "rollback": True},
            enable_execute_command=True,
            propagate_tags="SERVICE",
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["desiredCount"], depends_on=rules),
        )
        self._scaling(service)
        self._alarms(service)
        self._contract(service, groups)
        self.service_name = service.name
        self.register_outputs({"service_name": self.service_name})

    def _attachment(self, groups: Mapping[str, pulumi.Input[str]]) -> aws.ecs.ServiceLoadBalancerArgs:
        """Tasks register with the live color."""
        live = pulumi.Output.all(color=self._args.live_color, **groups).apply(lambda all_: str(all_[all_["color"]]))
        return aws.ecs.ServiceLoadBalancerArgs(
            target_group_arn=live, container_name=self._args.settings.name, container_port=self._args.settings.port
        )

    def _task(self) -> aws.ecs.TaskDefinition:
        args, settings = self._args, self._args.settings
        logs = aws.cloudwatch.LogGroup(
            f"{self._name}-logs",
            name=f"{args.names.of('log-group')}/{settings.name}",
            retention_in_days=args.log_retention_days,
            kms_key_id=args.key_arn,
            opts=self._child,
        )
        return aws.ecs.TaskDefinition(
            f"{self._name}-task",
            family=args.names.of("task-family", settings.name),
            requires_compatibilities=["FARGATE"],
            network_mode="awsvpc",
            cpu=str(settings.cpu),
            memory=str(settings.memory),
            execution_role_arn=args.execution_role_arn,
            task_role_arn=args.task_role_arn,
            container_definitions=logs.name.apply(
                lambda group: json.dumps([container(settings, group, args.names.region)])
            ),
            opts=self._child,
        )

    def _target_group(self, color: str) -> aws.lb.TargetGroup:
        settings = self._args.settings
        return aws.lb.TargetGroup(
            f"{self._name}-{color}",
            name=self._args.names.of("target-group", f"{settings.name}-{color}"),
            port=settings.port,
            protocol="HTTP",
            target_type="ip",
            vpc_id=self._args.vpc_id,
            deregistration_delay=30,
            health_check={"path": settings.health_path, "interval": 10, "timeout": 5, "matcher": "200"},
            opts=self._child,
        )

    def _rule(self, groups: Mapping[str, pulumi.Input[str]], path: str) -> aws.lb.ListenerRule:
        live = pulumi.Output.all(color=self._args.live_color, **groups).apply(lambda all_: str(all_[all_["color"]]))
        return aws.lb.ListenerRule(
            f"{self._name}-rule",
            listener_arn=self._args.listener_arn,
            priority=self._args.priority,
            conditions=[{"path_pattern": {"values": [path]}}],
            actions=[{"type": "forward", "target_group_arn": live}],
            opts=self._child,
        )

    def _scaling(self, service: aws.ecs.Service) -> None:
        target = aws.appautoscaling.Target(
            f"{self._name}-scaling",
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=pulumi.Output.concat("service/", self._args.cluster_name, "/", service.name),
            min_capacity=self._args.tasks.min,
            max_capacity=self._args.tasks.max,
            opts=self._child,
        )
        aws.appautoscaling.Policy(
            f"{self._name}-cpu",
            name=f"{self._args.names.of('ecs-service', self._args.settings.name)}-cpu",
            policy_type="TargetTrackingScaling",
            service_namespace=target.service_namespace,
            scalable_dimension=target.scalable_dimension,
            resource_id=target.resource_id,
            target_tracking_scaling_policy_configuration={
                "target_value": CPU_TARGET_PERCENT,
                "predefined_metric_specification": {"predefined_metric_type": "ECSServiceAverageCPUUtilization"},
                "scale_in_cooldown": 300,
                "scale_out_cooldown": 60,
            },
            opts=self._child,
        )

    def _alarms(self, service: aws.ecs.Service) -> None:
        """Fewer tasks than the least, and CPU at its end."""
        alarms = (
            ("tasks", "ECS/ContainerInsights", "RunningTaskCount", "LessThanThreshold", self._args.tasks.min),
            ("cpu", "AWS/ECS", "CPUUtilization", "GreaterThanThreshold", CPU_ALARM_PERCENT),
        )
        for label, namespace, metric, comparison, threshold in alarms:
            aws.cloudwatch.MetricAlarm(
                f"{self._name}-{label}-alarm",
                name=self._args.names.of("alarm", f"{self._args.settings.name}-{label}"),
                namespace=namespace,
                metric_name=metric,
                dimensions={"ClusterName": self._args.cluster_name, "ServiceName": service.name},
                statistic="Average",
                period=60,
                evaluation_periods=5,
                threshold=threshold,
                comparison_operator=comparison,
                treat_missing_data="breaching" if label == "tasks" else "missing",
                alarm_actions=[self._args.topic_arn],
                opts=self._child,
            )

    def _contract(self, service: aws.ecs.Service, groups: Mapping[str, pulumi.Input[str]]) -> None:
        settings = self._args.settings
        aws.ssm.Parameter(
            f"{self._name}-contract",
            name=f"{self._args.names.contract_path}/{SERVICES}/{settings.name}",
            type="String",
            value=pulumi.Output.all(service=service.name, **groups).apply(
                lambda known: contract_entry(
                    settings, str(known["service"]), {c: str(known[c]) for c in COLORS if c in known}
                ).encode()
            ),
            description=f"Production numbers of service {settings.name}",
            opts=self._child,
        )


def container(settings: ServiceSettings, log_group: str, region: str) -> dict[str, Any]:
    """The container definition, as ECS stores it: names sorted, nothing that ECS would add."""
    return {
        "name": settings.name,
        "image": settings.image,
        "essential": True,
        "portMappings": [{"containerPort": settings.port, "hostPort": settings.port, "protocol": "tcp"}],
        "environment": [{"name": key, "value": value} for key, value in sorted(settings.environment.items())],
        "secrets": [{"name": key, "valueFrom": arn} for key, arn in sorted(settings.secrets.items())],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {"awslogs-group": log_group, "awslogs-region": region, "awslogs-stream-prefix": settings.name},
        },
    }

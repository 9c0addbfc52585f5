"""One service of the application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from pattern.contract import COLORS, SERVICES
from pattern.naming import Names
from pattern.placeholders import fill, values
from pattern.services import Service as ServiceSettings
from pattern.services import contract_entry
from pattern.workloads import Tasks

CPU_ALARM_PERCENT = 85
METRICS = {
    "cpu": "ECSServiceAverageCPUUtilization",
    "memory": "ECSServiceAverageMemoryUtilization",
    "requests": "ALBRequestCountPerTarget",
}


@dataclass(frozen=True)
class ServiceArgs:
    """What one service is, how many tasks run now, and the platform that it stands on, by its outputs."""

    names: Names
    settings: ServiceSettings
    tasks: Tasks
    outputs: pulumi.Output[Mapping[str, Any]]
    task_definition_arn: pulumi.Input[str]
    rolled_out_elsewhere: bool = False
    wait_for_steady_state: bool = True
    before_contract_update: pulumi.ResourceHook | None = None


class Service(pulumi.ComponentResource):
    """Creates: ECS service (its desired count belongs to auto scaling), scalable target and its policy, alarms, the
    service's entry of the failover contract; with a path also its blue and green target groups and a listener rule to
    the live color. The front stands behind the platform's own target groups."""

    service_name: pulumi.Output[str]

    def __init__(self, name: str, args: ServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:Service", name, None, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        groups, rules = self._behind_listener()
        ignored = ["desiredCount", *(["taskDefinition"] if args.rolled_out_elsewhere else [])]
        service = aws.ecs.Service(
            f"{name}-service",
            name=args.names.of("ecs-service", args.settings.name),
            cluster=self._platform("ecs_cluster_id"),
            task_definition=args.task_definition_arn,
            desired_count=args.tasks.desired,
            launch_type="FARGATE",
            network_configuration={
                "subnets": args.outputs.apply(lambda found: [str(one) for one in found["private_subnet_ids"]]),
                "security_groups": [self._platform("task_security_group_id")],
                "assign_public_ip": False,
            },
            load_balancers=[self._attachment(groups)] if groups else None,
            health_check_grace_period_seconds=args.settings.health_check_grace_seconds,
            availability_zone_rebalancing="ENABLED",
            deployment_circuit_breaker={"enable": True, "rollback": True},
            enable_execute_command=args.settings.execute_command,
            propagate_tags="SERVICE",
            wait_for_steady_state=args.wait_for_steady_state,
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=ignored, depends_on=rules),
        )
        self._scaling(service, groups)
        self._alarms(service)
        self._contract(service, groups)
        self.service_name = service.name
        self.register_outputs({"service_name": self.service_name})

    def _platform(self, name: str) -> pulumi.Output[str]:
        return self._args.outputs.apply(lambda found: str(found[name]))

    def _live(self, groups: Mapping[str, pulumi.Input[str]]) -> pulumi.Output[str]:
        """The target group of the live color."""
        return pulumi.Output.all(color=self._platform("live_color"), **groups).apply(
            lambda all_: str(all_[all_["color"]])
        )

    def _attachment(self, groups: Mapping[str, pulumi.Input[str]]) -> aws.ecs.ServiceLoadBalancerArgs:
        """Tasks register with the live color."""
        settings = self._args.settings
        return aws.ecs.ServiceLoadBalancerArgs(
            target_group_arn=self._live(groups), container_name=settings.name, container_port=settings.port
        )

    def _behind_listener(self) -> tuple[dict[str, pulumi.Output[str]], list[pulumi.Resource]]:
        """The service's target groups by color, and the listener rule that must be there before its tasks."""
        settings, outputs = self._args.settings, self._args.outputs
        if settings.front:
            return {color: _group_of(outputs, color) for color in COLORS}, []
        if not settings.path:
            return {}, []
        groups = {color: self._target_group(color).arn for color in COLORS}
        rule = aws.lb.ListenerRule(
            f"{self._name}-rule",
            listener_arn=self._platform("listener_arn"),
            priority=settings.rule_priority,
            conditions=[{"path_pattern": {"values": [settings.path]}}],
            actions=[{"type": "forward", "target_group_arn": self._live(groups)}],
            opts=self._child,
        )
        return groups, [rule]

    def _target_group(self, color: str) -> aws.lb.TargetGroup:
        settings = self._args.settings
        return aws.lb.TargetGroup(
            f"{self._name}-{color}",
            name=self._args.names.of("target-group", f"{settings.name}-{color}"),
            port=settings.port,
            protocol="HTTP",
            target_type="ip",
            vpc_id=self._platform("vpc_id"),
            deregistration_delay=30,
            health_check={"path": settings.health_path, "interval": 10, "timeout": 5, "matcher": "200"},
            opts=self._child,
        )

    def _scaling(self, service: aws.ecs.Service, groups: Mapping[str, pulumi.Output[str]]) -> None:
        target = aws.appautoscaling.Target(
            f"{self._name}-scaling",
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=pulumi.Output.concat("service/", self._platform("ecs_cluster_name"), "/", service.name),
            min_capacity=self._args.tasks.min,
            max_capacity=self._args.tasks.max,
            opts=self._child,
        )
        scaling = self._args.settings.scaling
        if scaling is None:
            return
        metric: dict[str, pulumi.Input[str]] = {"predefined_metric_type": METRICS[scaling.metric]}
        if scaling.metric == "requests":
            listener = self._platform("listener_arn")
            metric["resource_label"] = pulumi.Output.all(listener, self._live(groups)).apply(
                lambda arns: requests_label(str(arns[0]), str(arns[1]))
            )
        aws.appautoscaling.Policy(
            f"{self._name}-{scaling.metric}",
            name=f"{self._args.names.of('ecs-service', self._args.settings.name)}-{scaling.metric}",
            policy_type="TargetTrackingScaling",
            service_namespace=target.service_namespace,
            scalable_dimension=target.scalable_dimension,
            resource_id=target.resource_id,
            target_tracking_scaling_policy_configuration={
                "target_value": scaling.target,
                "predefined_metric_specification": metric,
                "scale_in_cooldown": scaling.scale_in_cooldown_seconds,
                "scale_out_cooldown": scaling.scale_out_cooldown_seconds,
            },
            opts=self._child,
        )

    def _alarms(self, service: aws.ecs.Service) -> None:
        """Fewer tasks than the least, and CPU at its end. Where no task is to run, no data is as it should be."""
        least = self._args.tasks.min
        missing = "breaching" if least else "notBreaching"
        alarms = (
            ("tasks", "ECS/ContainerInsights", "RunningTaskCount", "LessThanThreshold", least, missing),
            ("cpu", "AWS/ECS", "CPUUtilization", "GreaterThanThreshold", CPU_ALARM_PERCENT, "missing"),
        )
        for label, namespace, metric, comparison, threshold, without_data in alarms:
            aws.cloudwatch.MetricAlarm(
                f"{self._name}-{label}-alarm",
                name=self._args.names.of("alarm", f"{self._args.settings.name}-{label}"),
                namespace=namespace,
                metric_name=metric,
                dimensions={"ClusterName": self._platform("ecs_cluster_name"), "ServiceName": service.name},
                statistic="Average",
                period=60,
                evaluation_periods=5,
                threshold=threshold,
                comparison_operator=comparison,
                treat_missing_data=without_data,
                alarm_actions=[self._platform("topic_arn")],
                opts=self._child,
            )

    def _contract(self, service: aws.ecs.Service, groups: Mapping[str, pulumi.Input[str]]) -> None:
        settings, told = self._args.settings, self._args.before_contract_update
        hooks = pulumi.ResourceHookBinding(before_update=[told]) if told else None
        aws.ssm.Parameter(
            f"{self._name}-contract",
            name=f"{self._args.names.contract_path}/{SERVICES}/{settings.name}",
            type="String",
            value=pulumi.Output.all(service=service.name, outputs=self._args.outputs, **groups).apply(
                lambda known: contract_entry(
                    settings,
                    str(known["service"]),
                    fill(settings.image, values(known["outputs"])),
                    {color: str(known[color]) for color in COLORS if color in known},
                ).encode()
            ),
            description=f"Production numbers of service {settings.name}",
            opts=pulumi.ResourceOptions(parent=self, hooks=hooks),
        )


def requests_label(listener_arn: str, target_group_arn: str) -> str:
    """What Application Auto Scaling calls a target group behind a load balancer: both ARNs' tails."""
    balancer = listener_arn.partition(":listener/")[2].rpartition("/")[0]
    return f"{balancer}/{target_group_arn.rpartition(':')[2]}"


def _group_of(outputs: pulumi.Output[Mapping[str, Any]], color: str) -> pulumi.Output[str]:
    return outputs.apply(lambda found: str(found["target_group_arns"][color]))

"""The workloads layer, one stack per region: the services that run on a platform. No VPC, no cluster, no database."""

from __future__ import annotations

import gc

import pulumi
from pulumi.runtime.config import CONFIG

from components.incident import read_freeze
from components.platform import Platform
from components.service import COLORS, Service, ServiceArgs
from pattern.errors import PatternError
from pattern.services import Service as ServiceSettings
from pattern.services import WorkloadSettings, load


def build(settings: WorkloadSettings, platform: Platform, place: int, service: ServiceSettings) -> Service:
    """One service; the first of the list stands behind the platform's own target groups."""
    front = place == 0
    return Service(
        service.name,
        ServiceArgs(
            names=settings.names,
            settings=service,
            tasks=settings.tasks(service),
            priority=place + 1,
            live_color=platform.text("live_color"),
            target_group_arns={c: platform.entry("target_group_arns", c) for c in COLORS} if front else {},
            vpc_id=platform.text("vpc_id"),
            subnet_ids=platform.texts("private_subnet_ids"),
            security_group_id=platform.text("task_security_group_id"),
            cluster_arn=platform.text("ecs_cluster_id"),
            cluster_name=platform.text("ecs_cluster_name"),
            execution_role_arn=platform.text("execution_role_arn"),
            task_role_arn=platform.text("task_role_arn"),
            key_arn=platform.text("key_arn"),
            listener_arn=platform.text("listener_arn"),
            topic_arn=platform.text("topic_arn"),
            log_retention_days=settings.log_retention_days,
        ),
    )


def main() -> None:
    """Build the region's services as the stack's config says."""
    stack = pulumi.get_stack()
    settings = load(CONFIG.get(), stack)
    for warning in settings.warnings():
        pulumi.log.warn(warning)
    home = settings.platform
    platform = Platform(f"{home.organization}/{home.project}/{home.stack or stack}")
    built = {service.name: build(settings, platform, place, service) for place, service in enumerate(settings.services)}
    pulumi.export("region", settings.region)
    pulumi.export("capacity", settings.capacity)
    pulumi.export("incident_freeze", read_freeze(settings.names.contract_path))
    pulumi.export("services", {name: service.service_name for name, service in built.items()})


# looking for cycles takes a sixth of the processor time with 50 services, and frees 5 of 248 MiB with 200
gc.disable()
try:
    main()
except PatternError as problem:
    raise pulumi.RunError(str(problem)) from None

"""The workloads layer's wiring: the tasks of each service, what keeps them running, and the schedules."""

from __future__ import annotations

import pulumi

from components.platform import Platform
from components.schedule import Schedule, ScheduleArgs
from components.service import Service, ServiceArgs
from components.task import Task, TaskArgs
from pattern.workloads import WorkloadSettings


def build_workloads(
    settings: WorkloadSettings, platform: Platform, enabled: bool, told: pulumi.ResourceHook | None = None
) -> dict[str, Service]:
    """The tasks, the services that keep them running, and the schedules that start more; `told`: see `desired.py`."""
    outputs, elsewhere = platform.outputs, settings.deployments == "external"
    built: dict[str, Service] = {}
    tasks: dict[str, Task] = {}
    for service in settings.services:
        args = TaskArgs(settings.names, service, outputs, elsewhere, settings.log_retention_days)
        tasks[service.name] = task = Task(service.name, args)
        built[service.name] = Service(
            service.name,
            ServiceArgs(
                names=settings.names,
                settings=service,
                tasks=settings.tasks(service),
                outputs=outputs,
                task_definition_arn=task.definition_arn,
                rolled_out_elsewhere=elsewhere,
                wait_for_steady_state=settings.wait_for_steady_state,
                before_contract_update=told,
            ),
        )
    for schedule in settings.schedules:
        task = tasks[schedule.service]
        Schedule(
            schedule.name,
            ScheduleArgs(
                names=settings.names,
                settings=schedule,
                enabled=enabled,
                outputs=outputs,
                # a family without a revision is its newest one: what was rolled out from outside
                task_definition_arn=task.family_arn if elsewhere else task.definition_arn,
                task_family_arn=task.known_family_arn,
                task_role_arns=pulumi.Output.all(task.execution_role_arn, task.role_arn),
            ),
        )
    return built

"""Calls about tasks: those of services, which the fleet keeps, beside moto's own, which no service started."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.ecs.exceptions import InvalidParameterException
from moto.ecs.models import EC2ContainerServiceBackend

from lab.emulator.engine.corrections import Correction
from lab.emulator.services.ecs.fleet import bare_name, installed_fleet

if TYPE_CHECKING:
    from collections.abc import Callable

_E = EC2ContainerServiceBackend
_list, _describe, _stop, _run = _E.list_tasks, _E.describe_tasks, _E.stop_task, _E.run_task


def _list_with_tasks_of_services(
    self: _E,
    cluster_str: str | None = None,
    container_instance: str | None = None,
    family: str | None = None,
    started_by: str | None = None,
    service_name: str | None = None,
    desiredStatus: str | None = None,  # noqa: N803  # moto's name
) -> list[Any]:
    cluster = self._get_cluster(cluster_str or "default")
    found: list[Any] = installed_fleet().in_cluster(cluster.arn)
    if service_name:
        self._get_service(cluster.name, bare_name(service_name))
    elif not container_instance:
        loose = _list(self, cluster_str, container_instance, family, started_by, None, desiredStatus)
        found = [*loose, *found]
    tests: list[tuple[Any, Callable[[Any], bool]]] = [
        (service_name, lambda task: task.group == f"service:{bare_name(str(service_name))}"),
        (family, lambda task: f"/{family}:" in task.task_definition_arn),
        (started_by, lambda task: task.started_by == started_by),
        (container_instance, lambda task: task.container_instance_arn == container_instance),
        (True, lambda task: task.desired_status == (desiredStatus or "RUNNING")),
    ]
    return [task for task in found if all(test(task) for given, test in tests if given)]


def _describe_with_tasks_of_services(self: _E, cluster_str: str, tasks: list[str]) -> list[Any]:
    cluster = self._get_cluster(cluster_str)
    if len(tasks) > 100:
        raise InvalidParameterException("Tasks cannot be more than 100.")
    wanted = {bare_name(task) for task in tasks}
    loose: list[Any] = _describe(self, cluster_str, tasks)
    return loose + [task for task in installed_fleet().in_cluster(cluster.arn) if bare_name(task.task_arn) in wanted]


def _stop_and_replace(self: _E, cluster_str: str, task_str: str, reason: str) -> Any:
    """A service starts another task in place of the stopped one."""
    fleet = installed_fleet()
    cluster = self._get_cluster(cluster_str)
    for task in fleet.in_cluster(cluster.arn):
        if bare_name(task.task_arn) == bare_name(task_str):
            service = self._get_service(cluster.name, task.group.removeprefix("service:"))
            fleet.stop(self, service, task, reason or "Task stopped by user")
            fleet.reconcile(self, service)
            return task
    if not any(bare_name(arn) == bare_name(task_str) for arn in self.tasks.get(cluster.name, {})):
        raise InvalidParameterException("The referenced task was not found.")
    return _stop(self, cluster_str, task_str, reason)


def _run_outside_awsvpc(self: _E, *args: Any, **kwargs: Any) -> Any:
    """moto's tasks have no network interface of their own, so a task that asks for one is refused."""
    given = [one for one in (*args, *kwargs.values()) if isinstance(one, dict)]
    if any("awsvpcConfiguration" in one for one in given):
        raise NotImplementedError("RunTask in awsvpc mode")
    return _run(self, *args, **kwargs)


CORRECTIONS: tuple[Correction, ...] = (
    (_E, "list_tasks", _list_with_tasks_of_services),
    (_E, "describe_tasks", _describe_with_tasks_of_services),
    (_E, "stop_task", _stop_and_replace),
    (_E, "run_task", _run_outside_awsvpc),
)

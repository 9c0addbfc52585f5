"""Which ECS tasks are real processes: of each service and region, the first two with an image that `lab.toml` knows."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from moto.ecs.models import Service, ecs_backends
from moto.elbv2.models import elbv2_backends

from lab.emulator.engine import account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.emulator.engine.context import Context
    from lab.emulator.services.ecs.fleet import Fleet
    from lab.emulator.services.ecs.tasks import ServiceTask

MOST_PROCESSES = 2


@dataclass(frozen=True)
class Check:
    """A target group's health check."""

    path: str
    codes: str
    group: str = ""

    def passes(self, status: int) -> bool:
        """Whether the group's matcher (`200`, `200-299`, `200,301`) takes the status."""
        for part in self.codes.split(","):
            low, _, high = part.partition("-")
            if int(low) <= status <= int(high or low):
                return True
        return False


@dataclass(frozen=True)
class WantedTask:
    """A container of a running task; `container` is its definition. `real`: it is a process, not only counted.

    The main container has the task's address and health check, a sidecar has neither.
    """

    arn: str
    region: str
    service: str
    service_arn: str
    address: str
    command: tuple[str, ...]
    container: dict[str, Any]
    check: Check | None
    real: bool
    sidecar: bool = False

    @property
    def key(self) -> str:
        """What tells the processes of all tasks apart."""
        return f"{self.arn}#{self.container['name']}" if self.sidecar else self.arn

    @property
    def essential(self) -> bool:
        """Whether the task stops when this container does."""
        return bool(self.container.get("essential", True))


def wanted_tasks(context: Context) -> list[WantedTask]:
    """Every running task of a mapped image in a region that answers; call it with the context's lock held."""
    fleet: Fleet = context.state["ecs"]
    found: list[WantedTask] = []
    for service in _services():
        if context.outages.is_out(_region(service)):
            continue
        running = [task for task in fleet.of(service) if task.running]
        for number, task in enumerate(running):
            for place, container in enumerate(_containers(service, task, context.project.tasks)):
                command = tuple(command_of(container, context.project.tasks))
                wanted = _wanted(service, task, container, command, number < MOST_PROCESSES)
                found.append(replace(wanted, address="", check=None, sidecar=True) if place else wanted)
    return found


def find_service(arn: str) -> Service | None:
    """The service, which may be gone by now."""
    return next((service for service in _services() if service.arn == arn), None)


def _services() -> Iterator[Service]:
    for backend in list(ecs_backends[account.number()].values()):
        yield from list(backend.services.values())


def _region(service: Service) -> str:
    return str(service.arn.split(":")[3])


def _wanted(
    service: Service, task: ServiceTask, container: dict[str, Any], command: tuple[str, ...], real: bool
) -> WantedTask:
    region = _region(service)
    check = None
    for wiring in service.load_balancers:
        group = elbv2_backends[account.number()][region].target_groups.get(wiring.get("targetGroupArn", ""))
        if group is not None:
            codes = (getattr(group, "matcher", None) or {}).get("HttpCode") or "200"
            check = Check(group.health_check_path or "/", str(codes), str(group.arn))
    return WantedTask(
        task.task_arn, region, str(service.name), service.arn, task.address, command, container, check, real
    )


def _containers(service: Service, task: ServiceTask, tasks: Mapping[str, str]) -> list[dict[str, Any]]:
    """The containers of the task's definition whose image is mapped, the main one first: the load balancer's."""
    backend = ecs_backends[account.number()][_region(service)]
    definition = backend.describe_task_definition(task.task_definition_arn)
    mapped = [one for one in definition.container_definitions if _mapped(str(one.get("image", "")), tasks) is not None]
    fronts = {wiring.get("containerName") for wiring in service.load_balancers}
    return sorted(mapped, key=lambda one: one.get("name") not in fronts)


def mapped_container(containers: list[dict[str, Any]], tasks: Mapping[str, str]) -> dict[str, Any] | None:
    """The first container definition whose image is mapped."""
    return next((one for one in containers if _mapped(str(one.get("image", "")), tasks) is not None), None)


def command_of(container: dict[str, Any], tasks: Mapping[str, str]) -> list[str]:
    """The container's own command, else the one that `lab.toml` has for its image."""
    return list(container.get("command") or shlex.split(_mapped(container["image"], tasks) or ""))


def _mapped(image: str, tasks: Mapping[str, str]) -> str | None:
    return next((command for pattern, command in tasks.items() if fnmatchcase(image, pattern)), None)

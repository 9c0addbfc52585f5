"""moto's ECS, extended: services that ramp, honest listings, refusals that AWS would give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.emulator.engine.corrections import Correction, put_in_place
from lab.emulator.services.ecs import cluster_calls, service_calls, task_calls
from lab.emulator.services.ecs.fleet import Fleet

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("ecs", "CreateService"): (
        "approximated",
        "ramps at Fargate's launch rate; tasks never fail once they have an address",
    ),
    ("ecs", "UpdateService"): (
        "approximated",
        "desired count ramps; rolling update starts all new tasks, then stops old",
    ),
    ("ecs", "DeleteService"): ("approximated", "INACTIVE at once, without DRAINING"),
    ("ecs", "DescribeServices"): ("emulated", "counts, deployments[] and steady-state events follow the clock"),
    ("ecs", "RunTask"): (
        "approximated",
        "moto's, also without security groups; such tasks run and stop as moto has it",
    ),
    ("ecs", "ListTasks"): ("emulated", "tasks of services, filtered by service, family and desired status"),
    ("ecs", "DescribeTasks"): ("approximated", "service tasks have no network interface in EC2; health is always good"),
    ("ecs", "StopTask"): ("emulated", "a service replaces the stopped task"),
    ("ecs", "DeleteCluster"): ("emulated", "refused while it has active services"),
}
CORRECTIONS: tuple[Correction, ...] = (
    *service_calls.CORRECTIONS,
    *task_calls.CORRECTIONS,
    *cluster_calls.CORRECTIONS,
)


def install(context: Context) -> None:
    """Extend moto's ECS for ``context`` (the one lab of this process)."""
    fleet = context.state["ecs"] = Fleet(context)
    context.on_reset(fleet.clear)
    put_in_place(CORRECTIONS)

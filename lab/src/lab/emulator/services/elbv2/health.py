"""Target health as a load balancer sees it: initial → healthy on the clock, unused, draining, with AWS's own words.

Sources: ELB user guide, "Health checks for Application Load Balancer target groups" (states and reason codes; a new
target needs one passed check), "Deregistration delay". Approximation: a registered target always passes its checks;
a group that no listener or rule names is ``unused`` and its checks start when it is first looked at in use.
"""

from __future__ import annotations

import contextlib
import weakref
from typing import TYPE_CHECKING, Any

from moto.elbv2.exceptions import TargetGroupNotFoundError
from moto.elbv2.models import ELBv2Backend, FakeHealthStatus, FakeTargetGroup, elbv2_backends

from lab.emulator.engine.context import installed
from lab.emulator.engine.corrections import Correction, put_in_place

if TYPE_CHECKING:
    from lab.emulator.engine.clock import Transition
    from lab.emulator.engine.context import Context

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("elbv2", "RegisterTargets"): ("emulated", "health starts as initial, healthy after one health-check interval"),
    ("elbv2", "DeregisterTargets"): ("emulated", "draining for the group's deregistration delay"),
    ("elbv2", "DescribeTargetHealth"): ("approximated", "every registered target passes its checks"),
}
_motos_register, _motos_deregister = FakeTargetGroup.register, FakeTargetGroup.deregister
_NOT_REGISTERED = ("unused", "Target.NotRegistered", "Target is not registered to the target group")
_NOT_IN_USE = (
    "unused",
    "Target.NotInUse",
    "Target group is not configured to receive traffic from the load balancer",
)
_INITIAL = ("initial", "Elb.InitialHealthChecking", "Initial health checks in progress")
_FAILING = ("unhealthy", "Target.FailedHealthChecks", "Health checks failed")
_DRAINING = ("draining", "Target.DeregistrationInProgress", "Target deregistration is in progress")


class HealthBook:
    """Health checks under way and draining targets, by target group."""

    def __init__(self) -> None:
        self.checks: weakref.WeakKeyDictionary[FakeTargetGroup, dict[str, Transition]] = weakref.WeakKeyDictionary()
        self.draining: weakref.WeakKeyDictionary[FakeTargetGroup, dict[str, Transition]] = weakref.WeakKeyDictionary()

    def clear(self) -> None:
        self.checks.clear()
        self.draining.clear()


def health_wait(context: Context, group: FakeTargetGroup) -> float:
    """Lab seconds until a new target of ``group`` has passed its first check."""
    return context.clock.scale(float(group.health_check_interval_seconds))


def _in_use(group: FakeTargetGroup) -> bool:
    backend = elbv2_backends[group.account_id][group.region_name]
    return backend._any_listener_using(group.arn)


def state_of(context: Context, group: FakeTargetGroup, target: str) -> tuple[str, str | None, str | None]:
    """(state, reason, description) of one target of ``group``."""
    book: HealthBook = context.state["elbv2"]
    if target not in group.targets:
        drain = book.draining.get(group, {}).get(target)
        return _DRAINING if drain is not None and not drain.done else _NOT_REGISTERED
    if not _in_use(group):
        return _NOT_IN_USE
    checks = book.checks.setdefault(group, {})
    if target not in checks:
        checks[target] = _start_check(context, group, target)
    over = checks[target].done or context.clock.now() >= checks[target].due
    if not over:
        return _INITIAL
    return ("healthy", None, None) if context.data.target_healthy(group.region_name, target) else _FAILING


def healthy(context: Context, group: FakeTargetGroup, target: str) -> bool:
    """Whether ``target`` is healthy in ``group``."""
    return state_of(context, group, target)[0] == "healthy"


def healthy_targets(context: Context, group: FakeTargetGroup) -> list[str]:
    """The IDs of the healthy targets of ``group``."""
    return [target for target in group.targets if healthy(context, group, target)]


def _start_check(context: Context, group: FakeTargetGroup, target: str) -> Transition:
    return context.clock.after(health_wait(context, group), lambda: None, f"{target} healthy in {group.name}")


def _register(group: FakeTargetGroup, targets: list[dict[str, Any]]) -> None:
    """moto's targets are healthy at once."""
    _motos_register(group, targets)
    context = installed()
    book: HealthBook = context.state["elbv2"]
    for target in targets:
        book.draining.get(group, {}).pop(target["Id"], None)
        checks = book.checks.setdefault(group, {})
        if target["Id"] not in checks and _in_use(group):
            checks[target["Id"]] = _start_check(context, group, target["Id"])


def _deregister(group: FakeTargetGroup, targets: list[dict[str, Any]]) -> None:
    """moto's targets are gone at once."""
    _motos_deregister(group, targets)
    context = installed()
    book: HealthBook = context.state["elbv2"]
    delay = context.clock.scale(float(str(group.attributes.get("deregistration_delay.timeout_seconds", 300))))
    for target in targets:
        book.checks.get(group, {}).pop(target["Id"], None)
        label = f"{target['Id']} drained from {group.name}"
        book.draining.setdefault(group, {})[target["Id"]] = context.clock.after(delay, lambda: None, label)


def _describe_target_health(
    backend: ELBv2Backend, target_group_arn: str, targets: list[dict[str, Any]]
) -> list[FakeHealthStatus]:
    context = installed()
    group = backend.target_groups.get(target_group_arn)
    if group is None:
        raise TargetGroupNotFoundError()
    asked = [target["Id"] for target in targets] if targets else _listed(context.state["elbv2"], group)
    return [_status(context, group, target) for target in asked]


CORRECTIONS: tuple[Correction, ...] = (
    (FakeTargetGroup, "register", _register),
    (FakeTargetGroup, "deregister", _deregister),
    (ELBv2Backend, "describe_target_health", _describe_target_health),
)


def install(context: Context) -> None:
    """Extend moto's target groups for ``context`` (the one lab of this process)."""
    book = context.state["elbv2"] = HealthBook()
    context.on_reset(book.clear)
    put_in_place(CORRECTIONS)


def _listed(book: HealthBook, group: FakeTargetGroup) -> list[str]:
    draining = [target for target, drain in book.draining.get(group, {}).items() if not drain.done]
    return list(group.targets) + [target for target in draining if target not in group.targets]


def _status(context: Context, group: FakeTargetGroup, target: str) -> FakeHealthStatus:
    known = group.targets.get(target) or group.deregistered_targets.get(target) or {}
    port: Any = known.get("Port", group.port)
    with contextlib.suppress(TypeError, ValueError):
        port = int(port)
    state, reason, description = state_of(context, group, target)
    return FakeHealthStatus(target, port, group.health_check_port, state, reason, description)

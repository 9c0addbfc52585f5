"""The DR side runs a little of everything, and may grow to all of production."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from policy.engine import stack_config
from policy.engine.finding import Finding, unchecked
from policy.engine.options import option
from policy.engine.rule import Rule
from policy.engine.severity import Severity
from policy.engine.stack import Estate, Stack
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource
from policy.knowledge.capacity import (
    SERVICE,
    TARGET,
    by_config,
    in_estate,
    is_off,
    is_tasks,
    off_by_config,
    off_in,
    scaled_service,
    service_name,
    wanted,
)
from policy.knowledge.region_role import DR_STACKS, is_dr
from policy.knowledge.zone_spread import SCALING_GROUP


@dataclass(frozen=True)
class Options:
    """What production needs, where neither stack config nor the failover contract says it."""

    production: Mapping[str, int] = option({}, "desired tasks of each service in production, by service name")
    dr_stacks: tuple[str, ...] = option((), DR_STACKS)
    min_tasks: int = option(1, "tasks that each service keeps running on the DR side, at least")
    off: tuple[str, ...] = option((), "logical names of services and groups that are off in DR on purpose")


def _on_resource(resource: Resource, config: StackConfig, options: Options) -> Iterator[Finding]:
    dr = is_dr(resource.stack, config, options.dr_stacks) and resource.name not in options.off
    off = off_by_config(config)
    if resource.type == SCALING_GROUP:
        yield from _machines(resource, options) if dr else ()
        return
    name = resource.text("name") if resource.type == SERVICE else service_name(resource)
    if dr and not _by_stack(off, name):
        yield from _stopped(resource, name, off, options)
    if is_tasks(resource):
        yield from _ceiling(resource, name, by_config(config, options.production))


def _by_stack(off: Collection[str], name: str | None = None) -> bool:
    """Whether the stack policy judges who sleeps: it knows a service by dependencies, and what the contract says."""
    return stack_config.analyzing() or (bool(off) and name is None)


def _stopped(resource: Resource, name: str | None, off: Collection[str], options: Options) -> Iterator[Finding]:
    """A service without a task, unless that is what was decided for it (`standby: off`)."""
    key = "desiredCount" if resource.type == SERVICE else "minCapacity"
    daemon = resource.text("schedulingStrategy") == "DAEMON"
    count = resource.whole(key)
    judged = resource.type == SERVICE or is_tasks(resource)
    if judged and not daemon and count is not None and count < options.min_tasks and not is_off(name, off):
        yield _too_few(resource, f"{key} {count}", options)


def _machines(group: Resource, options: Options) -> Iterator[Finding]:
    """An Auto Scaling group that may not have a machine."""
    if group.whole("maxSize") == 0:
        yield Finding(
            group,
            "maxSize 0 on the DR side",
            "a group that may grow: a ceiling of 0 refuses the capacity that a promotion asks for",
            "raise maxSize to production's, and keep minSize as low as the pilot light may be",
            accept={"off": [*options.off, group.name]},
        )


def _too_few(resource: Resource, found: str, options: Options) -> Finding:
    return Finding(
        resource,
        f"{found} on the DR side",
        f"at least {options.min_tasks} running task: what has never run in this region will not start on the day",
        f"raise it to {options.min_tasks} (standby:capacity: warm does)",
        accept={"off": [*options.off, resource.name]},
    )


def _ceiling(target: Resource, name: str | None, production: Mapping[str, int]) -> Iterator[Finding]:
    most, needed = target.whole("maxCapacity"), wanted(name, production)
    if most is not None and needed is not None and most < needed:
        yield Finding(
            target,
            f"maxCapacity {most} for service {name!r}, which runs {needed} tasks in production",
            f"a ceiling of {needed} or more: a promotion that raises the minimum above it is refused by AWS",
            f"raise maxCapacity to {needed} or more (production.max in standby:services)",
        )


def _on_stack(estate: Estate, options: Options) -> Iterator[Finding]:
    for stack in estate.stacks:
        config = by_config(stack.config, options.production)
        production = in_estate(estate, stack, config)
        targets = [target for target in stack.of(TARGET) if is_tasks(target)]
        off = off_in(stack)
        if _by_stack(off) and is_dr(stack.name, stack.config, options.dr_stacks):
            for resource in (*targets, *stack.of(SERVICE)):
                service = resource.text("name") if resource.type == SERVICE else scaled_service(resource)
                if resource.name not in options.off:
                    yield from _stopped(estate.inputs(resource), service, off, options)
        for target in targets:
            name = scaled_service(target)
            yield from _ceiling(target, name, production)
            if wanted(name, production) is None and is_dr(stack.name, stack.config, options.dr_stacks):
                why = "no source says what the service runs in production (standby:services, contract, policy config)"
                then = "set production in the policy config, by service name"
                yield unchecked(target, "whether maxCapacity reaches production", why, then)
        yield from _unknown(estate, stack, targets)


def _unknown(estate: Estate, stack: Stack, targets: list[Resource]) -> Iterator[Finding]:
    for resource in (*targets, *stack.of(SERVICE)):
        given = estate.inputs(resource)
        for key in ("minCapacity", "maxCapacity", "desiredCount"):
            if given is not resource and given.unknown(key):
                why = f"its {key} is not known before something else is made"
                yield unchecked(resource, "whether the service can be promoted", why, "run `pulumi up`")


RULE = Rule(
    name="promotable-capacity",
    description="Each service runs on the DR side, and may grow there to what production needs.",
    fix="Keep at least one task running on the DR side, and let auto scaling reach production's numbers.",
    severity=Severity.HIGH,
    options=Options,
    types=frozenset((SERVICE, TARGET, SCALING_GROUP)),
    on_resource=_on_resource,
    on_stack=_on_stack,
)

"""What a service needs in production, from whichever source says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from policy.engine.stack import Estate, Stack
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource
from policy.engine.unknown import whole
from policy.knowledge.contract_entries import services

Count = Literal["desired", "min"]
SERVICE = "aws:ecs/service:Service"
TARGET = "aws:appautoscaling/target:Target"


def is_tasks(target: Resource) -> bool:
    """Whether a scalable target scales the tasks of an ECS service."""
    return target.text("serviceNamespace") == "ecs" or target.text("scalableDimension") == "ecs:service:DesiredCount"


def service_name(target: Resource) -> str | None:
    """The ECS service that a scalable target scales, by its resource ID (`service/<cluster>/<service>`)."""
    identifier = target.text("resourceId") or ""
    parts = identifier.split("/")
    return parts[2] if len(parts) == 3 and parts[0] == "service" else None


def scaled_service(target: Resource) -> str | None:
    """The same or, where the resource ID is not known yet, the name of the service that it depends on."""
    behind = (other for other in target.behind("resourceId") if other.type == SERVICE)
    return service_name(target) or next((name for other in behind if (name := other.text("name"))), None)


def by_config(config: StackConfig, given: Mapping[str, int], count: Count = "desired") -> dict[str, int]:
    """Production's tasks by service name: of `standby:services`, and of the policy config over it."""
    found: dict[str, int] = {}
    listed = config.value("services")
    for service in listed if isinstance(listed, list) else []:
        production = service.get("production") if isinstance(service, Mapping) else None
        tasks = whole(production.get(count)) if isinstance(production, Mapping) else None
        if tasks is not None:
            found[str(service.get("name"))] = tasks
    return {**found, **given}


def in_estate(estate: Estate, stack: Stack, config: Mapping[str, int], count: Count = "desired") -> dict[str, int]:
    """Production's tasks: of config, the stack's own contract, and the services of other regions' stacks."""
    found: dict[str, int] = {}
    for other in estate.stacks:
        if other is not stack and other.region() != stack.region():
            for name, tasks in _running(other, count):
                found[name] = max(tasks, found.get(name, 0))
    found |= {entry.ecs_service: getattr(entry, count) for entry in services(stack)}
    return {**found, **config}


def off_by_config(config: StackConfig) -> frozenset[str]:
    """The services that run nothing while their region stands by: `standby: off` in `standby:services`."""
    listed = config.value("services")
    found = [one for one in (listed if isinstance(listed, list) else []) if isinstance(one, Mapping)]
    return frozenset(str(one.get("name")) for one in found if one.get("standby") in ("off", False))  # YAML's off


def off_in(stack: Stack) -> frozenset[str]:
    """The same, by the stack's config and the contract in it."""
    return off_by_config(stack.config) | {
        name for entry in services(stack) if entry.standby == "off" for name in (entry.name, entry.ecs_service)
    }


def is_off(name: str | None, off: Iterable[str]) -> bool:
    """Whether a service is one of those that are off, by its whole name or the part that config knows it by."""
    return name is not None and any(name == one or name.endswith(f"-{one}") for one in off)


def wanted(name: str | None, production: Mapping[str, int]) -> int | None:
    """What `name` needs: by its whole name, or by the part that config knows it by (`myapp-prod-api` is `api`)."""
    if name is None:
        return None
    if name in production:
        return production[name]
    fitting = [known for known in production if name.endswith(f"-{known}")]
    return production[max(fitting, key=len)] if fitting else None


def _running(stack: Stack, count: Count) -> Iterator[tuple[str, int]]:
    """What the services of a stack are declared to run: by auto scaling at least, or at present."""
    for service in stack.of(SERVICE) if count == "desired" else ():
        name, desired = service.text("name"), service.whole("desiredCount")
        if name and desired:
            yield name, desired
    for target in stack.of(TARGET):
        name, least = scaled_service(target), target.whole("minCapacity")
        if name and least:
            yield name, least

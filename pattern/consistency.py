"""What services and schedules say about each other: told once each is right by itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pattern import placeholders
from pattern.containers import variables_given
from pattern.schedules import Schedule
from pattern.services import Service, Sidecar

_IN_REGION = re.compile(
    r"^arn:[a-z-]+:(?:secretsmanager|ssm):([a-z0-9-]+):|^\d{12}\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\."
)


def problems(services: Sequence[Service], schedules: Sequence[Schedule], region: str) -> tuple[str, ...]:
    """Every disagreement, one sentence each, by the key at fault."""
    found = [*_front(services), *_priorities(services), *_scheduled(services, schedules)]
    for place, service in enumerate(services):
        key = f"standby:services[{place}]"
        found += [*_placed(service, key), *_containers(service, key), *_variables(service, key)]
        found += [
            f"{where}: {problem}" for where, text in _texts(service, key) for problem in placeholders.problems(text)
        ]
        found += [*_regions(service, key, region)]
    return tuple(found)


def _front(services: Sequence[Service]) -> Iterator[str]:
    fronts = [service.name for service in services if service.front]
    if len(fronts) != 1:
        yield (
            f"standby:services has {len(fronts)} services with front: true ({', '.join(fronts) or 'none'}); exactly "
            "one stands behind the listener's default action"
        )
    for place, service in enumerate(services):
        key = f"standby:services[{place}]"
        if service.front and service.standby == "off":
            yield f"{key}.standby is 'off' for the front service {service.name!r}; DR must be probed: set it to 'warm'"
        if service.front and service.path:
            yield (
                f"{key}.path is {service.path!r} for the front service {service.name!r}, which gets all requests that "
                "no other service has a path for; remove it"
            )
        if service.front and "health_path" in service.model_fields_set:
            yield (
                f"{key}.healthPath is {service.health_path!r} for the front service {service.name!r}; its target "
                "groups are the platform's: set probe.path there, and remove it here"
            )


def _priorities(services: Sequence[Service]) -> Iterator[str]:
    ruled = [service for service in services if service.path and not service.front]
    for priority, count in Counter(service.rule_priority for service in ruled).items():
        if count > 1:
            names = ", ".join(service.name for service in ruled if service.rule_priority == priority)
            yield f"standby:services: {names} have the listener priority {priority}; set `priority` of all but one"


def _scheduled(services: Sequence[Service], schedules: Sequence[Schedule]) -> Iterator[str]:
    names = [service.name for service in services]
    for place, schedule in enumerate(schedules):
        if schedule.service not in names:
            yield f"standby:schedules[{place}].service is {schedule.service!r}; there are {', '.join(names)}"
    for name, count in Counter(schedule.name for schedule in schedules).items():
        if count > 1:
            yield f"standby:schedules has {count} schedules named {name!r}; a name must be unique: rename all but one"


def _placed(service: Service, key: str) -> Iterator[str]:
    """Keys that mean something only behind the load balancer, and two that exclude each other."""
    if service.behind_listener:
        return
    if service.health_check_grace_seconds is not None:
        yield f"{key}.healthCheckGraceSeconds is set, but {service.name!r} is behind no listener; remove it"
    if service.scaling and service.scaling.metric == "requests":
        yield f"{key}.scaling.metric is 'requests', but {service.name!r} is behind no listener; use 'cpu' or 'memory'"
    if service.priority is not None:
        yield f"{key}.priority is set, but {service.name!r} has no path; remove it, or add a path"


def _containers(service: Service, key: str) -> Iterator[str]:
    if service.readonly_root_filesystem and service.execute_command:
        yield f"{key}: readonlyRootFilesystem and executeCommand exclude each other: ECS Exec writes to disk"
    for name, count in Counter([service.name, *(one.name for one in service.sidecars)]).items():
        if count > 1:
            yield f"{key}.sidecars: {count} containers are named {name!r}; a sidecar needs a name of its own"
    if (taken := sum(one.cpu for one in service.sidecars)) >= service.cpu:
        yield f"{key}.sidecars reserve cpu {taken} of the task's {service.cpu}; leave some to the service"
    if (taken := sum(one.memory or 0 for one in service.sidecars)) >= service.memory:
        yield f"{key}.sidecars take memory {taken} of the task's {service.memory}; leave some to the service"


def _variables(service: Service, key: str) -> Iterator[str]:
    given = variables_given(service.uses)
    for name in sorted(set(service.environment) & set(service.secrets)):
        yield f"{key}: {name} is both in environment and in secrets; ECS takes one: remove the other"
    for name in sorted((set(service.environment) | set(service.secrets)) & set(given)):
        yield f"{key}: {name} is set, but uses: [{given[name]}] gives it; remove one of the two"


def _texts(service: Service, key: str) -> Iterator[tuple[str, str]]:
    """Every text in which a placeholder may stand, with its key."""
    containers: list[tuple[str, Service | Sidecar]] = [(key, service)]
    containers += [(f"{key}.sidecars[{n}]", each) for n, each in enumerate(service.sidecars)]
    for where, one in containers:
        yield f"{where}.image", one.image
        yield from ((f"{where}.command[{n}]", text) for n, text in enumerate(one.command or ()))
        yield from ((f"{where}.environment.{name}", text) for name, text in one.environment.items())
        yield from ((f"{where}.secrets.{name}", text) for name, text in one.secrets.items())
    for n, statement in enumerate(service.policies):
        yield from ((f"{key}.policies[{n}].Resource", text) for text in statement.resource)


def _regions(service: Service, key: str, region: str) -> Iterator[str]:
    """A secret or an image of another region would be lost together with that region."""
    for where, text in _texts(service, key):
        if ".environment." in where or ".policies[" in where:
            continue
        found = _IN_REGION.match(text)
        other = (found[1] or found[2]) if found else region
        if other != region:
            yield (
                f"{where} is of {other}, but this stack is {region}'s; a region must not need another one: "
                f"write `${{region}}` instead of {other}, and see that {region} has it"
            )

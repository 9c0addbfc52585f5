"""The typed config of a workloads stack: the services that run on a platform, how much of each, and their schedules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from pattern.consistency import problems as inconsistencies
from pattern.given_names import GivenNames
from pattern.name_keys import of_workloads
from pattern.naming import Names
from pattern.overrides import merged
from pattern.reading import ConfigError, Section, raw_values, read_section, refuse_absent_file, region_disagreement
from pattern.schedules import Schedule
from pattern.services import Service
from pattern.settings import RetentionDays
from pattern.texts import Region, Slug, Suffix

WARM_TASKS = 1
OWN_KEYS = ("region", "capacity")


@dataclass(frozen=True)
class Tasks:
    """How many tasks of a service run now, and between which bounds."""

    desired: int
    min: int
    max: int


class PlatformStack(Section):
    """Where the platform's stack is: `organization/<project>/<stack>` on a file or bucket backend."""

    organization: str = Field(default="organization", description="organization of the backend")
    project: str = Field(default="standby", description="the platform's project")
    stack: str | None = Field(default=None, description="its stack; default: the same name as this one")


class WorkloadSettings(Section):
    """One workloads stack."""

    app: Slug = Field(description="as the platform's")
    environment: Slug = Field(description="as the platform's")
    region: Region = Field(description="this stack's region; equals `aws:region`")
    given_names: GivenNames = Field(
        default={}, alias="names", description="names that exist, by kind, part and region: `ecs-service/web`"
    )
    name_suffix: Suffix = Field(default="", description="as the platform's")
    capacity: Literal["production", "warm"] = Field(
        description="`production`, or `warm`: what each service's `standby` says, able to grow to production's most"
    )
    platform: PlatformStack = Field(default=PlatformStack(), description="where the platform's stack is")
    services: tuple[Service, ...] = Field(min_length=1, description="the services, alike in both regions")
    service_overrides: Mapping[str, Mapping[str, Any]] = Field(
        default={}, description="by service name: what this region has otherwise; `production` and `standby` cannot be"
    )
    schedules: tuple[Schedule, ...] = Field(default=(), description="tasks at set times, in the serving region only")
    deployments: Literal["pulumi", "external"] = Field(
        default="pulumi",
        description="who rolls out images: `up`, or something else (then `up` never changes a task definition again)",
    )
    wait_for_steady_state: bool = Field(default=True, description="`up` ends when ECS has the services running")
    log_retention_days: RetentionDays = Field(default=30, description="of every log group")
    incident_freeze: str | None = Field(default=None, description="as the platform's")
    incident_freeze_exempt: str | None = Field(default=None, description="as the platform's")

    @property
    def names(self) -> Names:
        """The names of this stack."""
        return Names(self.app, self.environment, self.region, self.name_suffix, self.given_names)

    def tasks(self, service: Service) -> Tasks:
        """What runs of `service` now: production's numbers, or what it has before a promotion."""
        wanted = service.production
        if self.capacity == "production":
            return Tasks(wanted.desired, wanted.min, wanted.max)
        warm = 0 if service.standby == "off" else WARM_TASKS
        return Tasks(warm, warm, wanted.max)

    def warnings(self) -> tuple[str, ...]:
        """What is allowed and yet unwise, one sentence each."""
        return tuple(
            f"standby:services[{i}].image {service.image!r} has no tag; the two regions may run different programs: "
            "pin a tag or a digest"
            for i, service in enumerate(self.services)
            if not service.pinned
        )


def load(config: Mapping[str, str], stack: str) -> WorkloadSettings:
    """The settings of a workloads stack; arguments and errors as `pattern.settings.load`."""
    raw = raw_values(WorkloadSettings, config, "standby")
    refuse_absent_file(raw, OWN_KEYS, stack)
    given = raw.get("services")
    services = [dict(one) for one in given if isinstance(one, Mapping)] if isinstance(given, list) else []
    names = of_workloads(raw.get("names"), services, raw.get("schedules"))
    more = [*region_disagreement(raw, config), *_twins(services), *names]
    overrides = raw.get("serviceOverrides")
    if isinstance(overrides, Mapping) and isinstance(given, list) and len(services) == len(given):
        raw["services"], wrong = merged(services, overrides)
        more += wrong
    try:
        settings = read_section(WorkloadSettings, raw, "standby", stack, more)
    except ConfigError as error:
        raise ConfigError(stack, [_as_written(problem, services, overrides) for problem in error.problems]) from None
    if found := inconsistencies(settings.services, settings.schedules, settings.region):
        raise ConfigError(stack, found)
    return settings


def _twins(services: list[dict[str, Any]]) -> list[str]:
    names = [one["name"] for one in services if isinstance(one.get("name"), str)]
    return [
        f"standby:services has {count} services named {name!r}; a name must be unique: rename all but one"
        for name, count in Counter(names).items()
        if count > 1
    ]


def _as_written(problem: str, services: list[dict[str, Any]], overrides: Any) -> str:
    """A problem of a merged service, under the key that says it: the override's where that is the one."""
    found = re.match(r"standby:services\[(\d+)\]\.(\w+)", problem)
    name = services[int(found[1])].get("name") if found and int(found[1]) < len(services) else None
    changes = overrides.get(name) if isinstance(overrides, Mapping) and isinstance(name, str) else None
    if found and isinstance(changes, Mapping) and found[2] in changes:
        return f"standby:serviceOverrides.{name}.{found[2]}{problem[found.end() :]}"
    return problem

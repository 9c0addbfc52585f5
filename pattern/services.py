"""The typed config of a workloads stack: the services that run on a platform, and how much of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from pattern.contract import ServiceEntry
from pattern.naming import Names
from pattern.reading import Section, raw_values, read_section
from pattern.settings import Path, Region, Slug

# Amazon ECS developer guide, "Task definition differences for Fargate": CPU units -> memory in MiB (first, last, step).
FARGATE_MEMORY: Mapping[int, tuple[int, int, int]] = {
    256: (512, 2048, 512),
    512: (1024, 4096, 1024),
    1024: (2048, 8192, 1024),
    2048: (4096, 16384, 1024),
    4096: (8192, 30720, 1024),
    8192: (16384, 61440, 4096),
    16384: (32768, 122880, 8192),
}
WARM_TASKS = 1


def fargate_memory(cpu: int) -> tuple[int, ...]:
    """The memory sizes in MiB that Fargate offers with `cpu` units; none where it does not offer that many units."""
    if cpu not in FARGATE_MEMORY:
        return ()
    first, last, step = FARGATE_MEMORY[cpu]
    offered = range(first, last + 1, step)
    return tuple(size for size in offered if not (cpu == 256 and size == 1536))


class Production(Section):
    """Tasks of one service when its region serves: the same in both regions."""

    desired: int = Field(ge=1, le=5000)
    min: int = Field(ge=1, le=5000)
    max: int = Field(ge=1, le=5000)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.min <= self.desired <= self.max:
            raise ValueError(
                f"min {self.min}, desired {self.desired}, max {self.max}; min <= desired <= max is required"
            )
        return self


class Service(Section):
    """One service.

    The first of the list is the front: it stands behind the load balancer's default action. Another one is reached
    through the load balancer only where it has a `path` (`/billing/*`), a listener rule of its own.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
    image: Annotated[str, Field(min_length=1, pattern=r"^\S+$")]
    cpu: int = 256
    memory: int = Field(default=512, validate_default=True)
    port: int = Field(default=8080, ge=1, le=65535)
    health_path: Path = "/healthz"
    path: Annotated[str, Field(pattern=r"^/[A-Za-z0-9/_.*~-]*$", max_length=128)] | None = None
    environment: Mapping[str, str] = {}
    secrets: Mapping[str, str] = {}
    production: Production

    # per field, not per model: told even where another field is wrong
    @field_validator("cpu")
    @classmethod
    def _cpu_offered(cls, cpu: int) -> int:
        if not fargate_memory(cpu):
            offered = ", ".join(map(str, FARGATE_MEMORY))
            raise ValueError(f"cpu {cpu} is not offered by Fargate; use one of {offered}")
        return cpu

    @field_validator("memory")
    @classmethod
    def _memory_offered(cls, memory: int, known: ValidationInfo) -> int:
        sizes = fargate_memory(known.data["cpu"]) if "cpu" in known.data else (memory,)
        if memory not in sizes:
            raise ValueError(
                f"memory {memory} is not offered by Fargate with cpu {known.data['cpu']}; "
                f"use one of {', '.join(map(str, sizes))}"
            )
        return memory

    @property
    def pinned(self) -> bool:
        """Whether the image names a tag or a digest: without one, two regions may run two different programs."""
        return "@sha256:" in self.image or ":" in self.image.rsplit("/", 1)[-1]


class Platform(Section):
    """Where the platform's stack is: `organization/<project>/<stack>` on a file or bucket backend."""

    organization: str = "organization"
    project: str = "standby"
    stack: str | None = None


class WorkloadSettings(Section):
    """One workloads stack."""

    app: Slug
    environment: Slug
    region: Region
    name_suffix: str = Field(default="", pattern=r"^(-[a-z0-9]{1,8})?$")
    capacity: Literal["production", "warm"]
    platform: Platform = Platform()
    services: tuple[Service, ...] = Field(min_length=1)
    log_retention_days: Literal[1, 3, 5, 7, 14, 30, 60, 90, 180, 365] = 30
    incident_freeze: str | None = None
    incident_freeze_exempt: str | None = None

    @property
    def names(self) -> Names:
        """The names of this stack."""
        return Names(self.app, self.environment, self.region, self.name_suffix)

    def tasks(self, service: Service) -> Production:
        """What runs of `service` now: production's numbers, or one task that can grow to production's most."""
        if self.capacity == "production":
            return service.production
        return Production(desired=WARM_TASKS, min=WARM_TASKS, max=service.production.max)

    def warnings(self) -> tuple[str, ...]:
        """What is allowed and yet unwise, one sentence each."""
        return tuple(
            f"standby:services[{i}].image {service.image!r} has no tag; the two regions may run different programs: "
            "pin a tag or a digest"
            for i, service in enumerate(self.services)
            if not service.pinned
        )


def contract_entry(service: Service, ecs_service: str, target_group_arns: Mapping[str, str]) -> ServiceEntry:
    """The failover contract's entry of a service: always the production numbers, whatever runs now."""
    wanted = service.production
    return ServiceEntry(service.name, ecs_service, wanted.desired, wanted.min, wanted.max, target_group_arns)


def load(config: Mapping[str, str], stack: str) -> WorkloadSettings:
    """The settings of a workloads stack; arguments and errors as `pattern.settings.load`."""
    raw = raw_values(WorkloadSettings, config, "standby")
    more = []
    region, aws_region = raw.get("region"), config.get("aws:region")
    if region is not None and region != aws_region:
        more.append(
            f"standby:region is {region!r} but aws:region is {aws_region!r}; they must agree: "
            f"`pulumi config set aws:region {region}` (or change standby:region)"
        )
    services = raw.get("services")
    names = [s.get("name") for s in services if isinstance(s, Mapping)] if isinstance(services, list) else []
    more += [
        f"standby:services has {count} services named {name!r}; a name must be unique: rename all but one"
        for name, count in Counter(names).items()
        if name is not None and count > 1
    ]
    return read_section(WorkloadSettings, raw, "standby", stack, more)

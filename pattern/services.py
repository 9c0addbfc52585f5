"""The typed config of one service: its containers, what it uses, how much of it runs, and where it stands."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from pattern.contract import ServiceEntry, StandbyMode
from pattern.fargate import FARGATE_MEMORY, fargate_memory
from pattern.reading import Section
from pattern.texts import Image, Path, PathPattern, ServiceName, Text, VariableName

SecretArn = Annotated[
    str,
    Text(
        r"arn:aws[a-z-]*:(secretsmanager|ssm):.+|\$\{.+",
        "the ARN of a Secrets Manager secret or an SSM parameter (a placeholder may stand for it)",
        "arn:aws:secretsmanager:${region}:${account}:secret:api-key",
    ),
]
Variables = Mapping[VariableName, str]
Secrets = Mapping[VariableName, SecretArn]
Command = Annotated[tuple[str, ...], Field(min_length=1)]


def _texts(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _mode(value: Any) -> Any:
    return "off" if value is False else value  # YAML 1.1 reads a bare `off` as false


TextOrTexts = Annotated[tuple[str, ...], BeforeValidator(_texts), Field(min_length=1)]
# A listener rule's priority is 1 to 50000; names are spread over the upper part, the lower is for explicit ones.
FIRST_HASHED, LAST_PRIORITY = 1000, 50000


class Production(Section):
    """Tasks of one service when its region serves: the same in both regions."""

    desired: int = Field(ge=1, le=5000, description="tasks that a promotion starts, and a new service")
    min: int = Field(ge=1, le=5000, description="least that auto scaling keeps")
    max: int = Field(ge=1, le=5000, description="most that auto scaling runs")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.min <= self.desired <= self.max:
            raise ValueError(
                f"min {self.min}, desired {self.desired}, max {self.max}; min <= desired <= max is required"
            )
        return self


class Scaling(Section):
    """What auto scaling follows between `production.min` and `production.max`."""

    metric: Literal["cpu", "memory", "requests"] = Field(
        default="cpu", description="average use in percent, or requests per target and minute"
    )
    target: float = Field(default=60, gt=0, description="the value that is kept")
    scale_in_cooldown_seconds: int = Field(default=300, ge=0, description="wait after tasks were stopped")
    scale_out_cooldown_seconds: int = Field(default=60, ge=0, description="wait after tasks were started")


class Sidecar(Section):
    """A container beside the service's own, in the same task."""

    name: ServiceName = Field(description="name of the container")
    image: Image = Field(description="its image")
    essential: bool = Field(default=False, description="whether the task stops when it does")
    command: Command | None = Field(default=None, description="instead of the image's own command")
    environment: Variables = Field(default={}, description="variables: name and value")
    secrets: Secrets = Field(default={}, description="variables from secrets: name and ARN")
    cpu: int = Field(default=0, ge=0, description="CPU units reserved of the task's")
    memory: int | None = Field(default=None, ge=6, description="MiB at most, of the task's")
    port: int | None = Field(default=None, ge=1, le=65535, description="port that it listens on")


class Statement(Section):
    """A statement of an IAM policy, as IAM writes it."""

    sid: str | None = Field(default=None, alias="Sid", description="name of the statement")
    effect: Literal["Allow", "Deny"] = Field(default="Allow", alias="Effect", description="`Allow` or `Deny`")
    action: TextOrTexts = Field(alias="Action", description="actions")
    resource: TextOrTexts = Field(alias="Resource", description="ARNs, with placeholders where they name a region")
    condition: Mapping[str, Mapping[str, Any]] | None = Field(default=None, alias="Condition", description="conditions")


class Service(Section):
    """One service. One of the list is the front (`front: true`): it stands behind the load balancer's default action.
    Another one is reached through the load balancer only where it has a `path`: a listener rule of its own."""

    name: ServiceName = Field(description="name of the service")
    image: Image = Field(description="image of its container; pin a tag or a digest")
    front: bool = Field(
        default=False, description="whether it stands behind the listener's default action; exactly one does"
    )
    standby: Annotated[StandbyMode, BeforeValidator(_mode)] = Field(
        default="warm", description="before a promotion, DR runs one task (`warm`) or none (`off`)"
    )
    recycle: bool = Field(default=False, description="start new tasks once the writer has moved")
    uses: tuple[Literal["database", "cache"], ...] = Field(
        default=(), description="gives the task its region's `DATABASE_…` or `CACHE_…` variables"
    )
    cpu: int = Field(default=256, description="CPU units of the task")
    memory: int = Field(default=512, validate_default=True, description="MiB of the task")
    cpu_architecture: Literal["X86_64", "ARM64"] = Field(default="X86_64", description="of the image")
    port: int = Field(default=8080, ge=1, le=65535, description="port that the container listens on")
    health_path: Path = Field(default="/healthz", description="asked by the target group; the front has `probe.path`")
    path: PathPattern | None = Field(default=None, description="requests that reach it, such as `/billing/*`")
    priority: int | None = Field(
        default=None, ge=1, le=LAST_PRIORITY, description="of the listener rule; default: from the service's name"
    )
    command: Command | None = Field(default=None, description="instead of the image's own command")
    environment: Variables = Field(default={}, description="variables: name and value")
    secrets: Secrets = Field(default={}, description="variables from secrets: name and ARN")
    sidecars: tuple[Sidecar, ...] = Field(default=(), description="containers beside its own")
    ephemeral_storage_gib: int | None = Field(default=None, ge=21, le=200, description="disk of the task; default 20")
    stop_timeout_seconds: int | None = Field(
        default=None, ge=1, le=120, description="from SIGTERM to SIGKILL; default 30"
    )
    health_check_grace_seconds: int | None = Field(
        default=None, ge=0, le=2147483647, description="in which failing health checks of a new task are ignored"
    )
    readonly_root_filesystem: bool = Field(default=False, description="refuse writes to the container's own disk")
    execute_command: bool = Field(
        default=False, description="ECS Exec: a shell in the container, logged; the task role gets what it needs"
    )
    policies: tuple[Statement, ...] = Field(default=(), description="what the service's own task role may do")
    scaling: Scaling | None = Field(default=Scaling(), description="what auto scaling follows; null for none")
    production: Production = Field(description="tasks while the region serves")

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

    @property
    def behind_listener(self) -> bool:
        """Whether requests reach it through the load balancer."""
        return self.front or self.path is not None

    @property
    def rule_priority(self) -> int:
        """The priority of its listener rule: its own key, or one that only its name decides, so that no other service
        of the list can move it."""
        hashed = zlib.crc32(self.name.encode()) % (LAST_PRIORITY - FIRST_HASHED + 1)
        return self.priority or FIRST_HASHED + hashed


def contract_entry(
    service: Service, ecs_service: str, image: str, target_group_arns: Mapping[str, str]
) -> ServiceEntry:
    """The failover contract's entry of a service: always the production numbers, whatever runs now."""
    wanted = service.production
    return ServiceEntry(
        name=service.name,
        ecs_service=ecs_service,
        desired=wanted.desired,
        min=wanted.min,
        max=wanted.max,
        target_group_arns=target_group_arns,
        standby=service.standby,
        image=image,
        front=service.front,
        recycle=service.recycle,
    )

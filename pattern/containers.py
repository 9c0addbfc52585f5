"""The containers of a task, as ECS stores them: names sorted, nothing that ECS would add, one text per content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pattern.placeholders import fill, fill_all, values
from pattern.services import Service, Sidecar

# What `uses` gives a task: variable -> platform output, or for a secret (output, JSON key of its text).
VARIABLES: Mapping[str, Mapping[str, str]] = {
    "database": {
        "DATABASE_HOST": "database_endpoint",
        "DATABASE_READER_HOST": "database_reader_endpoint",
        "DATABASE_PORT": "database_port",
        "DATABASE_NAME": "database_name",
    },
    "cache": {"CACHE_HOST": "cache_endpoint", "CACHE_PORT": "cache_port"},
}
SECRETS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "database": {
        "DATABASE_USERNAME": ("database_secret_arn", "username"),
        "DATABASE_PASSWORD": ("database_secret_arn", "password"),
    },
    "cache": {"CACHE_AUTH_TOKEN": ("cache_secret_arn", "")},
}


@dataclass(frozen=True)
class Surroundings:
    """What a task's region adds: the platform's outputs and the service's log group."""

    outputs: Mapping[str, Any]
    log_group: str

    @property
    def region(self) -> str:
        """The region that the task runs in."""
        return str(self.outputs["region"])


def variables_given(uses: Sequence[str]) -> dict[str, str]:
    """The names of the variables that `uses` gives, each with what gives it."""
    return {name: use for use in uses for name in (*VARIABLES[use], *SECRETS[use])}


def definitions(service: Service, around: Surroundings) -> list[dict[str, Any]]:
    """The container definitions of a service's task: its own first, then its sidecars."""
    known = values(around.outputs)
    own = {
        **_container(service, around, known),
        "essential": True,
        "portMappings": [_port(service.port)],
        "environment": _pairs("value", {**_given(service, around), **fill_all(service.environment, known)}),
        "secrets": _pairs("valueFrom", {**_secrets_given(service, around), **fill_all(service.secrets, known)}),
    }
    if service.stop_timeout_seconds is not None:
        own["stopTimeout"] = service.stop_timeout_seconds
    if service.readonly_root_filesystem:
        own["readonlyRootFilesystem"] = True
    return [own, *(_sidecar(one, around, known) for one in service.sidecars)]


def secret_arns(service: Service, around: Surroundings) -> tuple[str, ...]:
    """Every secret and parameter that a task of the service is given, by the ARN in `valueFrom`."""
    known = values(around.outputs)
    own = [*_secrets_given(service, around).values()]
    texts = [*service.secrets.values(), *(arn for one in service.sidecars for arn in one.secrets.values())]
    given = [fill(arn, known) for arn in texts]
    return tuple(sorted({*own, *given}))


def _sidecar(one: Sidecar, around: Surroundings, known: Mapping[str, str]) -> dict[str, Any]:
    made = {
        **_container(one, around, known),
        "essential": one.essential,
        "environment": _pairs("value", fill_all(one.environment, known)),
        "secrets": _pairs("valueFrom", fill_all(one.secrets, known)),
    }
    if one.port is not None:
        made["portMappings"] = [_port(one.port)]
    if one.cpu:
        made["cpu"] = one.cpu
    if one.memory is not None:
        made["memory"] = one.memory
    return made


def _container(one: Service | Sidecar, around: Surroundings, known: Mapping[str, str]) -> dict[str, Any]:
    """What every container has: name, image, command, log."""
    options = {
        "awslogs-group": around.log_group,
        "awslogs-region": around.region,
        "awslogs-stream-prefix": one.name,
    }
    made: dict[str, Any] = {"name": one.name, "image": fill(one.image, known)}
    if one.command is not None:
        made["command"] = fill_all(one.command, known)
    return {**made, "logConfiguration": {"logDriver": "awslogs", "options": options}}


def _given(service: Service, around: Surroundings) -> dict[str, str]:
    return {name: str(around.outputs[output]) for use in service.uses for name, output in VARIABLES[use].items()}


def _secrets_given(service: Service, around: Surroundings) -> dict[str, str]:
    """`<secret ARN>:<JSON key>::` is how ECS is asked for one key of a secret's text."""
    return {
        name: f"{around.outputs[output]}:{key}::" if key else str(around.outputs[output])
        for use in service.uses
        for name, (output, key) in SECRETS[use].items()
    }


def _pairs(value: str, given: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, value: text} for name, text in sorted(given.items())]


def _port(port: int) -> dict[str, Any]:
    return {"containerPort": port, "hostPort": port, "protocol": "tcp"}

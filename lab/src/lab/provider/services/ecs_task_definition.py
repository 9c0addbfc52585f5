"""ECS task definitions. They cannot be changed: another text is another revision, and the old one is deregistered.

Container definitions are compared as ECS keeps them, with its defaults taken out of both sides.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from lab.provider.errors import Refused, aws_code
from lab.provider.fields import aws_args, tag_map, words
from lab.provider.resource import Resource, State
from lab.provider.services.ecs_cluster import EcsResource

SAME_NAME = "family networkMode requiresCompatibilities executionRoleArn taskRoleArn ipcMode pidMode"
TEXTS = "cpu memory"
VOLUME = words("name hostPath configureAtLaunch")
# What ECS fills into a container definition by itself (ECS API reference, RegisterTaskDefinition).
CONTAINER_DEFAULTS: Mapping[str, Any] = {"cpu": 0, "essential": True}


def _spec(text: str) -> str:
    """A spec of fields that ECS writes just as Pulumi does: small first letters."""
    return " ".join(f"{name}={name}" for name in text.split())


def normal(definitions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Container definitions without empty values and ECS's own defaults, environments in order."""
    return [_normal_container(container) for container in definitions]


def _normal_container(container: Mapping[str, Any]) -> dict[str, Any]:
    kept = {
        key: value
        for key, value in container.items()
        if value not in (None, [], {}, "") and CONTAINER_DEFAULTS.get(key, object()) != value
    }
    for key in ("environment", "secrets"):
        if key in kept:
            kept[key] = sorted(kept[key], key=lambda pair: str(pair.get("name")))
    if "portMappings" in kept:
        kept["portMappings"] = [_normal_port(port) for port in kept["portMappings"]]
    return kept


def _normal_port(port: Mapping[str, Any]) -> dict[str, Any]:
    """With awsvpc the host port is the container port, and TCP goes without saying."""
    kept = {key: value for key, value in port.items() if (key, value) != ("protocol", "tcp")}
    if kept.get("hostPort") in (0, kept.get("containerPort")):
        kept.pop("hostPort", None)
    return kept


class TaskDefinition(EcsResource):
    """One revision of a family. Its id is the family; the revision stands in `arn`."""

    token = "aws:ecs/taskDefinition:TaskDefinition"
    handles = words(f"{SAME_NAME} {TEXTS} containerDefinitions runtimePlatform ephemeralStorage volumes skipDestroy")
    settings = words("skipDestroy")
    blocks = {  # noqa: RUF012
        "runtimePlatform": words("cpuArchitecture operatingSystemFamily"),
        "ephemeralStorage": words("sizeInGib"),
        "volumes": VOLUME,
    }

    def create(self, inputs: State) -> str:
        args = aws_args(inputs, _spec(SAME_NAME))
        args |= {key: str(inputs[key]) for key in TEXTS.split() if inputs.get(key) is not None}
        args["containerDefinitions"] = _containers(inputs["containerDefinitions"])
        if inputs.get("runtimePlatform"):
            args["runtimePlatform"] = inputs["runtimePlatform"]
        if inputs.get("ephemeralStorage"):
            args["ephemeralStorage"] = {"sizeInGiB": inputs["ephemeralStorage"]["sizeInGib"]}
        if inputs.get("volumes"):
            args["volumes"] = [_volume(volume) for volume in inputs["volumes"]]
        made = self.aws.register_task_definition(**args, **({"tags": self.ecs_tags()} if self.tags else {}))
        return str(made["taskDefinition"]["family"])

    def read(self, ident: str, state: State) -> State | None:
        try:
            # Before the first read only the family is known, and its newest revision is the one just made.
            answer = self.aws.describe_task_definition(taskDefinition=state.get("arn") or ident, include=["TAGS"])
        except self.aws.exceptions.ClientException as error:
            if aws_code(error) == "ClientException" and "Unable to describe" in str(error):
                return None
            raise
        found = answer["taskDefinition"]
        if found["status"] != "ACTIVE":
            return None
        return {
            **aws_args(found, _spec(f"{SAME_NAME} {TEXTS} runtimePlatform")),
            **self._storage(found),
            "containerDefinitions": self._definitions(found["containerDefinitions"], state),
            "arn": found["taskDefinitionArn"],
            "arnWithoutRevision": found["taskDefinitionArn"].rsplit(":", 1)[0],
            "revision": found["revision"],
            "tags": tag_map(answer.get("tags"), "key", "value"),
        }

    def _storage(self, found: Mapping[str, Any]) -> dict[str, Any]:
        storage: dict[str, Any] = {}
        if found.get("ephemeralStorage"):
            storage["ephemeralStorage"] = {"sizeInGib": found["ephemeralStorage"]["sizeInGiB"]}
        if found.get("volumes"):
            storage["volumes"] = [_live_volume(volume) for volume in found["volumes"]]
        return storage

    def _definitions(self, live: list[dict[str, Any]], state: State) -> str:
        """The program's own text while it says what ECS has; ECS's otherwise."""
        wanted = state.get("containerDefinitions")
        if isinstance(wanted, str) and normal(_containers(wanted)) == normal(live):
            return wanted
        return json.dumps(normal(live))

    def delete(self, ident: str, state: State) -> None:
        if not state.get("skipDestroy"):
            self.aws.deregister_task_definition(taskDefinition=state["arn"])

    def import_state(self, ident: str) -> State:
        if ":task-definition/" not in ident:
            raise Refused(f"id {ident!r}: a task definition is imported by its ARN with the revision")
        return {"arn": ident}


def _containers(text: str) -> list[dict[str, Any]]:
    """The JSON text as a list; its form was checked before."""
    found: list[dict[str, Any]] = json.loads(text)
    return found


def _volume(volume: Mapping[str, Any]) -> dict[str, Any]:
    wanted = aws_args(volume, "name=name configureAtLaunch=configuredAtLaunch")
    if volume.get("hostPath"):
        wanted["host"] = {"sourcePath": volume["hostPath"]}
    return wanted


def _live_volume(volume: Mapping[str, Any]) -> dict[str, Any]:
    live = {"name": volume["name"], "hostPath": (volume.get("host") or {}).get("sourcePath")}
    if volume.get("configuredAtLaunch"):
        live["configureAtLaunch"] = True
    return {key: value for key, value in live.items() if value}


RESOURCES: tuple[type[Resource], ...] = (TaskDefinition,)

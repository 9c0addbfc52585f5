"""One task of a service, shaped so that moto's serializer writes it as ECS does."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.ecs.models import EC2ContainerServiceBackend, Service


@dataclass(eq=False)
class ServiceTask:
    """A task of a service, by ECS's names in snake case; ``subnet``, ``address``, ``deployment`` are the lab's own."""

    task_arn: str
    cluster_arn: str
    task_definition_arn: str
    group: str
    started_by: str
    launch_type: str
    created_at: datetime
    deployment: str
    subnet: str
    address: str
    availability_zone: str
    attachments: list[dict[str, Any]]
    containers: list[dict[str, Any]]
    cpu: str | None = None
    memory: str | None = None
    platform_version: str | None = None
    last_status: str = "PROVISIONING"
    desired_status: str = "RUNNING"
    health_status: str = "UNKNOWN"
    connectivity: str = "CONNECTED"
    version: int = 1
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    stopped_reason: str | None = None
    tags: list[dict[str, str]] = field(default_factory=list)
    container_instance_arn: str | None = None

    @property
    def running(self) -> bool:
        return self.last_status == "RUNNING" and self.desired_status == "RUNNING"

    def set_status(self, status: str) -> None:
        """Move the task and its containers to ``status``."""
        self.last_status = status
        self.version += 1
        for container in self.containers:
            container["lastStatus"] = status


def new_task(
    backend: EC2ContainerServiceBackend,
    service: Service,
    deployment: str,
    created_at: datetime,
    subnet: str,
    zone: str,
    address: str,
) -> ServiceTask:
    """A task of ``service`` at its birth: PROVISIONING, with its network interface's address known."""
    definition = backend.describe_task_definition(str(service.task_definition))
    identity = uuid.uuid4().hex
    arn = f"{service.cluster_arn.replace(':cluster/', ':task/')}/{identity}"
    details = [
        {"name": "subnetId", "value": subnet},
        {"name": "networkInterfaceId", "value": f"eni-{identity[:17]}"},
        {"name": "privateIPv4Address", "value": address},
    ]
    return ServiceTask(
        task_arn=arn,
        cluster_arn=service.cluster_arn,
        task_definition_arn=definition.arn,
        group=f"service:{service.name}",
        started_by=deployment,
        launch_type=service.launch_type or "FARGATE",
        created_at=created_at,
        deployment=deployment,
        subnet=subnet,
        address=address,
        availability_zone=zone,
        attachments=[
            {"id": str(uuid.uuid4()), "type": "ElasticNetworkInterface", "status": "ATTACHED", "details": details}
        ],
        containers=[_container(raw, arn) for raw in definition.container_definitions],
        cpu=str(definition.cpu) if definition.cpu else None,
        memory=str(definition.memory) if definition.memory else None,
        platform_version=service.platform_version or "1.4.0",
    )


def _container(raw: dict[str, Any], task_arn: str) -> dict[str, Any]:
    return {
        "containerArn": f"{task_arn.replace(':task/', ':container/')}/{uuid.uuid4()}",
        "taskArn": task_arn,
        "name": raw.get("name"),
        "image": raw.get("image"),
        "lastStatus": "PROVISIONING",
        "healthStatus": "UNKNOWN",
        "networkInterfaces": [],
    }

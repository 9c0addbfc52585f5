"""Clusters that count what runs in them, and that are kept while they have services."""

from __future__ import annotations

from typing import Any

from moto.ecs.exceptions import ECSException
from moto.ecs.models import Cluster, EC2ContainerServiceBackend, Service

from lab.emulator.engine.corrections import Correction

_E = EC2ContainerServiceBackend
_describe, _delete = _E.describe_clusters, _E.delete_cluster


def _services_of(self: _E, cluster: Cluster) -> list[Service]:
    return [one for one in self.services.values() if one.cluster_arn == cluster.arn and one.status == "ACTIVE"]


def _describe_with_counts(self: _E, cluster_names: list[str]) -> Any:
    for cluster in self.clusters.values():
        services = _services_of(self, cluster)
        cluster.active_services_count = len(services)
        loose = sum(task.last_status == "RUNNING" for task in self.tasks.get(cluster.name, {}).values())
        cluster.running_tasks_count = loose + sum(service.running_count for service in services)
        cluster.pending_tasks_count = sum(service.pending_count for service in services)
    return _describe(self, cluster_names)


def _delete_when_empty(self: _E, cluster_str: str) -> Cluster:
    if _services_of(self, self._get_cluster(cluster_str)):
        text = "The Cluster cannot be deleted while Services are active."
        raise ECSException("ClusterContainsServicesException", text)
    return _delete(self, cluster_str)


CORRECTIONS: tuple[Correction, ...] = (
    (_E, "describe_clusters", _describe_with_counts),
    (_E, "delete_cluster", _delete_when_empty),
)

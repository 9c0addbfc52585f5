"""The member clusters of a replication group: moto lists their names only, the lab makes them describable.

Also what moto gets wrong in the group itself: the number of replicas, and zones and region code in every region.
"""

from __future__ import annotations

from itertools import cycle
from typing import Any

from moto.elasticache.models import CacheCluster, ElastiCacheBackend, ReplicationGroup

DEFAULT_VERSION = "7.1.0"


def region_code(region: str) -> str:
    """The short region code in a cache's endpoint: us-west-2 → usw2."""
    area, direction, number = region.rsplit("-", 2)
    code = "".join(word[0] for word in direction.split("-"))
    return f"{area.replace('-', '')}{code}{number}"


def full_version(version: str | None) -> str:
    """The version that AWS reports for the one asked: 7.1 → 7.1.0; the newest when none was."""
    if not version:
        return DEFAULT_VERSION
    return version if version.count(".") >= 2 else f"{version}.0"


def zones_of(backend: ElastiCacheBackend, group: ReplicationGroup) -> list[str]:
    """The zones in which the group's nodes may stand, from its subnet group."""
    subnets = backend.cache_subnet_groups.get(str(group.cache_subnet_group_name))
    found = [one.get("subnet_availability_zone") for one in subnets.subnets] if subnets else []
    names = [zone.get("Name") if isinstance(zone, dict) else zone for zone in found if zone]
    return [str(name) for name in names] or [f"{backend.region_name}a", f"{backend.region_name}b"]


def correct(backend: ElastiCacheBackend, group: ReplicationGroup) -> None:
    """Put the region's own zones and code where moto has us-east-1's."""
    for node_group in group.node_groups:
        places = cycle(zones_of(backend, group))
        for node in node_group["node_group_members"]:
            if node["preferred_availability_zone"] in ("us-east-1a", "us-east-1b"):
                node["preferred_availability_zone"] = next(places)
        for key, value in node_group.items():
            if isinstance(value, str):
                node_group[key] = value.replace(".use1.", f".{region_code(backend.region_name)}.")
        for endpoint in [
            node_group.get("primary_endpoint"),
            *(n.get("read_endpoint") for n in node_group["node_group_members"]),
        ]:
            if endpoint:
                endpoint["address"] = endpoint["address"].replace(".use1.", f".{region_code(backend.region_name)}.")
        reader = node_group.get("reader_endpoint_address")
        if reader:
            node_group["reader_endpoint"] = {"address": reader, "port": group.port}


def make_members(backend: ElastiCacheBackend, group: ReplicationGroup) -> None:
    """Make the member clusters of ``group`` that do not exist yet, and drop those that it no longer has."""
    for name in [n for n, c in backend.cache_clusters.items() if c.replication_group_id == group.replication_group_id]:
        if name not in group.member_clusters:
            del backend.cache_clusters[name]
    for node_group in group.node_groups:
        for node in node_group["node_group_members"]:
            name = node["cache_cluster_id"]
            if name not in backend.cache_clusters:
                backend.cache_clusters[name] = _member(backend, group, name, node["preferred_availability_zone"])


def _member(backend: ElastiCacheBackend, group: ReplicationGroup, name: str, zone: str) -> CacheCluster:
    absent: dict[str, Any] = dict.fromkeys(
        (
            "az_mode",
            "num_cache_nodes",
            "snapshot_name",
            "auth_token",
            "outpost_mode",
            "preferred_outpost_arn",
            "preferred_availability_zones",
            "cache_security_group_names",
            "tags",
            "snapshot_arns",
            "preferred_outpost_arns",
            "cache_node_ids_to_remove",
            "cache_node_ids_to_reboot",
            "snapshot_window",
            "security_group_ids",
        )
    )
    cluster = CacheCluster(
        account_id=backend.account_id,
        region_name=backend.region_name,
        cache_cluster_id=name,
        replication_group_id=group.replication_group_id,
        cache_node_type=group.cache_node_type,
        preferred_availability_zone=zone,
        engine="redis",
        engine_version=full_version(group.engine_version),
        cache_parameter_group_name=group.cache_parameter_group_name,
        cache_subnet_group_name=group.cache_subnet_group_name,
        transit_encryption_enabled=group.transit_encryption_enabled,
        network_type=group.network_type,
        ip_discovery=group.ip_discovery,
        preferred_maintenance_window=group.preferred_maintenance_window or "sun:05:00-sun:06:00",
        port=group.port,
        notification_topic_arn=group.notification_topic_arn,
        auto_minor_version_upgrade=group.auto_minor_version_upgrade,
        snapshot_retention_limit=group.snapshot_retention_limit,
        log_delivery_configurations=[],
        **absent,
    )
    refresh(cluster, group)
    return cluster


def refresh(cluster: Any, group: Any) -> None:
    """Let ``cluster`` show what its group was set to: status, token, groups, windows, version."""
    cluster.engine = group.engine
    cluster.engine_version = full_version(group.engine_version)
    cluster.cache_cluster_status = group.status
    cluster.cache_node_type = group.cache_node_type
    cluster.num_cache_nodes = 1
    cluster.auth_token_enabled = group.auth_token_enabled
    cluster.at_rest_encryption_enabled = group.at_rest_encryption_enabled
    cluster.preferred_maintenance_window = group.preferred_maintenance_window or cluster.preferred_maintenance_window
    cluster.notification_configuration = (
        {"TopicArn": group.notification_topic_arn, "TopicStatus": "active"} if group.notification_topic_arn else None
    )
    name = group.cache_parameter_group_name or f"default.redis{cluster.engine_version.split('.')[0]}"
    cluster.cache_parameter_group = {"CacheParameterGroupName": name, "ParameterApplyStatus": "in-sync"}
    cluster.security_groups = [
        {"SecurityGroupId": identity, "Status": "active"} for identity in group.security_group_ids or []
    ]

"""moto's ElastiCache, extended: groups created, modified and deleted on the clock, with describable members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from moto.core.responses import ActionResult, EmptyResult
from moto.elasticache import urls
from moto.elasticache.exceptions import ElastiCacheException, ReplicationGroupNotFound
from moto.elasticache.models import ElastiCacheBackend, ReplicationGroup
from moto.elasticache.responses import ElastiCacheResponse

from lab.emulator.engine.corrections import Correction, put_in_place
from lab.emulator.services.elasticache import subnet_groups
from lab.emulator.services.elasticache.members import correct, make_members, refresh

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("elasticache", "CreateReplicationGroup"): ("approximated", "creating, then available; no data, no node failures"),
    ("elasticache", "ModifyReplicationGroup"): ("approximated", "everything is applied at once and then available"),
    ("elasticache", "DeleteReplicationGroup"): ("approximated", "deleting, then gone; no final snapshot"),
    ("elasticache", "DescribeReplicationGroups"): ("emulated", ""),
    ("elasticache", "IncreaseReplicaCount"): ("approximated", "cluster mode disabled only"),
    ("elasticache", "DecreaseReplicaCount"): ("approximated", "cluster mode disabled only"),
    ("elasticache", "DescribeCacheClusters"): ("emulated", "members of replication groups included"),
    ("elasticache", "ModifyCacheSubnetGroup"): ("emulated", ""),
    ("elasticache", "DeleteCacheSubnetGroup"): ("emulated", "refused while in use"),
}
SNAPSHOT_WINDOW = "05:00-06:00"  # AWS chooses an hour; moto's has no two digits
_B = ElastiCacheBackend
_create = _B.create_replication_group
# ModifyReplicationGroup's parameters that moto drops: parameter → attribute of the group
_KEPT = {
    "SecurityGroupIds": "security_group_ids",
    "CacheParameterGroupName": "cache_parameter_group_name",
    "EngineVersion": "engine_version",
    "PreferredMaintenanceWindow": "preferred_maintenance_window",
    "SnapshotWindow": "snapshot_window",
    "AutoMinorVersionUpgrade": "auto_minor_version_upgrade",
    "NotificationTopicArn": "notification_topic_arn",
    "TransitEncryptionEnabled": "transit_encryption_enabled",
    "TransitEncryptionMode": "transit_encryption_mode",
}


class LabElastiCacheResponse(ElastiCacheResponse):
    """ElastiCache as the lab answers it; ``context`` is that of the emulator installed last in this process."""

    context: ClassVar[Context]

    def modify_replication_group(self) -> ActionResult:
        backend = self.elasticache_backend
        group = _ready(backend, self._get_param("ReplicationGroupId"))
        result = super().modify_replication_group()
        for parameter, attribute in _KEPT.items():
            if (value := self._get_param(parameter)) is not None:
                setattr(group, attribute, value)
        if self._get_param("AuthToken"):
            group.auth_token_enabled = True
            group.auth_token = self._get_param("AuthToken")  # type: ignore[attr-defined]  # for the data plane
        _becomes(backend, group, "elasticache.modify", "modifying")
        return result

    def increase_replica_count(self) -> ActionResult:
        return self._resized()

    def decrease_replica_count(self) -> ActionResult:
        return self._resized()

    def _resized(self) -> ActionResult:
        group = _ready(self.elasticache_backend, self._get_param("ReplicationGroupId"))
        _resize(self.elasticache_backend, group, self._get_int_param("NewReplicaCount"))
        return ActionResult({"ReplicationGroup": group})

    def modify_cache_subnet_group(self) -> ActionResult:
        changed = subnet_groups.modify(
            self.elasticache_backend,
            self._get_param("CacheSubnetGroupName"),
            self._get_param("CacheSubnetGroupDescription"),
            self._get_param("SubnetIds"),
        )
        return ActionResult({"CacheSubnetGroup": changed})

    def delete_cache_subnet_group(self) -> ActionResult:
        subnet_groups.delete(self.elasticache_backend, self._get_param("CacheSubnetGroupName"))
        return EmptyResult()


def _becomes(backend: _B, group: ReplicationGroup, wait: str, status: str) -> None:
    """Let ``group`` and its members have ``status`` now and be available when ``wait`` is over."""

    def show(now: str) -> None:
        group.status = now
        for name in group.member_clusters:
            if name in backend.cache_clusters:
                refresh(backend.cache_clusters[name], group)

    def available() -> None:
        if group.status == status:
            show("available")

    show(status)
    LabElastiCacheResponse.context.clock.after(
        wait, available, f"replication group {group.replication_group_id} available"
    )


def _place(context: Context, backend: _B, group: ReplicationGroup, token: str | None) -> None:
    """With data, the group's endpoints are an address of this machine, behind which a server knows the token."""
    group.auth_token = token  # type: ignore[attr-defined]
    address = context.data.cache_address(backend.region_name, group.replication_group_id)
    if address is None:
        return
    for node_group in group.node_groups:
        nodes = [node.get("read_endpoint") for node in node_group["node_group_members"]]
        for endpoint in (node_group.get("primary_endpoint"), node_group.get("reader_endpoint"), *nodes):
            if endpoint:
                endpoint["address"] = address
        if "reader_endpoint_address" in node_group:
            node_group["reader_endpoint_address"] = address


def _ready(backend: _B, name: str) -> ReplicationGroup:
    """The group, which must be available to be changed."""
    if name not in backend.replication_groups:
        raise ReplicationGroupNotFound(name)
    group = backend.replication_groups[name]
    if group.status != "available":
        text = f"Replication group {name} must be available; it is {group.status}."
        raise ElastiCacheException("InvalidReplicationGroupState", text)
    return group


def _create_group(self: _B, **kwargs: Any) -> ReplicationGroup:
    nodes = kwargs.get("num_cache_clusters")
    if nodes and not kwargs.get("num_node_groups"):
        kwargs["replicas_per_node_group"] = int(nodes) - 1
    if kwargs.get("automatic_failover_enabled") and not (
        kwargs.get("replicas_per_node_group") or kwargs.get("num_node_groups")
    ):
        text = "Automatic failover requires at least one replica in the replication group."
        raise ElastiCacheException("InvalidParameterCombination", text)
    group = _create(self, **kwargs)
    if group.auto_minor_version_upgrade is None:
        group.auto_minor_version_upgrade = True  # ElastiCache API reference, CreateReplicationGroup
    if not kwargs.get("snapshot_window"):
        group.snapshot_window = SNAPSHOT_WINDOW
    correct(self, group)
    _place(LabElastiCacheResponse.context, self, group, kwargs.get("auth_token"))
    make_members(self, group)
    _becomes(self, group, "elasticache.create", "creating")
    return group


def _delete_group(self: _B, replication_group_id: str, retain_primary_cluster: bool | None) -> ReplicationGroup:
    if retain_primary_cluster:
        raise NotImplementedError("RetainPrimaryCluster")
    group = _ready(self, replication_group_id)
    _becomes(self, group, "elasticache.delete", "deleting")

    def gone() -> None:
        self.replication_groups.pop(replication_group_id, None)
        for name in group.member_clusters:
            self.cache_clusters.pop(name, None)
        self.tagging_service.delete_all_tags_for_resource(group.arn)

    LabElastiCacheResponse.context.clock.after(
        "elasticache.delete", gone, f"replication group {replication_group_id} gone"
    )
    return group


def _resize(backend: _B, group: ReplicationGroup, wanted: int | None) -> None:
    """Give the group's one node group ``wanted`` replicas."""
    if group.cluster_mode == "enabled" or wanted is None:
        raise NotImplementedError("replica counts per node group")
    if wanted == 0 and group.automatic_failover == "enabled":
        text = "Automatic failover requires at least one replica in the replication group."
        raise ElastiCacheException("InvalidReplicationGroupState", text)
    (node_group,) = group.node_groups
    members = node_group["node_group_members"]
    del members[wanted + 1 :]
    while len(members) < wanted + 1:
        name = f"{group.replication_group_id}-{len(members) + 1:0>3}"
        address = members[0]["read_endpoint"]["address"].replace(members[0]["cache_cluster_id"], name, 1)
        endpoint = {"address": address, "port": group.port}
        members.append(members[0] | {"cache_cluster_id": name, "current_role": "replica", "read_endpoint": endpoint})
    group.member_clusters[:] = [member["cache_cluster_id"] for member in members]
    make_members(backend, group)
    _becomes(backend, group, "elasticache.modify", "modifying")


CORRECTIONS: tuple[Correction, ...] = (
    (_B, "create_replication_group", _create_group),
    (_B, "delete_replication_group", _delete_group),
)


def install(context: Context) -> None:
    """Route ElastiCache requests here, for ``context`` (the one lab of this process)."""
    LabElastiCacheResponse.context = context
    urls.url_paths["{0}/$"] = LabElastiCacheResponse.dispatch
    put_in_place(CORRECTIONS)

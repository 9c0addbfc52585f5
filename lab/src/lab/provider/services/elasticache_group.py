"""ElastiCache replication groups. A Global Datastore is refused by name: this pattern's cache is regional.

What a group's own description lacks (engine version, security groups, parameter and subnet group) is read from its
first member, as the real provider does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lab.provider.fields import aws_args, live_values, names, pascal, tag_list, words
from lab.provider.resource import Change, Resource, State
from lab.provider.services.elasticache import CacheResource
from lab.provider.waiting import wait_for

BOTH = (  # inputs of CreateReplicationGroup and ModifyReplicationGroup alike
    "description=ReplicationGroupDescription automaticFailoverEnabled multiAzEnabled=MultiAZEnabled "
    "autoMinorVersionUpgrade engine engineVersion nodeType=CacheNodeType notificationTopicArn "
    "parameterGroupName=CacheParameterGroupName maintenanceWindow=PreferredMaintenanceWindow securityGroupIds "
    "snapshotRetentionLimit snapshotWindow transitEncryptionEnabled transitEncryptionMode ipDiscovery clusterMode"
)
ONCE = (
    "replicationGroupId atRestEncryptionEnabled authToken kmsKeyId networkType numCacheClusters numNodeGroups port "
    "preferredCacheClusterAzs=PreferredCacheClusterAZs replicasPerNodeGroup subnetGroupName=CacheSubnetGroupName "
    "userGroupIds"
)
GROUP = (
    "replicationGroupId description arn=ARN nodeType=CacheNodeType snapshotRetentionLimit snapshotWindow kmsKeyId "
    "atRestEncryptionEnabled transitEncryptionEnabled transitEncryptionMode networkType ipDiscovery clusterMode "
    "clusterEnabled memberClusters autoMinorVersionUpgrade userGroupIds"
)
MEMBER = "engine maintenanceWindow=PreferredMaintenanceWindow subnetGroupName=CacheSubnetGroupName"
BOOLEANS = words("atRestEncryptionEnabled transitEncryptionEnabled autoMinorVersionUpgrade")
LOG = words("destination destinationType logFormat logType")


def _booleans(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The real provider takes some switches as texts: "true" is True."""
    return {key: _true(value) if key in BOOLEANS else value for key, value in inputs.items()}


def _true(value: Any) -> bool:
    return value if isinstance(value, bool) else str(value).lower() == "true"


def log_deliveries(blocks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """`logDeliveryConfigurations` as ElastiCache takes them: the destination inside a block of its own kind."""
    wanted = []
    for block in blocks:
        logs = block["destinationType"] == "cloudwatch-logs"
        details = {"CloudWatchLogsDetails": {"LogGroup": block["destination"]}}
        if not logs:
            details = {"KinesisFirehoseDetails": {"DeliveryStream": block["destination"]}}
        item = pascal({key: value for key, value in block.items() if key in LOG and key != "destination"})
        wanted.append({**item, "DestinationDetails": details})
    return wanted


def live_deliveries(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The reverse of `log_deliveries`."""
    live = []
    for item in found:
        details = item.get("DestinationDetails") or {}
        group = (details.get("CloudWatchLogsDetails") or {}).get("LogGroup")
        stream = (details.get("KinesisFirehoseDetails") or {}).get("DeliveryStream")
        live.append({**live_values(item, "destinationType logFormat logType"), "destination": group or stream})
    return live


def spoken_version(actual: str, wanted: str | None) -> str:
    """The version as a program says it: 7.1.0 is "7.1", 6.2.6 is "6.x" to a program that said so, 5.0.6 is whole."""
    parts = actual.split(".")
    if not parts[0].isdigit() or int(parts[0]) < 6:
        return actual
    if wanted == f"{parts[0]}.x":
        return wanted
    return ".".join(parts[:2])


class ReplicationGroup(CacheResource):
    """A Redis or Valkey replication group of this region; its id is its name."""

    token = "aws:elasticache/replicationGroup:ReplicationGroup"
    handles = names(f"{BOTH} {ONCE}") | words(
        "applyImmediately authTokenUpdateStrategy finalSnapshotIdentifier logDeliveryConfigurations"
    )
    updates = names(BOTH) | words("authToken numCacheClusters userGroupIds logDeliveryConfigurations")
    settings = words("applyImmediately authTokenUpdateStrategy finalSnapshotIdentifier")
    unread = words("authToken preferredCacheClusterAzs")
    volatile = words("memberClusters engineVersionActual")
    blocks = {"logDeliveryConfigurations": LOG}  # noqa: RUF012

    def create(self, inputs: State) -> str:
        args = aws_args(_booleans(inputs), f"{BOTH} {ONCE}")
        if inputs.get("logDeliveryConfigurations"):
            args["LogDeliveryConfigurations"] = log_deliveries(inputs["logDeliveryConfigurations"])
        if self.tags:
            args["Tags"] = tag_list(self.tags)
        return str(self.aws.create_replication_group(**args)["ReplicationGroup"]["ReplicationGroupId"])

    def settle(self, ident: str, inputs: State) -> None:
        self._available(ident)

    def _find(self, ident: str) -> dict[str, Any]:
        found: dict[str, Any] = self.aws.describe_replication_groups(ReplicationGroupId=ident)["ReplicationGroups"][0]
        return found

    def _available(self, ident: str) -> None:
        wait_for(
            f"replication group {ident} to be available",
            lambda: str(self._find(ident)["Status"]),
            frozenset({"available"}),
            broken=frozenset({"create-failed", "deleting"}),
        )

    def read(self, ident: str, state: State) -> State | None:
        found = self._find(ident)
        if found["Status"] == "deleting":
            return None
        live = live_values(found, GROUP)
        nodes = found.get("NodeGroups") or []
        live |= {
            "automaticFailoverEnabled": found.get("AutomaticFailover") in ("enabled", "enabling"),
            "multiAzEnabled": found.get("MultiAZ") == "enabled",
            "numNodeGroups": len(nodes),
            "numCacheClusters": len(found["MemberClusters"]),
            "replicasPerNodeGroup": max(len(nodes[0].get("NodeGroupMembers") or []) - 1, 0) if nodes else 0,
            "logDeliveryConfigurations": live_deliveries(found.get("LogDeliveryConfigurations") or []),
            "tags": self.live_tags(found["ARN"]),
        }
        return {**live, **self._endpoints(found), **self._member(found["MemberClusters"][0], state)}

    def _endpoints(self, found: Mapping[str, Any]) -> dict[str, Any]:
        if found.get("ConfigurationEndpoint"):
            endpoint = found["ConfigurationEndpoint"]
            return {"configurationEndpointAddress": endpoint["Address"], "port": endpoint["Port"]}
        node = (found.get("NodeGroups") or [{}])[0]
        primary, reader = node.get("PrimaryEndpoint") or {}, node.get("ReaderEndpoint") or {}
        return {
            "primaryEndpointAddress": primary.get("Address"),
            "readerEndpointAddress": reader.get("Address"),
            "port": primary.get("Port"),
        }

    def _member(self, ident: str, state: Mapping[str, Any]) -> dict[str, Any]:
        member = self.aws.describe_cache_clusters(CacheClusterId=ident, ShowCacheNodeInfo=True)["CacheClusters"][0]
        group = member.get("CacheParameterGroup") or {}
        topic = (member.get("NotificationConfiguration") or {}).get("TopicArn")
        return {
            **live_values(member, MEMBER),
            "engineVersion": spoken_version(member["EngineVersion"], state.get("engineVersion")),
            "engineVersionActual": member["EngineVersion"],
            "parameterGroupName": group.get("CacheParameterGroupName"),
            "notificationTopicArn": topic,
            "securityGroupIds": [item["SecurityGroupId"] for item in member.get("SecurityGroups") or []],
        }

    def update(self, change: Change) -> None:
        if change.touches("numCacheClusters"):
            self._resize(change)
        now = bool(change.new.get("applyImmediately"))
        args = aws_args(_booleans(change.wanted()), BOTH)
        if change.touches("logDeliveryConfigurations"):
            args["LogDeliveryConfigurations"] = self._deliveries(change)
        if change.touches("userGroupIds"):
            old, new = set(change.old.get("userGroupIds") or []), set(change.new.get("userGroupIds") or [])
            args |= {"UserGroupIdsToAdd": sorted(new - old)} if new - old else {}
            args |= {"UserGroupIdsToRemove": sorted(old - new)} if old - new else {}
        if args:
            self.aws.modify_replication_group(ReplicationGroupId=change.ident, ApplyImmediately=now, **args)
            self._available(change.ident)
        if change.touches("authToken"):
            self._set_token(change)

    def _set_token(self, change: Change) -> None:
        """Rotating keeps the old token valid beside the new one; it takes effect at once or not at all."""
        strategy = change.new.get("authTokenUpdateStrategy") or ("ROTATE" if change.new.get("authToken") else "DELETE")
        args = aws_args(change.new, "authToken")
        self.aws.modify_replication_group(
            ReplicationGroupId=change.ident, ApplyImmediately=True, AuthTokenUpdateStrategy=strategy, **args
        )
        self._available(change.ident)

    def _resize(self, change: Change) -> None:
        old, new = change.old["numCacheClusters"], change.new["numCacheClusters"]
        resize = self.aws.increase_replica_count if new > old else self.aws.decrease_replica_count
        resize(ReplicationGroupId=change.ident, NewReplicaCount=new - 1, ApplyImmediately=True)
        self._available(change.ident)

    def _deliveries(self, change: Change) -> list[dict[str, Any]]:
        """The wanted logs, and those that are no longer wanted switched off."""
        wanted = log_deliveries(change.new.get("logDeliveryConfigurations") or [])
        kinds = {item["LogType"] for item in wanted}
        old = {block["logType"] for block in change.old.get("logDeliveryConfigurations") or []}
        return [*wanted, *({"LogType": kind, "Enabled": False} for kind in sorted(old - kinds))]

    def delete(self, ident: str, state: State) -> None:
        args = aws_args(state, "finalSnapshotIdentifier")
        self.aws.delete_replication_group(ReplicationGroupId=ident, **args)
        wait_for(f"replication group {ident} to be deleted", lambda: self._status(ident), frozenset({""}))

    def _status(self, ident: str) -> str | None:
        try:
            return str(self._find(ident)["Status"])
        except self.aws.exceptions.ReplicationGroupNotFoundFault:
            return None


RESOURCES: tuple[type[Resource], ...] = (ReplicationGroup,)

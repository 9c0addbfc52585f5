"""Aurora in one region: what AWS says as facts, and the calls of a failback."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from standby.aws.cloud import Cloud
from standby.aws.lag import lag_points
from standby.aws.side_by_side import begin
from standby.errors import CloudError, MissingError
from standby.pair.database import Cluster, GlobalDatabase, Instance, Lag, Member, Snapshot

LAG_WINDOW = timedelta(minutes=10)


class AuroraRegion:
    """`standby.pair.seams.Databases` on AWS."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def database(self, identifier: str) -> GlobalDatabase | None:
        """The global database as this region sees it; None: AWS says that there is none.

        Raises:
            CloudError: an answer without what was asked for, which says nothing.
        """
        try:
            answer = self._cloud.call("rds", "describe_global_clusters", GlobalClusterIdentifier=identifier)
        except MissingError:
            return None
        found = [raw for raw in answer.get("GlobalClusters") or [] if raw["GlobalClusterIdentifier"] == identifier]
        if not found:
            raise _empty(self._cloud.region, "describe_global_clusters")
        return database_fact(found[0])

    def cluster(self, identifier: str) -> Cluster | None:
        """A cluster with its instances; None: there is none."""
        by_cluster = [{"Name": "db-cluster-id", "Values": [identifier]}]
        listed = begin(lambda: self._cloud.pages("rds", "describe_db_instances", "DBInstances", Filters=by_cluster))
        try:
            raw = self._cloud.call("rds", "describe_db_clusters", DBClusterIdentifier=identifier).get("DBClusters")
        except MissingError:
            return None
        if not raw:
            raise _empty(self._cloud.region, "describe_db_clusters")
        nodes = listed.result()
        return cluster_fact(raw[0], [node for node in nodes if node.get("DBClusterIdentifier") == identifier])

    def snapshots(self, cluster: str) -> tuple[Snapshot, ...]:
        """All snapshots of a cluster of this name, also of earlier ones."""
        raw = self._cloud.pages(
            "rds", "describe_db_cluster_snapshots", "DBClusterSnapshots", DBClusterIdentifier=cluster
        )
        return tuple(snapshot_fact(one) for one in raw)

    def lag(self, cluster: str) -> Lag | None:
        """The newest lag datapoint of a secondary; None: no datapoint, which is "unknown"."""
        points = lag_points(self._cloud, cluster, LAG_WINDOW)
        if not points:
            return None
        at, milliseconds = max(points)
        return Lag(milliseconds, at)

    def take_snapshot(self, cluster: str, snapshot: str) -> None:
        """Begin a manual snapshot."""
        self._do("create_db_cluster_snapshot", DBClusterIdentifier=cluster, DBClusterSnapshotIdentifier=snapshot)

    def copy_snapshot(self, source: str, target: str) -> None:
        """Begin a manual copy in the same region (the key stays); one that exists is as good."""
        try:
            self._do(
                "copy_db_cluster_snapshot",
                SourceDBClusterSnapshotIdentifier=source,
                TargetDBClusterSnapshotIdentifier=target,
                CopyTags=True,
            )
        except CloudError as error:
            if "AlreadyExists" not in error.code:
                raise

    def unprotect_cluster(self, cluster: str) -> None:
        """Deletion protection off."""
        self._do("modify_db_cluster", DBClusterIdentifier=cluster, DeletionProtection=False, ApplyImmediately=True)

    def delete_instance(self, instance: str) -> None:
        """Begin an instance's deletion; one that is gone or going is as good."""
        try:
            self._do("delete_db_instance", DBInstanceIdentifier=instance)
        except MissingError:
            return
        except CloudError as error:
            if error.code != "InvalidDBInstanceState":
                raise

    def delete_cluster(self, cluster: str, final_snapshot: str) -> None:
        """Begin a cluster's deletion, with a final snapshot."""
        self._do(
            "delete_db_cluster",
            DBClusterIdentifier=cluster,
            SkipFinalSnapshot=False,
            FinalDBSnapshotIdentifier=final_snapshot,
        )

    def remove_member(self, identifier: str, cluster_arn: str) -> None:
        """Take a cluster out of its global database; it stays, on its own."""
        self._do("remove_from_global_cluster", GlobalClusterIdentifier=identifier, DbClusterIdentifier=cluster_arn)

    def unprotect_database(self, identifier: str) -> None:
        """Deletion protection of the global database off."""
        self._do("modify_global_cluster", GlobalClusterIdentifier=identifier, DeletionProtection=False)

    def delete_database(self, identifier: str) -> None:
        """Delete an empty global database; AWS refuses one with members."""
        self._do("delete_global_cluster", GlobalClusterIdentifier=identifier)

    def create_database(self, identifier: str, source_arn: str) -> None:
        """A global database around an existing cluster; engine, version and encryption come from it."""
        self._do(
            "create_global_cluster",
            GlobalClusterIdentifier=identifier,
            SourceDBClusterIdentifier=source_arn,
            DeletionProtection=True,
        )

    def switchover(self, identifier: str, target_arn: str) -> None:
        """The planned switchover; to be called in the present writer's region."""
        self._do("switchover_global_cluster", GlobalClusterIdentifier=identifier, TargetDbClusterIdentifier=target_arn)

    def set_acu(self, cluster: str, least: float, most: float) -> None:
        """The capacity range of a serverless cluster."""
        scaling = {"MinCapacity": least, "MaxCapacity": most}
        self._do(
            "modify_db_cluster",
            DBClusterIdentifier=cluster,
            ServerlessV2ScalingConfiguration=scaling,
            ApplyImmediately=True,
        )

    def _do(self, operation: str, **params: Any) -> None:
        self._cloud.call("rds", operation, **params)


def _empty(region: str, call: str) -> CloudError:
    return CloudError(region, call, "EmptyAnswer", "AWS answered without the thing that was asked for; run again")


def database_fact(raw: Mapping[str, Any]) -> GlobalDatabase:
    """A `GlobalCluster` of the API as a fact. `FailoverState.Status` is taken as it comes: the SDK's enum lags."""
    members = tuple(
        Member(one["DBClusterArn"], bool(one.get("IsWriter")), one.get("SynchronizationStatus") or "")
        for one in raw.get("GlobalClusterMembers", [])
    )
    return GlobalDatabase(
        raw["GlobalClusterIdentifier"],
        raw.get("Status", ""),
        members,
        (raw.get("FailoverState") or {}).get("Status") or "",
        bool(raw.get("DeletionProtection")),
    )


def cluster_fact(raw: Mapping[str, Any], nodes: list[Mapping[str, Any]]) -> Cluster:
    """A `DBCluster` of the API, with its `DBInstance`s, as a fact."""
    scaling = raw.get("ServerlessV2ScalingConfiguration") or {}
    return Cluster(
        identifier=raw["DBClusterIdentifier"],
        arn=raw["DBClusterArn"],
        status=raw["Status"],
        incarnation=_moment(raw.get("ClusterCreateTime")),
        engine_version=raw.get("EngineVersion", ""),
        deletion_protection=bool(raw.get("DeletionProtection")),
        instances=tuple(Instance(one["DBInstanceIdentifier"], one["DBInstanceStatus"]) for one in nodes),
        replicates=bool(raw.get("ReplicationSourceIdentifier")),
        min_acu=scaling.get("MinCapacity"),
        max_acu=scaling.get("MaxCapacity"),
        restorable_to=raw.get("LatestRestorableTime"),
    )


def snapshot_fact(raw: Mapping[str, Any]) -> Snapshot:
    """A `DBClusterSnapshot` of the API as a fact."""
    return Snapshot(
        identifier=raw["DBClusterSnapshotIdentifier"],
        cluster=raw["DBClusterIdentifier"],
        status=raw["Status"],
        created=raw.get("SnapshotCreateTime"),
        incarnation=_moment(raw.get("ClusterCreateTime")),
        manual=raw.get("SnapshotType", "manual") == "manual",
        size_gib=int(raw.get("AllocatedStorage") or 0),
    )


def _moment(value: datetime | None) -> str:
    """A creation time to the second: two descriptions of the same cluster may differ in their fractions."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value else ""

"""Instances of an Aurora cluster, and manual snapshots of one.

(hashicorp/terraform-provider-aws, internal/service/rds/cluster_instance.go, cluster_snapshot.go)
"""

from __future__ import annotations

from typing import Any

from lab.provider.errors import aws_code
from lab.provider.fields import aws_args, live_values, names, tag_list, tag_map, words
from lab.provider.resource import Change, Resource, State
from lab.provider.services.rds import BUSY, GONE, RdsResource, identifier
from lab.provider.waiting import retried

MODIFIED = (
    "instanceClass=DBInstanceClass promotionTier autoMinorVersionUpgrade monitoringInterval monitoringRoleArn "
    "performanceInsightsEnabled=EnablePerformanceInsights performanceInsightsKmsKeyId=PerformanceInsightsKMSKeyId "
    "performanceInsightsRetentionPeriod publiclyAccessible copyTagsToSnapshot preferredBackupWindow "
    "preferredMaintenanceWindow dbParameterGroupName=DBParameterGroupName caCertIdentifier=CACertificateIdentifier"
)
CREATED = (
    f"{MODIFIED} clusterIdentifier=DBClusterIdentifier engine engineVersion availabilityZone "
    "dbSubnetGroupName=DBSubnetGroupName"
)
LIVE = (
    "identifier=DBInstanceIdentifier clusterIdentifier=DBClusterIdentifier engine engineVersion "
    "engineVersionActual=EngineVersion instanceClass=DBInstanceClass promotionTier autoMinorVersionUpgrade "
    "monitoringInterval monitoringRoleArn performanceInsightsEnabled "
    "performanceInsightsKmsKeyId=PerformanceInsightsKMSKeyId "
    "performanceInsightsRetentionPeriod publiclyAccessible copyTagsToSnapshot preferredBackupWindow availabilityZone "
    "preferredMaintenanceWindow caCertIdentifier=CACertificateIdentifier kmsKeyId storageEncrypted networkType "
    "dbiResourceId=DbiResourceId arn=DBInstanceArn"
)
SNAPSHOT = (
    "dbClusterIdentifier=DBClusterIdentifier dbClusterSnapshotIdentifier=DBClusterSnapshotIdentifier allocatedStorage "
    "availabilityZones dbClusterSnapshotArn=DBClusterSnapshotArn engine engineVersion kmsKeyId licenseModel port "
    "snapshotType sourceDbClusterSnapshotArn=SourceDBClusterSnapshotArn status storageEncrypted vpcId"
)


class ClusterInstance(RdsResource):
    """An instance of a cluster; the first one of the writer cluster makes the database usable."""

    token = "aws:rds/clusterInstance:ClusterInstance"
    handles = names(CREATED) | words("identifier identifierPrefix applyImmediately forceDestroy")
    updates = names(MODIFIED) | words("engineVersion")
    settings = words("applyImmediately forceDestroy")
    deferred = words("instanceClass")
    volatile = words("writer")

    def create(self, inputs: State) -> str:
        ident = identifier(inputs, "identifier")
        args = aws_args(inputs, CREATED)
        self.aws.create_db_instance(DBInstanceIdentifier=ident, **args, Tags=tag_list(self.tags))
        return ident

    def settle(self, ident: str, inputs: State) -> None:
        self._available(ident)

    def _find(self, ident: str) -> dict[str, Any]:
        found: dict[str, Any] = self.aws.describe_db_instances(DBInstanceIdentifier=ident)["DBInstances"][0]
        return found

    def _state(self, ident: str) -> str | None:
        try:
            return str(self._find(ident)["DBInstanceStatus"])
        except Exception as error:
            if aws_code(error) in ("DBInstanceNotFound", "DBInstanceNotFoundFault"):
                return None
            raise

    def _available(self, ident: str) -> None:
        self.wait(f"RDS Cluster Instance {ident} to be available", lambda: self._state(ident))

    def read(self, ident: str, state: State) -> State | None:
        found = self._find(ident)
        cluster = self.aws.describe_db_clusters(DBClusterIdentifier=found["DBClusterIdentifier"])["DBClusters"][0]
        members = {member["DBInstanceIdentifier"]: member for member in cluster.get("DBClusterMembers", [])}
        endpoint = found.get("Endpoint") or {}
        groups = found.get("DBParameterGroups") or [{}]
        return {
            **live_values(found, LIVE),
            **live_values(endpoint, "endpoint=Address port"),
            "writer": bool(members.get(ident, {}).get("IsClusterWriter")),
            "dbParameterGroupName": groups[0].get("DBParameterGroupName"),
            "dbSubnetGroupName": (found.get("DBSubnetGroup") or {}).get("DBSubnetGroupName"),
            "tags": tag_map(found.get("TagList")),
        }

    def update(self, change: Change) -> None:
        args = aws_args(change.wanted(), MODIFIED)
        if not args:
            return  # a new engine version comes with the cluster; the real provider calls nothing for it here
        now = bool(change.new.get("applyImmediately"))
        retried(
            lambda: self.aws.modify_db_instance(DBInstanceIdentifier=change.ident, ApplyImmediately=now, **args), BUSY
        )
        self._available(change.ident)

    def delete(self, ident: str, state: State) -> None:
        # The writer's last instance goes only after the secondaries: the real provider waits for them here.
        retried(
            lambda: self.aws.delete_db_instance(DBInstanceIdentifier=ident, SkipFinalSnapshot=True),
            frozenset({"InvalidDBClusterStateFault"}),
            "Delete the replica cluster before deleting",
        )
        self.wait(f"RDS Cluster Instance {ident} to be deleted", lambda: self._state(ident), GONE)


RESOURCES: tuple[type[Resource], ...] = (ClusterInstance,)

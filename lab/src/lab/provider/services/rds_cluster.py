"""Aurora clusters, standalone or as members of a global database.

As the real provider has it: an existing cluster cannot be added to a global cluster; taking `globalClusterIdentifier`
out detaches it; deleting a member detaches it first; a final snapshot is taken unless the program says otherwise.
(hashicorp/terraform-provider-aws, internal/service/rds/cluster.go)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.provider.errors import Refused, aws_code
from lab.provider.fields import aws_args, live_values, names, pascal, tag_list, tag_map, words
from lab.provider.resource import Change, Place, Resource, State
from lab.provider.services.account import refuse_unknown
from lab.provider.services.rds import BUSY, GONE, RdsResource, identifier
from lab.provider.services.rds_global import member_of
from lab.provider.waiting import retried

# Both in CreateDBCluster and in RestoreDBClusterFromSnapshot.
PLACED = (
    "engine engineVersion engineMode kmsKeyId dbSubnetGroupName=DBSubnetGroupName vpcSecurityGroupIds port "
    "availabilityZones copyTagsToSnapshot deletionProtection networkType storageType "
    "dbClusterParameterGroupName=DBClusterParameterGroupName enabledCloudwatchLogsExports=EnableCloudwatchLogsExports "
    "iamDatabaseAuthenticationEnabled=EnableIAMDatabaseAuthentication"
)
CREATED = (
    f"{PLACED} databaseName masterUsername masterPassword=MasterUserPassword masterPasswordWo=MasterUserPassword "
    "storageEncrypted globalClusterIdentifier replicationSourceIdentifier sourceRegion backupRetentionPeriod "
    "preferredBackupWindow preferredMaintenanceWindow enableGlobalWriteForwarding enableLocalWriteForwarding "
    "manageMasterUserPassword masterUserSecretKmsKeyId enableHttpEndpoint"
)
MODIFIED = (
    "engineVersion vpcSecurityGroupIds port backupRetentionPeriod preferredBackupWindow preferredMaintenanceWindow "
    "copyTagsToSnapshot deletionProtection dbClusterParameterGroupName=DBClusterParameterGroupName "
    "iamDatabaseAuthenticationEnabled=EnableIAMDatabaseAuthentication masterPassword=MasterUserPassword "
    "enableGlobalWriteForwarding enableLocalWriteForwarding storageType networkType manageMasterUserPassword "
    "masterUserSecretKmsKeyId"
)
AFTER_RESTORE = (
    "backupRetentionPeriod preferredBackupWindow preferredMaintenanceWindow masterPassword=MasterUserPassword"
)
LIVE = (
    "clusterIdentifier=DBClusterIdentifier engine engineVersion engineVersionActual=EngineVersion engineMode kmsKeyId "
    "dbSubnetGroupName=DBSubnetGroup port availabilityZones copyTagsToSnapshot deletionProtection storageEncrypted "
    "dbClusterParameterGroupName=DBClusterParameterGroup databaseName masterUsername backupRetentionPeriod "
    "preferredBackupWindow preferredMaintenanceWindow replicationSourceIdentifier networkType storageType endpoint "
    "iamDatabaseAuthenticationEnabled=IAMDatabaseAuthenticationEnabled clusterResourceId=DbClusterResourceId "
    "readerEndpoint hostedZoneId arn=DBClusterArn enabledCloudwatchLogsExports"
)
# A value that only AWS makes of it, or that a region's role decides, does not come back as the program's own.
UNREAD = "sourceRegion masterPassword masterPasswordWo masterPasswordWoVersion snapshotIdentifier"


class Cluster(RdsResource):
    """An Aurora cluster."""

    token = "aws:rds/cluster:Cluster"
    handles = (
        names(CREATED)
        | words("clusterIdentifier clusterIdentifierPrefix masterPasswordWoVersion snapshotIdentifier")
        | words("serverlessv2ScalingConfiguration skipFinalSnapshot finalSnapshotIdentifier deleteAutomatedBackups")
        | words("applyImmediately allowMajorVersionUpgrade")
    )
    updates = (
        names(MODIFIED) | words("globalClusterIdentifier masterPasswordWoVersion enabledCloudwatchLogsExports")
    ) | words("serverlessv2ScalingConfiguration")
    settings = words(
        "skipFinalSnapshot finalSnapshotIdentifier deleteAutomatedBackups applyImmediately allowMajorVersionUpgrade"
    )
    unread = words(UNREAD)
    blocks = {"serverlessv2ScalingConfiguration": words("minCapacity maxCapacity secondsUntilAutoPause")}  # noqa: RUF012

    def create(self, inputs: State) -> str:
        ident = identifier(inputs, "clusterIdentifier")
        scaling = _scaling(inputs)
        args = {"DBClusterIdentifier": ident, "Tags": tag_list(self.tags), **scaling}
        if inputs.get("snapshotIdentifier"):
            more = aws_args(inputs, f"{PLACED} snapshotIdentifier")
            self.aws.restore_db_cluster_from_snapshot(**args, **more)
        else:
            self.aws.create_db_cluster(**args, **aws_args(inputs, CREATED))
        return ident

    def settle(self, ident: str, inputs: State) -> None:
        self._available(ident)
        if inputs.get("snapshotIdentifier") and (args := aws_args(inputs, AFTER_RESTORE)):
            self.aws.modify_db_cluster(DBClusterIdentifier=ident, ApplyImmediately=True, **args)
            self._available(ident)

    def _find(self, ident: str) -> dict[str, Any]:
        found: dict[str, Any] = self.aws.describe_db_clusters(DBClusterIdentifier=ident)["DBClusters"][0]
        return found

    def _state(self, ident: str) -> str | None:
        try:
            return str(self._find(ident)["Status"])
        except Exception as error:
            if aws_code(error) == "DBClusterNotFoundFault":
                return None
            raise

    def _available(self, ident: str) -> None:
        self.wait(f"RDS Cluster {ident} to be available", lambda: self._state(ident))

    def read(self, ident: str, state: State) -> State | None:
        found = self._find(ident)
        live = live_values(found, LIVE)
        owner = member_of(self.aws, live["arn"])
        secret = found.get("MasterUserSecret")
        return {
            **live,
            "vpcSecurityGroupIds": [group["VpcSecurityGroupId"] for group in found.get("VpcSecurityGroups", [])],
            "clusterMembers": [member["DBInstanceIdentifier"] for member in found.get("DBClusterMembers", [])],
            "globalClusterIdentifier": owner or "",
            "enableGlobalWriteForwarding": bool(found.get("GlobalWriteForwardingRequested")),
            "masterUserSecrets": [live_values(secret, "kmsKeyId secretArn secretStatus")] if secret else [],
            "tags": tag_map(found.get("TagList")),
        }

    def update(self, change: Change) -> None:
        ident, new = change.ident, change.new
        if change.touches("globalClusterIdentifier"):
            self._leave_for_update(change)
        args = aws_args(change.wanted(), MODIFIED)
        if change.touches("masterPasswordWoVersion") and new.get("masterPasswordWo"):
            args["MasterUserPassword"] = new["masterPasswordWo"]
        if change.touches("serverlessv2ScalingConfiguration"):
            args |= _scaling(new)
        if change.touches("enabledCloudwatchLogsExports"):
            args["CloudwatchLogsExportConfiguration"] = _exports(change)
        for switch in ("deletionProtection", "iamDatabaseAuthenticationEnabled", "enableGlobalWriteForwarding"):
            if change.touches(switch) and not new.get(switch):
                args |= dict.fromkeys(aws_args({switch: False}, MODIFIED), False)
        if change.touches("engineVersion") and new.get("allowMajorVersionUpgrade"):
            args["AllowMajorVersionUpgrade"] = True
        if args:
            now = bool(new.get("applyImmediately"))
            call = lambda: self.aws.modify_db_cluster(DBClusterIdentifier=ident, ApplyImmediately=now, **args)  # noqa: E731
            retried(call, BUSY)
            self._available(ident)

    def _leave_for_update(self, change: Change) -> None:
        if not change.old.get("globalClusterIdentifier"):
            raise Refused("existing RDS Clusters cannot be added to an existing RDS Global Cluster")
        if change.new.get("globalClusterIdentifier"):
            raise Refused("existing RDS Clusters cannot be migrated between existing RDS Global Clusters")
        self._leave(change.old["globalClusterIdentifier"], change.old["arn"])
        self._available(change.ident)

    def _leave(self, owner: str, arn: str) -> None:
        try:
            self.aws.remove_from_global_cluster(GlobalClusterIdentifier=owner, DbClusterIdentifier=arn)
        except Exception as error:
            absent = aws_code(error) in ("GlobalClusterNotFoundFault", "DBClusterNotFoundFault")
            if not absent and "is not found in global cluster" not in str(error):
                raise

    def delete(self, ident: str, state: State) -> None:
        final = state.get("finalSnapshotIdentifier")
        skip = bool(state.get("skipFinalSnapshot"))
        if not skip and not final:
            raise Refused("RDS Cluster final_snapshot_identifier is required when skip_final_snapshot is false")
        if self._state(ident) is None:
            return
        if state.get("deletionProtection"):
            # AWS would refuse the deletion, too, but only after the cluster had left its global cluster.
            text = "Cannot delete protected Cluster, please disable deletion protection and try again."
            raise Refused(f"InvalidParameterCombination: {text}")
        if state.get("globalClusterIdentifier"):
            self._leave(state["globalClusterIdentifier"], state["arn"])
        snapshot = (
            {"SkipFinalSnapshot": True} if skip else {"SkipFinalSnapshot": False, "FinalDBSnapshotIdentifier": final}
        )
        if state.get("deleteAutomatedBackups") is False:
            snapshot["DeleteAutomatedBackups"] = False
        retried(lambda: self.aws.delete_db_cluster(DBClusterIdentifier=ident, **snapshot), BUSY)
        self.wait(f"RDS Cluster {ident} to be deleted", lambda: self._state(ident), GONE)


def _scaling(inputs: State) -> dict[str, Any]:
    block = inputs.get("serverlessv2ScalingConfiguration")
    return {"ServerlessV2ScalingConfiguration": pascal(block)} if block else {}


def _exports(change: Change) -> dict[str, list[str]]:
    old, new = (set(values.get("enabledCloudwatchLogsExports") or []) for values in (change.old, change.new))
    return {"EnableLogTypes": sorted(new - old), "DisableLogTypes": sorted(old - new)}


def cluster(place: Place, args: Mapping[str, Any]) -> dict[str, Any]:
    """`aws.rds.get_cluster`: what a program asks of a cluster that it did not make."""
    refuse_unknown("getCluster", args, frozenset({"clusterIdentifier", "region"}))
    ident = args["clusterIdentifier"]
    found = place.client("rds").describe_db_clusters(DBClusterIdentifier=ident)["DBClusters"][0]
    more = {"id": ident, "region": place.region, "tags": tag_map(found.get("TagList"))}
    return {**live_values(found, LIVE), **more}


RESOURCES: tuple[type[Resource], ...] = (Cluster,)
FUNCTIONS = {"aws:rds/getCluster:getCluster": cluster}

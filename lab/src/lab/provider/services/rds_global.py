"""Aurora Global Database: the global cluster, which holds one writer and its secondaries.

(hashicorp/terraform-provider-aws, internal/service/rds/global_cluster.go)
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from lab.provider.errors import aws_code
from lab.provider.fields import aws_args, live_values, names, tag_list, tag_map, words
from lab.provider.resource import Change, Place, Resource, State
from lab.provider.services.account import refuse_unknown
from lab.provider.services.rds import GONE, RdsResource
from lab.provider.waiting import retried

CREATED = (
    "globalClusterIdentifier engine engineVersion databaseName storageEncrypted deletionProtection "
    "engineLifecycleSupport sourceDbClusterIdentifier=SourceDBClusterIdentifier"
)
LIVE = (
    "globalClusterIdentifier engine engineVersion engineVersionActual=EngineVersion databaseName storageEncrypted "
    "deletionProtection engineLifecycleSupport arn=GlobalClusterArn globalClusterResourceId endpoint"
)


def member_of(aws: Any, cluster_arn: str) -> str | None:
    """The identifier of the global cluster that a cluster is a member of, or None."""
    filters = [{"Name": "db-cluster-id", "Values": [cluster_arn]}]
    for page in aws.get_paginator("describe_global_clusters").paginate(Filters=filters):
        for found in page["GlobalClusters"]:
            if cluster_arn in _member_arns(found):
                return str(found["GlobalClusterIdentifier"])
    return None


def _member_arns(found: dict[str, Any]) -> set[str]:
    arns: set[str] = set()
    for member in found.get("GlobalClusterMembers", []):
        arns |= {member["DBClusterArn"], *(member.get("Readers") or [])}
    return arns


def _cluster_state(client: Any, name: str) -> str:
    return str(client.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]["Status"])


class GlobalCluster(RdsResource):
    """A global cluster; the same object whichever region is asked."""

    token = "aws:rds/globalCluster:GlobalCluster"
    handles = names(CREATED) | words("forceDestroy")
    updates = words("deletionProtection engineVersion")
    settings = words("forceDestroy")
    unread = words("sourceDbClusterIdentifier")
    volatile = words("globalClusterMembers")

    def create(self, inputs: State) -> str:
        made = self.aws.create_global_cluster(**aws_args(inputs, CREATED), Tags=tag_list(self.tags))
        return str(made["GlobalCluster"]["GlobalClusterIdentifier"])

    def settle(self, ident: str, inputs: State) -> None:
        self._available(ident)

    def _find(self, ident: str) -> dict[str, Any] | None:
        listed = self.aws.describe_global_clusters(GlobalClusterIdentifier=ident)["GlobalClusters"]
        return next((item for item in listed if item["GlobalClusterIdentifier"] == ident), None)

    def _state(self, ident: str) -> str | None:
        try:
            found = self._find(ident)
        except Exception as error:
            if aws_code(error) == "GlobalClusterNotFoundFault":
                return None
            raise
        return str(found["Status"]) if found else None

    def _available(self, ident: str) -> None:
        self.wait(f"RDS Global Cluster {ident} to be available", lambda: self._state(ident))

    def read(self, ident: str, state: State) -> State | None:
        found = self._find(ident)
        if found is None or found.get("Status") == "deleted":
            return None
        members = [
            {"dbClusterArn": member["DBClusterArn"], "isWriter": bool(member.get("IsWriter"))}
            for member in found.get("GlobalClusterMembers", [])
        ]
        arn = str(found["GlobalClusterArn"])
        return {**live_values(found, LIVE), "globalClusterMembers": members, "tags": self.tags_by_arn(arn)}

    def update(self, change: Change) -> None:
        ident, new = change.ident, change.new
        if change.touches("deletionProtection"):
            protected = bool(new.get("deletionProtection"))
            self.aws.modify_global_cluster(GlobalClusterIdentifier=ident, DeletionProtection=protected)
        if change.touches("engineVersion") and new.get("engineVersion"):
            self._upgrade(ident, str(change.old.get("engineVersionActual", "")), str(new["engineVersion"]))
        self._available(ident)

    def _upgrade(self, ident: str, old: str, new: str) -> None:
        """A major version goes through the global cluster, a minor one member by member, the writer last."""
        if old.split(".")[0] != new.split(".")[0]:
            self.aws.modify_global_cluster(
                GlobalClusterIdentifier=ident, EngineVersion=new, AllowMajorVersionUpgrade=True
            )
            return
        members = (self._find(ident) or {}).get("GlobalClusterMembers", [])
        for member in sorted(members, key=lambda item: bool(item.get("IsWriter"))):
            arn = str(member["DBClusterArn"])
            client = self.place.client("rds", arn.split(":")[3])
            name = arn.rpartition(":")[2]
            client.modify_db_cluster(DBClusterIdentifier=name, EngineVersion=new, ApplyImmediately=True)
            self.wait(f"RDS Cluster {name} to be upgraded", partial(_cluster_state, client, name))

    def delete(self, ident: str, state: State) -> None:
        if state.get("forceDestroy"):
            self._empty(ident)
        refused = frozenset({"InvalidGlobalClusterStateFault"})
        retried(lambda: self.aws.delete_global_cluster(GlobalClusterIdentifier=ident), refused, "is not empty")
        self.wait(f"RDS Global Cluster {ident} to be deleted", lambda: self._state(ident), GONE)

    def _empty(self, ident: str) -> None:
        """Secondaries leave first, the writer last."""
        members = (self._find(ident) or {}).get("GlobalClusterMembers", [])
        for member in sorted(members, key=lambda item: bool(item.get("IsWriter"))):
            arn = str(member["DBClusterArn"])
            self.aws.remove_from_global_cluster(GlobalClusterIdentifier=ident, DbClusterIdentifier=arn)
            self.wait(f"{arn} to leave {ident}", partial(member_of, self.aws, arn), GONE)


def global_cluster(place: Place, args: Mapping[str, Any]) -> dict[str, Any]:
    """`aws.rds.get_global_cluster`."""
    refuse_unknown("getGlobalCluster", args, frozenset({"identifier", "region"}))
    ident = args["identifier"]
    found = place.client("rds").describe_global_clusters(GlobalClusterIdentifier=ident)["GlobalClusters"][0]
    live = live_values(found, "engine engineVersion databaseName storageEncrypted deletionProtection endpoint")
    members = [
        {"dbClusterArn": member["DBClusterArn"], "isWriter": bool(member.get("IsWriter"))}
        for member in found.get("GlobalClusterMembers", [])
    ]
    more = {"id": ident, "identifier": ident, "region": place.region, "arn": found["GlobalClusterArn"]}
    return {**live, **more, "members": members, "tags": tag_map(found.get("TagList"))}


RESOURCES: tuple[type[Resource], ...] = (GlobalCluster,)
FUNCTIONS = {"aws:rds/getGlobalCluster:getGlobalCluster": global_cluster}

"""From facts to files: the config of the pair around the existing cluster, and Pulumi's import document. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pattern.settings import Settings
from standby.adopt.facts import Facts
from standby.errors import RefusedError

COMPONENT = ("standby:components:Database", "database")
LEAST_RETENTION = 7
# AWS puts these on by itself; nobody can set them
RESERVED_TAGS = "aws:"


@dataclass(frozen=True)
class Imported:
    """One resource to import: Pulumi's type and name, and AWS's identifier."""

    type: str
    name: str
    id: str


def config_values(
    facts: Facts, shared: Mapping[str, Any], own: Mapping[str, Any], settings: Settings
) -> dict[str, Any]:
    """What `Pulumi.yaml` and the primary's file are to say: file kind → key → value.

    Args:
        shared, own: what the two files say now, by full key.

    Raises:
        RefusedError: the VPC has no private subnets that could be told.
    """
    return {
        "shared": {
            "standby:database": {**(shared.get("standby:database") or {}), **_database(facts)},
            "standby:names": {**(shared.get("standby:names") or {}), **_names(facts)},
        },
        "own": {
            "standby:vpcCidr": facts.vpc_cidr,
            "standby:existing": {
                **(own.get("standby:existing") or {}),
                "vpc": _vpc(facts, settings),
                "database": _existing(facts),
            },
        },
    }


def _database(facts: Facts) -> dict[str, Any]:
    cluster, first = facts.cluster, facts.instances[0]
    found: dict[str, Any] = {
        "engineVersion": str(cluster["EngineVersion"]),
        "instanceClass": str(first["DBInstanceClass"]),
        "instances": len(facts.instances),
        "masterUsername": str(cluster["MasterUsername"]),
        "backupRetentionDays": max(LEAST_RETENTION, int(cluster.get("BackupRetentionPeriod", 1))),
        "performanceInsights": bool(first.get("PerformanceInsightsEnabled")),
        "monitoringIntervalSeconds": int(first.get("MonitoringInterval") or 0),
        # for the groups that the DR region gets; the existing ones are not touched
        "clusterParameters": {k: v for k, v in facts.cluster_parameters.items() if k != "rds.force_ssl"},
        "instanceParameters": dict(facts.instance_parameters),
    }
    if cluster.get("DatabaseName"):
        found["name"] = str(cluster["DatabaseName"])
    if scaling := cluster.get("ServerlessV2ScalingConfiguration"):
        found["serverless"] = {"minAcu": scaling["MinCapacity"], "maxAcu": scaling["MaxCapacity"]}
    return found


def _names(facts: Facts) -> dict[str, str]:
    region = facts.region
    found = {f"db-cluster@{region}": facts.identifier, "secret/database": facts.secret_name}
    found |= {f"db-instance/{n}@{region}": one["DBInstanceIdentifier"] for n, one in enumerate(facts.instances, 1)}
    if facts.owner:
        found["global-cluster"] = str(facts.owner["GlobalClusterIdentifier"])
    return found


def _vpc(facts: Facts, settings: Settings) -> dict[str, Any]:
    """As config says by now, if it says this VPC; else as the route tables tell."""
    told = settings.existing.vpc
    if told is not None and told.id == facts.vpc_id:
        return told.model_dump(by_alias=True, exclude_defaults=True, mode="json")
    if len(facts.subnets.private) < 2:
        raise RefusedError(
            "no-private-subnets",
            f"{facts.vpc_id} has {len(facts.subnets.private)} subnets with a default route to a NAT gateway; tasks and "
            "load balancer need at least two. Name the subnets yourself: set standby:existing.vpc (id, "
            "privateSubnetIds, isolatedSubnetIds) in the primary's stack file, then run this again",
        )
    return {
        "id": facts.vpc_id,
        "publicSubnetIds": list(facts.subnets.public),
        "privateSubnetIds": list(facts.subnets.private),
        "isolatedSubnetIds": list(facts.database_subnets),
    }


def _existing(facts: Facts) -> dict[str, Any]:
    cluster, first = facts.cluster, facts.instances[0]
    found: dict[str, Any] = {
        "keyArn": str(cluster["KmsKeyId"]),
        "subnetGroup": str(cluster["DBSubnetGroup"]),
        "securityGroupIds": sorted(one["VpcSecurityGroupId"] for one in cluster.get("VpcSecurityGroups", [])),
        "clusterParameterGroup": str(cluster["DBClusterParameterGroup"]),
        "instanceParameterGroup": str(first["DBParameterGroups"][0]["DBParameterGroupName"]),
        "logExports": sorted(cluster.get("EnabledCloudwatchLogsExports") or []),
        "tags": {
            one["Key"]: one["Value"] for one in cluster.get("TagList", []) if not one["Key"].startswith(RESERVED_TAGS)
        },
    }
    if cluster.get("IAMDatabaseAuthenticationEnabled"):
        found["iamAuthentication"] = True
    insights = first.get("PerformanceInsightsKMSKeyId")
    if insights and insights != cluster["KmsKeyId"]:
        found["performanceInsightsKeyArn"] = str(insights)
    return found


def to_import(facts: Facts, global_cluster: str) -> tuple[Imported, ...]:
    """Global cluster, cluster and instances, under the names that `components.database` gives them."""
    rows = [
        Imported("aws:rds/globalCluster:GlobalCluster", "database-global", global_cluster),
        Imported("aws:rds/cluster:Cluster", "database-cluster", facts.identifier),
    ]
    rows += [
        Imported("aws:rds/clusterInstance:ClusterInstance", f"database-{n}", str(one["DBInstanceIdentifier"]))
        for n, one in enumerate(facts.instances, 1)
    ]
    return tuple(rows)


def import_document(rows: Iterable[Imported], provider_version: str, component_urn: str | None) -> dict[str, Any]:
    """What `pulumi import --file` takes (Pulumi documentation, "Bulk import operations").

    Args:
        provider_version: the one that the program's SDK asks for, so that both use one default provider.
        component_urn: of the component that the state has already; None: it comes with the import.
    """
    kind, name = COMPONENT
    resources: list[dict[str, Any]] = [] if component_urn else [{"type": kind, "name": name, "component": True}]
    resources += [
        {"type": one.type, "name": one.name, "id": one.id, "parent": name, "version": provider_version} for one in rows
    ]
    return {"nameTable": {name: component_urn} if component_urn else {}, "resources": resources}

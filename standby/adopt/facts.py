"""What an account has of the database that is to be adopted. Reads only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from standby.aws.cloud import Cloud
from standby.errors import CloudError, MissingError, UsageError

Raw = Mapping[str, Any]


@dataclass(frozen=True)
class Subnets:
    """Subnet IDs of a VPC by tier: a default route to an internet gateway, one to anything else, none."""

    public: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    isolated: tuple[str, ...] = ()


@dataclass(frozen=True)
class Secret:
    """The master secret: the JSON keys of its text, the user that it names, and where it is replicated to."""

    name: str
    keys: tuple[str, ...]
    username: str
    replicas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """The cluster, its instances and all that they stand on.

    `globals_` are the global databases of the account; `capable` says, by region and (version, class), whether RDS
    offers it for a global database there. `key_manager` is AWS or CUSTOMER. `secret` is None where there is none.
    """

    cluster: Raw
    instances: Sequence[Raw]
    vpc_id: str
    vpc_cidr: str
    subnets: Subnets
    database_subnets: tuple[str, ...]
    key_manager: str
    cluster_parameters: Mapping[str, str]
    instance_parameters: Mapping[str, str]
    globals_: Sequence[Raw]
    capable: Mapping[str, Mapping[str, bool]]
    secret_name: str
    secret: Secret | None
    region: str

    @property
    def identifier(self) -> str:
        return str(self.cluster["DBClusterIdentifier"])

    @property
    def arn(self) -> str:
        return str(self.cluster["DBClusterArn"])

    @property
    def owner(self) -> Raw | None:
        """The global database that it is a member of."""
        mine = (one for one in self.globals_ if self.arn in [m["DBClusterArn"] for m in one["GlobalClusterMembers"]])
        return next(mine, None)


def read_facts(cloud: Cloud, peer: Cloud, identifier: str, secret_name: str) -> Facts:
    """All facts of a cluster.

    Raises:
        UsageError: there is no such cluster; the message names those that there are.
        CloudError: AWS refused or did not answer.
    """
    cluster = _cluster(cloud, identifier)
    by_cluster = [{"Name": "db-cluster-id", "Values": [identifier]}]
    instances = cloud.pages("rds", "describe_db_instances", "DBInstances", Filters=by_cluster)
    mine = sorted((one for one in instances if one.get("DBClusterIdentifier") == identifier), key=_by_name)
    groups = cloud.call("rds", "describe_db_subnet_groups", DBSubnetGroupName=cluster["DBSubnetGroup"])
    [group] = groups["DBSubnetGroups"]
    vpc = cloud.call("ec2", "describe_vpcs", VpcIds=[group["VpcId"]])["Vpcs"][0]
    parameter_group = mine[0]["DBParameterGroups"][0]["DBParameterGroupName"] if mine else ""
    return Facts(
        cluster=cluster,
        instances=mine,
        vpc_id=str(group["VpcId"]),
        vpc_cidr=str(vpc["CidrBlock"]),
        subnets=_subnets(cloud, str(group["VpcId"])),
        database_subnets=tuple(sorted(one["SubnetIdentifier"] for one in group["Subnets"])),
        key_manager=_manager(cloud, cluster.get("KmsKeyId")),
        cluster_parameters=_set_by_hand(
            cloud, "describe_db_cluster_parameters", DBClusterParameterGroupName=cluster["DBClusterParameterGroup"]
        ),
        instance_parameters=_set_by_hand(cloud, "describe_db_parameters", DBParameterGroupName=parameter_group)
        if parameter_group
        else {},
        globals_=cloud.pages("rds", "describe_global_clusters", "GlobalClusters"),
        capable={side.region: _capable(side, cluster, mine) for side in (cloud, peer)},
        secret_name=secret_name,
        secret=_secret(cloud, secret_name),
        region=cloud.region,
    )


def _by_name(one: Raw) -> str:
    return str(one["DBInstanceIdentifier"])


def _cluster(cloud: Cloud, identifier: str) -> Raw:
    try:
        found: Raw = cloud.call("rds", "describe_db_clusters", DBClusterIdentifier=identifier)["DBClusters"][0]
    except MissingError:
        there = [str(one["DBClusterIdentifier"]) for one in cloud.pages("rds", "describe_db_clusters", "DBClusters")]
        raise UsageError(
            f"--cluster {identifier!r} is no Aurora cluster of {cloud.region}; there are: {', '.join(there) or 'none'}"
        ) from None
    return found


def _manager(cloud: Cloud, key: str | None) -> str:
    """Who manages a key: AWS or CUSTOMER; empty where there is none."""
    if not key:
        return ""
    return str(cloud.call("kms", "describe_key", KeyId=key)["KeyMetadata"]["KeyManager"])


def _set_by_hand(cloud: Cloud, operation: str, **group: str) -> dict[str, str]:
    found = cloud.pages("rds", operation, "Parameters", Source="user", **group)
    return {str(one["ParameterName"]): str(one.get("ParameterValue", "")) for one in found}


def _capable(cloud: Cloud, cluster: Raw, instances: Sequence[Raw]) -> dict[str, bool]:
    """Instance class → whether RDS offers it, with the cluster's version, for a global database in that region."""
    told = {}
    for name in sorted({str(one["DBInstanceClass"]) for one in instances}):
        options = cloud.pages(
            "rds",
            "describe_orderable_db_instance_options",
            "OrderableDBInstanceOptions",
            Engine=cluster["Engine"],
            EngineVersion=cluster["EngineVersion"],
            DBInstanceClass=name,
        )
        told[name] = any(one.get("SupportsGlobalDatabases") for one in options)
    return told


def _subnets(cloud: Cloud, vpc_id: str) -> Subnets:
    """The VPC's subnets by what their route table leads to; a subnet without one of its own has the main one."""
    inside = [{"Name": "vpc-id", "Values": [vpc_id]}]
    tables = cloud.pages("ec2", "describe_route_tables", "RouteTables", Filters=inside)
    by_subnet = {link.get("SubnetId"): table for table in tables for link in table.get("Associations", [])}
    main = next((t for t in tables if any(link.get("Main") for link in t.get("Associations", []))), {})
    tiers: dict[str, list[str]] = {"public": [], "private": [], "isolated": []}
    for subnet in cloud.pages("ec2", "describe_subnets", "Subnets", Filters=inside):
        tiers[_tier(by_subnet.get(subnet["SubnetId"], main))].append(str(subnet["SubnetId"]))
    return Subnets(*(tuple(sorted(tiers[tier])) for tier in ("public", "private", "isolated")))


def _tier(table: Raw) -> str:
    out = [route for route in table.get("Routes", []) if route.get("DestinationCidrBlock") == "0.0.0.0/0"]
    if not out:
        return "isolated"
    return "public" if str(out[0].get("GatewayId", "")).startswith("igw-") else "private"


def _secret(cloud: Cloud, name: str) -> Secret | None:
    """The secret; its password is looked for and not kept."""
    try:
        told = cloud.call("secretsmanager", "describe_secret", SecretId=name)
        text = cloud.call("secretsmanager", "get_secret_value", SecretId=name).get("SecretString", "")
    except CloudError as problem:
        if isinstance(problem, MissingError):
            return None
        raise
    try:
        values = json.loads(text)
    except ValueError:
        values = {}
    values = values if isinstance(values, dict) else {}
    replicas = tuple(str(one["Region"]) for one in told.get("ReplicationStatus") or [])
    return Secret(str(told["Name"]), tuple(sorted(values)), str(values.get("username", "")), replicas)

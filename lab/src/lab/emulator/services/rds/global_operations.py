"""Create, describe, modify, delete a global cluster, and take a member out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lab.emulator.engine import account
from lab.emulator.services.rds import engines, errors, topology
from lab.emulator.services.rds.global_database import GlobalDatabase, Member
from lab.emulator.services.rds.state import cluster_of, find_cluster

if TYPE_CHECKING:
    from moto.rds.models import DBCluster

    from lab.emulator.services.rds.state import RdsState

# Terraform's provider (and so Pulumi's) looks up by db-cluster-id; the API page names region.
_FILTERS = ("db-cluster-id", "region")


def create(state: RdsState, region: str, params: Any) -> GlobalDatabase:
    """CreateGlobalCluster: empty, or around an existing cluster of ``region``."""
    identifier = params["GlobalClusterIdentifier"].lower()
    if identifier in state.globals:
        raise errors.global_cluster_exists(identifier)
    source_arn = params.get("SourceDBClusterIdentifier")
    database = _around(state, region, identifier, source_arn, params) if source_arn else _empty(identifier, params)
    database.deletion_protection = bool(params.get("DeletionProtection"))
    database.tags = [{"Key": tag["Key"], "Value": tag["Value"]} for tag in params.get("Tags") or []]
    state.globals[identifier] = database

    def available() -> None:
        if database.status == "creating":
            database.status = "available"

    state.context.clock.after("rds.global-create", available, f"{identifier}: global cluster available")
    return database


def _empty(identifier: str, params: Any) -> GlobalDatabase:
    engine = params.get("Engine")
    if engine is None:
        raise errors.invalid_value(  # [AWS]
            "When creating standalone global cluster, value for engineName should be specified"
        )
    engines.check_global_engine(engine)
    version = engines.check_version(engine, params.get("EngineVersion")) or "8.0.mysql_aurora.3.08.2"
    return GlobalDatabase(
        identifier=identifier,
        account_id=account.number(),
        engine=engine,
        engine_version=version,
        database_name=params.get("DatabaseName"),
        storage_encrypted=bool(params.get("StorageEncrypted")),
    )


def _around(state: RdsState, region: str, identifier: str, arn: str, params: Any) -> GlobalDatabase:
    if not arn.startswith("arn:"):
        raise errors.invalid_value("Malformed db cluster arn dbci")  # [AWS]
    for key in ("Engine", "EngineVersion", "DatabaseName", "StorageEncrypted"):
        if params.get(key) is not None:
            name = "engineName" if key == "Engine" else key[0].lower() + key[1:]
            raise errors.invalid_combination(  # [AWS] for engineName
                f"When creating global cluster from existing db cluster, value for {name} should not be specified "
                "since it will be inherited from source cluster"
            )
    cluster = _source_cluster(state, region, arn)
    database = GlobalDatabase(
        identifier=identifier,
        account_id=account.number(),
        engine=cluster.engine,
        engine_version=cluster.engine_version,
        database_name=cluster.database_name,
        storage_encrypted=cluster.storage_encrypted,
    )
    database.members.append(Member(cluster.db_cluster_identifier, region, cluster.db_cluster_arn, is_writer=True))
    topology.settle(state, database)
    return database


def _source_cluster(state: RdsState, region: str, arn: str) -> DBCluster:
    if arn.split(":")[3] != region:
        raise errors.cluster_not_found(arn)
    cluster = find_cluster(region, arn)
    if cluster.status != "available":
        raise errors.cluster_not_available(cluster.db_cluster_identifier, cluster.status)
    if state.membership(region, cluster.db_cluster_identifier) is not None:
        raise errors.invalid_cluster_state(f"DB cluster {arn} is already a member of a global cluster.")
    engines.check_global_engine(cluster.engine)
    return cluster


def describe(state: RdsState, params: Any) -> list[dict[str, Any]]:
    """DescribeGlobalClusters: one by identifier (raises when there is none), or those that pass the filters."""
    identifier = params.get("GlobalClusterIdentifier")
    found = [state.find_global(identifier)] if identifier else list(state.globals.values())
    for condition in params.get("Filters") or []:
        name, values = condition["Name"], condition["Values"]
        if name not in _FILTERS:
            raise errors.invalid_value(f"Unrecognized filter name: {name}")  # [AWS]
        found = [database for database in found if any(_passes(member, name, values) for member in database.members)]
    return [database.describe() for database in found]


def _passes(member: Member, name: str, values: list[str]) -> bool:
    return member.region in values if name == "region" else bool({member.arn, member.cluster_id} & set(values))


def modify(state: RdsState, params: Any) -> GlobalDatabase:
    """ModifyGlobalCluster: name, protection, major version."""
    database = state.find_global(params["GlobalClusterIdentifier"])
    if database.status != "available":
        raise errors.invalid_global_state(f"Global cluster {database.identifier} is {database.status}, not available.")
    new_name = (params.get("NewGlobalClusterIdentifier") or "").lower()
    if new_name and new_name != database.identifier and new_name in state.globals:
        raise errors.global_cluster_exists(new_name)
    version = params.get("EngineVersion")
    if version and version != database.engine_version:
        _upgrade(state, database, version, bool(params.get("AllowMajorVersionUpgrade")))
    if params.get("DeletionProtection") is not None:
        database.deletion_protection = bool(params["DeletionProtection"])
    if new_name and new_name != database.identifier:
        state.globals[new_name] = state.globals.pop(database.identifier)
        database.identifier = new_name
        topology.settle(state, database)
    return database


def _upgrade(state: RdsState, database: GlobalDatabase, version: str, allowed: bool) -> None:
    wanted = engines.check_version(database.engine, version) or version
    if engines.major(wanted) == engines.major(database.engine_version) and database.members:
        raise errors.invalid_value(  # [AWS]
            "ModifyGlobalCluster only supports Major Version Upgrades. To patch the members of your global cluster to "
            "a newer minor version you need to call ModifyDbCluster in each one of them."
        )
    if database.members and not allowed:
        raise errors.invalid_combination(  # [AWS]
            "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version."
        )
    database.engine_version = wanted
    clusters = [cluster for cluster in map(cluster_of, database.members) if cluster is not None]
    for cluster in clusters:
        cluster.engine_version, cluster.status = wanted, "upgrading"

    def upgraded() -> None:
        for cluster in clusters:
            if cluster.status == "upgrading":
                cluster.status = "available"
        topology.settle(state, database)

    state.context.clock.after("rds.global-upgrade", upgraded, f"{database.identifier}: upgraded to {wanted}")
    topology.settle(state, database)


def delete(state: RdsState, params: Any) -> dict[str, Any]:
    """DeleteGlobalCluster: only when nobody is in it and nothing protects it."""
    database = state.find_global(params["GlobalClusterIdentifier"])
    if database.deletion_protection:
        raise errors.invalid_combination(
            "Cannot delete protected Global Cluster, please disable deletion protection and try again."
        )
    if database.members:
        raise errors.global_cluster_not_empty(database.arn)
    database.status = "deleting"
    del state.globals[database.identifier]
    return database.describe()

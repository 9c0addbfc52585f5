"""Changes to a DB cluster that exists: modify, rename, stop, start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.rds.models import DBInstanceClustered

from lab.emulator.services.rds import engines, errors
from lab.emulator.services.rds.echoed import echo
from lab.emulator.services.rds.key_loss import INACCESSIBLE, key_usable
from lab.emulator.services.rds.state import backend_of, find_cluster
from lab.emulator.services.rds.topology import settle

if TYPE_CHECKING:
    from moto.rds.models import DBCluster

    from lab.emulator.services.rds.state import RdsState


# changes that touch no instance or volume: the cluster stays available
_AT_ONCE = {"db_cluster_identifier", "deletion_protection", "copy_tags_to_snapshot", "apply_immediately"}


def modify(state: RdsState, region: str, params: Any) -> DBCluster:
    """ModifyDBCluster: of an available cluster; a new identifier is a new ARN for its global database too."""
    cluster = find_cluster(region, params["DBClusterIdentifier"])
    identifier = cluster.db_cluster_identifier
    if cluster.status != "available":
        raise errors.cluster_not_available(identifier, cluster.status)
    found = state.membership(region, identifier)
    version = params.get("EngineVersion")
    if version is not None:
        _check_upgrade(cluster, engines.check_version(cluster.engine, version) or version, params, found is not None)
    backend = backend_of(region)
    wanted = {key: value for key, value in params.items() if value is not None}
    wanted["db_cluster_identifier"] = identifier
    backend.modify_db_cluster(dict(wanted))
    echo(cluster, wanted)
    _rename_instances(cluster)
    if found is not None:
        database, member = found
        member.cluster_id, member.arn = cluster.db_cluster_identifier, cluster.db_cluster_arn
        if member.is_writer:
            database.engine_version = cluster.engine_version
        settle(state, database)
    if set(wanted) <= _AT_ONCE:
        return cluster
    cluster.status = "modifying"

    def available() -> None:
        if cluster.status == "modifying":
            cluster.status = "available"

    state.context.clock.after("rds.cluster-modify", available, f"{identifier}: modified")
    return cluster


def _rename_instances(cluster: DBCluster) -> None:
    """Instances follow their cluster's new identifier; moto leaves them behind."""
    for instance in cluster.backend.databases.values():
        if isinstance(instance, DBInstanceClustered) and instance.cluster is cluster:
            instance.db_cluster_identifier = cluster.db_cluster_identifier


def _check_upgrade(cluster: DBCluster, version: str, params: Any, in_global: bool) -> None:
    if engines.major(version) == engines.major(cluster.engine_version):
        return
    if in_global:
        raise errors.invalid_combination(
            "A major version upgrade of a member must be requested on its global cluster, with ModifyGlobalCluster."
        )
    if not params.get("AllowMajorVersionUpgrade"):
        raise errors.invalid_combination(  # [AWS]
            "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version."
        )


def stop(state: RdsState, region: str, identifier: str) -> DBCluster:
    """StopDBCluster: not for members of a global database, and only from ``available``."""
    cluster = find_cluster(region, identifier)
    if state.membership(region, cluster.db_cluster_identifier) is not None:
        raise errors.invalid_cluster_state("A cluster that is part of a global database can't be stopped.")
    if cluster.status != "available":
        raise errors.cluster_not_available(identifier, cluster.status)
    cluster.status = "stopped"
    return cluster


def start(region: str, identifier: str) -> DBCluster:
    """StartDBCluster: a stopped one, or one whose key was lost and is usable again."""
    cluster = find_cluster(region, identifier)
    if cluster.status == INACCESSIBLE and not key_usable(cluster):
        raise errors.key_not_accessible(cluster.kms_key_id)
    if cluster.status not in ("stopped", INACCESSIBLE):
        raise errors.invalid_cluster_state(  # [AWS]
            f"DbCluster {identifier} is in {cluster.status} state but expected it to be one of "
            "stopped,inaccessible-encryption-credentials-recoverable."
        )
    cluster.status = "available"
    return cluster


def refuse_promotion(state: RdsState, region: str, identifier: str) -> None:
    """PromoteReadReplicaDBCluster is for read replicas: raises for members of a global database and for others."""
    cluster = find_cluster(region, identifier)
    if state.membership(region, cluster.db_cluster_identifier) is not None:
        raise errors.cluster_in_global_cluster()
    if cluster.replication_source_identifier is None:
        raise errors.invalid_cluster_state(f"DB cluster {identifier} isn't a read replica.")

"""The rules by which a new cluster joins a global database: what must match, what is inherited, what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lab.emulator.services.rds import engines, errors
from lab.emulator.services.rds.state import cluster_of, serving_instances

if TYPE_CHECKING:
    from moto.rds.models import DBCluster

    from lab.emulator.services.rds.global_database import GlobalDatabase
    from lab.emulator.services.rds.state import RdsState


def check_primary(database: GlobalDatabase, wanted: dict[str, Any]) -> None:
    """The first member becomes the writer; ``wanted`` gets what it inherits. Raises AWS's errors."""
    _check_engine(database, wanted)
    asked = wanted.get("storage_encrypted")
    if asked is not None and asked != database.storage_encrypted:
        raise errors.invalid_combination(
            f"StorageEncrypted {str(asked).lower()} doesn't match the global cluster {database.identifier}, "
            f"which has {str(database.storage_encrypted).lower()}."
        )
    wanted["storage_encrypted"] = database.storage_encrypted
    wanted.setdefault("database_name", database.database_name)


def check_secondary(state: RdsState, database: GlobalDatabase, region: str, wanted: dict[str, Any]) -> None:
    """A further member becomes a secondary; ``wanted`` gets what it inherits from the writer. Raises AWS's errors."""
    source = _replicable_source(state, database)
    if database.member_in(region) is not None:
        raise errors.invalid_global_state(
            f"Global cluster {database.identifier} already has a cluster in {region}: one per Region is possible."
        )
    if database.member(wanted["db_cluster_identifier"].lower()) is not None:
        raise errors.cluster_exists()
    _check_engine(database, wanted)
    for key, what in (("master_username", "user name"), ("master_user_password", "password")):
        if wanted.get(key):
            raise errors.invalid_combination(f"Cannot specify {what} for cross region replication cluster")  # [AWS]
    if wanted.get("database_name"):
        raise errors.invalid_combination("Cannot specify database name for cross region replication cluster")  # [AWS]
    if wanted.get("manage_master_user_password"):
        raise errors.invalid_combination("ManageMasterUserPassword isn't supported on an Aurora global database")
    if source.storage_encrypted:
        _check_encrypted(source, wanted)
    elif wanted.get("storage_encrypted") or wanted.get("kms_key_id"):
        raise errors.invalid_combination("Cannot create an encrypted replica of a cluster that isn't encrypted")
    wanted.update(
        storage_encrypted=source.storage_encrypted,
        master_username=source.master_username,
        database_name=source.database_name,
        replication_source_identifier=None,
    )


def _replicable_source(state: RdsState, database: GlobalDatabase) -> DBCluster:
    writer = database.writer
    cluster = cluster_of(writer) if writer else None
    if writer is None or cluster is None or database.failover is not None:
        raise errors.invalid_global_state(f"Global cluster {database.identifier} has no primary cluster to replicate.")
    out = state.context.outages.is_out(writer.region)
    if out or cluster.status != "available" or not serving_instances(cluster):
        raise errors.invalid_cluster_state(  # [AWS]
            f"Source cluster: {writer.arn} is in a state which is not valid for physical replication"
        )
    return cluster


def _check_encrypted(source: DBCluster, wanted: dict[str, Any]) -> None:
    if not wanted.get("kms_key_id"):
        raise errors.invalid_combination(  # [AWS]
            "For encrypted cross-region replica, kmsKeyId should be explicitly specified"
        )
    if not (wanted.get("pre_signed_url") or wanted.get("source_region")):
        raise errors.invalid_combination(  # [AWS]
            f"Source cluster {source.arn} is encrypted; pre-signed URL has to be specified"
        )
    if wanted.get("storage_encrypted") is False:
        raise errors.invalid_combination("Cannot create an unencrypted replica of an encrypted cluster")


def _check_engine(database: GlobalDatabase, wanted: dict[str, Any]) -> None:
    if wanted["engine"] != database.engine:
        raise errors.invalid_combination(
            f"The engine name requested for your DB cluster ({wanted['engine']}) doesn't match the engine name of your "
            f"global cluster ({database.engine})."
        )
    version = wanted.get("engine_version")
    if version is None:
        wanted["engine_version"] = database.engine_version
    elif engines.check_version(database.engine, version) != database.engine_version:
        raise errors.invalid_combination(
            f"The engine version requested for your DB cluster ({version}) doesn't match the engine version of your "
            f"global cluster ({database.engine_version})."
        )

"""DB clusters: create, modify, delete, restore, with AWS's states and guards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lab.emulator.rds import engines, errors, joining, moto_models, snapshots
from lab.emulator.rds.echoed import echo
from lab.emulator.rds.global_database import CONNECTED, PENDING_RESYNC, Member
from lab.emulator.rds.state import backend_of, find_cluster, instances_of
from lab.emulator.rds.topology import settle

if TYPE_CHECKING:
    from moto.rds.models import DBCluster, RDSBackend

    from lab.emulator.rds.state import RdsState

_IDENTIFIER = re.compile(r"^[a-z](?:-?[a-z0-9])*$")
MAX_IDENTIFIER = 63


def create(state: RdsState, region: str, params: Any) -> DBCluster:
    """CreateDBCluster: standalone, the first of a global database, or a secondary."""
    wanted = {key: value for key, value in params.items() if value is not None}
    wanted["db_cluster_identifier"] = _check_identifier(backend_of(region), wanted["db_cluster_identifier"])
    if wanted["engine"] not in engines.CLUSTER_ENGINES:
        raise errors.unknown_engine(wanted["engine"])
    identifier = wanted.get("global_cluster_identifier")
    database = state.find_global(identifier) if identifier else None
    secondary = database is not None and database.writer is not None
    if database is not None and secondary:
        joining.check_secondary(state, database, region, wanted)
    else:
        if database is not None:
            joining.check_primary(database, wanted)
        wanted["engine_version"] = engines.check_version(wanted["engine"], wanted.get("engine_version"))
        _check_credentials(wanted)
    cluster = _build(state, region, wanted, "rds.cluster-create")
    if database is not None:
        member = Member(cluster.db_cluster_identifier, region, cluster.db_cluster_arn, is_writer=not secondary)
        if secondary:
            member.sync = PENDING_RESYNC
            source = database.writer
            original = backend_of(source.region).clusters[source.cluster_id] if source else cluster
            cluster._master_user_password = getattr(original, "_master_user_password", "")
        database.members.append(member)
        settle(state, database)
    return cluster


def _build(state: RdsState, region: str, wanted: dict[str, Any], wait: str) -> DBCluster:
    """Make the cluster in moto and let it become available after ``wait``."""
    backend = backend_of(region)
    _check_placement(backend, wanted)
    if wanted.get("kms_key_id"):
        wanted["kms_key_id"] = _usable_key(backend, wanted["kms_key_id"])
    elif wanted.get("storage_encrypted"):
        wanted["kms_key_id"] = backend._validate_kms_key("alias/aws/rds")
    password = wanted.get("master_user_password")
    cluster = backend.create_db_cluster(wanted)
    cluster.status = "creating"
    if password:
        cluster._master_user_password = password
    if not cluster.storage_encrypted:
        cluster.kms_key_id = None  # type: ignore[assignment]  # moto's invented default
    _as_aurora(cluster, wanted)

    def available() -> None:
        if backend.clusters.get(cluster.db_cluster_identifier) is not cluster or cluster.status != "creating":
            return
        cluster.status = "available"
        found = state.membership(region, cluster.db_cluster_identifier)
        if found is not None:
            database, member = found
            if not member.rebuilding and not state.context.outages.is_out(region):
                member.sync = CONNECTED
            settle(state, database)

    state.context.clock.after(wait, available, f"{cluster.db_cluster_identifier}: cluster available")
    return cluster


def _as_aurora(cluster: DBCluster, wanted: dict[str, Any]) -> None:
    """Defaults that moto takes from other engines: AWS names a storage type only when it is I/O-optimized."""
    echo(cluster, wanted)
    if not cluster.engine.startswith("aurora"):
        return
    cluster.storage_type = wanted.get("storage_type")
    if not wanted.get("db_cluster_parameter_group_name"):
        cluster.parameter_group = f"default.{cluster.engine}{engines.major(cluster.engine_version)}"


def _usable_key(backend: RDSBackend, key_id: str) -> str:
    arn = backend._validate_kms_key(key_id)
    key = backend.kms.describe_key(arn)
    if key.key_state != "Enabled":
        raise errors.key_not_accessible(key_id)
    return arn


def _check_identifier(backend: RDSBackend, identifier: str) -> str:
    name = identifier.lower()
    if not _IDENTIFIER.match(name) or len(name) > MAX_IDENTIFIER:
        raise errors.invalid_value(  # [AWS]
            "The parameter DBClusterIdentifier is not a valid identifier. Identifiers must begin with a letter; must "
            "contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two "
            "consecutive hyphens."
        )
    if name in backend.clusters:
        raise errors.cluster_exists()
    return name


def _check_credentials(wanted: dict[str, Any]) -> None:
    if wanted["engine"] == "neptune":
        return
    if not wanted.get("master_username"):
        raise errors.invalid_value("The parameter MasterUsername must be provided and must not be blank.")  # [AWS]
    if wanted.get("manage_master_user_password"):
        if wanted.get("global_cluster_identifier"):
            raise errors.invalid_combination("ManageMasterUserPassword isn't supported on an Aurora global database")
        return
    password = wanted.get("master_user_password") or ""
    if len(password) < 8:
        problem = (
            "must be provided and must not be blank."
            if not password
            else ("is not a valid password because it is shorter than 8 characters.")
        )
        name = "The parameter MasterUserPassword"
        raise errors.invalid_value(f"{name} {problem}")  # [AWS]


def _check_placement(backend: RDSBackend, wanted: dict[str, Any]) -> None:
    """Subnet group and zones must exist; without zones AWS picks up to three of the group's."""
    region, group = backend.region_name, wanted.get("db_subnet_group_name")
    if group and group != "default" and group not in backend.subnet_groups:
        raise errors.subnet_group_not_found(group)
    seen = moto_models.zones_of(region)
    asked = wanted.get("availability_zones") or []
    foreign = [zone for zone in asked if zone not in seen]
    if foreign:
        raise errors.invalid_zones(", ".join(foreign), region)
    chosen = list(asked) + [
        z for z in moto_models.subnet_group_zones(region, backend.account_id, group) if z not in asked
    ]
    chosen += [zone for zone in seen if zone not in chosen]
    wanted["availability_zones"] = sorted(chosen[: max(len(asked), moto_models.MAX_CLUSTER_ZONES)])


def restore(state: RdsState, region: str, params: Any) -> DBCluster:
    """RestoreDBClusterFromSnapshot: a standalone cluster that holds what the snapshot held."""
    backend = backend_of(region)
    wanted = snapshots.restore_arguments(backend, params)
    wanted["db_cluster_identifier"] = _check_identifier(backend, wanted["db_cluster_identifier"])
    wanted["engine_version"] = engines.check_version(wanted["engine"], wanted.get("engine_version"))
    return _build(state, region, wanted, "rds.snapshot-restore")


def delete(state: RdsState, region: str, params: Any) -> DBCluster:
    """DeleteDBCluster: refuses protected ones, those with instances, and members of a global cluster."""
    cluster = find_cluster(region, params["DBClusterIdentifier"])
    identifier = cluster.db_cluster_identifier
    final = _final_snapshot(params)
    if cluster.deletion_protection:
        raise errors.invalid_combination(  # [AWS]
            "Cannot delete protected Cluster, please disable deletion protection and try again."
        )
    if state.membership(region, identifier) is not None:
        raise errors.cluster_in_global_cluster()
    if instances_of(cluster):
        raise errors.invalid_cluster_state(  # [AWS]
            "Cluster cannot be deleted, it still contains DB instances in non-deleting state."
        )
    if cluster.status not in ("available", "creating"):
        raise errors.cluster_not_available(identifier, cluster.status)
    if final:
        snapshots.take(state, cluster, final)
    cluster.status = "deleting"
    clock, backend = state.context.clock, backend_of(region)
    wait = max(clock.duration("rds.cluster-delete"), clock.duration("rds.snapshot-create") if final else 0.0)

    def gone() -> None:
        if cluster._members:  # its instances are still on their way out: the cluster goes last
            clock.after("rds.cluster-delete", gone, f"{identifier}: cluster gone")
            return
        snapshots.delete_automated_of(cluster)
        backend.clusters.pop(identifier, None)
        state.writes.forget(cluster.db_cluster_arn)

    clock.after(max(wait, _instances_gone(state, cluster)), gone, f"{identifier}: cluster gone")
    return cluster


def _instances_gone(state: RdsState, cluster: DBCluster) -> float:
    return state.context.clock.duration("rds.instance-delete") if cluster._members else 0.0


def _final_snapshot(params: Any) -> str | None:
    skip, final = bool(params.get("SkipFinalSnapshot")), params.get("FinalDBSnapshotIdentifier")
    if not skip and not final:
        raise errors.invalid_combination(  # [AWS]
            "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified."
        )
    if skip and final:
        raise errors.invalid_combination("FinalDBSnapshotIdentifier can't be specified with SkipFinalSnapshot.")
    return str(final) if final else None


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
    backend.modify_db_cluster(wanted)
    echo(cluster, wanted)
    if found is not None:
        database, member = found
        member.cluster_id, member.arn = cluster.db_cluster_identifier, cluster.db_cluster_arn
        if member.is_writer:
            database.engine_version = cluster.engine_version
        settle(state, database)
    cluster.status = "modifying"

    def available() -> None:
        if cluster.status == "modifying":
            cluster.status = "available"

    state.context.clock.after("rds.cluster-modify", available, f"{identifier}: modified")
    return cluster


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
    """StartDBCluster: only a stopped one."""
    cluster = find_cluster(region, identifier)
    if cluster.status != "stopped":
        raise errors.invalid_cluster_state(f"DbCluster {identifier} is in {cluster.status} state but expected stopped.")
    cluster.status = "available"
    return cluster

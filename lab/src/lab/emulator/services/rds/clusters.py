"""DB clusters come to be: created standalone or in a global database, or restored from a snapshot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lab.emulator.services.rds import engines, errors, joining, moto_models, snapshots
from lab.emulator.services.rds.echoed import echo
from lab.emulator.services.rds.global_database import CONNECTED, PENDING_RESYNC, Member
from lab.emulator.services.rds.state import backend_of, find_cluster
from lab.emulator.services.rds.topology import settle

if TYPE_CHECKING:
    from moto.rds.models import DBCluster, RDSBackend

    from lab.emulator.services.rds.state import RdsState

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
    cluster = _build(state, region, wanted, "rds.snapshot-restore")
    snapshot = backend.get_db_cluster_snapshot(params["SnapshotIdentifier"])
    state.context.data.restore(region, cluster.db_cluster_identifier, snapshot.arn)
    return cluster


def restore_to_time(state: RdsState, region: str, params: Any) -> DBCluster:
    """RestoreDBClusterToPointInTime: a standalone cluster with the settings that its source has now."""
    source = find_cluster(region, params["SourceDBClusterIdentifier"])
    if source.status not in ("available", "modifying", "stopped"):
        raise errors.cluster_not_available(source.db_cluster_identifier, source.status)
    if not params.get("RestoreToTime") and not params.get("UseLatestRestorableTime"):
        raise errors.invalid_combination("Either RestoreToTime or UseLatestRestorableTime must be specified.")
    wanted = snapshots.inherited(source, params, source.kms_key_id if source.storage_encrypted else None)
    wanted["db_cluster_identifier"] = _check_identifier(backend_of(region), wanted["db_cluster_identifier"])
    cluster = _build(state, region, wanted, "rds.snapshot-restore")
    now = f"{source.db_cluster_arn} as it is for {cluster.db_cluster_identifier}"
    state.context.data.take_snapshot(region, source.db_cluster_identifier, now)
    state.context.data.restore(region, cluster.db_cluster_identifier, now)
    return cluster

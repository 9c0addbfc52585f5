"""Cluster snapshots: creating → available with progress, copy, restore, delete."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from moto.rds.models import DBClusterSnapshot

from lab.emulator.engine.data_plane import WAIT_SECONDS
from lab.emulator.services.rds import errors
from lab.emulator.services.rds.state import backend_of

if TYPE_CHECKING:
    from moto.rds.models import DBCluster, RDSBackend

    from lab.emulator.engine.clock import Transition
    from lab.emulator.services.rds.state import RdsState

_UNDER_WAY: WeakKeyDictionary[DBClusterSnapshot, Transition] = WeakKeyDictionary()

# What a restored cluster takes over from its source when the caller doesn't say otherwise.
_INHERITED = (
    "engine",
    "engine_version",
    "engine_mode",
    "port",
    "database_name",
    "master_username",
    "backup_retention_period",
)
_NOT_SETTINGS = ("snapshot_identifier", "source_db_cluster_identifier", "restore_to_time", "restore_type")


def take(
    state: RdsState, cluster: DBCluster, identifier: str, kind: str = "manual", tags: list[dict[str, str]] | None = None
) -> DBClusterSnapshot:
    """Begin a snapshot of ``cluster``; an automated one of the same name is not taken twice."""
    backend = backend_of(cluster.region)
    if kind == "automated" and identifier in backend.cluster_snapshots:
        return backend.cluster_snapshots[identifier]
    snapshot = backend.create_db_cluster_snapshot(cluster.db_cluster_identifier, identifier, kind, tags)
    state.context.data.take_snapshot(cluster.region, cluster.db_cluster_identifier, snapshot.arn)
    _begin(state, snapshot, "rds.snapshot-create")
    return snapshot


def create(state: RdsState, cluster: DBCluster, identifier: str, tags: list[dict[str, str]] | None) -> Any:
    """CreateDBClusterSnapshot: only of a cluster that is available."""
    if cluster.status not in ("available", "backing-up"):
        raise errors.cluster_not_available(cluster.db_cluster_identifier, cluster.status)
    return take(state, cluster, identifier, tags=tags)


def copy(state: RdsState, backend: RDSBackend, params: Any) -> DBClusterSnapshot:
    """CopyDBClusterSnapshot, also from another region; an encrypted one then needs a key of this region."""
    source = backend.get_db_cluster_snapshot(params["SourceDBClusterSnapshotIdentifier"])
    if source.status != "available":
        raise errors.snapshot_not_available(source.db_cluster_snapshot_identifier, source.status)
    if source.encrypted and source.region != backend.region_name and not params.get("KmsKeyId"):
        raise errors.invalid_combination("KmsKeyId must be specified to copy an encrypted snapshot to another Region")
    snapshot = backend.copy_db_cluster_snapshot(**params)
    state.context.data.copy_snapshot(source.arn, snapshot.arn)
    _begin(state, snapshot, "rds.snapshot-copy")
    return snapshot


def _begin(state: RdsState, snapshot: DBClusterSnapshot, wait: str) -> None:
    snapshot.status, snapshot.percent_progress = "creating", 0

    def done() -> None:
        if not state.context.data.snapshot_taken(snapshot.arn):
            _UNDER_WAY[snapshot] = state.context.clock.after(WAIT_SECONDS, done, label)
            return
        snapshot.status, snapshot.percent_progress = "available", 100
        _UNDER_WAY.pop(snapshot, None)

    label = f"{snapshot.db_cluster_snapshot_identifier}: snapshot available"
    _UNDER_WAY[snapshot] = state.context.clock.after(wait, done, label)


def refresh_progress(state: RdsState) -> None:
    """PercentProgress of all snapshots under way, as of now."""
    now = state.context.clock.now()
    for snapshot, transition in list(_UNDER_WAY.items()):
        snapshot.percent_progress = min(99, int(100 * transition.progress(now)))


def delete(backend: RDSBackend, identifier: str) -> DBClusterSnapshot:
    """DeleteDBClusterSnapshot: manual and available ones only."""
    snapshot = backend.get_db_cluster_snapshot(identifier)
    if snapshot.snapshot_type == "automated":
        raise errors.invalid_snapshot_state(f"Deleting the automated snapshot {identifier} isn't possible by request.")
    if snapshot.status != "available":
        raise errors.snapshot_not_available(identifier, snapshot.status)
    return backend.delete_db_cluster_snapshot(snapshot.db_cluster_snapshot_identifier)


def delete_automated_of(cluster: DBCluster) -> None:
    """Automated snapshots go with their cluster; manual ones stay."""
    stored = backend_of(cluster.region).cluster_snapshots
    for name, snapshot in list(stored.items()):
        if snapshot.snapshot_type == "automated" and snapshot.cluster.arn == cluster.arn:
            del stored[name]


def restore_arguments(backend: RDSBackend, params: Any) -> dict[str, Any]:
    """The arguments for a cluster restored from ``SnapshotIdentifier``; raises when that isn't available."""
    snapshot = backend.get_db_cluster_snapshot(params["SnapshotIdentifier"])
    if snapshot.status != "available":
        raise errors.snapshot_not_available(snapshot.db_cluster_snapshot_identifier, snapshot.status)
    source = snapshot.cluster
    if params["Engine"] != source.engine:
        raise errors.invalid_combination(f"The snapshot's engine is {source.engine}, not {params['Engine']}.")
    return inherited(source, params, snapshot.kms_key_id if snapshot.encrypted else None)


def inherited(source: DBCluster, params: Any, key: str | None) -> dict[str, Any]:
    """What a cluster made from ``source`` is created with: its settings unless ``params`` say otherwise."""
    wanted = {name: getattr(source, name, None) for name in _INHERITED}
    wanted.update({name: value for name, value in params.items() if value is not None and name not in _NOT_SETTINGS})
    if key:
        wanted.setdefault("kms_key_id", key)
    wanted["storage_encrypted"] = bool(wanted.get("kms_key_id"))
    wanted["master_user_password"] = getattr(source, "_master_user_password", None) or secrets.token_hex(16)
    return wanted

"""DeleteDBCluster: its guards, its final snapshot, and what goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lab.emulator.services.rds import errors, snapshots
from lab.emulator.services.rds.state import backend_of, find_cluster, instances_of

if TYPE_CHECKING:
    from moto.rds.models import DBCluster

    from lab.emulator.services.rds.state import RdsState


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

"""RemoveFromGlobalCluster: a secondary is promoted to a standalone cluster, or the last member leaves.

The global cluster keeps its other members as they were: after the loss of a region, the old one still names the dead
cluster as its writer. A detached cluster has lost what had not been replicated; that too is kept as ground truth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lab.emulator.engine.data_plane import WAIT_SECONDS
from lab.emulator.services.rds import errors
from lab.emulator.services.rds.state import cluster_of
from lab.emulator.services.rds.topology import make_standalone, settle

if TYPE_CHECKING:
    from lab.emulator.services.rds.global_database import GlobalDatabase, Member
    from lab.emulator.services.rds.state import RdsState


def remove(state: RdsState, params: Any) -> GlobalDatabase:
    """RemoveFromGlobalCluster, by the member's ARN (its identifier is accepted too)."""
    database = state.find_global(params["GlobalClusterIdentifier"])
    wanted = params.get("DbClusterIdentifier") or ""
    member = database.member(wanted)
    if member is None:
        raise errors.invalid_value(f"DB cluster {wanted} is not found in global cluster {database.identifier}")  # [AWS]
    if database.failover is not None:
        raise errors.invalid_global_state(f"Global cluster {database.identifier} is {database.status}, not available.")
    if state.context.outages.is_out(member.region):
        raise errors.invalid_cluster_state(f"DB cluster {member.arn} can't be reached in {member.region}.")
    cluster = cluster_of(member)
    if cluster is None:
        _leave(state, database, member)
        return database
    if member.is_writer:
        _check_alone(database, member)
        _leave(state, database, member)
        return database
    if cluster.status != "available" and not member.rebuilding:
        raise errors.cluster_not_available(member.cluster_id, cluster.status)
    _promote(state, database, member)
    return database


def _check_alone(database: GlobalDatabase, member: Member) -> None:
    if len(database.members) > 1:
        raise errors.invalid_global_state(
            f"The primary cluster {member.arn} can't be removed while {database.identifier} has secondary clusters: "
            "remove those first."
        )


def _promote(state: RdsState, database: GlobalDatabase, member: Member) -> None:
    now, writer, cluster = state.context.clock.now(), database.writer, cluster_of(member)
    if cluster is None:
        return
    last = member.last_replicated(now)
    lag = database.lag.at(last) if last is not None else None
    record: dict[str, Any] = {
        "kind": "detach",
        "global_cluster": database.identifier,
        "from": writer.arn if writer else None,
        "to": member.arn,
        "requested_at": now,
        "completed_at": None,
        "outcome": "under way",
        "lag_ms": lag,
        "last_replicated_at": last,
        "lost_writes": 0,
    }
    if writer is not None and last is not None and lag is not None:
        record["lost_writes"] = state.writes.of(writer.arn).between(last - lag / 1000, now)
        if state.context.outages.is_out(writer.region):
            state.writes.mark_stale(writer.arn, now)
    state.promotions.append(record)
    cluster.status = "promoting"
    settle(state, database)
    left = (writer.region, writer.cluster_id) if writer is not None else None
    state.context.data.begin_move(left, (member.region, member.cluster_id), data_loss=True)
    clock, label = state.context.clock, f"{member.cluster_id}: standalone"

    def promoted() -> None:
        if not state.context.data.moved((member.region, member.cluster_id)):
            clock.after(WAIT_SECONDS, promoted, label)
            return
        cluster.status = "available"
        record.update(completed_at=state.context.clock.now(), outcome="completed")
        _leave(state, database, member)

    clock.after("rds.global-detach", promoted, label)


def _leave(state: RdsState, database: GlobalDatabase, member: Member) -> None:
    if member in database.members:
        member.stop_replicating(state.context.clock.now())
        database.members.remove(member)
    cluster = cluster_of(member)
    if cluster is not None:
        make_standalone(cluster)
    settle(state, database)

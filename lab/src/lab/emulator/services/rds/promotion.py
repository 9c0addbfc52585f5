"""FailoverGlobalCluster and SwitchoverGlobalCluster: who becomes the writer, when, and what that costs.

A failover with data loss is sent to the target's region (the writer's may be gone); a switchover goes to the writer's.
Both take a while (durations ``rds.global-failover``, ``rds.global-switchover``), during which FailoverState tells the
phase and nobody takes writes. The lag at the moment of a forced failover is kept as ground truth: that is its RPO.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lab.emulator.engine.data_plane import WAIT_SECONDS
from lab.emulator.services.rds import engines, errors, events, key_loss, rejoin
from lab.emulator.services.rds.global_database import CONNECTED, PENDING_RESYNC, FailoverState, GlobalDatabase, Member
from lab.emulator.services.rds.state import cluster_of, serving_instances
from lab.emulator.services.rds.topology import settle

if TYPE_CHECKING:
    from lab.emulator.services.rds.state import RdsState

PENDING_SHARE = 0.05  # how much of the operation is spent in FailoverState "pending"


def failover(state: RdsState, region: str, params: Any) -> GlobalDatabase:
    """FailoverGlobalCluster. Without AllowDataLoss it is a switchover, as AWS documents."""
    if params.get("AllowDataLoss") and params.get("Switchover"):
        raise errors.invalid_combination(
            "AllowDataLoss and Switchover can't be specified together: choose a failover or a switchover."
        )
    if not params.get("AllowDataLoss"):
        return switchover(state, region, params)
    database, source, target = _parties(state, params)
    for member in (source, target):
        key_loss.refresh(member.region)
    if region != target.region:
        raise errors.invalid_global_state(
            f"Failover with data loss must be requested in {target.region}, the target's Region, not in {region}."
        )
    _check_target(database, source, target)
    return _begin(state, database, source, target, data_loss=True)


def switchover(state: RdsState, region: str, params: Any) -> GlobalDatabase:
    """SwitchoverGlobalCluster: no data is lost, so it needs a healthy writer."""
    database, source, target = _parties(state, params)
    for member in (source, target):
        key_loss.refresh(member.region)
    if region != source.region:
        raise errors.invalid_global_state(
            f"Switchover must be requested in {source.region}, the primary cluster's Region, not in {region}."
        )
    cluster = cluster_of(source)
    if state.context.outages.is_out(source.region) or cluster is None or cluster.status != "available":
        raise errors.invalid_cluster_state(f"The primary cluster {source.arn} isn't available: switchover needs it.")
    if not serving_instances(cluster):
        raise errors.invalid_cluster_state(f"The primary cluster {source.arn} has no available DB instance.")
    _check_target(database, source, target)
    return _begin(state, database, source, target, data_loss=False)


def _parties(state: RdsState, params: Any) -> tuple[GlobalDatabase, Member, Member]:
    database = state.find_global(params["GlobalClusterIdentifier"])
    wanted = params["TargetDbClusterIdentifier"]
    if not wanted.startswith("arn:"):
        raise errors.invalid_value(f"Malformed db cluster arn {wanted}")
    target, source = database.member(wanted), database.writer
    if target is None:
        raise errors.cluster_not_found(wanted)
    if database.failover is not None or database.status != "available" or source is None:
        raise errors.invalid_global_state(
            f"Global cluster {database.identifier} is not in the available state: it is {database.status}."
        )
    if target.is_writer:
        raise errors.invalid_global_state(f"DB cluster {wanted} is already the primary of {database.identifier}.")
    return database, source, target


def _check_target(database: GlobalDatabase, source: Member, target: Member) -> None:
    cluster, old = cluster_of(target), cluster_of(source)
    if cluster is None:
        raise errors.cluster_not_found(target.arn)
    if cluster.status != "available":
        raise errors.cluster_not_available(target.cluster_id, cluster.status)
    if not serving_instances(cluster):
        raise errors.invalid_cluster_state(
            f"DB cluster {target.cluster_id} has no available DB instance: add one before it can become the primary."
        )
    version = old.engine_version if old else database.engine_version
    if not engines.compatible(cluster.engine_version, version):
        raise errors.invalid_global_state(
            f"Engine version {cluster.engine_version} of {target.cluster_id} doesn't match {version} of the primary "
            "cluster: failover and switchover need the same major and minor version."
        )
    if target.sync != CONNECTED:
        raise errors.invalid_global_state(f"DB cluster {target.cluster_id} isn't synchronized: it is {target.sync}.")


def _begin(
    state: RdsState, database: GlobalDatabase, source: Member, target: Member, *, data_loss: bool
) -> GlobalDatabase:
    record = _record(state, database, source, target, data_loss=data_loss)
    phase, wait = ("failing-over", "rds.global-failover") if data_loss else ("switching-over", "rds.global-switchover")
    database.failover = operation = FailoverState(source, target, data_loss)
    database.status = phase
    _set_status(target, "failing-over")
    if not data_loss:
        events.tell(state, "switchover-started", target, source)
    settle(state, database)
    ends = [(member.region, member.cluster_id) for member in (source, target)]
    state.context.data.begin_move(*ends, data_loss=data_loss)
    clock, label = state.context.clock, f"{database.identifier}: writer moves to {target.region}"

    def phase_in() -> None:
        if database.failover is operation and operation.status == "pending":
            operation.status = phase

    def complete() -> None:
        if database.failover is not operation or operation.status == "cancelling":
            return
        if not state.context.data.moved((target.region, target.cluster_id)):
            clock.after(WAIT_SECONDS, complete, label)
            return
        _complete(state, database, operation, record)

    clock.after(clock.duration(wait) * PENDING_SHARE, phase_in, f"{database.identifier}: {phase}")
    clock.after(wait, complete, label)
    return database


def _record(
    state: RdsState, database: GlobalDatabase, source: Member, target: Member, *, data_loss: bool
) -> dict[str, Any]:
    now = state.context.clock.now()
    last = target.last_replicated(now)
    lag = database.lag.at(last) if last is not None else None
    record: dict[str, Any] = {
        "kind": "failover" if data_loss else "switchover",
        "global_cluster": database.identifier,
        "from": source.arn,
        "to": target.arn,
        "requested_at": now,
        "completed_at": None,
        "outcome": "under way",
        "lag_ms": lag,
        "last_replicated_at": last,
        "lost_writes": 0,
    }
    if data_loss and last is not None and lag is not None:
        record["lost_writes"] = state.writes.of(source.arn).between(last - lag / 1000, now)
    state.promotions.append(record)
    return record


def _complete(state: RdsState, database: GlobalDatabase, operation: FailoverState, record: dict[str, Any]) -> None:
    source, target, now = operation.source, operation.target, state.context.clock.now()
    if state.context.outages.is_out(target.region):
        cancel(state, database)
        return
    source.is_writer, target.is_writer = False, True
    database.failover, database.status = None, "available"
    record.update(completed_at=now, outcome="completed")
    cluster = cluster_of(target)
    if cluster is not None:
        cluster.status, database.engine_version = "available", cluster.engine_version
    _tell_completed(state, operation)
    if operation.data_loss_allowed:
        source.sync, source.fenced, source.rebuilding = PENDING_RESYNC, False, True
        rejoin.turn_followers(state, database)
        if state.context.outages.is_out(source.region):
            state.writes.mark_stale(source.arn, now)
        else:
            rejoin.fence_and_rebuild(state, database, source)
    settle(state, database)


def _tell_completed(state: RdsState, operation: FailoverState) -> None:
    source, target = operation.source, operation.target
    events.tell(state, "old-primary-down", source, target)
    events.tell(state, "new-primary", target, source)
    done = "failover-completed" if operation.data_loss_allowed else "switchover-finished"
    events.tell(state, done, target, source)


def cancel(state: RdsState, database: GlobalDatabase) -> None:
    """Give up the operation under way (a region that it needs is gone); the writer stays who it was."""
    operation = database.failover
    if operation is None:
        return
    operation.status = "cancelling"
    lost = "failover-failed" if operation.data_loss_allowed else "switchover-cancelled"
    events.tell(state, lost, operation.target, operation.source)
    for record in state.promotions:
        if record["global_cluster"] == database.identifier and record["outcome"] == "under way":
            record.update(completed_at=state.context.clock.now(), outcome="cancelled")

    def cancelled() -> None:
        if database.failover is operation:
            database.failover, database.status = None, "available"
            _set_status(operation.target, "available")
            settle(state, database)

    state.context.clock.after("rds.global-cancel", cancelled, f"{database.identifier}: operation cancelled")


def _set_status(member: Member, status: str) -> None:
    cluster = cluster_of(member)
    if cluster is not None:
        cluster.status = status

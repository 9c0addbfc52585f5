"""Can the application in a region write now? What the public probe asks, and what a write leaves behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.emulator.services.rds.key_loss import key_usable
from lab.emulator.services.rds.state import backend_of, serving_instances, state_of

if TYPE_CHECKING:
    from moto.rds.models import DBCluster

    from lab.emulator.engine.context import Context
    from lab.emulator.services.rds.state import RdsState


def writable(context: Context, region: str, cluster_id: str | None = None) -> tuple[bool, str]:
    """Whether an Aurora cluster in ``region`` (a named one, or any) takes writes now, and why or why not."""
    if context.outages.is_out(region):
        return False, f"{region} is out"
    state = state_of(context)
    found = [c for c in backend_of(region).clusters.values() if cluster_id in (None, c.db_cluster_identifier)]
    if not found:
        return False, f"no DB cluster in {region}"
    verdicts = [_verdict(state, cluster) for cluster in found]
    return next((verdict for verdict in verdicts if verdict[0]), verdicts[0])


def record_write(context: Context, region: str, cluster_id: str | None = None) -> bool:
    """Note that a write was accepted in ``region``; False (and nothing noted) when nobody there could take it."""
    state = state_of(context)
    for cluster in backend_of(region).clusters.values():
        if cluster_id in (None, cluster.db_cluster_identifier) and _verdict(state, cluster)[0]:
            if context.outages.is_out(region):
                return False
            state.writes.note(cluster.db_cluster_arn, context.clock.now())
            return True
    return False


def _verdict(state: RdsState, cluster: DBCluster) -> tuple[bool, str]:
    name = cluster.db_cluster_identifier
    found = state.membership(cluster.region, name)
    if found is not None:
        database, member = found
        if database.failover is not None and member is database.failover.source:
            return False, f"{name} is fenced: {database.status}"
        if not member.is_writer and member.fenced:
            return False, f"{name} is a secondary"
    if cluster.status not in ("available", "modifying", "backing-up", "upgrading"):
        return False, f"{name} is {cluster.status}"
    if not key_usable(cluster):
        return False, f"{name} has lost its KMS key"
    if not serving_instances(cluster):
        return False, f"{name} has no available instance"
    return True, f"{name} is the writer"

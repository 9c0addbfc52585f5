"""Who follows whom: keeps the clusters and the replication windows in step with the global database's truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.emulator.services.rds.global_database import CONNECTED
from lab.emulator.services.rds.state import cluster_of

if TYPE_CHECKING:
    from moto.rds.models import DBCluster

    from lab.emulator.services.rds.global_database import GlobalDatabase, Member
    from lab.emulator.services.rds.state import RdsState


def settle(state: RdsState, database: GlobalDatabase) -> None:
    """After any change: every reachable cluster shows its role, every replication window is open or closed."""
    now = state.context.clock.now()
    for member in database.members:
        if follows(state, database, member):
            member.start_replicating(now)
        else:
            member.stop_replicating(now)
        cluster = cluster_of(member)
        knows = member.fenced and not state.context.outages.is_out(member.region)
        if cluster is not None and knows:
            _show_role(database, member, cluster)
    state.context.data.pass_on()


def follows(state: RdsState, database: GlobalDatabase, member: Member) -> bool:
    """Whether ``member`` receives the writer's changes now."""
    writer = database.writer
    if member.is_writer or writer is None or member.sync != CONNECTED:
        return False
    if database.failover is not None and database.failover.data_loss_allowed:
        return False
    cluster, outages = cluster_of(member), state.context.outages
    if cluster is None or cluster.status in ("deleting", "promoting"):
        return False
    return not outages.is_out(member.region) and not outages.is_out(writer.region)


def _show_role(database: GlobalDatabase, member: Member, cluster: DBCluster) -> None:
    writer = database.writer
    cluster.is_writer = member.is_writer
    cluster.global_cluster_identifier = database.identifier
    cluster.replication_source_identifier = None if member.is_writer or writer is None else writer.arn
    cluster.read_replica_identifiers = []


def make_standalone(cluster: DBCluster) -> None:
    """The cluster belongs to no global database any more and takes writes itself."""
    cluster.is_writer = True
    cluster.global_cluster_identifier = None
    cluster.replication_source_identifier = None

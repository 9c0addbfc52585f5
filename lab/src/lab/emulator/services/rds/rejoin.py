"""How a member comes back: the former writer is fenced, kept as a snapshot and rebuilt; a secondary catches up.

After a managed failover Aurora does this by itself once the old region answers again. Until the returned writer is
fenced (duration ``rds.global-fence``) it still takes writes that nobody will keep: fencing is best effort.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.emulator.engine.data_plane import WAIT_SECONDS
from lab.emulator.services.rds import events, snapshots
from lab.emulator.services.rds.global_database import CONNECTED, PENDING_RESYNC
from lab.emulator.services.rds.state import cluster_of
from lab.emulator.services.rds.topology import settle

if TYPE_CHECKING:
    from lab.emulator.services.rds.global_database import GlobalDatabase, Member
    from lab.emulator.services.rds.state import RdsState


def fence_later(state: RdsState, database: GlobalDatabase, member: Member) -> None:
    """The former writer's region answers again: it is fenced after a moment in which it still takes writes."""

    def fence() -> None:
        if member in database.members and not member.fenced and not state.context.outages.is_out(member.region):
            fence_and_rebuild(state, database, member)

    state.context.clock.after("rds.global-fence", fence, f"{member.cluster_id}: fenced")


def fence_and_rebuild(state: RdsState, database: GlobalDatabase, member: Member) -> None:
    """Stop the former writer, keep what it holds as a snapshot, rebuild it as a secondary."""
    member.fenced = True
    cluster = cluster_of(member)
    if cluster is not None:
        stamp = state.context.clock.utcnow().strftime("%Y-%m-%d-%H-%M")
        snapshots.take(state, cluster, f"rds:unplanned-global-failover-{member.cluster_id}-{stamp}", "automated")
    rebuild(state, database, member)


def rebuild(state: RdsState, database: GlobalDatabase, member: Member) -> None:
    """Rebuild the member's volume from the writer; ``connected`` when that is done."""
    cluster = cluster_of(member)
    member.sync, member.rebuilding = PENDING_RESYNC, True
    if cluster is not None:
        cluster.status = "modifying"
    events.tell(state, "resync-started", member, *_writer_of(database))
    clock, label = state.context.clock, f"{member.cluster_id}: rebuilt"

    def done() -> None:
        if member not in database.members or state.context.outages.is_out(member.region) or not member.rebuilding:
            return
        if not state.context.data.rebuilt(member.region, member.cluster_id):
            clock.after(WAIT_SECONDS, done, label)
            return
        rebuilt = cluster_of(member)
        if rebuilt is not None:
            rebuilt.status = "available"
        member.rebuilding = False
        member.sync = CONNECTED
        state.writes.clear_stale(member.arn)
        events.tell(state, "resync-finished", member, *_writer_of(database))
        settle(state, database)

    settle(state, database)
    clock.after("rds.global-rebuild", done, label)


def _writer_of(database: GlobalDatabase) -> list[Member]:
    return [database.writer] if database.writer else []


def catch_up(state: RdsState, database: GlobalDatabase, member: Member) -> None:
    """A secondary that was cut off becomes ``connected`` again."""
    member.sync = PENDING_RESYNC

    def caught_up() -> None:
        outages, cluster = state.context.outages, cluster_of(member)
        gone = member not in database.members or member.is_writer or member.rebuilding or cluster is None
        if not gone and not outages.is_out(member.region):
            member.sync = CONNECTED
            settle(state, database)

    state.context.clock.after("rds.global-resync", caught_up, f"{member.cluster_id}: in sync")


def turn_followers(state: RdsState, database: GlobalDatabase) -> None:
    """After a failover all other secondaries follow the new writer, once they have caught up with it."""
    for member in database.secondaries:
        if member.fenced and not member.rebuilding:
            catch_up(state, database, member)

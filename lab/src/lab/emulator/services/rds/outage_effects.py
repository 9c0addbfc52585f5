"""What the loss and the return of a region do to global databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.emulator.services.rds import promotion, rejoin
from lab.emulator.services.rds.global_database import CONNECTED, PENDING_RESYNC
from lab.emulator.services.rds.topology import settle

if TYPE_CHECKING:
    from lab.emulator.services.rds.global_database import Member
    from lab.emulator.services.rds.state import RdsState


def on_outage(state: RdsState, region: str) -> None:
    """The region is gone: its secondaries lose touch, operations that need it are cancelled."""
    for database, member in state.members_in(region):
        if not member.is_writer:
            member.sync = PENDING_RESYNC
        operation = database.failover
        if operation is not None and _needs(operation.source, operation.target, region, operation.data_loss_allowed):
            promotion.cancel(state, database)
    for database in state.globals.values():
        settle(state, database)


def _needs(source: Member, target: Member, region: str, data_loss: bool) -> bool:
    """A switchover needs both regions; a failover with data loss only the target's."""
    return region == target.region or (region == source.region and not data_loss)


def on_heal(state: RdsState, region: str) -> None:
    """The region answers again: a former writer is fenced and rebuilt, a secondary catches up."""
    for database, member in state.members_in(region):
        if member.is_writer:
            for follower in database.secondaries:
                if follower.sync == CONNECTED:
                    continue
                rejoin.catch_up(state, database, follower)
        elif not member.fenced:
            rejoin.fence_later(state, database, member)
        elif member.rebuilding:
            rejoin.rebuild(state, database, member)
        else:
            rejoin.catch_up(state, database, member)
    for database in state.globals.values():
        settle(state, database)

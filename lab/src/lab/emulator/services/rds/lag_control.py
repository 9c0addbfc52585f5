"""``/_lab/lag``: choose how far the secondaries of a global database are behind, and read it back."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from moto.rds.exceptions import RDSClientError

from lab.emulator.engine.control import ControlError
from lab.emulator.services.rds.replication import LagError, LagHistory, parse_process

if TYPE_CHECKING:
    from lab.emulator.engine.control import ControlRequest
    from lab.emulator.services.rds.global_database import GlobalDatabase
    from lab.emulator.services.rds.state import RdsState


def install(state: RdsState) -> None:
    """Register ``GET`` and ``POST /_lab/lag``."""

    def read(_: ControlRequest) -> object:
        return {identifier: _lag_of(state, database) for identifier, database in state.globals.items()}

    def change(request: ControlRequest) -> object:
        identifier = str(request.required("global_cluster"))
        now = state.context.clock.now()
        try:
            database = state.find_global(identifier)
            process = parse_process(request.body, now)
        except RDSClientError as missing:
            known = ", ".join(state.globals) or "none"
            raise ControlError(f"no global cluster {identifier!r}; there are: {known}", 404) from missing
        except LagError as wrong:
            raise ControlError(str(wrong)) from wrong
        database.lag.change(process)
        return _lag_of(state, database)

    state.context.control.route("GET", "/_lab/lag", read)
    state.context.control.route("POST", "/_lab/lag", change)


def _lag_of(state: RdsState, database: GlobalDatabase) -> dict[str, Any]:
    now = state.context.clock.now()
    secondaries = {member.arn: database.replication_lag(member, now) for member in database.secondaries}
    return {"process": _process(database.lag), "lag_ms": secondaries}


def _process(history: LagHistory) -> dict[str, Any]:
    return asdict(history.current)


def truth_of_databases(state: RdsState) -> dict[str, Any]:
    """Per global database: members with role, sync, fencing and lag, whatever a dead region would claim."""
    now = state.context.clock.now()
    return {
        identifier: {
            "status": database.status,
            "failover": database.failover.describe() if database.failover else None,
            "members": [
                {
                    "arn": member.arn,
                    "region": member.region,
                    "is_writer": member.is_writer,
                    "sync": member.sync,
                    "fenced": member.fenced,
                    "rebuilding": member.rebuilding,
                    "lag_ms": database.replication_lag(member, now),
                }
                for member in database.members
            ],
        }
        for identifier, database in state.globals.items()
    }

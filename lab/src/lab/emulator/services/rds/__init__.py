"""RDS as the pattern sees it: the life of an Aurora global database, for all regions at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.emulator.services.rds import endpoints, lag_control, outage_effects, responses
from lab.emulator.services.rds.coverage import OPERATIONS
from lab.emulator.services.rds.serving import record_write, writable
from lab.emulator.services.rds.state import STATE_KEY, RdsState, state_of

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context

__all__ = ["OPERATIONS", "install", "record_write", "state_of", "writable"]


def install(context: Context) -> None:
    """Put RDS into the emulator: API, outage listeners, truth, the lag's control routes."""
    state = RdsState(context)
    context.state[STATE_KEY] = state
    responses.install(state)
    endpoints.install(context)
    context.on_reset(state.reset)
    context.outages.on_outage(lambda region: outage_effects.on_outage(state, region))
    context.outages.on_heal(lambda region: outage_effects.on_heal(state, region))
    context.add_truth("promotions", lambda: list(state.promotions))
    context.add_truth("writes", lambda: state.writes.truth())  # reset replaces the log
    context.add_truth("global_databases", lambda: lag_control.truth_of_databases(state))
    lag_control.install(state)

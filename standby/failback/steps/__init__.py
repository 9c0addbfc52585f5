"""Every step of a failback, in the order in which the planner comes to them."""

from __future__ import annotations

from standby.failback.step import Step, wait
from standby.failback.steps import alarms, capacity, incident, single_runners, stacks, stale, switch

AWAIT_TOPOLOGY = wait("await-topology", "wait until AWS has finished what is under way in the database", 60)

IN_ORDER: tuple[Step, ...] = (
    AWAIT_TOPOLOGY,
    incident.SET_FREEZE,
    single_runners.STOP_IN_PRIMARY,
    single_runners.START_IN_DR,
    stale.COPY_SNAPSHOT,
    stale.SNAPSHOT_STALE,
    stale.AWAIT_SNAPSHOT,
    stale.DELETE_GLOBAL,
    stale.RECREATE_GLOBAL,
    stale.DELETE_STALE,
    stale.AWAIT_DELETED,
    stacks.FLIP_CONFIG,
    stacks.RECREATE_PRIMARY,
    switch.AWAIT_CONNECTED,
    capacity.RAISE_PRIMARY,
    capacity.AWAIT_CAPACITY,
    switch.AWAIT_LAG,
    single_runners.STOP_IN_DR,
    single_runners.AWAIT_STOPPED,
    switch.SWITCHOVER,
    switch.AWAIT_WRITER,
    switch.MOVE_RECORD_TO_PRIMARY,
    single_runners.CLEAR_DR,
    single_runners.START_IN_PRIMARY,
    switch.AWAIT_PUBLIC,
    switch.AWAIT_DR_CONNECTED,
    stacks.RESTORE_CONFIG,
    *stacks.RECONCILE,
    capacity.LOWER_DR,
    capacity.LOWER_DATABASE,
    alarms.UNMUTE_ALARMS,
    stacks.VERIFY_NO_DRIFT,
    incident.LIFT_FREEZE,
)

# Never planned, only asked for by name.
ON_REQUEST: tuple[Step, ...] = (stale.GIVE_UP_REJOIN,)

STEPS: dict[str, Step] = {step.name: step for step in (*IN_ORDER, *ON_REQUEST)}

"""Task alarms: a switchover mutes those of the side that goes to sleep; normal operation has none that is muted."""

from __future__ import annotations

from standby.failback.step import Step
from standby.pair.facts import Facts
from standby.pair.topology import dr_writes
from standby.pair.world import World


def muted(facts: Facts) -> bool:
    """Whether a task alarm of either side says nothing."""
    return bool(facts.primary.muted_alarms or facts.dr.muted_alarms)


def unmute(world: World, facts: Facts) -> None:
    """Pulumi does not know the switch, so that no `up` and no preview would bring the alarms back."""
    for side in (facts.primary, facts.dr):
        if side.muted_alarms:
            world.lock.demand_fresh()
            world.region(side.name).alarms.unmute(side.muted_alarms)


UNMUTE_ALARMS = Step(
    "unmute-alarms",
    "switch the actions of the task alarms on again, which a switchover switched off",
    unmute,
    only_looks=True,
    expected=lambda facts: muted(facts) and (dr_writes(facts) or facts.incident),
)

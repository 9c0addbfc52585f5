"""Task alarms: a switchover mutes those of the side that goes to sleep; normal operation has none that is muted."""

from __future__ import annotations

from standby.failback.step import Step
from standby.pair.facts import Facts
from standby.pair.topology import dr_writes
from standby.pair.world import World


def muted(facts: Facts) -> bool:
    """Whether the actions of a task alarm are disabled on either side."""
    return bool(facts.primary.muted_alarms or facts.dr.muted_alarms)


def unmute(world: World, facts: Facts) -> None:
    """The program does not set whether an alarm's actions are enabled, so that no `up` would enable them again."""
    for side in (facts.primary, facts.dr):
        if side.muted_alarms:
            world.lock.demand_fresh()
            world.region(side.name).alarms.unmute(side.muted_alarms)


UNMUTE_ALARMS = Step(
    "unmute-alarms",
    "enable the actions of the task alarms that a switchover disabled",
    unmute,
    only_looks=True,
    expected=lambda facts: muted(facts) and (dr_writes(facts) or facts.incident),
)

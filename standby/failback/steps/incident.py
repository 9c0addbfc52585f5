"""The incident's mark: set before anything else, lifted when all is verified."""

from __future__ import annotations

from pattern.contract import FREEZE
from standby.errors import MissingError
from standby.failback.step import Step, reasons
from standby.failback.steps.single_runners import runs
from standby.pair.facts import Facts
from standby.pair.single_runners import idle
from standby.pair.topology import Topology, dr_writes, topology
from standby.pair.world import World


def whole(freeze: str) -> str:
    """The freeze's text without what narrows it."""
    return " ".join(word for word in freeze.split() if not word.startswith("settled="))


def set_freeze(world: World, facts: Facts) -> None:
    """Mark the incident in each region that is not marked yet, with the text of the other if that has one.

    A freeze that `standby settle` had narrowed is a whole one again: from here on capacity matters, too.
    """
    text = whole(facts.dr.freeze or facts.primary.freeze or "")
    text = text or f"failback run={world.journal.run} since={facts.at.strftime('%Y-%m-%dT%H:%M:%SZ')}"
    for side in (facts.dr, facts.primary):
        if side.freeze is None or side.settled_since is not None:
            world.lock.demand_fresh()
            world.region(side.name).parameters.put(FREEZE, text)


def may_close(facts: Facts) -> list[str]:
    """Why the incident cannot be closed: the primary writes and serves, config is restored, previews are clean."""
    return reasons(
        (topology(facts) is not Topology.NORMAL, f"the database is not in its normal state: {topology(facts).value}"),
        (facts.served != "primary", f"{facts.record.name} does not point at the primary"),
        (facts.config.changed, "the stacks' config is not restored"),
        (bool(idle(facts.primary)), f"the primary does not run {', '.join(idle(facts.primary))}"),
        *((True, found) for found in runs(facts.dr)),
        (not facts.verified, "the previews of the four stacks are not verified"),
    )


def lift_freeze(world: World, facts: Facts) -> None:
    """The report, then the marks: the primary's goes first, so that a cut in between still reads as open."""
    world.report.write(facts)
    for side in (facts.primary, facts.dr):
        if side.freeze is not None:
            world.lock.demand_fresh()
            try:
                world.region(side.name).parameters.delete(FREEZE)
            except MissingError:
                continue


SET_FREEZE = Step(
    "set-freeze",
    "mark the incident in both regions, so that the gate refuses unrelated changes",
    set_freeze,
    expected=lambda facts: dr_writes(facts) and facts.unmarked,
)
LIFT_FREEZE = Step(
    "lift-freeze",
    "write the report and lift the incident freeze in both regions",
    lift_freeze,
    guard=may_close,
    only_looks=True,
    expected=lambda facts: dr_writes(facts) or facts.incident,
)

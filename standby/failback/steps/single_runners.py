"""Work that runs in one region only: stopped where the database leaves, verified, started where it has arrived.

A service with `standby: off` is stopped by its scalable target's minimum first, or auto scaling would bring it back.
"""

from __future__ import annotations

from pattern.contract import NONE
from standby.errors import RefusedError
from standby.failback.step import Step, reasons, wait
from standby.failback.steps.serving import dr_serves
from standby.failback.steps.switchover_question import ask_switchover
from standby.pair.facts import Facts, Side
from standby.pair.single_runners import idle, still_stopping, to_disable, to_enable, to_start, to_stop, working
from standby.pair.topology import Topology, dr_writes, topology
from standby.pair.world import World


def runs(side: Side) -> list[str]:
    """Why nothing may start elsewhere: what this side runs, or still has tasks of. A silent side runs nothing known."""
    found = list(dict.fromkeys((*working(side), *still_stopping(side))))
    return [f"{side.region} still runs {', '.join(found)}"] if found else []


def stop(world: World, side: Side) -> None:
    """Schedules off, then the services to none."""
    region = world.region(side.name)
    for schedule in to_disable(side):
        world.lock.demand_fresh()
        region.schedules.disable(schedule.entry.rule)
    for service in to_stop(side):
        world.lock.demand_fresh()
        region.capacity.stop(side.contract["ecs/cluster"], service.wanted)


def start(world: World, side: Side) -> None:
    """Services up to production, then the schedules on."""
    region = world.region(side.name)
    for service in to_start(side):
        world.lock.demand_fresh()
        region.capacity.raise_to(side.contract["ecs/cluster"], service.wanted)
    for schedule in to_enable(side):
        world.lock.demand_fresh()
        region.schedules.enable(schedule.entry.rule)


def dr_holds_the_data(facts: Facts) -> list[str]:
    """Why the primary's work must not be touched: DR does not write, or the record does not point at it."""
    return reasons(
        (not dr_writes(facts), f"DR does not hold the current data: {topology(facts).value}"),
        (facts.served != "dr", f"{facts.record.name} does not point at DR"),
    )


def may_start_in_dr(facts: Facts) -> list[str]:
    """Why work may not start in DR: DR does not serve, or the primary still runs it."""
    cluster = facts.dr.cluster
    sick = cluster is None or not cluster.serving
    return dr_holds_the_data(facts) + reasons((sick, "DR's writer is not available")) + runs(facts.primary)


def primary_holds_the_data(facts: Facts) -> list[str]:
    """Why work may not run at the primary: it does not hold the current data, or has no writer."""
    cluster = facts.primary.cluster
    return reasons(
        (topology(facts) is not Topology.NORMAL, f"the current data is not at the primary: {topology(facts).value}"),
        (cluster is None or not cluster.serving, "the primary's writer is not available"),
    )


def may_start_in_primary(facts: Facts) -> list[str]:
    """Why work may not start at the primary: it does not write, or DR still runs it."""
    return primary_holds_the_data(facts) + runs(facts.dr)


def start_in_primary(world: World, facts: Facts) -> None:
    """A write through the primary first: work that starts against a read-only database fails."""
    answer = world.probe.ask(via=facts.primary.contract.get("ingress/api-domain-target", NONE))
    if not answer.good:
        raise RefusedError(
            "primary-write-probe-failed",
            f"the primary answers health {answer.health}, write {answer.write}; 200 is required before "
            f"{', '.join(idle(facts.primary))} may start there. Look at the primary's services; then run again.",
        )
    world.lock.demand_fresh()
    start(world, facts.primary)


STOP_IN_PRIMARY = Step(
    "stop-work-in-primary",
    "stop single-runner services and schedules at the primary: DR runs them",
    lambda world, facts: stop(world, facts.primary),
    guard=dr_holds_the_data,
    expected=lambda facts: dr_writes(facts) and bool(working(facts.primary)),
)
START_IN_DR = Step(
    "start-work-in-dr",
    "start single-runner services and schedules in DR, which serves",
    lambda world, facts: start(world, facts.dr),
    guard=may_start_in_dr,
)
STOP_IN_DR = Step(
    "stop-work-in-dr",
    "stop single-runner services and schedules in DR, before the database changes hands",
    lambda world, facts: stop(world, facts.dr),
    guard=dr_serves,
    question=ask_switchover,
    agreement="switchover",
    expected=lambda facts: dr_writes(facts) and bool(working(facts.dr)),
)
AWAIT_STOPPED = wait(
    "await-work-stopped",
    "wait until no task of them runs where they were stopped",
    15,
    lambda facts: dr_writes(facts) and bool(working(facts.dr) or still_stopping(facts.dr)),
)
CLEAR_DR = Step(
    "clear-work-in-dr",
    "stop single-runner services and schedules that something started in DR again",
    lambda world, facts: stop(world, facts.dr),
    guard=primary_holds_the_data,
    expected=lambda facts: not dr_writes(facts) and bool(working(facts.dr)),
)
START_IN_PRIMARY = Step(
    "start-work-in-primary",
    "verify a write through the primary, then start single-runner services and schedules there",
    start_in_primary,
    guard=may_start_in_primary,
    expected=lambda facts: not dr_writes(facts) and facts.incident and bool(idle(facts.primary)),
)

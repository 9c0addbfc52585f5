"""Tasks: the primary runs production before it takes over, and DR is lowered only behind a verified primary."""

from __future__ import annotations

from standby.failback.step import Step, reasons, wait
from standby.pair.facts import Facts
from standby.pair.topology import (
    Topology,
    database_to_lower,
    database_too_small,
    dr_writes,
    still_starting,
    to_lower,
    to_raise,
    topology,
)
from standby.pair.world import World


def raise_primary(world: World, facts: Facts) -> None:
    """The database's capacity, and minimum and desired of the services, up to production; never down."""
    if database_too_small(facts) and facts.primary.cluster is not None:
        least = facts.primary.wanted_acu or 0.0
        most = max(facts.primary.cluster.max_acu or least, least)
        world.lock.demand_fresh()
        world.primary.databases.set_acu(facts.primary.cluster_id, least, most)
    ecs_cluster = facts.primary.contract["ecs/cluster"]
    for wanted in to_raise(facts):
        world.lock.demand_fresh()
        world.primary.capacity.raise_to(ecs_cluster, wanted)


def may_lower_dr(facts: Facts) -> list[str]:
    """Why DR must keep its capacity: the primary does not write, does not serve, or was not verified."""
    answer = facts.public
    return reasons(
        (topology(facts) is not Topology.NORMAL, f"the database is not in its normal state: {topology(facts).value}"),
        (facts.served != "primary", f"{facts.record.name} does not point at the primary"),
        (answer is None or not answer.good, "the primary is not verified through the public name"),
    )


def lower_dr(world: World, facts: Facts) -> None:
    """DR's services down to warm: the primary serves, and DR's stacks no longer hold the minimum up."""
    ecs_cluster = facts.dr.contract["ecs/cluster"]
    for service in to_lower(facts):
        world.lock.demand_fresh()
        world.dr.capacity.lower_to(ecs_cluster, service.wanted.ecs_service, world.limits.warm_tasks)


def lower_database(world: World, facts: Facts) -> None:
    """DR's ACU minimum down to what normal operation asks; the most stays."""
    cluster, least = facts.dr.cluster, facts.limits.dr_min_acu
    if cluster is not None and least is not None:
        world.lock.demand_fresh()
        world.dr.databases.set_acu(cluster.identifier, least, max(cluster.max_acu or least, least))


RAISE_PRIMARY = Step(
    "raise-primary",
    "raise the primary's services and database capacity to production",
    raise_primary,
    expected=lambda facts: dr_writes(facts) and (bool(to_raise(facts)) or database_too_small(facts)),
)
AWAIT_CAPACITY = wait(
    "await-capacity",
    "wait until the primary runs production and its targets are healthy",
    60,
    lambda facts: dr_writes(facts) and bool(to_raise(facts) or still_starting(facts)),
)
LOWER_DR = Step(
    "lower-dr",
    "lower DR's services to warm",
    lower_dr,
    guard=may_lower_dr,
    expected=lambda facts: any(
        not service.off and service.desired > facts.limits.warm_tasks for service in facts.dr.services
    ),
)
LOWER_DATABASE = Step(
    "lower-database",
    "lower the ACU minimum of DR's database to what normal operation asks",
    lower_database,
    guard=may_lower_dr,
    expected=database_to_lower,
)

"""What each step does, once: the calls, each behind its guard. Whether it worked is for the next look to say.

Every function may be cut off at any call and called again: calls that find their work done already are not made, or
are harmless. Facts given here were read after the operator agreed.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from pattern.contract import FREEZE, NONE
from standby.errors import MissingError, RefusedError, StepError
from standby.failback import guards
from standby.failback.steps import reconcile_name
from standby.pair.facts import STACKS, Cluster, ConfigRole, Facts, StackRef
from standby.pair.topology import (
    FINAL_PREFIX,
    STALE_PREFIX,
    rescued_name,
    stale_snapshots,
    to_lower,
    to_raise,
    unrescued,
)
from standby.pair.world import World
from standby.stacks.reconcile import Setting, demand_harmless

Deed = Callable[[World, Facts], None]
SYNC_SECONDS = 300.0  # Route 53: changes generally reach all servers within 60 s


def stamp(now: datetime) -> str:
    """`20260131031200`: for names that sort by time."""
    return now.strftime("%Y%m%d%H%M%S")


def _cluster(cluster: Cluster | None, whose: str) -> Cluster:
    if cluster is None:
        raise StepError(f"{whose} has no cluster any more; look again: `standby failback status`")
    return cluster


def set_freeze(world: World, facts: Facts) -> None:
    """Mark the incident in each region that is not marked yet, with the text of the other if that has one."""
    text = facts.dr.freeze or facts.home.freeze
    text = text or f"failback run={world.journal.run} since={facts.at.strftime('%Y-%m-%dT%H:%M:%SZ')}"
    for side in (facts.dr, facts.home):
        if side.freeze is None:
            world.region(side.name).parameters.put(FREEZE, text)


def rescue_snapshot(world: World, facts: Facts) -> None:
    """A manual copy of each automated snapshot of the old writer: those expire with its retention."""
    for snapshot in unrescued(facts):
        world.home.databases.copy_snapshot(snapshot.identifier, rescued_name(snapshot.identifier))


def snapshot_stale(world: World, facts: Facts) -> None:
    """A snapshot of the stale cluster, unless one is there."""
    if stale_snapshots(facts):
        return
    cluster = _cluster(facts.home.cluster, "home")
    name = f"{STALE_PREFIX}-{cluster.identifier}-{stamp(facts.at)}"
    world.home.databases.take_snapshot(cluster.identifier, name)


def retire_global(world: World, facts: Facts) -> None:
    """The stale cluster leaves the old global database; once that is empty, it goes."""
    guards.demand(facts, "retire-global", guards.retire_global)
    database = facts.database
    assert database is not None  # the guard saw it
    for member in database.members:
        world.home.databases.leave(world.database_id, member.arn)
    if not database.members:
        if database.deletion_protection:
            world.dr.databases.unprotect_database(world.database_id)
        world.dr.databases.delete_database(world.database_id)


def found_global(world: World, facts: Facts) -> None:
    """A new global database around DR, under the identifier that both stacks know."""
    guards.demand(facts, "found-global", guards.found_global)
    world.dr.databases.found_database(world.database_id, _cluster(facts.dr.cluster, "DR").arn)


def delete_stale(world: World, facts: Facts) -> None:
    """The stale cluster goes, instances first, with a final snapshot on top of the one that the guard demands."""
    guards.demand(facts, "delete-stale", guards.delete_stale)
    cluster = _cluster(facts.home.cluster, "home")
    databases = world.home.databases
    if cluster.deletion_protection:
        databases.unprotect_cluster(cluster.identifier)
    for instance in cluster.instances:
        if not instance.leaving:
            databases.delete_instance(instance.identifier)
    databases.delete_cluster(cluster.identifier, f"{FINAL_PREFIX}-{cluster.identifier}-{stamp(facts.at)}")


def give_up_rejoin(world: World, facts: Facts) -> None:
    """Home leaves the global database: from then on it is stale."""
    guards.demand(facts, "give-up-rejoin", guards.give_up_rejoin)
    cluster = _cluster(facts.home.cluster, "home")
    world.home.databases.leave(world.database_id, cluster.arn)


def flip_config(world: World, facts: Facts) -> None:
    """The home stack's file says that its cluster copies from DR."""
    world.operator.say(world.stacks.set_role(ConfigRole(True, facts.dr.region)))


def restore_config(world: World, _: Facts) -> None:
    """The home stack's file says what it said in peace."""
    world.operator.say(world.stacks.restore_role())


def _up(world: World, facts: Facts, stack: StackRef) -> None:
    """Preview, inspect, `up`."""
    side = facts.side(stack.side)
    existing = [side.cluster.identifier, *(one.identifier for one in side.cluster.instances)] if side.cluster else []
    for line in world.stacks.repair(stack, existing):
        world.operator.say(line)
    changes = world.stacks.preview(stack)
    if not changes:
        return
    demand_harmless(changes, Setting(stack, facts.served == stack.side, facts.record.name))
    world.evidence.did(stack)
    world.stacks.up(stack)


def recreate_home(world: World, facts: Facts) -> None:
    """`up` of the home platform makes the cluster anew as a copy of DR; refresh has dropped the old one."""
    _up(world, facts, StackRef("platform", "home"))


def _reconcile(stack: StackRef) -> Deed:
    def reconcile(world: World, facts: Facts) -> None:
        _up(world, facts, stack)
        world.evidence.saw_clean(stack)  # what an `up` leaves is clean until `prove` finds otherwise

    return reconcile


def raise_home(world: World, facts: Facts) -> None:
    """Minimum and desired of home's services up to production; never down."""
    ecs_cluster = facts.home.contract["ecs/cluster"]
    for wanted in to_raise(facts):
        world.home.capacity.raise_to(ecs_cluster, wanted)


def switchover(world: World, facts: Facts) -> None:
    """The planned switchover; the call goes to the region of the present writer."""
    guards.demand(facts, "switchover", guards.switchover)
    world.dr.databases.switchover(world.database_id, _cluster(facts.home.cluster, "home").arn)


def record_home(world: World, facts: Facts) -> None:
    """A write through home's own door, then the record, then INSYNC."""
    guards.demand(facts, "record-home", guards.record_home)
    target = facts.home.contract["ingress/api-domain-target"]
    answer = world.probe.ask(via=target)
    if not answer.good:
        raise RefusedError(
            "home-write-probe-failed",
            f"home answers health {answer.health}, write {answer.write}; 200 is required before the record moves. "
            "Look at home's services and database; then run again. Until then writes fail: "
            "`aws rds switchover-global-cluster` back to DR is the other way out.",
        )
    change = world.zone.point_at(target, facts.home.contract.get("ingress/api-domain-zone-id", NONE))
    waited = 0.0
    while not world.zone.in_sync(change):
        if waited > SYNC_SECONDS:
            raise StepError(f"Route 53 change {change} is not INSYNC after {waited:.0f} s; run again to go on")
        world.clock.sleep(world.poll_seconds)
        waited += world.poll_seconds


def warm_dr(world: World, facts: Facts) -> None:
    """DR's services down to warm: home serves and has been verified, and DR's stacks no longer hold them up."""
    guards.demand(facts, "warm-dr", guards.warm_dr)
    ecs_cluster = facts.dr.contract["ecs/cluster"]
    for service in to_lower(facts):
        world.dr.capacity.lower_to(ecs_cluster, service.wanted.ecs_service, world.limits.warm_tasks)


def prove(world: World, _: Facts) -> None:
    """Four previews in one pass that expect no change; one that has some is reconciled next."""
    for stack in STACKS:
        world.evidence.clean_at.pop(stack, None)
    with ThreadPoolExecutor(max_workers=min(2, world.at_once)) as pool:
        found = list(pool.map(world.stacks.unchanged, STACKS))
    for stack, clean in zip(STACKS, found, strict=True):
        if clean:
            world.evidence.saw_clean(stack)
    if all(found):
        world.evidence.proved_at = world.evidence.deeds


def lift_freeze(world: World, facts: Facts) -> None:
    """The incident is closed: home's mark goes first, so that a cut in between still reads as open."""
    guards.demand(facts, "lift-freeze", guards.close)
    world.closing(facts)
    for side in (facts.home, facts.dr):
        if side.freeze is not None:
            try:
                world.region(side.name).parameters.delete(FREEZE)
            except MissingError:
                continue


DEEDS: dict[str, Deed] = {
    "set-freeze": set_freeze,
    "rescue-snapshot": rescue_snapshot,
    "snapshot-stale": snapshot_stale,
    "retire-global": retire_global,
    "found-global": found_global,
    "delete-stale": delete_stale,
    "give-up-rejoin": give_up_rejoin,
    "flip-config": flip_config,
    "recreate-home": recreate_home,
    "raise-home": raise_home,
    "switchover": switchover,
    "record-home": record_home,
    "restore-config": restore_config,
    **{reconcile_name(stack): _reconcile(stack) for stack in STACKS},
    "warm-dr": warm_dr,
    "prove": prove,
    "lift-freeze": lift_freeze,
}

# Steps that only look: they make no proof worthless.
LOOKING = frozenset({"prove", "lift-freeze", *(reconcile_name(stack) for stack in STACKS)})

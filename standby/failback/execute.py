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
    copy_name,
    stale_snapshots,
    to_lower,
    to_raise,
    uncopied,
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
    text = facts.dr.freeze or facts.primary.freeze
    text = text or f"failback run={world.journal.run} since={facts.at.strftime('%Y-%m-%dT%H:%M:%SZ')}"
    for side in (facts.dr, facts.primary):
        if side.freeze is None:
            world.region(side.name).parameters.put(FREEZE, text)


def copy_snapshot_of_old_writer(world: World, facts: Facts) -> None:
    """A manual copy of each automated snapshot of the old writer: those expire with its retention."""
    for snapshot in uncopied(facts):
        world.primary.databases.copy_snapshot(snapshot.identifier, copy_name(snapshot.identifier))


def snapshot_stale(world: World, facts: Facts) -> None:
    """A snapshot of the stale cluster, unless one is there."""
    if stale_snapshots(facts):
        return
    cluster = _cluster(facts.primary.cluster, "the primary")
    name = f"{STALE_PREFIX}-{cluster.identifier}-{stamp(facts.at)}"
    world.primary.databases.take_snapshot(cluster.identifier, name)


def delete_global(world: World, facts: Facts) -> None:
    """The stale cluster leaves the old global database; once that is empty, it goes."""
    guards.demand(facts, "delete-global", guards.delete_global)
    database = facts.database
    assert database is not None  # the guard saw it
    for member in database.members:
        world.primary.databases.remove_member(world.database_id, member.arn)
    if not database.members:
        if database.deletion_protection:
            world.dr.databases.unprotect_database(world.database_id)
        world.dr.databases.delete_database(world.database_id)


def recreate_global(world: World, facts: Facts) -> None:
    """A new global database around DR, under the identifier that both stacks know."""
    guards.demand(facts, "recreate-global", guards.recreate_global)
    world.dr.databases.create_database(world.database_id, _cluster(facts.dr.cluster, "DR").arn)


def delete_stale(world: World, facts: Facts) -> None:
    """The stale cluster goes, instances first, with a final snapshot on top of the one that the guard demands."""
    guards.demand(facts, "delete-stale", guards.delete_stale)
    cluster = _cluster(facts.primary.cluster, "the primary")
    databases = world.primary.databases
    if cluster.deletion_protection:
        databases.unprotect_cluster(cluster.identifier)
    for instance in cluster.instances:
        if not instance.leaving:
            databases.delete_instance(instance.identifier)
    databases.delete_cluster(cluster.identifier, f"{FINAL_PREFIX}-{cluster.identifier}-{stamp(facts.at)}")


def give_up_rejoin(world: World, facts: Facts) -> None:
    """The primary leaves the global database: from then on it is stale."""
    guards.demand(facts, "give-up-rejoin", guards.give_up_rejoin)
    cluster = _cluster(facts.primary.cluster, "the primary")
    world.primary.databases.remove_member(world.database_id, cluster.arn)


def flip_config(world: World, facts: Facts) -> None:
    """The primary stack's file says that its cluster replicates from DR."""
    world.operator.say(world.stacks.set_role(ConfigRole(True, facts.dr.region)))


def restore_config(world: World, _: Facts) -> None:
    """The primary stack's file says what it said in its normal state."""
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


def recreate_primary(world: World, facts: Facts) -> None:
    """`up` of the primary platform makes the cluster anew as a secondary of DR; refresh has dropped the old one."""
    _up(world, facts, StackRef("platform", "primary"))


def _reconcile(stack: StackRef) -> Deed:
    def reconcile(world: World, facts: Facts) -> None:
        _up(world, facts, stack)
        world.evidence.saw_clean(stack)  # what an `up` leaves is clean until `prove` finds otherwise

    return reconcile


def raise_primary(world: World, facts: Facts) -> None:
    """Minimum and desired of the primary's services up to production; never down."""
    ecs_cluster = facts.primary.contract["ecs/cluster"]
    for wanted in to_raise(facts):
        world.primary.capacity.raise_to(ecs_cluster, wanted)


def switchover(world: World, facts: Facts) -> None:
    """The planned switchover; the call goes to the region of the present writer."""
    guards.demand(facts, "switchover", guards.switchover)
    world.dr.databases.switchover(world.database_id, _cluster(facts.primary.cluster, "the primary").arn)


def move_record_to_primary(world: World, facts: Facts) -> None:
    """A write through the primary's own door, then the record, then INSYNC."""
    guards.demand(facts, "move-record-to-primary", guards.move_record_to_primary)
    target = facts.primary.contract["ingress/api-domain-target"]
    answer = world.probe.ask(via=target)
    if not answer.good:
        raise RefusedError(
            "primary-write-probe-failed",
            f"it answers health {answer.health}, write {answer.write}; 200 is required before the record moves. "
            "Look at the primary's services and database; then run again. Until then writes fail: "
            "`aws rds switchover-global-cluster` back to DR is the other way out.",
        )
    change = world.zone.point_at(target, facts.primary.contract.get("ingress/api-domain-zone-id", NONE))
    waited = 0.0
    while not world.zone.in_sync(change):
        if waited > SYNC_SECONDS:
            raise StepError(f"Route 53 change {change} is not INSYNC after {waited:.0f} s; run again to go on")
        world.clock.sleep(world.poll_seconds)
        waited += world.poll_seconds


def lower_dr(world: World, facts: Facts) -> None:
    """DR's services down to warm: the primary serves and has been verified, and DR's stacks no longer hold them up."""
    guards.demand(facts, "lower-dr", guards.lower_dr)
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
    """The incident is closed: the primary's mark goes first, so that a cut in between still reads as open."""
    guards.demand(facts, "lift-freeze", guards.close)
    world.report.write(facts)
    for side in (facts.primary, facts.dr):
        if side.freeze is not None:
            try:
                world.region(side.name).parameters.delete(FREEZE)
            except MissingError:
                continue


DEEDS: dict[str, Deed] = {
    "set-freeze": set_freeze,
    "copy-snapshot": copy_snapshot_of_old_writer,
    "snapshot-stale": snapshot_stale,
    "delete-global": delete_global,
    "recreate-global": recreate_global,
    "delete-stale": delete_stale,
    "give-up-rejoin": give_up_rejoin,
    "flip-config": flip_config,
    "recreate-primary": recreate_primary,
    "raise-primary": raise_primary,
    "switchover": switchover,
    "move-record-to-primary": move_record_to_primary,
    "restore-config": restore_config,
    **{reconcile_name(stack): _reconcile(stack) for stack in STACKS},
    "lower-dr": lower_dr,
    "prove": prove,
    "lift-freeze": lift_freeze,
}

# Steps that only look: they make no proof worthless.
LOOKING = frozenset({"prove", "lift-freeze", *(reconcile_name(stack) for stack in STACKS)})

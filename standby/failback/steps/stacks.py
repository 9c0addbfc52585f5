"""The four stacks: the config that a failback flips, `pulumi up` after an inspected preview, the last verification."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from standby.failback.step import Action, Step
from standby.pair.facts import STACKS, ConfigRole, Facts, StackRef
from standby.pair.topology import dr_writes, must_recreate
from standby.pair.world import World
from standby.stacks.reconcile import Setting, demand_harmless


def flip_config(world: World, facts: Facts) -> None:
    """The primary stack's file says that its cluster replicates from DR."""
    world.lock.demand_fresh()
    world.operator.say(world.stacks.set_role(ConfigRole(True, facts.dr.region)))


def restore_config(world: World, _: Facts) -> None:
    """The config files say again what they said before the failback."""
    world.lock.demand_fresh()
    world.operator.say(world.stacks.restore_role())


def bring_up(world: World, facts: Facts, stack: StackRef) -> None:
    """Preview, inspect, `up`."""
    side = facts.side(stack.side)
    existing = [side.cluster.identifier, *(one.identifier for one in side.cluster.instances)] if side.cluster else []
    for line in world.stacks.repair(stack, existing):
        world.operator.say(line)
    changes = world.stacks.preview(stack)
    if not changes:
        return
    demand_harmless(changes, Setting(stack, facts.served == stack.side, facts.record.name))
    world.evidence.changed(stack)
    world.lock.demand_fresh()
    world.stacks.up(stack)


def recreate_primary(world: World, facts: Facts) -> None:
    """`up` of the primary platform creates the cluster as a secondary of DR; the refresh has dropped the old one."""
    bring_up(world, facts, StackRef("platform", "primary"))


def reconcile_name(stack: StackRef) -> str:
    """`reconcile-platform-primary` and so on."""
    return f"reconcile-{stack}"


def _reconcile(stack: StackRef) -> Action:
    def reconcile(world: World, facts: Facts) -> None:
        bring_up(world, facts, stack)
        world.evidence.saw_clean(stack)  # what an `up` leaves is clean until the verification finds otherwise

    return reconcile


def verify_no_drift(world: World, _: Facts) -> None:
    """Four previews in one pass that expect no change; a stack that has some is reconciled next."""
    for stack in STACKS:
        world.evidence.clean_at.pop(stack, None)
    with ThreadPoolExecutor(max_workers=min(2, world.at_once)) as pool:
        found = list(pool.map(world.stacks.unchanged, STACKS))
    for stack, clean in zip(STACKS, found, strict=True):
        if clean:
            world.evidence.saw_clean(stack)
    if all(found):
        world.evidence.verified_at = world.evidence.changes


def _still_dirty(stack: StackRef) -> Callable[[Facts], bool]:
    return lambda facts: dr_writes(facts) or (facts.incident and stack not in facts.clean)


FLIP_CONFIG = Step(
    "flip-config",
    "set the primary stack's config so that its cluster replicates from DR",
    flip_config,
    expected=lambda facts: must_recreate(facts) and not facts.told_to_replicate,
)
RECREATE_PRIMARY = Step(
    "recreate-primary",
    "`pulumi up` of the primary platform: the cluster is recreated as a secondary of DR",
    recreate_primary,
    expected=must_recreate,
)
RESTORE_CONFIG = Step(
    "restore-config",
    "restore the config files of the stacks",
    restore_config,
    expected=lambda facts: facts.config.changed or must_recreate(facts),
)
RECONCILE = tuple(
    Step(
        reconcile_name(stack),
        f"`pulumi up` of {stack}, after its preview was inspected",
        _reconcile(stack),
        only_looks=True,  # what it changes, it notes itself
        expected=_still_dirty(stack),
    )
    for stack in STACKS
)
VERIFY_NO_DRIFT = Step(
    "verify-no-drift",
    "verify all four stacks: previews that expect no change",
    verify_no_drift,
    only_looks=True,
    expected=lambda facts: dr_writes(facts) or (facts.incident and not facts.verified),
)

"""What settling asks of the facts, and what it changes: config of the workloads, and how far the freeze reaches."""

from __future__ import annotations

from pattern.contract import FREEZE
from standby.errors import RefusedError
from standby.failback.step import reasons
from standby.pair.facts import Facts
from standby.pair.topology import dr_writes, topology
from standby.pair.world import World


def against(facts: Facts) -> list[str]:
    """Why the pair cannot settle in DR."""
    cluster, owner = facts.dr.cluster, facts.dr.lock
    return reasons(
        (not facts.dr.answers, f"{facts.dr.region} does not answer"),
        (not dr_writes(facts), f"DR does not hold the current data: {topology(facts).value}"),
        (facts.served != "dr", f"{facts.record.name} does not point at DR"),
        (cluster is None or not cluster.serving, "DR has no available cluster with an instance"),
        (
            owner is not None and owner.kind != "failback",
            f"a promotion is not finished: {owner.story if owner else ''}",
        ),
    )


def question(facts: Facts) -> str:
    """What settling changes, in words."""
    return (
        f"{facts.dr.region} keeps serving until a failback. In config, DR's workloads become `production` and the\n"
        "primary's `warm`, so that a routine `pulumi up` of workloads is clean in both regions and lowers nothing\n"
        "that serves. The freeze then covers the database and the record only. `standby failback apply` undoes both."
    )


def settle(world: World, facts: Facts) -> str:
    """Config first, then the freeze in each region that answers; returns the diff. Running it again changes nothing.

    Raises:
        RefusedError: `cannot-settle`, with every reason.
    """
    wrong = against(facts)
    if wrong:
        raise RefusedError("cannot-settle", "the pair cannot settle in DR: " + "; ".join(wrong))
    diff = world.stacks.settle()
    since = facts.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    text = facts.dr.freeze or facts.primary.freeze or f"settle run={world.journal.run} since={since}"
    if "settled=" not in text:
        text = f"{text} settled={since}"
    for side in (facts.dr, facts.primary):
        if side.answers and side.freeze != text:
            world.lock.demand()
            world.region(side.name).parameters.put(FREEZE, text)
    world.journal.note("settle", "done", since=since)
    return diff

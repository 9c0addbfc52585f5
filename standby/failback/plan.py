"""From facts to the next step: pure, and the only place that knows the order of a failback.

`plan` answers with one step, or with a named reason not to go on, or with neither: nothing is left to do. It is asked
again after every step; nothing is remembered in between, which is what makes a crash harmless.
"""

from __future__ import annotations

from collections.abc import Callable

from standby.failback import after_switchover, while_dr_writes
from standby.failback.step import Step
from standby.failback.steps import IN_ORDER
from standby.failback.verdict import Plan, go, halt
from standby.pair.facts import Facts
from standby.pair.single_runners import idle
from standby.pair.topology import Topology, topology

# while one of these is next, DR's single-runner work rests on purpose
HANDING_OVER = frozenset({"stop-work-in-dr", "await-work-stopped", "switchover"})


def plan(facts: Facts) -> Plan:
    """Where the pair is and what is next."""
    for look in (_silent, _locked):
        found = look(facts)
        if found is not None:
            return found
    found = _BY_TOPOLOGY[topology(facts)](facts)
    handing_over = found.step is not None and found.step.name in HANDING_OVER
    opening = found.step is not None and found.step.name == "set-freeze"
    return found if handing_over or opening else while_dr_writes.work_in_dr(facts) or found


def _silent(facts: Facts) -> Plan | None:
    """A region that does not answer: mostly a reason to wait, never one to act against it."""
    primary, dr = facts.primary, facts.dr
    if primary.answers and dr.answers:
        return None
    if not primary.answers and not dr.answers:
        return halt("Neither region answers.", "nothing-answers", f"{primary.why}; {dr.why}", "check network and login")
    if not primary.answers:
        dr_writes = topology(facts) in (Topology.FAILED_OVER, Topology.PRIMARY_OUT, Topology.DETACHED)
        if dr_writes:
            return while_dr_writes.work_in_dr(facts) or halt(
                f"DR writes; {primary.region} is still down.",
                "primary-still-down",
                f"{primary.region} does not answer: {primary.why}",
                "nothing to do but wait: run `standby failback plan` again when the region is back",
            )
        return halt(
            f"{primary.region} does not answer, and DR was not promoted.",
            "not-promoted",
            primary.why,
            "this is a failover, not a failback: runbooks/promote-dr.sh",
        )
    # NORMAL, not just "the primary writes": after a detach the stale primary still calls itself a writer
    primary_writes = topology(facts) is Topology.NORMAL and primary.cluster is not None and primary.cluster.serving
    if primary_writes and facts.record.target not in (None, primary.target):
        return go("The primary writes, the record still points away, and DR is silent.", "move-record-to-primary")
    if primary_writes and facts.incident and idle(primary):
        return go("The primary writes, its single-runner work rests, and DR is silent.", "start-work-in-primary")
    return halt(
        f"{dr.region} does not answer.",
        "dr-still-down",
        dr.why,
        "a failback needs both regions; if users are down and the primary is whole: runbooks/promote-dr.sh",
    )


def _locked(facts: Facts) -> Plan | None:
    """A promotion that runs now owns the pair."""
    for side in (facts.dr, facts.primary):
        if side.lock is not None and side.lock.kind != "failback" and not facts.left_behind(side.name):
            return halt(
                "A promotion owns the move.",
                "promotion-running",
                f"incident/lock in {side.region}: {side.lock.story}",
                "let it finish, or finish it: runbooks/promote-dr.sh --resume",
            )
    return None


def ahead(facts: Facts, now: Plan) -> tuple[Step, ...]:
    """The steps after the next one, as far as the facts of now ask for them; none where nothing is next."""
    if now.step is None or now.step not in IN_ORDER:
        return ()
    return tuple(step for step in IN_ORDER[IN_ORDER.index(now.step) + 1 :] if step.expected(facts))


_BY_TOPOLOGY: dict[Topology, Callable[[Facts], Plan]] = {
    Topology.NORMAL: after_switchover.normal,
    Topology.FAILED_OVER: while_dr_writes.failed_over,
    Topology.PRIMARY_OUT: while_dr_writes.primary_out,
    Topology.DETACHED: while_dr_writes.detached,
    Topology.MOVING: after_switchover.moving,
    Topology.SPLIT_VIEW: after_switchover.moving,
    Topology.UNKNOWN: after_switchover.unknown,
}

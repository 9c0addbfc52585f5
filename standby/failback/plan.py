"""From facts to the next step: pure, and the only place that knows the order of the way home.

`plan` answers with one step, or with a named reason not to go on, or with neither: the pair is at home. It is asked
again after every step; nothing is remembered in between, which is what makes a crash harmless.
"""

from __future__ import annotations

from collections.abc import Callable

from standby.failback import closing, stages
from standby.failback.verdict import Plan, go, halt
from standby.pair.facts import Facts
from standby.pair.topology import Topology, topology


def plan(facts: Facts) -> Plan:
    """Where the pair is and what is next."""
    for look in (_silent, _locked):
        found = look(facts)
        if found is not None:
            return found
    return _BY_TOPOLOGY[topology(facts)](facts)


def _silent(facts: Facts) -> Plan | None:
    """A region that does not answer: mostly a reason to wait, never one to act against it."""
    home, dr = facts.home, facts.dr
    if home.answers and dr.answers:
        return None
    if not home.answers and not dr.answers:
        return halt("Neither region answers.", "nothing-answers", f"{home.why}; {dr.why}", "check network and login")
    if not home.answers:
        dr_writes = topology(facts) in (Topology.FAILED_OVER, Topology.HOME_OUT, Topology.DETACHED)
        if dr_writes:
            return halt(
                f"DR writes; {home.region} is still down.",
                "home-still-down",
                f"{home.region} does not answer: {home.why}",
                "nothing to do but wait: run `standby failback plan` again when the region is back",
            )
        return halt(
            f"{home.region} does not answer, and DR was not promoted.",
            "not-promoted",
            home.why,
            "this is a failover, not a failback: runbooks/promote-dr.sh",
        )
    # NORMAL, not just "home writes": after a detach, home still calls itself the writer of a database without DR
    home_writes = topology(facts) is Topology.NORMAL and home.cluster is not None and home.cluster.serving
    if home_writes and facts.record.target not in (None, home.target):
        return go("Home writes, the record still points away, and DR is silent.", "record-home")
    return halt(
        f"{dr.region} does not answer.",
        "dr-still-down",
        dr.why,
        "a failback needs both regions; if users are down and home is whole, promote home: runbooks/promote-dr.sh",
    )


def _locked(facts: Facts) -> Plan | None:
    """A promotion that runs now owns the pair."""
    for side in (facts.dr, facts.home):
        if side.lock and not side.lock.startswith("failback"):
            return halt(
                "A promotion holds the lock.",
                "promotion-running",
                f"incident/lock in {side.region}: {side.lock}",
                "let it finish, or finish it: runbooks/promote-dr.sh --resume",
            )
    return None


_BY_TOPOLOGY: dict[Topology, Callable[[Facts], Plan]] = {
    Topology.NORMAL: closing.normal,
    Topology.FAILED_OVER: stages.failed_over,
    Topology.HOME_OUT: stages.home_out,
    Topology.DETACHED: stages.detached,
    Topology.MOVING: closing.moving,
    Topology.SPLIT_VIEW: closing.moving,
    Topology.UNKNOWN: closing.unknown,
}

"""The primary writes again: what is left until the incident can be closed, and states in which nothing is next."""

from __future__ import annotations

from standby.failback.steps.alarms import muted
from standby.failback.steps.stacks import reconcile_name
from standby.failback.verdict import Plan, go, halt
from standby.failback.while_dr_writes import record_unknown
from standby.pair.facts import STACKS, Facts
from standby.pair.single_runners import idle, still_stopping, working
from standby.pair.topology import database_to_lower, member_of, to_lower, topology, uncopied


def normal(facts: Facts) -> Plan:
    if facts.served is None:
        return (_work(facts, "The primary writes.") if facts.incident else None) or record_unknown(
            facts, "The primary writes."
        )
    if facts.served == "dr":
        where = "The primary writes again, the record still points at DR."
        if facts.primary.cluster is None or not facts.primary.cluster.serving:
            return go(where, "await-writer")
        return go(where, "move-record-to-primary")
    if not facts.incident and (working(facts.dr) or still_stopping(facts.dr)):
        where = "The primary writes and serves, but DR runs work of one region only."
        return go(where, "clear-work-in-dr" if working(facts.dr) else "await-work-stopped")
    if not facts.incident:
        return (
            go("The primary writes and serves; its config is not restored.", "restore-config")
            if facts.config.changed
            else Plan("Normal operation: the primary writes and serves.")
        )
    return _closing(facts)


def _closing(facts: Facts) -> Plan:
    """The primary writes and serves: what is left until the incident can be closed."""
    where = "The primary writes and serves; the incident is not closed."
    dr, member = facts.dr.cluster, member_of(facts.database, facts.dr)
    work = _work(facts, where)
    if work is not None:
        return work
    if facts.public is None or not facts.public.good or facts.public.region not in (None, facts.primary.region):
        return go(where, "await-public")
    if dr is None or not dr.serving or member is None or member.sync != "connected":
        return go(where, "await-dr-connected")
    if uncopied(facts):
        return go(where, "copy-snapshot")
    if facts.config.changed:
        return go(where, "restore-config")
    for stack in STACKS:
        if stack not in facts.clean:
            return go(where, reconcile_name(stack))
    if to_lower(facts):
        return go(where, "lower-dr")
    if database_to_lower(facts):
        return go(where, "lower-database")
    if muted(facts):
        return go(where, "unmute-alarms")
    return go(where, "lift-freeze" if facts.verified else "verify-no-drift")


def _work(facts: Facts, where: str) -> Plan | None:
    """What runs in one region only runs at the primary, and nowhere else."""
    cluster = facts.primary.cluster
    if cluster is None or not cluster.serving:
        return None
    if working(facts.dr):
        return go(where, "clear-work-in-dr")
    if still_stopping(facts.dr):
        return go(where, "await-work-stopped")
    return go(where, "start-work-in-primary") if idle(facts.primary) else None


def moving(facts: Facts) -> Plan:
    return go(topology(facts).value.capitalize() + ".", "await-topology")


def unknown(facts: Facts) -> Plan:
    database = facts.database
    members = ", ".join(f"{m.arn}{' (writer)' if m.writer else ''}" for m in database.members) if database else ""
    return halt(
        "The database is in a state that this tool does not know.",
        "topology-unknown",
        f"members: {members or 'none'}; primary cluster: {facts.primary.cluster and facts.primary.cluster.status}; "
        f"DR cluster: {facts.dr.cluster and facts.dr.cluster.status}",
        "look at both regions by hand; nothing is deleted from here",
    )

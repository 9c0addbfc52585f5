"""DR serves: what is next, by how far the primary has come. One function for each state of the database.

Order within each: the record must agree that DR serves, the incident is marked, what would expire is copied, and a
stale cluster has its snapshot before anything else happens to it.
"""

from __future__ import annotations

from standby.failback.verdict import Plan, go, halt
from standby.pair.facts import Facts
from standby.pair.single_runners import idle, still_stopping, working
from standby.pair.topology import (
    database_too_small,
    dr_writes,
    lag_now,
    member_of,
    must_recreate,
    stale_snapshots,
    still_starting,
    to_raise,
    uncopied,
)


def _served_by_dr(facts: Facts, where: str) -> Plan | None:
    """DR writes: the record must say so too, or a person has to say which side holds the current data."""
    if facts.served == "dr":
        return None
    if facts.served is None:
        return record_unknown(facts, where)
    return halt(
        where,
        "promotion-unfinished",
        f"DR writes, but {facts.record.name} still points at the primary",
        "finish the promotion first: runbooks/promote-dr.sh --resume",
    )


def record_unknown(facts: Facts, where: str) -> Plan:
    if facts.record.target is None:
        return halt(where, "record-unknown", f"{facts.record.name}: {facts.record.why}", "check the zone and its role")
    return halt(
        where,
        "record-foreign",
        f"{facts.record.name} points at {facts.record.target}, which is neither side's entrance",
        "point it at the side that serves, or bring that side's contract up to date (`pulumi up`)",
    )


def _opening(facts: Facts, where: str) -> Plan | None:
    """What comes first whenever DR serves: the freeze, and the copy of what would expire."""
    if facts.unmarked:
        return go(where, "set-freeze")
    if working(facts.primary):
        return go(where, "stop-work-in-primary")
    if uncopied(facts):
        return go(where, "copy-snapshot")
    return None


def _stale_snapshot(facts: Facts, where: str) -> Plan | None:
    """A stale cluster gets its snapshot before anything else happens to it."""
    found = stale_snapshots(facts)
    if any(snapshot.status == "available" for snapshot in found):
        return None
    if found:
        return go(where, "await-snapshot")
    cluster = facts.primary.cluster
    return go(where, "snapshot-stale" if cluster and cluster.available else "await-topology")


def detached(facts: Facts) -> Plan:
    where = "DR was detached and serves; the primary is stale: its data has diverged."
    cluster = facts.primary.cluster
    early = _served_by_dr(facts, where) or _opening(facts, where)
    if early is not None:
        return early
    if facts.dr.cluster is None or not facts.dr.cluster.serving:
        return go(where, "await-topology")
    if cluster is not None and cluster.replicates:
        return go(where, "await-topology")
    if cluster is not None and cluster.status == "deleting":
        return go(where, "await-deleted")
    return (cluster and _stale_snapshot(facts, where)) or go(
        where, "delete-global" if facts.database is not None else "recreate-global"
    )


def primary_out(facts: Facts) -> Plan:
    cluster = facts.primary.cluster
    where = (
        "DR writes; the primary has no cluster."
        if cluster is None
        else "DR writes; the primary is stale and stands alone."
    )
    early = _served_by_dr(facts, where) or _opening(facts, where)
    if early is not None:
        return early
    if cluster is None:
        return _recreate(facts, where)
    if cluster.replicates:  # created, not yet listed as a member
        return go("DR writes; the primary is joining.", "await-topology")
    if cluster.status == "deleting":
        return go(where, "await-deleted")
    early = _stale_snapshot(facts, where)
    if early is not None:
        return early
    return go(where, "delete-stale" if cluster.available else "await-topology")


def _recreate(facts: Facts, where: str) -> Plan:
    return go(where, "recreate-primary" if facts.told_to_replicate else "flip-config")


def failed_over(facts: Facts) -> Plan:
    where = "DR writes; the primary is a member of its global database."
    early = _served_by_dr(facts, where) or _opening(facts, where)
    if early is not None:
        return early
    cluster, member = facts.primary.cluster, member_of(facts.database, facts.primary)
    if cluster is None:
        return go(where, "await-topology")
    if must_recreate(facts):
        return _recreate(facts, "DR writes; the primary replicates, but instances are missing.")
    if member is None or member.sync != "connected" or not cluster.serving:
        return go("DR writes; Aurora is rebuilding the primary.", "await-connected")
    if facts.dr.cluster is None or not facts.dr.cluster.serving:
        return go("DR's writer is not available.", "await-topology")
    return _unfit(facts) or _ready(facts, "DR writes; the primary is connected and ready.")


def _ready(facts: Facts, where: str) -> Plan:
    """Work that runs in one region only stops before the database changes hands."""
    if working(facts.dr):
        return go(where, "stop-work-in-dr")
    return go(where, "await-work-stopped" if still_stopping(facts.dr) else "switchover")


def work_in_dr(facts: Facts) -> Plan | None:
    """While DR serves and no switchover is about to be made, DR runs what runs in one region only."""
    cluster = facts.dr.cluster
    if not dr_writes(facts) or facts.served != "dr" or cluster is None or not cluster.serving or not idle(facts.dr):
        return None
    where = f"DR serves, but does not run {', '.join(idle(facts.dr))}."
    if working(facts.primary):
        return go(where, "stop-work-in-primary")
    return go(where, "await-work-stopped" if still_stopping(facts.primary) else "start-work-in-dr")


def _unfit(facts: Facts) -> Plan | None:
    """Why the primary cannot take over yet."""
    primary, dr = facts.primary.cluster, facts.dr.cluster
    where = "DR writes; the primary is connected."
    if primary and dr and primary.engine_version != dr.engine_version:
        found = f"the primary runs {primary.engine_version}, DR {dr.engine_version}"
        return halt(where, "engine-mismatch", found, "upgrade the global database so that both run the same version")
    missing = [service.wanted.name for service in facts.primary.services if not service.found]
    if missing or not facts.primary.services:
        found = f"services missing at the primary: {', '.join(missing) or 'all (no contract entry)'}"
        return halt(where, "primary-services-missing", found, "`pulumi up` of the primary workloads stack")
    if to_raise(facts) or database_too_small(facts):
        return go(where, "raise-primary")
    if still_starting(facts):
        return go(where, "await-capacity")
    lag = lag_now(facts)
    if lag is None or lag.milliseconds > facts.limits.max_lag_ms:
        return go(where, "await-lag")
    return None

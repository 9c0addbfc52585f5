"""Who writes, who copies, who is out: the pair's database as one word, read off the facts.

`describe-global-clusters` and the two clusters are the only witnesses; what a runbook meant to do is not asked.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from pattern.contract import ServiceEntry
from standby.pair.database import GlobalDatabase, Lag, Member, Snapshot
from standby.pair.facts import Facts, Service, Side

STALE_PREFIX = "standby-stale"
FINAL_PREFIX = "standby-final"
COPY_PREFIX = "standby-copy"
UNPLANNED_PREFIX = "rds:unplanned-global-failover-"
LAG_FRESH_SECONDS = 300.0  # an older datapoint says nothing about now


class Topology(StrEnum):
    """Where the pair's database stands."""

    NORMAL = "the primary writes, DR replicates"
    FAILED_OVER = "DR writes, the primary is a member"
    PRIMARY_OUT = "DR writes, the primary is no member"
    DETACHED = "DR writes on its own, outside the global database"
    MOVING = "a failover, switchover or status change is under way"
    SPLIT_VIEW = "the two regions describe the global database differently"
    UNKNOWN = "a state that this tool does not know"


def member_of(database: GlobalDatabase | None, side: Side) -> Member | None:
    """The membership of a side's cluster in the global database."""
    members = database.members if database else ()
    return next((member for member in members if side.owns(member.arn)), None)


def topology(facts: Facts) -> Topology:
    """The database's state; with one region silent, as the other sees it."""
    if _views_differ(facts):
        return Topology.SPLIT_VIEW
    database, primary, dr = facts.database, facts.primary, facts.dr
    if database is not None and database.moving:
        return Topology.MOVING
    writer = database.writer if database else None
    primary_in, dr_in = member_of(database, primary), member_of(database, dr)
    if primary.owns(writer) and dr_in is not None:
        return Topology.NORMAL
    if dr.owns(writer):
        return Topology.FAILED_OVER if primary_in is not None else Topology.PRIMARY_OUT
    if dr_in is not None or (writer is not None and not primary.owns(writer)):
        return Topology.UNKNOWN
    if not dr.answers or dr.cluster is None:
        return Topology.UNKNOWN
    if not dr.cluster.available or dr.cluster.replicates:
        return Topology.MOVING
    return Topology.DETACHED


def dr_writes(facts: Facts) -> bool:
    """Whether DR holds the current data, so that there is something to fail back."""
    return topology(facts) in (Topology.FAILED_OVER, Topology.PRIMARY_OUT, Topology.DETACHED)


def stale(facts: Facts) -> bool:
    """Whether the primary has a cluster whose data has diverged and that is still to be deleted."""
    cluster = facts.primary.cluster
    apart = topology(facts) in (Topology.PRIMARY_OUT, Topology.DETACHED)
    return apart and cluster is not None and not cluster.replicates and cluster.status != "deleting"


def must_recreate(facts: Facts) -> bool:
    """Whether the primary's cluster, or instances of it, are still to be created as a secondary of DR."""
    cluster = facts.primary.cluster
    if topology(facts) in (Topology.PRIMARY_OUT, Topology.DETACHED):
        return cluster is None or not cluster.replicates
    if topology(facts) is not Topology.FAILED_OVER or cluster is None or not cluster.available:
        return False
    return len(cluster.instances) < facts.limits.primary_instances


def _views_differ(facts: Facts) -> bool:
    """Whether both regions answer and name other members or another writer."""
    if not (facts.primary.answers and facts.dr.answers):
        return False
    views = [
        frozenset((member.arn, member.writer) for member in side.database.members) if side.database else None
        for side in (facts.primary, facts.dr)
    ]
    return views[0] != views[1]


def frozen_since(facts: Facts) -> datetime | None:
    """When the incident began, as the freeze says (`… since=2026-01-31T03:12:00Z …`); None: it does not say."""
    for side in (facts.dr, facts.primary):
        for word in (side.freeze or "").split():
            key, _, value = word.partition("=")
            if key == "since":
                try:
                    found = datetime.fromisoformat(value)
                except ValueError:
                    continue
                return found if found.tzinfo else None
    return None


def stale_snapshots(facts: Facts) -> tuple[Snapshot, ...]:
    """Snapshots of the primary cluster as it is now, taken by this tool after it went stale; newest first, any status.

    The tool takes a snapshot under this prefix only while it sees the cluster stale. A snapshot of an earlier cluster
    of the same name, or from before the incident, is not among them.
    """
    cluster, since = facts.primary.cluster, frozen_since(facts)
    if cluster is None:
        return ()
    found = [
        snapshot
        for snapshot in facts.primary.snapshots
        if snapshot.manual
        and snapshot.identifier.startswith(f"{STALE_PREFIX}-{cluster.identifier}-")
        and snapshot.incarnation == cluster.incarnation
        and snapshot.status != "failed"
        and (snapshot.created is None or since is None or snapshot.created >= since)
    ]
    return tuple(sorted(found, key=lambda snapshot: snapshot.identifier, reverse=True))


def copy_name(automatic: str) -> str:
    """The manual copy's name of an automated snapshot: the same each time, so that looking tells whether it exists."""
    return f"{COPY_PREFIX}-{automatic.partition(':')[2] or automatic}"


def uncopied(facts: Facts) -> tuple[Snapshot, ...]:
    """Aurora's own snapshots of what the old writer had, that no manual copy exists of yet."""
    manual = {snapshot.identifier for snapshot in facts.primary.snapshots if snapshot.manual}
    return tuple(
        snapshot
        for snapshot in facts.primary.snapshots
        if snapshot.identifier.startswith(UNPLANNED_PREFIX)
        and snapshot.status == "available"
        and copy_name(snapshot.identifier) not in manual
    )


def lag_now(facts: Facts) -> Lag | None:
    """The lag, if a datapoint is fresh enough to mean something; None is "unknown", never "none"."""
    if facts.lag is None or (facts.at - facts.lag.at).total_seconds() > LAG_FRESH_SECONDS:
        return None
    return facts.lag


def needed(service: Service, others: tuple[Service, ...]) -> ServiceEntry:
    """What the primary must run of a service first: the production numbers, or what DR runs now if more."""
    wanted = service.wanted
    busy = next((other.desired for other in others if other.wanted.name == wanted.name), 0)
    desired = min(max(wanted.desired, busy), wanted.max)
    return replace(wanted, desired=desired)


def to_raise(facts: Facts) -> tuple[ServiceEntry, ...]:
    """The primary's services whose minimum or desired count is below what they must run."""
    warm = (service for service in facts.primary.services if not service.off)
    pairs = [(service, needed(service, facts.dr.services)) for service in warm]
    return tuple(
        wanted
        for service, wanted in pairs
        if service.desired < wanted.desired or (service.minimum is not None and service.minimum < wanted.min)
    )


def still_starting(facts: Facts) -> tuple[str, ...]:
    """Services of the primary that run too little, or stand behind a listener without a healthy target."""
    return tuple(
        service.wanted.name
        for service in facts.primary.services
        if (not service.off and service.running < needed(service, facts.dr.services).desired)
        or service.healthy_targets == 0
    )


def database_too_small(facts: Facts) -> bool:
    """Whether the primary's serverless database has a lower minimum than one that serves."""
    cluster, wanted = facts.primary.cluster, facts.primary.wanted_acu
    return bool(cluster and cluster.min_acu is not None and wanted is not None and cluster.min_acu < wanted)


def database_to_lower(facts: Facts) -> bool:
    """Whether DR's serverless database has a higher minimum than normal operation asks."""
    cluster, least = facts.dr.cluster, facts.limits.dr_min_acu
    return bool(cluster and cluster.min_acu is not None and least is not None and cluster.min_acu > least)


def to_lower(facts: Facts) -> tuple[Service, ...]:
    """DR's services that run more than warm asks, although nothing holds them up (their minimum is down again)."""
    warm = facts.limits.warm_tasks
    return tuple(
        service
        for service in facts.dr.services
        if not service.off and service.desired > warm and (service.minimum is None or service.minimum <= warm)
    )

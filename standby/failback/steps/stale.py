"""A primary cluster whose data has diverged: its snapshots, its place in the global database, its end."""

from __future__ import annotations

from datetime import datetime

from standby.errors import StepError
from standby.failback.step import Step, reasons, wait
from standby.failback.steps.serving import dr_serves
from standby.pair.database import Cluster
from standby.pair.facts import Facts
from standby.pair.topology import (
    FINAL_PREFIX,
    STALE_PREFIX,
    Topology,
    copy_name,
    member_of,
    stale,
    stale_snapshots,
    topology,
    uncopied,
)
from standby.pair.world import World


def stamp(now: datetime) -> str:
    """`20260131031200`: for names that sort by time."""
    return now.strftime("%Y%m%d%H%M%S")


def cluster_of(cluster: Cluster | None, whose: str) -> Cluster:
    """The cluster.

    Raises:
        StepError: it is gone.
    """
    if cluster is None:
        raise StepError(f"{whose} has no cluster any more; look again: `standby failback status`")
    return cluster


def has_snapshot(facts: Facts) -> bool:
    """Whether an available snapshot of this very cluster exists, taken since it went stale."""
    return any(snapshot.status == "available" for snapshot in stale_snapshots(facts))


def copy_snapshot(world: World, facts: Facts) -> None:
    """A manual copy of each automatic snapshot of the old writer: those expire with its retention."""
    for snapshot in uncopied(facts):
        world.lock.demand_fresh()
        world.primary.databases.copy_snapshot(snapshot.identifier, copy_name(snapshot.identifier))


def snapshot_stale(world: World, facts: Facts) -> None:
    """A snapshot of the stale cluster, unless one is there."""
    if stale_snapshots(facts):
        return
    cluster = cluster_of(facts.primary.cluster, "the primary")
    name = f"{STALE_PREFIX}-{cluster.identifier}-{stamp(facts.at)}"
    world.lock.demand_fresh()
    world.primary.databases.take_snapshot(cluster.identifier, name)


def may_delete_global(facts: Facts) -> list[str]:
    """Why the old global database must stay: somebody besides the stale primary is in it, or DR does not serve."""
    database = facts.database
    strangers = [m.arn for m in database.members if not facts.primary.owns(m.arn)] if database else []
    return dr_serves(facts) + reasons(
        (database is None, "there is no global database"),
        (bool(strangers), f"it has members besides the primary: {', '.join(strangers)}"),
        (topology(facts) is not Topology.DETACHED, f"the database is not ready for it: {topology(facts).value}"),
        (
            facts.primary.cluster is not None and not has_snapshot(facts),
            "no available snapshot of the primary cluster since it went stale",
        ),
    )


def delete_global(world: World, facts: Facts) -> None:
    """The stale cluster leaves the old global database; once that is empty, it is deleted."""
    database = facts.database
    assert database is not None  # the guard saw it
    for member in database.members:
        world.lock.demand_fresh()
        world.primary.databases.remove_member(world.database_id, member.arn)
    if not database.members:
        if database.deletion_protection:
            world.dr.databases.unprotect_database(world.database_id)
        world.lock.demand_fresh()
        world.dr.databases.delete_database(world.database_id)


def ask_delete_global(facts: Facts, database_id: str) -> str:
    members = ", ".join(m.arn for m in facts.database.members) if facts.database else ""
    return (
        f"The global database {database_id} still names the stale cluster ({members or 'it is empty'}).\n"
        f"The primary leaves it and it is deleted, then recreated around {facts.dr.cluster_id}. No data is deleted."
    )


def may_recreate_global(facts: Facts) -> list[str]:
    """Why no global database may be created around DR: there is one, or DR does not serve."""
    return dr_serves(facts) + reasons((facts.database is not None, "there is a global database already"))


def recreate_global(world: World, facts: Facts) -> None:
    """A global database around DR, under the identifier that both stacks know."""
    world.lock.demand_fresh()
    world.dr.databases.create_database(world.database_id, cluster_of(facts.dr.cluster, "DR").arn)


def may_delete_stale(facts: Facts) -> list[str]:
    """Why the primary cluster must stay: not stale, no snapshot since, or the writer of anything that counts."""
    cluster = facts.primary.cluster
    return dr_serves(facts) + reasons(
        (cluster is None, "the primary has no cluster"),
        (cluster is not None and cluster.replicates, "the primary cluster replicates from another: it is not stale"),
        (topology(facts) is not Topology.PRIMARY_OUT, f"the database is not ready for it: {topology(facts).value}"),
        (
            member_of(facts.database, facts.primary) is not None,
            "the primary cluster is a member of the global database",
        ),
        (not has_snapshot(facts), "no available snapshot of this cluster since it went stale"),
    )


def delete_stale(world: World, facts: Facts) -> None:
    """The stale cluster goes, instances first, with a final snapshot on top of the one that the guard demands."""
    cluster = cluster_of(facts.primary.cluster, "the primary")
    databases = world.primary.databases
    if cluster.deletion_protection:
        databases.unprotect_cluster(cluster.identifier)
    for instance in cluster.instances:
        if not instance.leaving:
            world.lock.demand_fresh()
            databases.delete_instance(instance.identifier)
    world.lock.demand_fresh()
    databases.delete_cluster(cluster.identifier, f"{FINAL_PREFIX}-{cluster.identifier}-{stamp(facts.at)}")


def ask_delete_stale(facts: Facts, _: str) -> str:
    """What is lost, what protects it, and which guard will refuse."""
    cluster = facts.primary.cluster
    if cluster is None:
        return f"This deletes the stale primary cluster {facts.primary.cluster_id}, which is gone already."
    last = f"{cluster.restorable_to:%Y-%m-%d %H:%M:%S} UTC" if cluster.restorable_to else "not known"
    lines = [
        "This deletes the stale primary cluster. What DR wrote stays; what only the primary holds is lost:",
        f"  cluster     {cluster.identifier} ({cluster.arn})",
        f"  instances   {', '.join(one.identifier for one in cluster.instances) or 'none'}",
        f"  last write  {last} (the latest time that AWS can restore to)",
    ]
    for snapshot in stale_snapshots(facts):
        taken = f"{snapshot.created:%Y-%m-%d %H:%M:%S} UTC" if snapshot.created else "not yet"
        lines.append(f"  snapshot    {snapshot.identifier}: {snapshot.status}, taken {taken}, {snapshot.size_gib} GiB")
    lines.append("  A final snapshot is taken as well.")
    return "\n".join([*lines, *(f"  GUARD       {reason}" for reason in may_delete_stale(facts))])


def may_give_up_rejoin(facts: Facts) -> list[str]:
    """Why the primary may not leave the global database: it is no unconnected secondary."""
    member = member_of(facts.database, facts.primary)
    return dr_serves(facts) + reasons(
        (
            topology(facts) is not Topology.FAILED_OVER,
            f"the primary is no member beside a DR writer: {topology(facts).value}",
        ),
        (member is not None and member.writer, "the primary is the writer"),
        (member is not None and member.sync == "connected", "the primary is connected: there is nothing to give up"),
    )


def give_up_rejoin(world: World, facts: Facts) -> None:
    """The primary leaves the global database: from then on it is stale."""
    cluster = cluster_of(facts.primary.cluster, "the primary")
    world.lock.demand_fresh()
    world.primary.databases.remove_member(world.database_id, cluster.arn)


def ask_give_up_rejoin(facts: Facts, database_id: str) -> str:
    return (
        f"The primary leaves the global database {database_id}. From then on {facts.primary.cluster_id} is stale and "
        "has to be deleted and recreated."
    )


def cluster_name(facts: Facts, _: str) -> str:
    return facts.primary.cluster_id


COPY_SNAPSHOT = Step(
    "copy-snapshot",
    "copy the automatic snapshot of the old writer to a manual one, before it expires",
    copy_snapshot,
    expected=lambda facts: bool(uncopied(facts)),
)
SNAPSHOT_STALE = Step(
    "snapshot-stale",
    "take a snapshot of the stale primary cluster",
    snapshot_stale,
    expected=lambda facts: stale(facts) and not stale_snapshots(facts),
)
AWAIT_SNAPSHOT = wait(
    "await-snapshot",
    "wait until that snapshot is available",
    240,
    lambda facts: stale(facts) and not has_snapshot(facts),
)
DELETE_GLOBAL = Step(
    "delete-global",
    "take the stale cluster out of the old global database and delete what is left of that",
    delete_global,
    guard=may_delete_global,
    question=ask_delete_global,
    word=lambda _, database_id: database_id,
    expected=lambda facts: topology(facts) is Topology.DETACHED and facts.database is not None,
)
RECREATE_GLOBAL = Step(
    "recreate-global",
    "recreate the global database around the DR cluster, under the same identifier",
    recreate_global,
    guard=may_recreate_global,
    expected=lambda facts: topology(facts) is Topology.DETACHED,
)
DELETE_STALE = Step(
    "delete-stale",
    "delete the stale primary cluster and its instances",
    delete_stale,
    guard=may_delete_stale,
    question=ask_delete_stale,
    word=cluster_name,
    expected=stale,
)
AWAIT_DELETED = wait(
    "await-deleted",
    "wait until the stale cluster is deleted",
    60,
    lambda facts: stale(facts) or (facts.primary.cluster is not None and facts.primary.cluster.status == "deleting"),
)
# Never planned, only asked for by name.
GIVE_UP_REJOIN = Step(
    "give-up-rejoin",
    "take the primary out of the global database: from then on it is stale",
    give_up_rejoin,
    guard=may_give_up_rejoin,
    question=ask_give_up_rejoin,
    word=cluster_name,
)

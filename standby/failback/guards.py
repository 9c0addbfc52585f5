"""What is never done, whatever was planned, typed or passed on the command line.

Each guard is asked with facts read after the operator agreed and right before the call. It returns every reason
against, so that one look shows all of them.
"""

from __future__ import annotations

from collections.abc import Callable

from standby.errors import RefusedError
from standby.pair.facts import Facts
from standby.pair.topology import Topology, lag_now, member_of, stale_snapshots, still_starting, topology

Guard = Callable[[Facts], list[str]]


def demand(facts: Facts, name: str, guard: Guard) -> None:
    """Nothing, if `guard` finds no reason against.

    Raises:
        RefusedError: with every reason; its `reason` is `guard-<name>`.
    """
    reasons = guard(facts)
    if reasons:
        raise RefusedError(f"guard-{name}", f"{name} is refused: " + "; ".join(reasons))


def _dr_serves(facts: Facts) -> list[str]:
    """DR is a healthy writer that the record points at, and both regions answer alike."""
    checks = (
        (not facts.primary.answers, f"{facts.primary.region} does not answer"),
        (not facts.dr.answers, f"{facts.dr.region} does not answer"),
        (topology(facts) is Topology.SPLIT_VIEW, "the two regions describe the global database differently"),
        (facts.dr.cluster is None or not facts.dr.cluster.serving, "DR has no available cluster with an instance"),
        (facts.dr.cluster is not None and facts.dr.cluster.replicates, "DR's cluster is itself a copy"),
        (facts.served != "dr", f"{facts.record.name} does not point at DR"),
    )
    return [reason for wrong, reason in checks if wrong]


def delete_stale(facts: Facts) -> list[str]:
    """The primary cluster may go: stale, snapshotted since, no writer of anything that counts."""
    cluster = facts.primary.cluster
    checks = (
        (cluster is None, "there is no the primary cluster"),
        (cluster is not None and cluster.replicates, "the primary cluster replicates from another: it is not stale"),
        (topology(facts) is not Topology.PRIMARY_OUT, f"the database is not ready for it: {topology(facts).value}"),
        (
            member_of(facts.database, facts.primary) is not None,
            "the primary cluster is a member of the global database",
        ),
        (
            not any(snapshot.status == "available" for snapshot in stale_snapshots(facts)),
            "no available snapshot of this cluster since it went stale",
        ),
    )
    return _dr_serves(facts) + [reason for wrong, reason in checks if wrong]


def delete_global(facts: Facts) -> list[str]:
    """The old global database may go: nobody but the stale primary cluster is in it, DR writes outside of it."""
    database = facts.database
    strangers = [m.arn for m in database.members if not facts.primary.owns(m.arn)] if database else []
    needs_snapshot = facts.primary.cluster is not None and not any(
        snapshot.status == "available" for snapshot in stale_snapshots(facts)
    )
    checks = (
        (database is None, "there is no global database"),
        (bool(strangers), f"it has members besides the primary: {', '.join(strangers)}"),
        (topology(facts) is not Topology.DETACHED, f"the database is not ready for it: {topology(facts).value}"),
        (needs_snapshot, "no available snapshot of the primary cluster since it went stale"),
    )
    return _dr_serves(facts) + [reason for wrong, reason in checks if wrong]


def recreate_global(facts: Facts) -> list[str]:
    """A new global database may be made around DR: there is none."""
    return _dr_serves(facts) + (["there is a global database already"] if facts.database is not None else [])


def give_up_rejoin(facts: Facts) -> list[str]:
    """The primary may leave the global database: it is a copy that Aurora has not connected."""
    member = member_of(facts.database, facts.primary)
    checks = (
        (
            topology(facts) is not Topology.FAILED_OVER,
            f"the primary is no member beside a DR writer: {topology(facts).value}",
        ),
        (member is not None and member.writer, "the primary is the writer"),
        (member is not None and member.sync == "connected", "the primary is connected: there is nothing to give up"),
    )
    return _dr_serves(facts) + [reason for wrong, reason in checks if wrong]


def switchover(facts: Facts) -> list[str]:
    """The primary may write again: connected, fit, and close behind."""
    primary, dr, lag = facts.primary.cluster, facts.dr.cluster, lag_now(facts)
    member = member_of(facts.database, facts.primary)
    checks = (
        (topology(facts) is not Topology.FAILED_OVER, f"the database is not ready for it: {topology(facts).value}"),
        (member is None or member.sync != "connected", "the primary is not connected"),
        (primary is None or not primary.serving, "the primary has no available cluster with an instance"),
        (bool(primary and dr and primary.engine_version != dr.engine_version), "the engine versions differ"),
        (lag is None, "the lag is unknown: no recent datapoint, which is not the same as no lag"),
        (
            lag is not None and lag.milliseconds > facts.limits.max_lag_ms,
            f"the lag is {lag.milliseconds if lag else 0:.0f} ms, at most {facts.limits.max_lag_ms:.0f} is allowed",
        ),
        (bool(still_starting(facts)), f"the primary does not run production yet: {', '.join(still_starting(facts))}"),
        (not facts.primary.services, "the primary has no services"),
    )
    return _dr_serves(facts) + [reason for wrong, reason in checks if wrong]


def move_record_to_primary(facts: Facts) -> list[str]:
    """The primary writes and DR replicates from it; a stale primary cluster calls itself a writer, too."""
    cluster = facts.primary.cluster
    checks = (
        (not facts.primary.answers, f"{facts.primary.region} does not answer"),
        (topology(facts) is not Topology.NORMAL, f"the primary does not hold the truth: {topology(facts).value}"),
        (cluster is None or not cluster.serving, "the primary's writer is not available"),
        (not facts.primary.target, "the primary's contract names no API domain"),
    )
    return [reason for wrong, reason in checks if wrong]


def lower_dr(facts: Facts) -> list[str]:
    """DR may shrink: the primary writes and is served."""
    answer = facts.public
    checks = (
        (topology(facts) is not Topology.NORMAL, f"the database is not in its normal state: {topology(facts).value}"),
        (facts.served != "primary", f"{facts.record.name} does not point at the primary"),
        (answer is None or not answer.good, "the primary is not verified through the public name"),
    )
    return [reason for wrong, reason in checks if wrong]


def close(facts: Facts) -> list[str]:
    """All is verified: the primary writes and serves, the config is restored, four previews are clean."""
    checks = (
        (topology(facts) is not Topology.NORMAL, f"the database is not in its normal state: {topology(facts).value}"),
        (facts.served != "primary", f"{facts.record.name} does not point at the primary"),
        (facts.config.flipped, "the primary stack's config is not restored"),
        (not facts.proved, "the four stacks are not proved clean"),
    )
    return [reason for wrong, reason in checks if wrong]

"""The planned switchover back to the primary, and the record that follows it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from pattern.contract import NONE
from standby.errors import RefusedError, StandbyError, StepError
from standby.failback.step import Step, reasons, wait
from standby.failback.steps.serving import dr_serves
from standby.failback.steps.single_runners import may_start_in_primary, runs, start
from standby.failback.steps.stale import cluster_of
from standby.failback.steps.switchover_question import ask_switchover
from standby.pair.facts import Facts
from standby.pair.topology import (
    Topology,
    database_too_small,
    dr_writes,
    lag_now,
    member_of,
    must_recreate,
    still_starting,
    to_raise,
    topology,
)
from standby.pair.world import World

SYNC_SECONDS = 300.0  # Route 53: changes generally reach all servers within 60 s


def may_switch_over(facts: Facts) -> list[str]:
    """Why the primary may not write yet: not connected, not fit, or too far behind."""
    primary, dr, lag = facts.primary.cluster, facts.dr.cluster, lag_now(facts)
    member = member_of(facts.database, facts.primary)
    return dr_serves(facts) + reasons(
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
        (database_too_small(facts), "the primary's database has a lower ACU minimum than a serving one needs"),
        *((True, f"single-runner work: {found}") for found in runs(facts.dr)),
    )


def switchover(world: World, facts: Facts) -> None:
    """The planned switchover; the call goes to the region of the present writer."""
    world.lock.demand_fresh()
    world.dr.databases.switchover(world.database_id, cluster_of(facts.primary.cluster, "the primary").arn)


def may_move_record(facts: Facts) -> list[str]:
    """Why the record may not follow: a primary that DR does not replicate from may be stale, although it writes."""
    cluster = facts.primary.cluster
    return reasons(
        (not facts.primary.answers, f"{facts.primary.region} does not answer"),
        (
            topology(facts) is not Topology.NORMAL,
            f"the current data is not at the primary: {topology(facts).value}",
        ),
        (cluster is None or not cluster.serving, "the primary's writer is not available"),
        (not facts.primary.target, "the primary's contract names no entrance (an API domain or a load balancer)"),
    )


def move_record_to_primary(world: World, facts: Facts) -> None:
    """A write through the primary's own entrance, then the record, then INSYNC."""
    target = facts.primary.contract["ingress/api-domain-target"]
    answer = world.probe.ask(via=target)
    if not answer.good:
        raise RefusedError(
            "primary-write-probe-failed",
            f"the primary answers health {answer.health}, write {answer.write}; 200 is required before the record "
            "moves. Look at the primary's services and database; then run again. Until then writes fail: "
            "`aws rds switchover-global-cluster` back to DR is the other way out.",
        )
    world.lock.demand_fresh()
    _side_by_side(world, lambda: point_record(world, facts), lambda: _start_work(world, facts))


def _start_work(world: World, facts: Facts) -> None:
    if not may_start_in_primary(facts):
        start(world, facts.primary)


def _side_by_side(world: World, record: Callable[[], None], work: Callable[[], None]) -> None:
    """Both, whatever becomes of the record: a silent Route 53 must not leave the work stopped."""
    if world.at_once < 2:
        try:
            record()
        except StandbyError:
            work()
            raise
        work()
        return
    with ThreadPoolExecutor(max_workers=1) as pool:
        started = pool.submit(work)
        try:
            record()
        finally:
            started.result()


def point_record(world: World, facts: Facts) -> None:
    """The UPSERT, then INSYNC."""
    contract = facts.primary.contract
    change = world.zone.point_at(
        contract["ingress/api-domain-target"], contract.get("ingress/api-domain-zone-id", NONE)
    )
    waited = 0.0
    while not world.zone.in_sync(change):
        if waited > SYNC_SECONDS:
            raise StepError(f"Route 53 change {change} is not INSYNC after {waited:.0f} s; run again to go on")
        world.clock.sleep(world.poll_seconds)
        waited += world.poll_seconds


def _behind(facts: Facts) -> bool:
    lag = lag_now(facts)
    return lag is None or lag.milliseconds > facts.limits.max_lag_ms


def _unconnected(facts: Facts) -> bool:
    member, cluster = member_of(facts.database, facts.primary), facts.primary.cluster
    return member is None or member.sync != "connected" or cluster is None or not cluster.serving


AWAIT_CONNECTED = wait(
    "await-connected",
    "wait until Aurora has rebuilt the primary and calls it connected",
    24 * 60,
    lambda facts: dr_writes(facts) and (must_recreate(facts) or _unconnected(facts)),
)
AWAIT_LAG = wait(
    "await-lag",
    "wait until the lag is known and under the threshold",
    240,
    lambda facts: dr_writes(facts) and (bool(to_raise(facts)) or _behind(facts)),
)
SWITCHOVER = Step(
    "switchover",
    "planned switchover: the primary writes again, DR replicates",
    switchover,
    guard=may_switch_over,
    question=ask_switchover,
    expected=dr_writes,
)
AWAIT_WRITER = wait("await-writer", "wait until the primary's writer is available", 60, dr_writes)
MOVE_RECORD_TO_PRIMARY = Step(
    "move-record-to-primary",
    "verify a write through the primary, then point the record at it",
    move_record_to_primary,
    guard=may_move_record,
    expected=lambda facts: dr_writes(facts) or facts.served == "dr",
)
AWAIT_PUBLIC = wait(
    "await-public",
    "wait until the public name answers from the primary and takes a write",
    15,
    lambda facts: dr_writes(facts) or facts.served == "dr",
)
AWAIT_DR_CONNECTED = wait("await-dr-connected", "wait until DR is a connected secondary again", 240, dr_writes)

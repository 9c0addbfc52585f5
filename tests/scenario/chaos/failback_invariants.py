"""What must hold whatever happens to a failback: after every operator, and after the last one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lab.process import Emulator
from tests.scenario.chaos.failback_plan import FailbackCase
from tests.scenario.chaos.invariants import locks
from tests.scenario.chaos.stacks_stand_in import NORMAL, StandInStacks
from tests.scenario.promotion.runs import DONE
from tests.scenario.promotion.seed_pair import DESIRED, DR_ACU, GLOBAL, OFF, Pair, Region, cluster_name
from tests.scenario.promotion.switchovers import doubled, incident, rule_of, runs_in, writers
from tests.scenario.promotion.truth import acu_minimum, record_target

Factory = Callable[..., Any]
# how an operator may end before the last one, besides the errors of ours that say more
REASONS = (
    "done",
    "locked",
    "primary-still-down",
    "dr-still-down",
    "nothing-answers",
    "not-promoted",
    "record-unknown",
    "topology-unknown",
    "primary-write-probe-failed",
    "plan-refused",
    "guard-delete-stale",
    "guard-delete-global",
    "guard-recreate-global",
    "guard-switchover",
    "guard-move-record-to-primary",
    "guard-lower-dr",
    "guard-start-in-dr",
)
ERRORS = ("StepError: ", "CloudError: ", "MissingError: ", "UnreachableError: ", "StackError: ", "OvertakenError: ")


def told(end: str) -> Iterator[str]:
    """Is it an end that a person can do something with?"""
    if end not in REASONS and not end.startswith(ERRORS):
        yield f"ended with {end}"


def after_any(lab: Emulator, aws: Factory, pair: Pair, *, single: bool) -> Iterator[str]:
    """While both regions answer, whatever happened before. `single`: what runs in one region only did so before.

    A lost primary that answers again still runs such work, until a failback stops it.
    """
    targets = {side.values["ingress/api-domain-target"]: side for side in (pair.primary, pair.dr)}
    found = record_target(aws, pair.zone_id)
    if found not in targets:
        yield f"the record points at {found}"
        return
    serving = targets[found]
    if serving is pair.primary and not _writes(aws, serving):
        yield "the record points at the primary, whose database is no confirmed writer"
    low = {name: count for name, count in runs_in(aws, serving.name).items() if name != OFF and count < DESIRED}
    if low:
        yield f"{serving.name} serves and was scaled down: {low}"
    if single:
        yield from doubled(aws, pair)
    yield from _deletions(lab, aws, pair)
    for side in (pair.primary, pair.dr):
        yield from locks(aws, side.name)


def _writes(aws: Factory, side: Region) -> bool:
    """Is its cluster available and the global database's writer? One that stands alone holds stale data."""
    arn = side.values["database/cluster-arn"]
    found = aws("rds", side.name).describe_db_clusters()["DBClusters"]
    available = arn in [one["DBClusterArn"] for one in found if one["Status"] == "available"]
    return available and writers(aws, side.name) == [arn]


def _deletions(lab: Emulator, aws: Factory, pair: Pair) -> Iterator[str]:
    """No cluster was deleted without an available snapshot besides the final one; DR's never."""
    deleted = [
        call["region"]
        for call in lab.client.calls()
        if call["operation"] == "DeleteDBCluster" and call["reached"] and call["outcome"].startswith(DONE)
    ]
    if pair.dr.name in deleted:
        yield "DR's cluster was deleted"
    gone = not any(
        one["DBClusterIdentifier"] == cluster_name(pair.primary.name)
        for one in aws("rds", pair.primary.name).describe_db_clusters()["DBClusters"]
    )
    kept = aws("rds", pair.primary.name).describe_db_cluster_snapshots(SnapshotType="manual")["DBClusterSnapshots"]
    available = [one["DBClusterSnapshotIdentifier"] for one in kept if one["Status"] == "available"]
    if (deleted or gone) and not any(name.startswith("standby-stale-") for name in available):
        yield "the primary's cluster was deleted without an available snapshot of it"


def at_the_end(lab: Emulator, aws: Factory, pair: Pair, case: FailbackCase, stacks: StandInStacks) -> Iterator[str]:
    """After the last operator: normal operation, in both regions, as it was before the day began."""
    primary, dr = pair.primary, pair.dr
    (database,) = aws("rds", dr.name).describe_global_clusters(GlobalClusterIdentifier=GLOBAL)["GlobalClusters"]
    members = {one["DBClusterArn"]: one for one in database["GlobalClusterMembers"]}
    both = {side.values["database/cluster-arn"] for side in (primary, dr)}
    expected = {
        "writers": (writers(aws, dr.name), [primary.values["database/cluster-arn"]]),
        "members": (set(members), both),
        "record": (record_target(aws, pair.zone_id), primary.values["ingress/api-domain-target"]),
        "the primary's tasks": (runs_in(aws, primary.name), dict.fromkeys(("api", OFF, "worker-02"), DESIRED)),
        "DR's tasks": (runs_in(aws, dr.name), {"api": 1, OFF: 0, "worker-02": 1}),
        "schedules": ((rule_of(aws, primary.name), rule_of(aws, dr.name)), ("ENABLED", "DISABLED")),
        "DR's ACU": (acu_minimum(aws, dr.name), DR_ACU),
        "config": (stacks.role(), NORMAL),
        "drift": (sorted(file.name for file in stacks.folder.glob("drift-*")), []),
    }
    yield from (f"{name}: {found}, expected {wanted}" for name, (found, wanted) in expected.items() if found != wanted)
    for side in (primary, dr):
        marks = incident(aws, side.name)
        generations = [key for key in marks if key.startswith("lock/") and "/" not in key.removeprefix("lock/")]
        if "freeze" in marks or (generations and f"{max(generations)}/released" not in marks):
            yield f"{side.name} keeps {marks}"
    lost = [one["lost_writes"] for one in lab.client.truth()["promotions"]]
    if any(lost if case.mode == "switchover" else lost[1:]):
        yield f"the failback lost writes: {lost}"

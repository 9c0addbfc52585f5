"""DR serves: each fact that is missing or in the way leads to its own step or its own reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from standby.failback.plan import plan
from standby.pair.database import Instance, Lag
from standby.pair.facts import ConfigRole, Facts
from standby.pair.observe import observe
from tests.standby.fake_world import DR, FakePair
from tests.standby.situations import at_rest, at_work


def rejoined() -> Facts:
    """The primary connected, marked, rescued: ready to switch over."""
    pair = FakePair()
    pair.promote("managed")
    pair.ground.advance(600)
    facts = observe(pair.world())
    primary = replace(facts.primary, contract={**facts.primary.contract, "incident/freeze": "x"}, snapshots=())
    return replace(facts, primary=at_rest(primary))


def next_of(facts: Facts) -> str:
    now = plan(facts)
    return now.step.name if now.step else f"stop:{now.stop.reason}" if now.stop else "primary"


def primary(facts: Facts, **changes: object) -> Facts:
    return replace(facts, primary=replace(facts.primary, **changes))  # type: ignore[arg-type]


def cluster(facts: Facts, **changes: object) -> Facts:
    assert facts.primary.cluster is not None
    return primary(facts, cluster=replace(facts.primary.cluster, **changes))  # type: ignore[arg-type]


def test_everything_ready_is_the_switchover() -> None:
    facts = replace(rejoined(), dr=at_rest(rejoined().dr))
    assert next_of(facts) == "switchover"


def test_work_of_one_region_rests_before_the_database_changes_hands() -> None:
    facts = rejoined()
    assert next_of(facts) == "stop-work-in-dr"
    resting = at_rest(facts.dr)
    lingering = replace(resting, services=tuple(replace(s, running=1) for s in resting.services))
    assert next_of(replace(facts, dr=lingering)) == "await-work-stopped"


def test_work_that_rests_for_a_switchover_that_is_not_near_is_started_again() -> None:
    facts = replace(rejoined(), dr=at_rest(rejoined().dr), lag=None)
    assert next_of(facts) == "start-work-in-dr"
    assert next_of(replace(facts, primary=at_work(facts.primary))) == "stop-work-in-primary"
    silent = replace(facts, primary=replace(facts.primary, answers=False, why="gone", services=(), schedules=()))
    assert next_of(silent) == "start-work-in-dr"


@pytest.mark.parametrize("side", ["primary", "dr"])
def test_incident_is_marked_in_both_regions_first(side: str) -> None:
    facts = rejoined()
    one = facts.primary if side == "primary" else facts.dr
    bare = {key: value for key, value in one.contract.items() if key != "incident/freeze"}
    changed = replace(one, contract=bare)
    assert next_of(replace(facts, primary=changed) if side == "primary" else replace(facts, dr=changed)) == "set-freeze"


def test_record_decides_who_is_right() -> None:
    facts = rejoined()
    assert (
        next_of(replace(facts, record=replace(facts.record, target=facts.primary.target)))
        == "stop:promotion-unfinished"
    )
    assert next_of(replace(facts, record=replace(facts.record, target="x.example.com"))) == "stop:record-foreign"
    assert next_of(replace(facts, record=replace(facts.record, target=None, why="denied"))) == "stop:record-unknown"


def test_copy_that_is_not_connected_is_waited_for() -> None:
    facts = rejoined()
    assert facts.database is not None
    members = tuple(replace(m, sync="pending-resync") if not m.writer else m for m in facts.database.members)
    database = replace(facts.database, members=members)
    both = replace(primary(facts, database=database), dr=replace(facts.dr, database=database))
    assert next_of(both) == "await-connected"
    assert next_of(cluster(facts, status="modifying")) == "await-connected"
    assert (
        next_of(cluster(facts, instances=(Instance("a", "creating"), Instance("b", "creating")))) == "await-connected"
    )


def test_copy_without_its_instances_is_completed_by_pulumi_after_the_flip() -> None:
    headless = cluster(rejoined(), instances=())
    assert next_of(headless) == "flip-config"
    assert next_of(replace(headless, config=ConfigRole(True, DR))) == "recreate-primary"
    assert next_of(replace(headless, config=ConfigRole(True, "eu-west-1"))) == "flip-config"


def test_primary_must_be_fit_before_the_switchover() -> None:
    facts = rejoined()
    assert next_of(cluster(facts, engine_version="15.4")) == "stop:engine-mismatch"
    assert next_of(primary(facts, services=())) == "stop:primary-services-missing"
    gone = tuple(replace(s, found=False) for s in facts.primary.services)
    assert next_of(primary(facts, services=gone)) == "stop:primary-services-missing"
    low = tuple(replace(s, desired=int(not s.off)) for s in facts.primary.services)
    assert next_of(primary(facts, services=low)) == "raise-primary"
    starting = tuple(replace(s, running=1) for s in facts.primary.services)
    assert next_of(primary(facts, services=starting)) == "await-capacity"
    serverless = cluster(facts, min_acu=1.0, max_acu=16.0)
    contract = {**serverless.primary.contract, "database/min-acu": "4"}
    assert next_of(primary(serverless, contract=contract)) == "raise-primary"


@pytest.mark.parametrize("lag", [None, 5001.0])
def test_lag_unknown_or_large_is_waited_for(lag: float | None) -> None:
    facts = rejoined()
    assert next_of(replace(facts, lag=Lag(lag, facts.at) if lag else None)) == "await-lag"
    assert next_of(replace(facts, lag=Lag(5000.0, facts.at))) == "stop-work-in-dr"


def detached() -> Facts:
    pair = FakePair()
    pair.promote("detach")
    facts = observe(pair.world())
    marked = primary(facts, contract={**facts.primary.contract, "incident/freeze": "x"})
    return replace(marked, primary=at_rest(marked.primary))


def test_stale_primary_is_snapshotted_before_anything_else() -> None:
    facts = detached()
    assert next_of(facts) == "snapshot-stale"
    assert next_of(cluster(facts, status="promoting")) == "await-topology"
    assert next_of(cluster(facts, status="deleting")) == "await-deleted"
    assert next_of(cluster(facts, replicates=True)) == "await-topology"


def test_detached_without_a_primary_cluster_goes_straight_to_the_global_database() -> None:
    facts = primary(detached(), cluster=None)
    assert next_of(facts) == "delete-global"
    nothing = replace(primary(facts, database=None), dr=replace(facts.dr, database=None))
    assert next_of(nothing) == "recreate-global"
    sick = replace(nothing, dr=replace(nothing.dr, cluster=replace(nothing.dr.cluster, instances=())))  # type: ignore[type-var]
    assert next_of(sick) == "await-topology"


def test_primary_joining_but_not_yet_listed_is_never_taken_for_stale() -> None:
    facts = rejoined()
    assert facts.database is not None
    alone = replace(facts.database, members=tuple(m for m in facts.database.members if m.writer))
    both = replace(primary(facts, database=alone), dr=replace(facts.dr, database=alone))
    assert next_of(cluster(both, replicates=True, status="creating")) == "await-topology"
    assert next_of(primary(both, cluster=None)) == "flip-config"

"""The primary writes again: nothing is closed before it is verified, restored, reconciled and verified, in that order."""

from __future__ import annotations

from dataclasses import replace

from standby.failback.plan import plan
from standby.pair.facts import STACKS, ConfigRole, Facts, PublicAnswer
from standby.pair.observe import observe
from tests.standby.fake_world import DR, PRIMARY, FakePair
from tests.standby.situations import at_rest, at_work

GOOD = PublicAnswer(200, 200, PRIMARY)


def closing() -> Facts:
    """The primary writes and is served, the incident still open, everything else done and proved."""
    facts = observe(FakePair().world())
    contract = {**facts.dr.contract, "incident/freeze": "x"}
    proved = replace(facts, public=GOOD, clean=frozenset(STACKS), verified=True)
    return replace(proved, dr=replace(facts.dr, contract=contract))


def next_of(facts: Facts) -> str:
    now = plan(facts)
    return now.step.name if now.step else f"stop:{now.stop.reason}" if now.stop else "primary"


def test_all_done_lifts_the_freeze() -> None:
    assert next_of(closing()) == "lift-freeze"


def test_public_name_is_verified_first() -> None:
    for answer in (None, PublicAnswer(503, 200, PRIMARY), PublicAnswer(200, 503, PRIMARY), PublicAnswer(200, 200, DR)):
        assert next_of(replace(closing(), public=answer)) == "await-public"
    assert next_of(replace(closing(), public=PublicAnswer(200, None))) == "lift-freeze"


def test_dr_must_be_a_copy_again() -> None:
    facts = closing()
    assert facts.database is not None
    members = tuple(replace(m, sync="pending-resync") for m in facts.database.members)
    database = replace(facts.database, members=members)
    both = replace(facts, primary=replace(facts.primary, database=database), dr=replace(facts.dr, database=database))
    assert next_of(both) == "await-dr-connected"


def test_config_then_each_stack_then_dr_s_capacity_then_the_proof() -> None:
    facts = replace(closing(), verified=False)
    assert next_of(replace(facts, config=ConfigRole(True, DR))) == "restore-config"
    for number, stack in enumerate(STACKS):
        assert next_of(replace(facts, clean=frozenset(STACKS[:number]))) == f"reconcile-{stack}"
    busy = tuple(replace(s, desired=4) for s in facts.dr.services)
    assert next_of(replace(facts, dr=at_rest(replace(facts.dr, services=busy)))) == "lower-dr"
    big = replace(facts.dr.cluster, min_acu=4.0, max_acu=16.0) if facts.dr.cluster else None
    large = replace(facts, dr=replace(facts.dr, cluster=big), limits=replace(facts.limits, dr_min_acu=1.0))
    assert next_of(large) == "lower-database"
    assert next_of(replace(facts, primary=replace(facts.primary, muted_alarms=("a",)))) == "unmute-alarms"
    assert next_of(facts) == "verify-no-drift"


def test_without_an_incident_only_a_flipped_config_is_put_back() -> None:
    normal = observe(FakePair().world())
    assert next_of(replace(normal, config=ConfigRole(True, None))) == "restore-config"
    assert next_of(normal) == "primary"


def test_after_the_switchover_the_record_waits_for_an_available_writer() -> None:
    facts = closing()
    away = replace(facts, record=replace(facts.record, target=facts.dr.target))
    assert next_of(away) == "move-record-to-primary"
    assert facts.primary.cluster is not None
    busy = replace(facts.primary, cluster=replace(facts.primary.cluster, status="modifying"))
    assert next_of(replace(away, primary=busy)) == "await-writer"


def test_unknown_constellation_is_described_and_left_alone() -> None:
    facts = observe(FakePair().world())
    assert facts.database is not None
    members = (replace(facts.database.members[0], arn="arn:aws:rds:eu-west-1:1:cluster:other"),)
    database = replace(facts.database, members=members)
    both = replace(facts, primary=replace(facts.primary, database=database), dr=replace(facts.dr, database=database))
    stop = plan(both).stop
    assert stop is not None
    assert stop.reason == "topology-unknown"
    assert "eu-west-1" in stop.found


def test_work_of_one_region_runs_at_the_primary_and_nowhere_else() -> None:
    facts = closing()
    both = replace(facts, dr=at_work(facts.dr))
    assert next_of(both) == "clear-work-in-dr"
    nowhere = replace(facts, primary=at_rest(facts.primary))
    assert next_of(nowhere) == "start-work-in-primary"
    unread = replace(nowhere, record=replace(nowhere.record, target=None, why="Route 53 is silent"))
    assert next_of(unread) == "start-work-in-primary"
    assert next_of(replace(unread, primary=facts.primary)) == "stop:record-unknown"
    silent = replace(nowhere, dr=replace(facts.dr, answers=False, why="gone"))
    assert next_of(silent) == "start-work-in-primary"

"""Each guard: everything right passes, each single thing wrong is refused by its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from standby.errors import RefusedError
from standby.failback import guards
from standby.pair.facts import Facts, Lag, PublicAnswer, Snapshot
from standby.pair.observe import observe
from standby.pair.topology import Topology, topology
from tests.standby.fake_world import FakePair

Change = Callable[[Facts], Facts]


def ready_to_delete() -> Facts:
    """The primary stale and alone with its snapshot, DR the writer of the global database."""
    pair = FakePair()
    pair.promote("detach")
    facts = observe(pair.world())
    assert facts.database is not None
    assert facts.primary.cluster is not None
    assert facts.dr.cluster is not None
    member = replace(facts.database.members[0], arn=facts.dr.cluster.arn, writer=True)
    database = replace(facts.database, members=(member,))
    name = f"standby-stale-{facts.primary.cluster.identifier}-20260301030500"
    kept = Snapshot(
        name, facts.primary.cluster_id, "available", facts.at + timedelta(seconds=1), facts.primary.cluster.incarnation
    )
    primary = replace(facts.primary, database=database, snapshots=(kept,))
    return replace(facts, primary=primary, dr=replace(facts.dr, database=database))


def ready_to_switch() -> Facts:
    """The primary connected and fit, DR the writer."""
    pair = FakePair()
    pair.promote("managed")
    pair.ground.advance(600)
    return observe(pair.world())


def ready_to_retire() -> Facts:
    """Detached, snapshot there."""
    facts = ready_to_delete()
    assert facts.database is not None
    assert facts.primary.cluster is not None
    old = replace(facts.database, members=(replace(facts.database.members[0], arn=facts.primary.cluster.arn),))
    return replace(facts, primary=replace(facts.primary, database=old), dr=replace(facts.dr, database=old))


def test_everything_right_passes() -> None:
    assert guards.delete_stale(ready_to_delete()) == []
    assert guards.switchover(ready_to_switch()) == []
    assert guards.delete_global(ready_to_retire()) == []


def _primary(**changes: object) -> Change:
    return lambda facts: replace(facts, primary=replace(facts.primary, **changes))  # type: ignore[arg-type]


def _dr_cluster(**changes: object) -> Change:
    def change(facts: Facts) -> Facts:
        assert facts.dr.cluster is not None
        cluster = replace(facts.dr.cluster, **changes)  # type: ignore[arg-type]
        return replace(facts, dr=replace(facts.dr, cluster=cluster))

    return change


def _snapshot(**changes: object) -> Change:
    def change(facts: Facts) -> Facts:
        kept = replace(facts.primary.snapshots[0], **changes)  # type: ignore[arg-type]
        return replace(facts, primary=replace(facts.primary, snapshots=(kept,)))

    return change


def _record(target: str | None) -> Change:
    return lambda facts: replace(facts, record=replace(facts.record, target=target))


COMMON: list[tuple[Change, str]] = [
    (_primary(answers=False), "us-east-1 does not answer"),
    (lambda f: replace(f, dr=replace(f.dr, answers=False)), "us-west-2 does not answer"),
    (_dr_cluster(status="modifying"), "DR has no available cluster"),
    (_dr_cluster(instances=()), "DR has no available cluster"),
    (_dr_cluster(replicates=True), "DR's cluster is itself a copy"),
    (_record(None), "does not point at DR"),
    (lambda f: _record(f.primary.target)(f), "does not point at DR"),
]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        *COMMON,
        (_snapshot(status="creating"), "no available snapshot"),
        (_snapshot(incarnation="older"), "no available snapshot"),
        (_primary(snapshots=()), "no available snapshot"),
        (_primary(cluster=None), "there is no the primary cluster"),
    ],
)
def test_delete_is_refused(change: Change, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason) as refused:
        guards.demand(change(ready_to_delete()), "delete-stale", guards.delete_stale)
    assert refused.value.reason == "guard-delete-stale"


def test_delete_is_refused_for_a_member_a_copy_or_the_writer() -> None:
    for facts in (ready_to_switch(), observe(FakePair().world())):
        reasons = guards.delete_stale(facts)
        assert "the primary cluster is a member of the global database" in reasons
        assert any("not ready for it" in reason for reason in reasons)


def _member(**changes: object) -> Change:
    def change(facts: Facts) -> Facts:
        assert facts.database is not None
        members = tuple(
            replace(m, **changes) if facts.primary.owns(m.arn) else m  # type: ignore[arg-type]
            for m in facts.database.members
        )
        database = replace(facts.database, members=members)
        return replace(
            facts, primary=replace(facts.primary, database=database), dr=replace(facts.dr, database=database)
        )

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        *COMMON,
        (lambda f: replace(f, lag=None), "the lag is unknown"),
        (lambda f: replace(f, lag=Lag(5001.0, f.at)), "the lag is 5001 ms, at most 5000 is allowed"),
        (lambda f: replace(f, lag=Lag(1.0, f.at - timedelta(hours=1))), "the lag is unknown"),
        (_member(sync="pending-resync"), "the primary is not connected"),
        (_member(sync=""), "the primary is not connected"),
        (_dr_cluster(engine_version="17.4"), "the engine versions differ"),
        (_primary(services=()), "the primary has no services"),
        (
            lambda f: _primary(services=tuple(replace(s, running=0) for s in f.primary.services))(f),
            "the primary does not run production yet: api, worker",
        ),
    ],
)
def test_switchover_is_refused(change: Change, reason: str) -> None:
    assert any(reason in found for found in guards.switchover(change(ready_to_switch())))


def test_retiring_the_global_database_is_refused_while_anybody_else_is_in_it() -> None:
    facts = ready_to_retire()
    assert facts.database is not None
    stranger = replace(facts.database.members[0], arn="arn:aws:rds:eu-west-1:1:cluster:other", writer=False)
    database = replace(facts.database, members=(*facts.database.members, stranger))
    crowded = replace(facts, primary=replace(facts.primary, database=database), dr=replace(facts.dr, database=database))
    assert any("members besides the primary" in reason for reason in guards.delete_global(crowded))
    bare = replace(facts, primary=replace(facts.primary, snapshots=()))
    assert any("no available snapshot" in reason for reason in guards.delete_global(bare))
    assert any("not ready for it" in reason for reason in guards.delete_global(ready_to_switch()))


def test_founding_is_refused_while_there_is_one() -> None:
    assert "there is a global database already" in guards.recreate_global(ready_to_retire())


def test_giving_up_a_rejoin_is_refused_for_a_connected_home() -> None:
    assert any("the primary is connected" in reason for reason in guards.give_up_rejoin(ready_to_switch()))
    assert guards.give_up_rejoin(_member(sync="pending-resync")(ready_to_switch())) == []


def test_record_goes_home_only_to_a_writer_that_dr_copies_from() -> None:
    primary = observe(FakePair().world())
    assert guards.move_record_to_primary(primary) == []
    detached = ready_to_retire()
    assert topology(detached) is Topology.DETACHED
    assert any("does not hold the truth" in reason for reason in guards.move_record_to_primary(detached))
    assert any("not available" in reason for reason in guards.move_record_to_primary(_primary(cluster=None)(primary)))


def test_dr_shrinks_only_behind_a_verified_home() -> None:
    primary = observe(FakePair().world())
    assert any("not verified" in reason for reason in guards.lower_dr(primary))
    assert guards.lower_dr(replace(primary, public=PublicAnswer(200, 200))) == []
    assert guards.lower_dr(ready_to_switch())


def test_incident_closes_only_when_all_is_proved() -> None:
    primary = observe(FakePair().world())
    assert guards.close(primary) == ["the four stacks are not proved clean"]
    assert guards.close(replace(primary, proved=True)) == []
    assert any("not in its normal state" in reason for reason in guards.close(replace(ready_to_switch(), proved=True)))

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
    """Home stale and alone with its snapshot, DR the writer of the global database."""
    pair = FakePair()
    pair.promote("detach")
    facts = observe(pair.world())
    assert facts.database is not None
    assert facts.home.cluster is not None
    assert facts.dr.cluster is not None
    member = replace(facts.database.members[0], arn=facts.dr.cluster.arn, writer=True)
    database = replace(facts.database, members=(member,))
    name = f"standby-stale-{facts.home.cluster.identifier}-20260301030500"
    kept = Snapshot(
        name, facts.home.cluster_id, "available", facts.at + timedelta(seconds=1), facts.home.cluster.incarnation
    )
    home = replace(facts.home, database=database, snapshots=(kept,))
    return replace(facts, home=home, dr=replace(facts.dr, database=database))


def ready_to_switch() -> Facts:
    """Home connected and fit, DR the writer."""
    pair = FakePair()
    pair.promote("managed")
    pair.ground.advance(600)
    return observe(pair.world())


def ready_to_retire() -> Facts:
    """Detached, snapshot there."""
    facts = ready_to_delete()
    assert facts.database is not None
    assert facts.home.cluster is not None
    old = replace(facts.database, members=(replace(facts.database.members[0], arn=facts.home.cluster.arn),))
    return replace(facts, home=replace(facts.home, database=old), dr=replace(facts.dr, database=old))


def test_everything_right_passes() -> None:
    assert guards.delete_stale(ready_to_delete()) == []
    assert guards.switchover(ready_to_switch()) == []
    assert guards.retire_global(ready_to_retire()) == []


def _home(**changes: object) -> Change:
    return lambda facts: replace(facts, home=replace(facts.home, **changes))  # type: ignore[arg-type]


def _dr_cluster(**changes: object) -> Change:
    def change(facts: Facts) -> Facts:
        assert facts.dr.cluster is not None
        cluster = replace(facts.dr.cluster, **changes)  # type: ignore[arg-type]
        return replace(facts, dr=replace(facts.dr, cluster=cluster))

    return change


def _snapshot(**changes: object) -> Change:
    def change(facts: Facts) -> Facts:
        kept = replace(facts.home.snapshots[0], **changes)  # type: ignore[arg-type]
        return replace(facts, home=replace(facts.home, snapshots=(kept,)))

    return change


def _record(target: str | None) -> Change:
    return lambda facts: replace(facts, record=replace(facts.record, target=target))


COMMON: list[tuple[Change, str]] = [
    (_home(answers=False), "us-east-1 does not answer"),
    (lambda f: replace(f, dr=replace(f.dr, answers=False)), "us-west-2 does not answer"),
    (_dr_cluster(status="modifying"), "DR has no available cluster"),
    (_dr_cluster(instances=()), "DR has no available cluster"),
    (_dr_cluster(replicates=True), "DR's cluster is itself a copy"),
    (_record(None), "does not point at DR"),
    (lambda f: _record(f.home.target)(f), "does not point at DR"),
]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        *COMMON,
        (_snapshot(status="creating"), "no available snapshot"),
        (_snapshot(incarnation="older"), "no available snapshot"),
        (_home(snapshots=()), "no available snapshot"),
        (_home(cluster=None), "there is no home cluster"),
    ],
)
def test_delete_is_refused(change: Change, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason) as refused:
        guards.demand(change(ready_to_delete()), "delete-stale", guards.delete_stale)
    assert refused.value.reason == "guard-delete-stale"


def test_delete_is_refused_for_a_member_a_copy_or_the_writer() -> None:
    for facts in (ready_to_switch(), observe(FakePair().world())):
        reasons = guards.delete_stale(facts)
        assert "the home cluster is a member of the global database" in reasons
        assert any("not ready for it" in reason for reason in reasons)


def _member(**changes: object) -> Change:
    def change(facts: Facts) -> Facts:
        assert facts.database is not None
        members = tuple(
            replace(m, **changes) if facts.home.owns(m.arn) else m  # type: ignore[arg-type]
            for m in facts.database.members
        )
        database = replace(facts.database, members=members)
        return replace(facts, home=replace(facts.home, database=database), dr=replace(facts.dr, database=database))

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        *COMMON,
        (lambda f: replace(f, lag=None), "the lag is unknown"),
        (lambda f: replace(f, lag=Lag(5001.0, f.at)), "the lag is 5001 ms, at most 5000 is allowed"),
        (lambda f: replace(f, lag=Lag(1.0, f.at - timedelta(hours=1))), "the lag is unknown"),
        (_member(sync="pending-resync"), "home is not connected"),
        (_member(sync=""), "home is not connected"),
        (_dr_cluster(engine_version="17.4"), "the engine versions differ"),
        (_home(services=()), "home has no services"),
        (
            lambda f: _home(services=tuple(replace(s, running=0) for s in f.home.services))(f),
            "home does not run production yet: api, worker",
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
    crowded = replace(facts, home=replace(facts.home, database=database), dr=replace(facts.dr, database=database))
    assert any("members besides home" in reason for reason in guards.retire_global(crowded))
    bare = replace(facts, home=replace(facts.home, snapshots=()))
    assert any("no available snapshot" in reason for reason in guards.retire_global(bare))
    assert any("not ready for it" in reason for reason in guards.retire_global(ready_to_switch()))


def test_founding_is_refused_while_there_is_one() -> None:
    assert "there is a global database already" in guards.found_global(ready_to_retire())


def test_giving_up_a_rejoin_is_refused_for_a_connected_home() -> None:
    assert any("home is connected" in reason for reason in guards.give_up_rejoin(ready_to_switch()))
    assert guards.give_up_rejoin(_member(sync="pending-resync")(ready_to_switch())) == []


def test_record_goes_home_only_to_a_writer_that_dr_copies_from() -> None:
    home = observe(FakePair().world())
    assert guards.record_home(home) == []
    detached = ready_to_retire()
    assert topology(detached) is Topology.DETACHED
    assert any("does not hold the truth" in reason for reason in guards.record_home(detached))
    assert any("not available" in reason for reason in guards.record_home(_home(cluster=None)(home)))


def test_dr_shrinks_only_behind_a_verified_home() -> None:
    home = observe(FakePair().world())
    assert any("not verified" in reason for reason in guards.warm_dr(home))
    assert guards.warm_dr(replace(home, public=PublicAnswer(200, 200))) == []
    assert guards.warm_dr(ready_to_switch())


def test_incident_closes_only_when_all_is_proved() -> None:
    home = observe(FakePair().world())
    assert guards.close(home) == ["the four stacks are not proved clean"]
    assert guards.close(replace(home, proved=True)) == []
    assert any("not at peace" in reason for reason in guards.close(replace(ready_to_switch(), proved=True)))

"""The pair's database as one word, and what counts as a snapshot, a lag, enough capacity."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from standby.pair.database import GlobalDatabase, Lag, Snapshot
from standby.pair.facts import Facts
from standby.pair.observe import observe
from standby.pair.topology import (
    Topology,
    copy_name,
    frozen_since,
    lag_now,
    needed,
    stale_snapshots,
    still_starting,
    to_lower,
    to_raise,
    topology,
    uncopied,
)
from tests.standby.fake_world import DR, GLOBAL, PRIMARY, FakePair


def facts_of(mode: str | None) -> Facts:
    pair = FakePair()
    if mode:
        pair.promote(mode)
    return observe(pair.world())


def with_database(facts: Facts, database: GlobalDatabase | None) -> Facts:
    return replace(facts, primary=replace(facts.primary, database=database), dr=replace(facts.dr, database=database))


@pytest.mark.parametrize(
    ("mode", "found"),
    [(None, Topology.NORMAL), ("managed", Topology.FAILED_OVER), ("detach", Topology.DETACHED)],
)
def test_named_constellations(mode: str | None, found: Topology) -> None:
    assert topology(facts_of(mode)) is found


def test_primary_is_out_when_dr_writes_without_it() -> None:
    facts = facts_of("managed")
    assert facts.database is not None
    alone = replace(facts.database, members=facts.database.members[:1])
    assert topology(with_database(facts, alone)) is Topology.PRIMARY_OUT


def test_detached_also_with_an_empty_and_without_any_global_database() -> None:
    facts = facts_of("detach")
    assert facts.database is not None
    assert topology(with_database(facts, replace(facts.database, members=()))) is Topology.DETACHED
    assert topology(with_database(facts, None)) is Topology.DETACHED


def test_dr_that_is_still_promoting_is_moving() -> None:
    pair = FakePair()
    pair.promote("detach", finish=False)
    assert topology(observe(pair.world())) is Topology.MOVING


def test_views_that_differ_are_believed_by_nobody() -> None:
    facts = facts_of(None)
    assert topology(replace(facts, dr=replace(facts.dr, database=None))) is Topology.SPLIT_VIEW


def test_a_stranger_as_writer_is_unknown() -> None:
    facts = facts_of(None)
    assert facts.database is not None
    stranger = replace(facts.database.members[0], arn="arn:aws:rds:eu-west-1:1:cluster:other")
    assert topology(with_database(facts, replace(facts.database, members=(stranger,)))) is Topology.UNKNOWN


def test_no_cluster_in_dr_is_unknown_not_detached() -> None:
    facts = with_database(facts_of("detach"), None)
    assert topology(replace(facts, dr=replace(facts.dr, cluster=None))) is Topology.UNKNOWN


def snapshot(facts: Facts, **changes: object) -> Facts:
    assert facts.primary.cluster is not None
    one = Snapshot(
        f"standby-stale-{facts.primary.cluster.identifier}-20260301030500",
        facts.primary.cluster.identifier,
        "available",
        facts.at + timedelta(minutes=5),
        facts.primary.cluster.incarnation,
    )
    return replace(facts, primary=replace(facts.primary, snapshots=(replace(one, **changes),)))  # type: ignore[arg-type]


def test_a_stale_snapshot_counts() -> None:
    assert len(stale_snapshots(snapshot(facts_of("detach")))) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"identifier": "nightly-myapp-prod-us-east-1"},
        {"identifier": f"standby-stale-myapp-prod-{DR}-20260301030500"},
        {"incarnation": "2020-01-01T00:00:00+00:00"},
        {"manual": False},
        {"status": "failed"},
        {"created": datetime(2026, 2, 1, tzinfo=UTC)},
    ],
)
def test_a_snapshot_of_another_time_cluster_or_kind_does_not_count(changes: dict[str, object]) -> None:
    assert stale_snapshots(snapshot(facts_of("detach"), **changes)) == ()


def test_freeze_says_since_when_or_nothing() -> None:
    facts = facts_of("managed")
    assert frozen_since(facts) == datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
    for text in ("promotion run=p", "promotion since=yesterday", "promotion since=2026-03-01T03:00:00"):
        told = {**facts.dr.contract, "incident/freeze": text}
        assert frozen_since(replace(facts, dr=replace(facts.dr, contract=told))) is None


def test_aurora_s_own_snapshot_is_rescued_once() -> None:
    facts = facts_of("managed")
    (automatic,) = uncopied(facts)
    assert copy_name(automatic.identifier).startswith("standby-copy-unplanned-global-failover-")
    copy = replace(automatic, identifier=copy_name(automatic.identifier), manual=True, status="copying")
    assert uncopied(replace(facts, primary=replace(facts.primary, snapshots=(automatic, copy)))) == ()


def test_old_datapoint_is_no_lag_at_all() -> None:
    facts = facts_of("managed")
    fresh, old = Lag(5.0, facts.at - timedelta(seconds=299)), Lag(5.0, facts.at - timedelta(seconds=301))
    assert lag_now(replace(facts, lag=fresh)) == fresh
    assert lag_now(replace(facts, lag=old)) is None
    assert lag_now(replace(facts, lag=None)) is None


def test_primary_must_bear_what_dr_bears_today_within_its_maximum() -> None:
    facts = facts_of("managed")
    busy = tuple(replace(s, desired=99) for s in facts.dr.services)
    assert needed(facts.primary.services[0], busy).desired == facts.primary.services[0].wanted.max
    assert needed(facts.primary.services[0], ()).desired == facts.primary.services[0].wanted.desired


def test_services_below_production_are_raised_and_awaited() -> None:
    facts = facts_of("managed")
    assert to_raise(facts) == ()
    assert still_starting(facts) == ()
    low = tuple(replace(s, minimum=0, running=0) for s in facts.primary.services)
    starved = replace(facts, primary=replace(facts.primary, services=low))
    assert [entry.name for entry in to_raise(starved)] == ["api", "worker"]
    assert still_starting(starved) == ("api", "worker")
    sick = (replace(facts.primary.services[0], healthy_targets=0),)
    assert still_starting(replace(facts, primary=replace(facts.primary, services=sick))) == ("api",)


def test_dr_is_lowered_only_where_nothing_holds_it_up() -> None:
    facts = facts_of("managed")
    assert [s.wanted.name for s in to_lower(facts)] == ["worker"]  # api's minimum is still two
    free = tuple(replace(s, minimum=1) for s in facts.dr.services)
    assert len(to_lower(replace(facts, dr=replace(facts.dr, services=free)))) == 2


def test_names_in_use_are_those_of_the_fake() -> None:
    assert (GLOBAL, PRIMARY) == ("myapp-prod-global", "us-east-1")

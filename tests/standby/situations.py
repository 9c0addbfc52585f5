"""Facts in which a serious step is allowed, and the single changes that make it wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from standby.failback.steps import STEPS
from standby.pair.database import Snapshot
from standby.pair.facts import Facts, Side
from standby.pair.observe import observe
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


def at_rest(side: Side) -> Side:
    """The side without any work that runs in one region only."""
    services = tuple(replace(s, desired=0, running=0, minimum=0) if s.off else s for s in side.services)
    return replace(side, services=services, schedules=tuple(replace(s, enabled=False) for s in side.schedules))


def at_work(side: Side) -> Side:
    """The side with all its single-runner work."""
    services = tuple(
        replace(s, desired=s.wanted.desired, running=s.wanted.desired, minimum=s.wanted.min) if s.off else s
        for s in side.services
    )
    return replace(side, services=services, schedules=tuple(replace(s, enabled=True) for s in side.schedules))


def ready_to_switch() -> Facts:
    """The primary connected and fit, DR the writer, single-runner work at rest in both."""
    pair = FakePair()
    pair.promote("managed")
    pair.ground.advance(600)
    facts = observe(pair.world())
    return replace(facts, primary=at_rest(facts.primary), dr=at_rest(facts.dr))


def ready_to_delete_global() -> Facts:
    """Detached, snapshot there."""
    facts = ready_to_delete()
    assert facts.database is not None
    assert facts.primary.cluster is not None
    old = replace(facts.database, members=(replace(facts.database.members[0], arn=facts.primary.cluster.arn),))
    return replace(facts, primary=replace(facts.primary, database=old), dr=replace(facts.dr, database=old))


def primary_with(**changes: object) -> Change:
    return lambda facts: replace(facts, primary=replace(facts.primary, **changes))  # type: ignore[arg-type]


def dr_cluster_with(**changes: object) -> Change:
    def change(facts: Facts) -> Facts:
        assert facts.dr.cluster is not None
        cluster = replace(facts.dr.cluster, **changes)  # type: ignore[arg-type]
        return replace(facts, dr=replace(facts.dr, cluster=cluster))

    return change


def snapshot_with(**changes: object) -> Change:
    def change(facts: Facts) -> Facts:
        kept = replace(facts.primary.snapshots[0], **changes)  # type: ignore[arg-type]
        return replace(facts, primary=replace(facts.primary, snapshots=(kept,)))

    return change


def record_with(target: str | None) -> Change:
    return lambda facts: replace(facts, record=replace(facts.record, target=target))


def member_with(**changes: object) -> Change:
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


COMMON: list[tuple[Change, str]] = [
    (primary_with(answers=False), "us-east-1 does not answer"),
    (lambda f: replace(f, dr=replace(f.dr, answers=False)), "us-west-2 does not answer"),
    (dr_cluster_with(status="modifying"), "DR has no available cluster"),
    (dr_cluster_with(instances=()), "DR has no available cluster"),
    (dr_cluster_with(replicates=True), "DR's cluster is itself a secondary"),
    (record_with(None), "does not point at DR"),
    (lambda f: record_with(f.primary.target)(f), "does not point at DR"),
]


def calls_of(pair: FakePair, name: str) -> list[str]:
    """The calls that a step makes on the facts of now, behind its guard."""
    world = pair.world()
    facts = observe(world)
    before = len(pair.ground.calls)
    STEPS[name].run(world, facts)
    return pair.ground.calls[before:]


def after(mode: str) -> FakePair:
    """Ten minutes after a promotion."""
    pair = FakePair()
    pair.promote(mode)
    pair.ground.advance(600)
    return pair

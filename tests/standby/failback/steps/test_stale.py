"""The stale cluster: what each step calls, and what its guard keeps it from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from standby.errors import RefusedError, StepError
from standby.failback.steps import STEPS
from standby.failback.steps.stale import (
    may_delete_global,
    may_delete_stale,
    may_give_up_rejoin,
    may_recreate_global,
    stamp,
)
from standby.pair.observe import observe
from tests.standby.fake_world import GLOBAL, PRIMARY, FakePair
from tests.standby.situations import (
    COMMON,
    Change,
    after,
    calls_of,
    member_with,
    primary_with,
    ready_to_delete,
    ready_to_delete_global,
    ready_to_switch,
    snapshot_with,
)


def test_stamp_sorts_by_time() -> None:
    assert stamp(datetime(2026, 3, 1, 3, 12, 0, tzinfo=UTC)) == "20260301031200"


def test_everything_right_passes() -> None:
    assert may_delete_stale(ready_to_delete()) == []
    assert may_delete_global(ready_to_delete_global()) == []


def test_snapshot_is_taken_once() -> None:
    pair = after("detach")
    assert calls_of(pair, "snapshot-stale") == [f"{PRIMARY}:CreateDBClusterSnapshot"]
    assert calls_of(pair, "snapshot-stale") == []


def test_delete_is_guarded_whatever_was_planned() -> None:
    pair = after("detach")
    with pytest.raises(RefusedError, match="no available snapshot"):
        calls_of(pair, "delete-stale")
    assert not any("Delete" in call or "Modify" in call for call in pair.ground.calls)


@pytest.mark.parametrize(
    "name", ["delete-global", "switchover", "move-record-to-primary", "lower-dr", "lift-freeze", "give-up-rejoin"]
)
def test_every_serious_step_is_guarded_in_the_wrong_moment(name: str) -> None:
    pair = after("detach")
    before = len(pair.ground.calls)
    with pytest.raises(RefusedError):
        calls_of(pair, name)
    written = [c for c in pair.ground.calls[before:] if not any(w in c for w in ("Describe", "Get", "List"))]
    assert written == []


def test_a_step_on_a_cluster_that_is_gone_says_so() -> None:
    pair = after("detach")
    pair.aurora.clusters.pop(pair.arn(PRIMARY))
    with pytest.raises(StepError, match="the primary has no cluster any more"):
        calls_of(pair, "snapshot-stale")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        *COMMON,
        (snapshot_with(status="creating"), "no available snapshot"),
        (snapshot_with(incarnation="older"), "no available snapshot"),
        (primary_with(snapshots=()), "no available snapshot"),
        (primary_with(cluster=None), "the primary has no cluster"),
    ],
)
def test_delete_is_refused(change: Change, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason) as refused:
        STEPS["delete-stale"].demand(change(ready_to_delete()))
    assert refused.value.reason == "guard-delete-stale"


def test_delete_is_refused_for_a_member_a_secondary_or_the_writer() -> None:
    for facts in (ready_to_switch(), observe(FakePair().world())):
        reasons = may_delete_stale(facts)
        assert "the primary cluster is a member of the global database" in reasons
        assert any("not ready for it" in reason for reason in reasons)


def test_the_global_database_stays_while_anybody_else_is_in_it() -> None:
    facts = ready_to_delete_global()
    assert facts.database is not None
    stranger = replace(facts.database.members[0], arn="arn:aws:rds:eu-west-1:1:cluster:other", writer=False)
    database = replace(facts.database, members=(*facts.database.members, stranger))
    crowded = replace(facts, primary=replace(facts.primary, database=database), dr=replace(facts.dr, database=database))
    assert any("members besides the primary" in reason for reason in may_delete_global(crowded))
    bare = replace(facts, primary=replace(facts.primary, snapshots=()))
    assert any("no available snapshot" in reason for reason in may_delete_global(bare))
    assert any("not ready for it" in reason for reason in may_delete_global(ready_to_switch()))


def test_recreating_is_refused_while_there_is_one() -> None:
    assert "there is a global database already" in may_recreate_global(ready_to_delete_global())


def test_giving_up_a_rejoin_is_refused_for_a_connected_primary() -> None:
    assert any("the primary is connected" in reason for reason in may_give_up_rejoin(ready_to_switch()))
    assert may_give_up_rejoin(member_with(sync="pending-resync")(ready_to_switch())) == []


def test_question_says_what_is_lost_and_which_guard_will_refuse() -> None:
    pair = FakePair()
    pair.promote("detach")
    step = STEPS["delete-stale"]
    assert step.question is not None
    text = step.question(observe(pair.world()), GLOBAL)
    assert "what only the primary holds is lost" in text
    assert "GUARD       no available snapshot of this cluster since it went stale" in text
    gone = step.question(primary_with(cluster=None)(ready_to_delete()), GLOBAL)
    assert "which is gone already" in gone

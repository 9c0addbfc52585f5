"""The loop on the fake pair: both branches, twice in a row, cut off at every single call, and every stop."""

from __future__ import annotations

import pytest

from standby.errors import DeclinedError, RefusedError, StepError, UsageError
from standby.failback.loop import apply
from standby.failback.plan import plan
from standby.failback.steps import STEPS
from standby.pair.observe import observe
from tests.standby.fake_ground import CrashError
from tests.standby.fake_world import DR, GLOBAL, PRIMARY, FakeOperator, FakePair


def fallen(mode: str, dead: bool = True) -> FakePair:
    """A pair after a promotion, the primary healed."""
    pair = FakePair()
    if dead and mode != "switchover":
        pair.die()
    pair.promote(mode)
    pair.heal()
    return pair


@pytest.mark.parametrize(
    ("mode", "dead"),
    [("managed", True), ("managed", False), ("detach", True), ("detach", False), ("switchover", False)],
)
def test_full_circle_twice(mode: str, dead: bool) -> None:
    pair = FakePair()
    for _ in range(2):
        if dead:
            pair.die()
        pair.promote(mode)
        pair.heal()
        assert apply(pair.world()).nothing_to_do
        assert pair.in_normal_state()
        pair.ground.advance(3600)
    assert pair.ground.broken == []


def test_stale_primary_is_deleted_only_in_the_detached_branch() -> None:
    for mode, deleted in (("managed", False), ("detach", True)):
        pair = fallen(mode)
        apply(pair.world())
        assert (f"{PRIMARY}:DeleteDBCluster" in pair.ground.calls) is deleted
        assert not any(call.startswith(f"{DR}:DeleteDB") for call in pair.ground.calls)


def test_managed_branch_rescues_aurora_s_own_snapshot() -> None:
    pair = fallen("managed")
    apply(pair.world())
    kept = {s.identifier for s in pair.aurora.snapshots[PRIMARY] if s.manual}
    assert any(name.startswith("standby-copy-unplanned-global-failover-myapp-prod-us-east-1-") for name in kept)


def test_planned_switchover_is_brought_back_by_another_and_nothing_is_stale() -> None:
    pair = FakePair()
    pair.promote("switchover")
    assert pair.ground.broken == []
    before = len(pair.ground.calls)
    assert plan(observe(pair.world())).where == "DR writes; the primary is connected."
    assert apply(pair.world()).nothing_to_do
    assert pair.in_normal_state()
    calls = pair.ground.calls[before:]
    assert calls.count(f"{DR}:SwitchoverGlobalCluster") == 1
    assert not any(
        word in call
        for call in calls
        for word in ("DeleteDB", "Snapshot", "GlobalCluster:", "CreateDB")
        if "Describe" not in call
    )
    assert pair.ground.broken == []


@pytest.mark.parametrize("mode", ["managed", "detach", "switchover"])
def test_cut_off_at_every_call_and_started_again(mode: str) -> None:
    points = 0
    while True:
        pair = fallen(mode)
        pair.ground.crash_at = points
        try:
            apply(pair.world())
        except CrashError:
            pass
        else:
            break
        plan(observe(pair.world()))  # status tells the truth from facts, wherever it was cut off
        assert apply(pair.world()).nothing_to_do, f"cut off at point {points}"
        assert pair.in_normal_state(), f"cut off at point {points}"
        assert pair.ground.broken == [], f"cut off at point {points}"
        points += 1
    assert points > 100


@pytest.mark.parametrize("mode", ["managed", "detach"])
def test_primary_dies_again_after_every_call(mode: str) -> None:
    whole = fallen(mode)
    apply(whole.world())
    for cut in range(0, len(whole.ground.calls), 7):
        pair = fallen(mode)
        pair.ground.crash_at = cut * 2
        with pytest.raises(CrashError):
            apply(pair.world())
        pair.ground.down.add(PRIMARY)
        with pytest.raises(RefusedError) as stopped:
            apply(pair.world())
        assert stopped.value.reason in {"primary-still-down", "not-promoted"}
        pair.heal()
        pair.ground.advance(600)
        if stopped.value.reason == "primary-still-down" or pair.aurora.served_region == PRIMARY:
            assert apply(pair.world()).nothing_to_do
        assert pair.ground.broken == []


def test_nothing_to_do_in_peace() -> None:
    pair = FakePair()
    assert apply(pair.world()).nothing_to_do
    assert all("Describe" in c or "Get" in c or "List" in c for c in pair.ground.calls)


STOPS = {
    "primary-still-down": lambda pair: pair.promote("managed") or pair.die(),
    "not-promoted": lambda pair: pair.die(),
    "dr-still-down": lambda pair: pair.promote("managed") or pair.ground.down.add(DR),
    "nothing-answers": lambda pair: pair.ground.down.update({PRIMARY, DR}),
    "promotion-unfinished": lambda pair: pair.promote("detach", finish=False) or pair.ground.advance(120),
    "promotion-running": lambda pair: pair.parameters[DR].update({"incident/lock/000001": "run=p kind=promotion"}),
}


@pytest.mark.parametrize("reason", STOPS)
def test_stops_by_name_and_changes_nothing(reason: str) -> None:
    pair = FakePair()
    STOPS[reason](pair)
    before = len(pair.ground.calls)
    with pytest.raises(RefusedError) as stopped:
        apply(pair.world())
    assert stopped.value.reason == reason
    assert not any(w in c for c in pair.ground.calls[before:] for w in ("Delete", "Put", "Update", "pulumi"))


@pytest.mark.parametrize("lag", [None, 60_000.0])
def test_switchover_waits_for_a_lag_that_is_known_and_small(lag: float | None) -> None:
    pair = fallen("managed")
    pair.aurora.lag_ms = lag
    with pytest.raises(StepError, match="await-lag took longer"):
        apply(pair.world())
    assert f"{DR}:SwitchoverGlobalCluster" not in pair.ground.calls
    pair.aurora.lag_ms = 80.0
    assert apply(pair.world()).nothing_to_do


def test_rejoin_that_never_ends_can_be_given_up() -> None:
    pair = FakePair()
    pair.die()
    pair.aurora.rejoins = False
    pair.promote("managed")
    pair.heal()
    with pytest.raises(StepError, match="await-connected took longer"):
        apply(pair.world())
    apply(pair.world(), only="give-up-rejoin")
    assert apply(pair.world()).nothing_to_do
    assert pair.ground.broken == []
    assert f"{PRIMARY}:DeleteDBCluster" in pair.ground.calls


def test_scary_step_says_what_is_lost_and_asks_for_the_cluster_s_name() -> None:
    pair, operator = fallen("detach"), FakeOperator()
    apply(pair.world(operator))
    asked = {step: (text, word) for step, text, word in operator.asked}
    text, word = asked["delete-stale"]
    assert word == "myapp-prod-us-east-1"
    for part in ("myapp-prod-us-east-1-1, myapp-prod-us-east-1-2", "last write  2026-03-01", "available, taken 2026"):
        assert part in text
    assert asked["delete-global"][1] == GLOBAL
    assert asked["switchover"][1] == "yes"


def test_no_from_the_operator_leaves_the_cluster_alone() -> None:
    pair = fallen("detach")
    with pytest.raises(DeclinedError):
        apply(pair.world(FakeOperator(agrees=False)))
    assert not any("Delete" in call for call in pair.ground.calls)


def test_facts_that_change_while_the_operator_reads_are_looked_at_again() -> None:
    pair = fallen("detach")

    class Slow(FakeOperator):
        def agree(self, step: str, question: str, word: str) -> None:
            super().agree(step, question, word)
            if step == "delete-stale":
                pair.ground.down.add(DR)

    with pytest.raises(RefusedError) as stopped:
        apply(pair.world(Slow()))
    assert stopped.value.reason == "dr-still-down"
    assert f"{PRIMARY}:DeleteDBInstance" not in pair.ground.calls
    assert pair.ground.broken == []


def test_one_step_by_name() -> None:
    pair = fallen("detach")
    with pytest.raises(RefusedError) as early:
        apply(pair.world(), only="delete-stale")
    assert early.value.reason == "step-not-due"
    after = apply(pair.world(), only="set-freeze")
    assert after.step == STEPS["stop-work-in-primary"]
    with pytest.raises(UsageError, match="no step 'dance'"):
        apply(pair.world(), only="dance")


def test_record_does_not_move_when_the_primary_cannot_write() -> None:
    pair = fallen("managed")
    world = pair.world()
    original = world.probe.ask
    world.probe.ask = lambda via=None: original(via) if via is None else type(original(via))(200, 503, PRIMARY)  # type: ignore[method-assign]
    with pytest.raises(RefusedError) as stopped:
        apply(world)
    assert stopped.value.reason == "primary-write-probe-failed"
    assert pair.aurora.served_region == DR

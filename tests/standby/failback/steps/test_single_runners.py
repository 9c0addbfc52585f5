"""Single-runner work stops and starts behind its guards, never in two regions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from standby.errors import CloudError, RefusedError
from standby.failback.steps import STEPS
from standby.failback.steps.single_runners import may_start_in_dr, may_start_in_primary
from standby.pair.facts import PublicAnswer
from standby.pair.observe import observe
from tests.standby.fake_world import DR, PRIMARY, FakePair
from tests.standby.situations import at_rest, at_work, calls_of, ready_to_switch


def promoted() -> FakePair:
    pair = FakePair()
    pair.promote("managed")
    pair.ground.advance(600)
    return pair


def test_the_rule_goes_off_and_the_minimum_before_the_count() -> None:
    pair = promoted()
    assert calls_of(pair, "stop-work-in-primary") == [
        f"{PRIMARY}:DisableRule",
        f"{PRIMARY}:RegisterScalableTarget",
        f"{PRIMARY}:UpdateService",
    ]
    assert calls_of(pair, "stop-work-in-primary") == []


def test_work_starts_in_dr_only_when_the_primary_rests() -> None:
    pair = promoted()
    with pytest.raises(RefusedError, match="us-east-1 still runs mailer, nightly"):
        calls_of(pair, "start-work-in-dr")
    assert may_start_in_dr(ready_to_switch()) == []
    assert any("does not hold the current data" in r for r in may_start_in_dr(observe(FakePair().world())))


def test_work_starts_at_the_primary_only_when_it_writes_and_dr_rests() -> None:
    normal = observe(FakePair().world())
    assert may_start_in_primary(normal) == []
    assert may_start_in_primary(replace(normal, dr=at_work(normal.dr))) == ["us-west-2 still runs mailer, nightly"]
    assert any("not at the primary" in reason for reason in may_start_in_primary(ready_to_switch()))


def test_work_starts_behind_a_write_through_the_primary() -> None:
    pair = FakePair()
    world = pair.world()
    facts = observe(world)
    world.probe.ask = lambda via=None: PublicAnswer(200, 503, via)  # type: ignore[method-assign]
    with pytest.raises(RefusedError, match="200 is required before mailer, nightly may start"):
        STEPS["start-work-in-primary"].run(world, replace(facts, primary=at_rest(facts.primary)))


def test_a_silent_route_53_does_not_leave_the_work_stopped() -> None:
    pair = promoted()
    for step in ("set-freeze", "stop-work-in-primary"):
        calls_of(pair, step)
    pair.ground.advance(120)
    calls_of(pair, "stop-work-in-dr")
    pair.ground.advance(120)
    calls_of(pair, "switchover")
    pair.ground.advance(120)
    pair.ground.faults["ChangeResourceRecordSets"] = ["InternalFailure"]
    with pytest.raises(CloudError, match="InternalFailure"):
        calls_of(pair, "move-record-to-primary")
    assert pair.works(PRIMARY, "mailer")
    assert pair.enabled == {PRIMARY: {"myapp-prod-nightly"}, DR: set()}
    assert pair.ground.broken == []

"""Capacity only rises at the primary, and DR's falls only behind a verified primary."""

from __future__ import annotations

from dataclasses import replace

from standby.failback.steps.capacity import may_lower_dr
from standby.pair.facts import PublicAnswer
from standby.pair.observe import observe
from tests.standby.fake_world import PRIMARY, FakePair
from tests.standby.situations import after, calls_of, ready_to_switch


def test_raising_the_primary_never_lowers() -> None:
    pair = after("managed")
    api = pair.services[PRIMARY]["api"]
    pair.services[PRIMARY]["api"] = replace(api, desired=9, running=9, minimum=1)
    calls_of(pair, "raise-primary")
    assert (pair.services[PRIMARY]["api"].desired, pair.services[PRIMARY]["api"].minimum) == (9, 2)


def test_dr_is_lowered_only_behind_a_verified_primary() -> None:
    facts = observe(FakePair().world())
    assert any("not verified" in reason for reason in may_lower_dr(facts))
    assert may_lower_dr(replace(facts, public=PublicAnswer(200, 200))) == []
    assert may_lower_dr(ready_to_switch())

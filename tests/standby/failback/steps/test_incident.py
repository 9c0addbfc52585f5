"""The freeze: set in both regions with one text, lifted only when all is verified, after the report."""

from __future__ import annotations

from dataclasses import replace

from standby.failback.steps.incident import lift_freeze, may_close
from standby.pair.observe import observe
from tests.standby.fake_world import DR, PRIMARY, FakePair
from tests.standby.situations import after, calls_of, ready_to_switch


def test_freeze_copies_the_promotion_s_words_to_where_they_are_missing() -> None:
    pair = after("managed")
    assert calls_of(pair, "set-freeze") == [f"{PRIMARY}:PutParameter"]
    assert pair.parameters[PRIMARY]["incident/freeze"] == pair.parameters[DR]["incident/freeze"]
    assert calls_of(pair, "set-freeze") == []


def test_freeze_of_its_own_names_the_run_and_the_time() -> None:
    pair = after("managed")
    del pair.parameters[DR]["incident/freeze"]
    calls_of(pair, "set-freeze")
    assert pair.parameters[DR]["incident/freeze"].startswith("failback run=run-1 since=2026-03-01T")


def test_incident_closes_only_when_all_is_verified() -> None:
    facts = observe(FakePair().world())
    assert may_close(facts) == ["the previews of the four stacks are not verified"]
    assert may_close(replace(facts, verified=True)) == []
    assert any("not in its normal state" in reason for reason in may_close(replace(ready_to_switch(), verified=True)))


def test_report_comes_before_the_marks_go_and_the_primary_s_goes_first() -> None:
    pair = FakePair()
    for region in (PRIMARY, DR):
        pair.parameters[region]["incident/freeze"] = "x"
    world = pair.world()
    lift_freeze(world, observe(world))
    assert pair.journal == [("report", PRIMARY)]
    assert [call for call in pair.ground.calls if "Delete" in call] == [
        f"{PRIMARY}:DeleteParameter",
        f"{DR}:DeleteParameter",
    ]

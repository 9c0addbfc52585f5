"""One screen, from facts: it fits, and it says what matters in each constellation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from standby.failback.plan import ahead, plan
from standby.pair.facts import ConfigRole, Facts
from standby.pair.observe import observe
from standby.screen import database_line, pair_lines, plan_lines, status_lines
from tests.standby.fake_world import DR, PRIMARY, FakePair


def screen(facts: Facts) -> str:
    return "\n".join(status_lines(facts, plan(facts), "myapp-prod"))


@pytest.mark.parametrize("mode", [None, "managed", "detach"])
@pytest.mark.parametrize("down", [None, PRIMARY, DR])
def test_fits_one_screen_whatever_has_happened(mode: str | None, down: str | None) -> None:
    pair = FakePair()
    if mode:
        pair.promote(mode)
    if down:
        pair.ground.down.add(down)
    lines = status_lines(observe(pair.world()), plan(observe(pair.world())), "myapp-prod")
    assert len(lines) <= 24
    assert lines[0].startswith("myapp-prod  2026-03-01")


def test_normal_state() -> None:
    text = screen(observe(FakePair().world()))
    assert "Normal operation" in text
    assert "next     nothing to do" in text
    assert "database the primary writes, DR replicates" in text


def test_failed_over_shows_lag_roles_and_who_is_served() -> None:
    pair = FakePair()
    pair.promote("managed")
    text = screen(observe(pair.world()))
    assert "lag      120 ms" in text
    assert "secondary, pending-resync" in text
    served = next(line for line in text.splitlines() if line.startswith("served"))
    assert served.index("<-") > 40
    pair.aurora.lag_ms = None
    assert "lag      unknown (no datapoint)" in screen(observe(pair.world()))


def test_detached_shows_both_truths_and_the_stop_shows_its_fix() -> None:
    pair = FakePair()
    pair.promote("detach")
    facts = observe(pair.world())
    assert "stands alone, outside the global database" in screen(facts)
    assert "writer, alone" in screen(facts)
    pair.die()
    text = screen(observe(pair.world()))
    assert "stopped  primary-still-down" in text
    assert "nothing to do but wait" in text


def test_flipped_config_is_on_the_screen() -> None:
    facts = replace(observe(FakePair().world()), config=ConfigRole(True, DR))
    assert f"the primary's file is flipped: replicates from {DR}" in screen(facts)


def test_plan_lists_what_comes_after_in_order() -> None:
    pair = FakePair()
    pair.promote("detach")
    facts = observe(pair.world())
    lines = plan_lines(facts, plan(facts))
    named = [line.split()[0] for line in lines if line.startswith("  ")]
    assert named == [step.name for step in ahead(facts, plan(facts))]
    assert "delete-stale" in named
    facts = observe(FakePair().world())
    assert plan_lines(facts, plan(facts)) == [
        "Normal operation: the primary writes and serves.",
        "next     nothing to do",
    ]
    moving = replace(facts, dr=replace(facts.dr, database=None))
    assert plan_lines(moving, plan(moving))[-1] == "what comes after that depends on how the database settles"


def test_side_without_cluster_or_answer_is_not_dressed_up() -> None:
    facts = observe(FakePair().world())
    gone = replace(facts, primary=replace(facts.primary, cluster=None, services=()))
    assert any(line.split()[:2] == ["cluster", "none"] for line in pair_lines(gone))
    silent = replace(facts, primary=replace(facts.primary, answers=False, why="no answer"))
    assert "us-east-1 does not answer: no answer" in pair_lines(silent)


def test_nothing_is_cut_off_however_long_it_is() -> None:
    pair = FakePair()
    pair.promote("managed")
    text = screen(observe(pair.world()))
    assert f"freeze: {pair.parameters[DR]['incident/freeze']}" in text
    assert "myapp-prod-us-east-1 available, 2 instances" in text
    assert [line.split() for line in text.splitlines() if line.startswith("tasks api")] == [
        ["tasks", "api", "4/4", "min", "2", "4/4", "min", "2"]
    ]


def test_database_is_told_through_the_eyes_of_the_region_that_answers() -> None:
    pair = FakePair()
    pair.promote("managed")
    pair.die()
    seen = database_line(observe(pair.world()))
    assert seen == "DR writes, the primary is a member, as the other region sees it; us-east-1 does not answer"
    pair.ground.down.add(DR)
    assert database_line(observe(pair.world())) == "unknown: neither region answers"


def test_whoever_owns_the_move_is_named() -> None:
    pair = FakePair()
    pair.parameters[DR]["incident/lock/000001"] = "run=f-1 kind=failback by=ann@laptop at=2026-03-01T03:00:00Z"
    line = f"lock     {DR}: failback f-1 by ann@laptop since 2026-03-01T03:00:00Z"
    assert line in screen(observe(pair.world())).splitlines()

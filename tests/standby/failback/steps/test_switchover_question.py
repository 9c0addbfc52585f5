"""What is read before writes move."""

from __future__ import annotations

from dataclasses import replace

from standby.failback.steps.switchover_question import ask_switchover
from tests.standby.situations import at_work, ready_to_switch


def test_direction_pause_lag_and_what_rests_meanwhile_are_named() -> None:
    facts = ready_to_switch()
    assert "Writes move from us-west-2 to us-east-1" in ask_switchover(facts, "g")
    assert "Lag now: 120 ms" in ask_switchover(facts, "g")
    assert "unknown" in ask_switchover(replace(facts, lag=None), "g")
    assert "First mailer, nightly stops in us-west-2" in ask_switchover(replace(facts, dr=at_work(facts.dr)), "g")

"""The summary's counts."""

from __future__ import annotations

from policy.engine.tally import Tally


def test_refusals_and_advice_are_counted_apart_and_once() -> None:
    counted = Tally()
    assert counted.take() is None
    for rule in ("a", "b", "b"):
        counted.add(rule)
    counted.add("a", advice=True)
    assert counted.take() == "findings by rule: 3 (b 2, a 1); advice: 1 (a 1)"
    assert counted.take() is None
    counted.add("a", advice=True)
    assert counted.take() == "findings by rule: none; advice: 1 (a 1)"

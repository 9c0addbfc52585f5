"""The reckoning of a comparison; what is measured is never asserted."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.figures import Comparison, Figure, cost, in_turn, machine


def test_a_ratio_is_of_medians_and_the_goal_decides() -> None:
    ours, other = Figure("a", (3.0, 1.0, 2.0)), Figure("b", (4.0, 9.0, 4.0))
    assert Comparison("t", ours, other, 0.5).verdict == "met"
    assert Comparison("t", ours, other, 0.4).verdict == "missed"
    assert Comparison("t", ours, other, None).verdict == "no goal"
    assert ours.spread == "2.00 (1.00 to 3.00)"


def test_measures_are_taken_in_turn_after_a_warm_up() -> None:
    order: list[str] = []

    def measure(name: str) -> float:
        order.append(name)
        return float(len(order))

    one, two = in_turn(2, lambda: measure("a"), lambda: measure("b"))
    assert order == ["a", "b"] * 3
    assert (one, two) == ((3.0, 5.0), (4.0, 6.0))
    assert in_turn(1, lambda: measure("c"), warm_up=False) == [(7.0,)]


def test_a_command_s_own_time_is_counted_and_a_failure_is_no_figure(tmp_path: Path) -> None:
    busy = cost([sys.executable, "-c", "sum(range(10**6))"], tmp_path, {})
    assert busy.cpu > 0
    assert busy.wall > 0
    with pytest.raises(RuntimeError, match="ended with 3"):
        cost([sys.executable, "-c", "raise SystemExit(3)"], tmp_path, {})


def test_the_machine_is_named() -> None:
    assert "cores" in machine()

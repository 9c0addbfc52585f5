"""The reckoning of a comparison; what is measured is never asserted."""

from __future__ import annotations

import itertools
import sys
import threading
from pathlib import Path

import pytest

from bench.figures import Comparison, Figure, cost, in_turn, machine, side_by_side


def test_a_ratio_is_of_medians_and_the_goal_decides() -> None:
    ours, other = Figure("a", (3.0, 1.0, 2.0)), Figure("b", (4.0, 9.0, 4.0))
    assert Comparison("t", ours, other, 0.5).verdict == "met"
    assert Comparison("t", ours, other, 0.4).verdict == "missed"
    assert Comparison("t", ours, other, None).verdict == "no goal"
    assert ours.spread == "2.00 (1.00 to 3.00)"


def test_measures_are_taken_in_turn() -> None:
    order: list[str] = []

    def measure(name: str) -> float:
        order.append(name)
        return float(len(order))

    one, two = in_turn(2, lambda: measure("a"), lambda: measure("b"))
    assert order == ["a", "b"] * 2
    assert (one, two) == ((1.0, 3.0), (2.0, 4.0))


def test_side_by_side_as_many_run_at_once_as_there_are_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    both = threading.Barrier(2, timeout=30)
    numbers = itertools.count()

    def measure() -> int:
        both.wait()
        return next(numbers)

    one, two = side_by_side(3, measure, measure)
    assert sorted([*one, *two]) == list(range(6))
    assert (list(one), list(two)) == (sorted(one), sorted(two))


def test_a_command_s_own_time_is_counted_and_a_failure_is_no_figure(tmp_path: Path) -> None:
    busy = cost([sys.executable, "-c", "sum(range(10**6))"], tmp_path, {})
    assert busy.cpu > 0
    assert busy.wall > 0
    with pytest.raises(RuntimeError, match="ended with 3"):
        cost([sys.executable, "-c", "raise SystemExit(3)"], tmp_path, {})


def test_the_machine_is_named() -> None:
    assert "cores" in machine()

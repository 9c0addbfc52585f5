"""The bench's own reckoning; the measurement itself is `python -m bench promotion`."""

from __future__ import annotations

import pytest

from bench import promotion
from bench.paced import Measured


def test_the_critical_path_is_the_longest_chain_of_the_labs_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promotion, "HEALTH_INTERVAL", 30.0)
    assert promotion.critical_path() == 60 + 60
    assert promotion.waits_in_a_row() == 60 + 30 + 30 + 60
    monkeypatch.setattr(promotion, "HEALTH_INTERVAL", 70.0)
    assert promotion.critical_path() == 30 + 70 + 60


def test_every_figure_stands_beside_what_bounds_it() -> None:
    few = [Measured(5, 2.5, 121.0, wall, 122.0) for wall in (125.0, 126.0, 140.0)]
    many = [Measured(200, 6.0, 140.0, 151.2, 147.0)]
    moves = [Measured(5, 2.5, 60.0, 190.0, gap) for gap in (99.0, 100.0, 180.0)]
    path, hand, scale, planned, lost = promotion.comparisons(few, many, moves, [170.0, 180.0, 190.0])
    assert (round(path.ratio, 2), path.goal, path.verdict) == (1.05, 1.05, "met")
    assert (round(hand.ratio, 2), hand.goal, hand.verdict) == (0.7, 0.7, "met")
    assert "The floor is 0.67" in hand.note
    assert (round(scale.ratio, 2), scale.goal) == (1.2, 1.2)
    assert (round(planned.ratio, 2), planned.verdict) == (1.11, "met")
    assert (round(lost.ratio, 2), lost.verdict) == (2.03, "missed")
    assert "the floor is 2.00" in lost.note

"""Scales and their round ticks."""

from __future__ import annotations

from standby.drawing.scale import Scale, plain


def test_values_land_between_start_and_end() -> None:
    scale = Scale(0, 10, 100, 200)
    assert (scale(0), scale(5), scale(10)) == (100, 150, 200)
    assert Scale(0, 10, 200, 100)(10) == 100


def test_ticks_are_round() -> None:
    assert Scale(0, 100, 0, 1).ticks(5) == (0, 20, 40, 60, 80, 100)
    assert Scale(0.3, 1.1, 0, 1).ticks(4) == (0.4, 0.6, 0.8, 1.0)


def test_a_range_of_no_width_does_not_divide_by_zero() -> None:
    flat = Scale(3, 3, 10, 20)
    assert flat(3) == 10
    assert flat.ticks() == (3,)


def test_ticks_have_no_idle_digits() -> None:
    assert (plain(2.0), plain(0.25), plain(2_000_000.0)) == ("2", "0.25", "2000000")

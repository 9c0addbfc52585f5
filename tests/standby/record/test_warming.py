"""The load around a move, by hand: ten seconds of points before the cut, fifteen after the first good request."""

from __future__ import annotations

from standby.record.warming import Warming, warming
from tests.standby.record.records import drill, load, move


def test_before_the_cut_and_after_the_first_good_request() -> None:
    found = warming(drill().model_copy(update={"load": load()}), move())
    # from 55 s to 70 s: four points of 90 (56 to 62), four of 30 (64 to 70)
    assert found == Warming(before=20.0, after=(4 * 90.0 + 4 * 30.0) / 8, highest=90.0)


def test_what_nobody_measured_is_unknown_never_zero() -> None:
    assert warming(drill(), move()) is None
    only_before = tuple(one for one in load() if one.region == "us-east-2")
    assert warming(drill().model_copy(update={"load": only_before}), move()) == Warming(20.0, None, None)

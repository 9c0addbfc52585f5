"""Lag: a gap is a gap."""

from __future__ import annotations

from standby.report.curves import lag_curve, load_curve, runs
from tests.standby.record.records import at, drill, load


def test_a_time_without_a_datapoint_is_a_gap_not_a_zero() -> None:
    assert runs([(at(0), 1.0), (at(1), None), (at(2), 3.0), (at(3), 4.0)]) == [
        [(at(0), 1.0)],
        [(at(2), 3.0), (at(3), 4.0)],
    ]
    assert lag_curve(drill()).count("<polyline") == 1


def test_no_datapoint_at_all_is_no_curve() -> None:
    silent = tuple(point.model_copy(update={"milliseconds": None}) for point in drill().lag)
    assert lag_curve(drill().model_copy(update={"lag": silent})) == ""


def test_the_load_has_a_line_for_each_region_told_apart_without_color() -> None:
    assert load_curve(drill()) == ""
    drawn = load_curve(drill().model_copy(update={"load": load()}))
    assert drawn.count("<polyline") == 2
    assert 'class="curve dr"' in drawn
    assert "full line: us-east-2; dashed: us-west-2" in drawn

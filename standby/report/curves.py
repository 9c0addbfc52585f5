"""Replication lag over time; a time without a datapoint is a gap in the curve, never a zero."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from standby.drawing.scale import Scale, plain
from standby.drawing.svg import Drawing
from standby.record.model import DrillRecord

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 900, 200, 56, 16, 24, 40

Point = tuple[datetime, float | None]


def lag_curve(record: DrillRecord) -> str:
    """The lag in milliseconds; empty without a point."""
    points = [(one.time, one.milliseconds) for one in record.lag]
    return _curve(record, points, "Replication lag", "milliseconds; no line: no datapoint, the lag is unknown")


def runs(points: Sequence[Point]) -> list[list[tuple[datetime, float]]]:
    """The points in runs without a gap."""
    found: list[list[tuple[datetime, float]]] = [[]]
    for time, value in points:
        if value is None:
            found.append([])
        else:
            found[-1].append((time, value))
    return [run for run in found if run]


def _curve(record: DrillRecord, points: Sequence[Point], title: str, unit: str) -> str:
    told = [value for _, value in points if value is not None]
    if not told:
        return ""
    start = record.timeline[0].start if record.timeline else points[0][0]
    length = max((time - start).total_seconds() for time, _ in points)
    across = Scale(0.0, max(length, 1.0), LEFT, WIDTH - RIGHT)
    up = Scale(0.0, max(told) * 1.15 or 1.0, HEIGHT - BOTTOM, TOP)
    drawing = Drawing(WIDTH, HEIGHT, title, f"{title} from {min(told):g} to {max(told):g} {unit.split(';')[0]}.")
    for tick in up.ticks(4):
        drawing.line(LEFT, up(tick), WIDTH - RIGHT, up(tick), "grid")
        drawing.text(LEFT - 6, up(tick) + 4, plain(tick), "muted", "end")
    for tick in across.ticks(9):
        drawing.text(across(tick), HEIGHT - BOTTOM + 16, plain(tick), "muted", "middle")
    drawing.line(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, "axis")
    drawing.text(LEFT, 14, unit, "muted")
    drawing.text((LEFT + WIDTH) / 2, HEIGHT - 6, "seconds since the client began", "muted", "middle")
    for run in runs(points):
        drawing.curve((across((time - start).total_seconds()), up(value)) for time, value in run)
        if len(run) == 1:
            drawing.circle(across((run[0][0] - start).total_seconds()), up(run[0][1]), 2.5, "primary")
    if record.outage_started is not None and 0 <= (record.outage_started - start).total_seconds() <= length:
        x = across((record.outage_started - start).total_seconds())
        drawing.line(x, TOP, x, HEIGHT - BOTTOM, "mark")
        drawing.text(x + 4, TOP + 10, "outage", "small")
    return drawing.render()

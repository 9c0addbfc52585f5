"""Replication lag and database load over time; a time without a datapoint is a gap in the curve, never a zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from standby.drawing.scale import Scale, plain
from standby.drawing.svg import Drawing
from standby.record.model import DrillRecord

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 900, 200, 56, 16, 24, 40

Point = tuple[datetime, float | None]


def lag_curve(record: DrillRecord) -> str:
    """The lag in milliseconds; empty without a point."""
    points: list[Point] = [(one.time, one.milliseconds) for one in record.lag]
    words = "milliseconds; no line: no datapoint, the lag is unknown"
    return _curve(record, {"": points}, "Replication lag", words)


def load_curve(record: DrillRecord) -> str:
    """Reads a second of each region's database, the primary's as a full line; empty without a point."""
    sides = {side.role: side.region for side in record.sides}
    regions = [sides["primary"]] if "primary" in sides else []
    regions += [name for name in sorted({one.region for one in record.load}) if name not in regions]
    series: dict[str, list[Point]] = {
        name: [(one.time, one.reads_per_second) for one in record.load if one.region == name] for name in regions
    }
    legend = "".join(f"; {look}: {name}" for name, look in zip(regions, ("full line", "dashed"), strict=False))
    return _curve(record, series, "Database load", f"reads a second{legend}")


def runs(points: Sequence[Point]) -> list[list[tuple[datetime, float]]]:
    """The points in runs without a gap."""
    found: list[list[tuple[datetime, float]]] = [[]]
    for time, value in points:
        if value is None:
            found.append([])
        else:
            found[-1].append((time, value))
    return [run for run in found if run]


def _curve(record: DrillRecord, series: Mapping[str, Sequence[Point]], title: str, unit: str) -> str:
    points = [point for one in series.values() for point in one]
    told = [value for _, value in points if value is not None]
    if not told:
        return ""
    start = record.timeline[0].start if record.timeline else min(time for time, _ in points)
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
    for name, look in zip(series, ("curve", "curve dr"), strict=False):
        for run in runs(series[name]):
            drawing.curve(((across((time - start).total_seconds()), up(value)) for time, value in run), look)
            if len(run) == 1:
                drawing.circle(across((run[0][0] - start).total_seconds()), up(run[0][1]), 2.5, "primary")
    if record.outage_started is not None and 0 <= (record.outage_started - start).total_seconds() <= length:
        x = across((record.outage_started - start).total_seconds())
        drawing.line(x, TOP, x, HEIGHT - BOTTOM, "mark")
        drawing.text(x + 4, TOP + 10, "outage", "small")
    return drawing.render()

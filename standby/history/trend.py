"""The trend over drills: RTO and lost writes of each measured move, oldest first, beside the objective."""

from __future__ import annotations

from collections.abc import Sequence

from standby.drawing.scale import Scale, plain
from standby.drawing.svg import Drawing
from standby.history.rows import Row

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 900, 300, 60, 20, 50, 60


def trend(found: Sequence[Row], objective_seconds: float) -> str:
    """An SVG; empty when nothing was measured."""
    told = sorted((row for row in found if row.rto_seconds is not None), key=lambda row: row.started)
    if not told:
        return ""
    values = [row.rto_seconds or 0.0 for row in told]
    across = Scale(-0.5, len(told) - 0.5, LEFT, WIDTH - RIGHT)
    within = max(values) >= objective_seconds / 5
    up = Scale(0.0, max(*values, objective_seconds if within else 0.0, 1.0) * 1.15, HEIGHT - BOTTOM, TOP)
    over = sum(value > objective_seconds for value in values)
    drawing = Drawing(
        WIDTH,
        HEIGHT,
        "RTO of measured moves",
        f"{len(told)} measured moves, RTO {min(values):.1f} to {max(values):.1f} seconds; {over} over the objective of "
        f"{objective_seconds:g} seconds.",
    )
    for tick in up.ticks(5):
        drawing.line(LEFT, up(tick), WIDTH - RIGHT, up(tick), "grid")
        drawing.text(LEFT - 6, up(tick) + 4, plain(tick), "muted", "end")
    drawing.line(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, "axis")
    drawing.text(LEFT, 20, "RTO in seconds, by move; the number above is the writes lost, ? where not measured")
    if within:
        drawing.line(LEFT, up(objective_seconds), WIDTH - RIGHT, up(objective_seconds), "mark")
        drawing.text(WIDTH - RIGHT, up(objective_seconds) - 6, f"objective: {objective_seconds:g} s", "small", "end")
    else:
        drawing.text(LEFT, 38, f"the objective of {objective_seconds:g} s is far above this chart", "small muted")
    width = min(48.0, (across(1) - across(0)) * 0.6)
    for place, row in enumerate(told):
        value = row.rto_seconds or 0.0
        look = "failed" if value > objective_seconds else ("primary" if row.mode == "switchover" else "dr")
        x, y = across(place), up(value)
        drawing.rect(x - width / 2, y, width, up(0) - y, look, f"{row.run}: {value:.1f} s")
        drawing.text(x, y - 6, "?" if row.lost is None else str(row.lost), "small", "middle")
        if len(told) <= 12 or place % (len(told) // 8) == 0:
            drawing.text(x, HEIGHT - BOTTOM + 18, f"{row.started:%Y-%m-%d}", "small muted", "middle")
            drawing.text(x, HEIGHT - BOTTOM + 34, row.mode or row.kind, "small muted", "middle")
    return drawing.render()

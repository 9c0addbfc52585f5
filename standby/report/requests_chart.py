"""The requests over time: good ones by the region that answered, failed ones hatched, and when the moves ran."""

from __future__ import annotations

from datetime import datetime

from standby.drawing.scale import Scale, plain
from standby.drawing.svg import Drawing
from standby.record.model import DrillRecord

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 900, 304, 56, 16, 90, 40


def requests_chart(record: DrillRecord) -> str:
    """An SVG; empty without a timeline."""
    if not record.timeline:
        return ""
    start = record.timeline[0].start
    length = _since(record.timeline[-1].start, start) + record.timeline[-1].seconds
    most = max(one.good + one.failed for one in record.timeline) or 1
    across, up = Scale(0, length, LEFT, WIDTH - RIGHT), Scale(0, most * 1.05, HEIGHT - BOTTOM, TOP)
    failed = sum(one.failed for one in record.timeline)
    total = failed + sum(one.good for one in record.timeline)
    drawing = Drawing(
        WIDTH, HEIGHT, "Requests over time", f"{total} requests in {length:.0f} seconds, {failed} of them failed."
    )
    _axes(drawing, across, up)
    look = _looks(record)
    for one in record.timeline:
        left = across(_since(one.start, start))
        width = max(across(one.seconds) - across(0) - 0.6, 0.6)
        height = 0.0
        for region, count in sorted(one.regions.items()):
            drawing.rect(left, up(height + count), width, up(height) - up(height + count), look.get(region, "other"))
            height += count
        if one.failed:
            drawing.rect(left, up(height + one.failed), width, up(height) - up(height + one.failed), "failed")
    _moves(drawing, record, across, start)
    _legend(drawing, record, look)
    return drawing.render()


def _since(moment: datetime, start: datetime) -> float:
    return (moment - start).total_seconds()


def _looks(record: DrillRecord) -> dict[str, str]:
    looks = {side.region: "primary" if side.role == "primary" else "dr" for side in record.sides}
    for move in record.moves:
        looks.setdefault(move.to_region, "dr")
        looks.setdefault(move.from_region, "primary")
    return looks


def _axes(drawing: Drawing, across: Scale, up: Scale) -> None:
    for tick in up.ticks(4):
        drawing.line(LEFT, up(tick), WIDTH - RIGHT, up(tick), "grid")
        drawing.text(LEFT - 6, up(tick) + 4, plain(tick), "muted", "end")
    for tick in across.ticks(9):
        drawing.text(across(tick), HEIGHT - BOTTOM + 16, plain(tick), "muted", "middle")
    drawing.line(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, "axis")
    drawing.text(
        (LEFT + WIDTH) / 2, HEIGHT - 6, "seconds since the client began; requests per slice", "muted", "middle"
    )


def _moves(drawing: Drawing, record: DrillRecord, across: Scale, start: datetime) -> None:
    marks = [("outage", record.outage_started)]
    for move in record.moves:
        marks += [(f"{move.kind} begins", move.started), (f"{move.kind} ends", move.ended)]
    for number, (words, moment) in enumerate(marks):
        if moment is None or not 0 <= _since(moment, start) <= across.high:
            continue
        x = across(_since(moment, start))
        drawing.line(x, 40 + 14 * (number % 3), x, HEIGHT - BOTTOM, "mark")
        late = x > WIDTH - 120
        drawing.text(x + (-4 if late else 4), 49 + 14 * (number % 3), words, "small", "end" if late else "start")


def _legend(drawing: Drawing, record: DrillRecord, look: dict[str, str]) -> None:
    answered = sorted({region for one in record.timeline for region in one.regions})
    x = float(LEFT)
    for words, kind in [
        *((f"good, from {region}", look.get(region, "other")) for region in answered),
        ("failed", "failed"),
    ]:
        drawing.rect(x, 12, 14, 14, kind)
        drawing.text(x + 20, 24, words)
        x += 32 + 7 * len(words)

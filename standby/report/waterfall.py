"""The steps of a move as a waterfall: what ran beside what, how long, and which the move waited for."""

from __future__ import annotations

from standby.drawing.scale import Scale, plain
from standby.drawing.svg import Drawing
from standby.record.model import MoveRecord, StepRecord

WIDTH, LABEL, RIGHT, ROW, TOP, BOTTOM = 900, 190, 90, 26, 40, 34


def waterfall(move: MoveRecord) -> str:
    """An SVG; empty without steps. Steps on the critical path have a thick outline and a dot before their name."""
    if not move.steps:
        return ""
    begun = min(step.started for step in move.steps)
    length = max((step.started - begun).total_seconds() + step.seconds for step in move.steps)
    across = Scale(0.0, max(length, 0.001), LABEL, WIDTH - RIGHT)
    height = TOP + ROW * len(move.steps) + BOTTOM
    path = ", ".join(step.name for step in move.steps if step.critical)
    drawing = Drawing(
        WIDTH,
        height,
        f"Steps of {move.run}",
        f"{len(move.steps)} steps in {length:.1f} seconds. The critical path: {path}.",
    )
    for tick in across.ticks(8):
        drawing.line(across(tick), TOP - 8, across(tick), height - BOTTOM, "grid")
        drawing.text(across(tick), height - BOTTOM + 16, plain(tick), "muted", "middle")
    drawing.text((LABEL + WIDTH) / 2, height - 4, "seconds since the first step", "muted", "middle")
    drawing.rect(LABEL, 8, 22, 12, "good critical")
    drawing.text(LABEL + 28, 19, "on the critical path (also marked with a dot)", "small")
    drawing.rect(LABEL + 300, 8, 22, 12, "good")
    drawing.text(LABEL + 328, 19, "ran beside it", "small")
    drawing.rect(LABEL + 430, 8, 22, 12, "failed")
    drawing.text(LABEL + 458, 19, "failed", "small")
    for number, step in enumerate(move.steps):
        _row(drawing, step, TOP + ROW * number, across, (step.started - begun).total_seconds())
    return drawing.render()


def _row(drawing: Drawing, step: StepRecord, y: float, across: Scale, start: float) -> None:
    if step.critical:
        drawing.circle(10, y + 11, 4, "ink")
    drawing.text(20, y + 15, step.name, "strong" if step.critical else "")
    left, right = across(start), across(start + step.seconds)
    kind = "good" if step.outcome == "done" else "failed"
    look = f"{kind} critical" if step.critical else kind
    drawing.rect(left, y + 4, max(right - left, 2.0), ROW - 10, look, f"{step.name}: {step.seconds:g} s {step.detail}")
    drawing.text(max(right, left + 2) + 6, y + 15, f"{step.seconds:.1f} s", "muted")

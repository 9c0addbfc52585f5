"""The premium as a picture: which lines add it, and what a cheaper DR costs in recovery time."""

from __future__ import annotations

from collections.abc import Sequence

from standby.cost.premium import Premium
from standby.cost.whatif import Variant
from standby.drawing.scale import Scale, plain
from standby.drawing.svg import Drawing

WIDTH, ROW, LABEL = 900, 26, 230
CURVE_HEIGHT = 420
GAP = 17  # pixels between two labels


def picture(premium: Premium, variants: Sequence[Variant], title: str) -> str:
    """Both charts in one SVG file of its own."""
    shown = sorted((line for line in premium.lines if line.added >= 0.5), key=lambda line: -line.added)
    bars_end = 70 + ROW * len(shown) + 40
    drawing = Drawing(WIDTH, bars_end + CURVE_HEIGHT, f"{title}: monthly premium", premium.verdict())
    drawing.text(16, 28, f"{title}: what the second region adds, USD a month", "strong")
    drawing.text(
        16, 48, f"{premium.added:,.0f} on top of {premium.single:,.0f} for a single region: {premium.percent:.0f} %"
    )
    _bars(drawing, premium, 70)
    _curve(drawing, variants, bars_end + 30)
    return drawing.render(alone=True)


def _bars(drawing: Drawing, premium: Premium, top: float) -> None:
    shown = sorted((line for line in premium.lines if line.added >= 0.5), key=lambda line: -line.added)
    scale = Scale(0.0, shown[0].added if shown else 1.0, LABEL, WIDTH - 110)
    for number, line in enumerate(shown):
        y = top + ROW * number
        drawing.text(LABEL - 10, y + 15, line.name, anchor="end")
        drawing.rect(LABEL, y + 3, scale(line.added) - LABEL, ROW - 9, "dr", f"{line.name}: {line.detail}")
        share = 100.0 * line.added / premium.added
        drawing.text(scale(line.added) + 8, y + 15, f"{line.added:,.0f}  ({share:.0f} %)", "muted")


def _curve(drawing: Drawing, variants: Sequence[Variant], top: float) -> None:
    points = sorted(variants, key=lambda one: (one.minutes, one.premium.percent))
    across = Scale(0.0, max(one.minutes for one in points) * 1.12, 60, WIDTH - 30)
    up = Scale(0.0, max(one.premium.percent for one in points) * 1.15, top + CURVE_HEIGHT - 70, top + 30)
    drawing.text(
        16, top, "Premium (% of a single region) against expected recovery time (minutes, estimated)", "strong"
    )
    for tick in up.ticks(6):
        drawing.line(60, up(tick), WIDTH - 30, up(tick), "grid")
        drawing.text(52, up(tick) + 4, plain(tick), "muted", "end")
    for tick in across.ticks(8):
        drawing.text(across(tick), top + CURVE_HEIGHT - 50, plain(tick), "muted", "middle")
    drawing.line(60, top + CURVE_HEIGHT - 70, WIDTH - 30, top + CURVE_HEIGHT - 70, "axis")
    for one, label in _labelled(points, up):
        x, y = across(one.minutes), up(one.premium.percent)
        look = "outline" if not one.offered else ("primary critical" if not one.config else "primary")
        tip = f"{one.name}: {one.premium.percent:.0f} %, {one.minutes:.1f} min"
        right = x > WIDTH * 0.72
        label -= GAP if right else 0
        drawing.line(x, y, x + (-22 if right else 22), label, "axis")
        drawing.circle(x, y, 6 if one.config else 8, look, tip)
        anchor, place = ("end", x - 26) if right else ("start", x + 26)
        drawing.text(place, label + 4, _label(one), "strong small" if not one.config else "small", anchor)


def _label(one: Variant) -> str:
    words = f"{one.name}: {one.premium.percent:.0f} %"
    return words if one.offered else f"{words} (not offered)"


def _labelled(points: Sequence[Variant], up: Scale) -> list[tuple[Variant, float]]:
    """Each variant with the height of its label: its own, or lower where another of the same time stands there."""
    found: list[tuple[Variant, float]] = []
    lowest: dict[float, float] = {}
    for one in sorted(points, key=lambda point: -point.premium.percent):
        y = max(up(one.premium.percent), lowest.get(one.minutes, -1.0) + GAP)
        lowest[one.minutes] = y
        found.append((one, y))
    return found

"""`bench/RESULTS.md` and its plots, from the comparisons of one run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.figures import Comparison
from standby.drawing.scale import Scale
from standby.drawing.svg import Drawing

FOLDER = Path(__file__).resolve().parent
PAGE = FOLDER / "RESULTS.md"
PLOTS = FOLDER / "plots"
_HEADINGS = ("| what | seconds | beside | seconds | ratio | goal | |", "|---|---|---|---|---|---|---|")
WIDTH, ROW, LEFT, TOP, RIGHT = 820.0, 26.0, 330.0, 34.0, 96.0


def page(results: Mapping[str, Sequence[Comparison]], head: Mapping[str, str]) -> str:
    """The page: how it was made, then a table and a plot for each bench.

    Args:
        results: bench → its comparisons, in order.
        head: what the reader must know of the run: date, machine, versions.
    """
    lines = ["# Results", "", "Written by `make bench`. Do not edit.", ""]
    lines += [f"- **{name}:** {value}" for name, value in head.items()]
    lines += [
        "",
        "Seconds are medians, with the lowest and the highest run. A ratio compares medians of one run, whose "
        "measurements are taken in turn or beside each other.",
        "",
    ]
    for bench, comparisons in results.items():
        lines += [
            f"## {bench}",
            "",
            "| what | seconds | beside | seconds | ratio | goal | |",
            "|---|---|---|---|---|---|---|",
        ]
        lines += [_row(one) for one in comparisons]
        lines += ["", f"![{bench}](plots/{bench}.svg)", ""]
        lines += [f"- **{one.title}:** {one.note}" for one in comparisons if one.note]
        lines += [""] if any(one.note for one in comparisons) else []
    return "\n".join(lines).rstrip() + "\n"


def _row(one: Comparison) -> str:
    goal = "" if one.goal is None else f"≤ {one.goal:.2f}"
    cells = (one.title, one.ours.spread, one.beside.name, one.beside.spread, f"{one.ratio:.2f}", goal, one.verdict)
    return f"| {' | '.join(cells)} |"


def plot(bench: str, comparisons: Sequence[Comparison]) -> str:
    """Two bars for each comparison, ours and the other, each with its spread as a line."""
    bars = [(figure, look) for one in comparisons for figure, look in ((one.ours, "primary"), (one.beside, "other"))]
    longest = max(max(figure.seconds) for figure, _ in bars)
    height = TOP + ROW * len(bars) + 30
    drawing = Drawing(WIDTH, height, bench, f"Seconds of {len(comparisons)} comparisons, medians with their spread")
    scale = Scale(0.0, longest, LEFT, WIDTH - RIGHT)
    drawing.text(8, 20, f"{bench}: seconds", "strong")
    for tick in scale.ticks():
        drawing.line(scale(tick), TOP - 6, scale(tick), height - 24, "grid")
        drawing.text(scale(tick), height - 8, f"{tick:g}", "muted small", "middle")
    for number, (figure, look) in enumerate(bars):
        y = TOP + ROW * number
        drawing.text(LEFT - 8, y + 15, figure.name, "small", "end")
        drawing.rect(LEFT, y + 4, scale(figure.middle) - LEFT, ROW - 9, look, figure.spread)
        drawing.line(scale(min(figure.seconds)), y + 12, scale(max(figure.seconds)), y + 12, "outline")
        drawing.text(scale(max(figure.seconds)) + 6, y + 16, f"{figure.middle:.2f}", "small")
    return drawing.render(alone=True)


def write(results: Mapping[str, Sequence[Comparison]], head: Mapping[str, str]) -> Path:
    """Write the page and the plots; returns the page's path."""
    PLOTS.mkdir(exist_ok=True)
    for bench, comparisons in results.items():
        (PLOTS / f"{bench}.svg").write_text(plot(bench, comparisons))
    PAGE.write_text(page(results, head))
    return PAGE

"""The page and the plots, from figures that nobody measured."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from bench.figures import Comparison, Figure
from bench.results import page, plot

ONE = Comparison(
    "preview with the gate", Figure("with", (2.0, 2.2)), Figure("without", (2.0, 2.0)), 1.15, "Wall seconds."
)
TWO = Comparison("status", Figure("status", (3.0,)), Figure("one call", (1.0,)), 1.5)


def test_the_page_says_what_was_met_and_missed() -> None:
    text = page({"platform": [ONE, TWO]}, {"date": "2026-11-26"})
    assert "- **date:** 2026-11-26" in text
    assert (
        "| preview with the gate | 2.10 (2.00 to 2.20) | without | 2.00 (2.00 to 2.00) | 1.05 | ≤ 1.15 | met |" in text
    )
    assert "| status | 3.00 (3.00 to 3.00) | one call | 1.00 (1.00 to 1.00) | 3.00 | ≤ 1.50 | missed |" in text
    assert "![platform](plots/platform.svg)" in text
    assert "- **preview with the gate:** Wall seconds." in text


def test_a_plot_is_a_picture_with_a_bar_for_each_figure() -> None:
    root = ET.fromstring(plot("platform", [ONE, TWO]))
    bars = [one for one in root.iter("{http://www.w3.org/2000/svg}rect") if one.get("class") in ("primary", "other")]
    assert len(bars) == 4

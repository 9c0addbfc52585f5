"""Colors: the same names in both themes, and enough contrast to read."""

from __future__ import annotations

import pytest

from standby.drawing.palette import DARK, LIGHT, MARKS, THEME


def _luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_text_and_shapes_stand_out_from_the_ground(colors: dict[str, str]) -> None:
    for name in ("ink", "muted"):
        assert contrast(colors[name], colors["paper"]) >= 4.5, name
        assert contrast(colors[name], colors["panel"]) >= 4.5, name
    for name in ("good", "failed", "primary", "other"):
        assert contrast(colors[name], colors["paper"]) >= 3.0, name


def test_both_themes_name_the_same_colors() -> None:
    assert LIGHT.keys() == DARK.keys()
    assert "prefers-color-scheme:dark" in THEME
    assert "@media print" in THEME


def test_a_failure_is_hatched_not_only_colored() -> None:
    assert "url(#hatch)" in MARKS

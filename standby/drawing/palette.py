"""Colors of charts and pages, by meaning, for light and dark screens and for paper.

The hues are of the Okabe-Ito palette, which people with the common color vision deficiencies can tell apart
(Okabe and Ito, "Color Universal Design", 2008). Meaning never rests on the hue alone: a failed request is also hatched,
a critical step also has a thick outline, so that a print in black and white says the same.
"""

from __future__ import annotations

LIGHT = {
    "paper": "#ffffff",
    "ink": "#1b1b1f",
    "muted": "#55575f",
    "grid": "#d6d8de",
    "panel": "#f4f5f8",
    "good": "#007a5a",
    "failed": "#b84300",
    "primary": "#0067a8",
    "dr": "#d98d00",
    "other": "#7a7d87",
}
DARK = {
    "paper": "#15161a",
    "ink": "#ececf1",
    "muted": "#b3b6c2",
    "grid": "#3a3d47",
    "panel": "#1f2127",
    "good": "#35c298",
    "failed": "#ff8a4a",
    "primary": "#56b4e9",
    "dr": "#f0b429",
    "other": "#9a9dab",
}


def variables(colors: dict[str, str]) -> str:
    """`--paper:#fff;--ink:…`: the colors as CSS custom properties."""
    return "".join(f"--{name}:{value};" for name, value in colors.items())


THEME = (
    f":root{{color-scheme:light dark;{variables(LIGHT)}}}"
    f"@media (prefers-color-scheme:dark){{:root{{{variables(DARK)}}}}}"
    f"@media print{{:root{{color-scheme:light;{variables(LIGHT)}}}}}"
)

# How an element of a chart looks, by its class.
MARKS = (
    "svg text{fill:var(--ink);font:12px system-ui,sans-serif}"
    "svg .muted{fill:var(--muted)}svg .strong{font-weight:600}svg .small{font-size:11px}"
    "svg .grid{stroke:var(--grid);stroke-width:1}svg .axis{stroke:var(--muted);stroke-width:1}"
    "svg .curve{fill:none;stroke:var(--primary);stroke-width:2}"
    "svg .curve.dr{fill:none;stroke:var(--dr);stroke-dasharray:7 3}"
    "svg .mark{stroke:var(--failed);stroke-width:1.5;stroke-dasharray:5 4}"
    "svg .good{fill:var(--good)}svg .failed{fill:url(#hatch);stroke:var(--failed);stroke-width:1}"
    "svg .primary{fill:var(--primary)}svg .dr{fill:var(--dr)}svg .other{fill:var(--other)}"
    "svg .critical{stroke:var(--ink);stroke-width:2}"
    "svg .hatch{stroke:var(--failed);stroke-width:2}"
    "svg .outline{fill:none;stroke:var(--ink);stroke-width:1.5}"
)

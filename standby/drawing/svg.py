"""One SVG picture, element by element; every text is escaped, and the picture has a title and a description."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape

from standby.drawing.palette import MARKS, THEME

_HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>'
)


@dataclass
class Drawing:
    """A picture `width` by `height` pixels. Screen readers get `title` and `description` instead of the shapes."""

    width: float
    height: float
    title: str
    description: str
    parts: list[str] = field(default_factory=list)

    def rect(self, x: float, y: float, width: float, height: float, look: str, tip: str = "") -> None:
        """A box; `look` names its CSS classes, `tip` is shown under the pointer."""
        self._add("rect", look, tip, x=x, y=y, width=max(width, 0.0), height=height)

    def line(self, x1: float, y1: float, x2: float, y2: float, look: str) -> None:
        """A straight line."""
        self._add("line", look, x1=x1, y1=y1, x2=x2, y2=y2)

    def circle(self, x: float, y: float, radius: float, look: str, tip: str = "") -> None:
        """A dot."""
        self._add("circle", look, tip, cx=x, cy=y, r=radius)

    def curve(self, points: Iterable[tuple[float, float]], look: str = "curve") -> None:
        """Straight pieces from point to point."""
        told = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        self.parts.append(f'<polyline class="{escape(look)}" points="{told}"/>')

    def text(self, x: float, y: float, words: str, look: str = "", anchor: str = "start") -> None:
        """A line of text on the baseline `y`; `anchor` is `start`, `middle` or `end`."""
        self.parts.append(
            f'<text class="{escape(look)}" x="{_number(x)}" y="{_number(y)}" text-anchor="{anchor}">'
            f"{escape(words)}</text>"
        )

    def render(self, alone: bool = False) -> str:
        """The SVG; `alone`: a file of its own, with colors and a background, not a part of a page."""
        name = re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-")
        style = f"<style>{THEME}{MARKS}</style>" if alone else ""
        ground = f'<rect fill="var(--paper)" width="{_number(self.width)}" height="{_number(self.height)}"/>'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_number(self.width)} {_number(self.height)}" '
            f'role="img" aria-labelledby="{name}-title {name}-text">'
            f'<title id="{name}-title">{escape(self.title)}</title>'
            f'<desc id="{name}-text">{escape(self.description)}</desc>'
            f"{style}{_HATCH}{ground if alone else ''}{''.join(self.parts)}</svg>"
        )

    def _add(self, kind: str, look: str, tip: str = "", **places: float) -> None:
        told = " ".join(f'{key}="{_number(value)}"' for key, value in places.items())
        inner = f"<title>{escape(tip)}</title>" if tip else ""
        self.parts.append(f'<{kind} class="{escape(look)}" {told}>{inner}</{kind}>')


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")

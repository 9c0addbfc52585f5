"""From a value to a place on an axis, and the round values that the axis names."""

from __future__ import annotations

import math
from dataclasses import dataclass

STEPS = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """Values `low` to `high` on the pixels `start` to `end`; a range of no width sits at the start."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of a value, in pixels."""
        if self.high <= self.low:
            return self.start
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self, about: int = 6) -> tuple[float, ...]:
        """Round values within the range, about so many."""
        if self.high <= self.low:
            return (self.low,)
        rough = (self.high - self.low) / max(about, 1)
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * factor for factor in STEPS if power * factor >= rough * 0.999)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return tuple(round(number * step, 10) for number in range(first, last + 1))


def plain(value: float) -> str:
    """A tick's text: no digits that say nothing."""
    return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"

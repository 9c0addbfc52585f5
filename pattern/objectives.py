"""What a move must meet: recovery time and recovery point, as durations (`10m`, `5s`)."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from pattern.reading import Section

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_DURATION = re.compile(r"^(\d+(?:\.\d+)?)(ms|s|m|h)$")


def seconds(text: str) -> float:
    """A duration in seconds.

    Raises:
        ValueError: no number with a unit.
    """
    found = _DURATION.match(text)
    if found is None:
        raise ValueError(f"{text!r} is no duration; write a number with a unit: 500ms, 5s, 10m, 1h")
    return float(found[1]) * _UNITS[found[2]]


def _duration(text: str) -> str:
    seconds(text)
    return text


Duration = Annotated[str, AfterValidator(_duration)]


class Objectives(Section):
    """What a drill compares with."""

    rto: Duration = Field(
        default="10m", description="most time from the first failed to the first good request, e.g. `10m`"
    )
    rpo: Duration = Field(default="5s", description="most age of a lost write, e.g. `5s`")

    @property
    def rto_seconds(self) -> float:
        """RTO in seconds."""
        return seconds(self.rto)

    @property
    def rpo_seconds(self) -> float:
        """RPO in seconds."""
        return seconds(self.rpo)

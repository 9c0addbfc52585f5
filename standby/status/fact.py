"""One fact, with its age and with the difference between *not known*, *none there* and *not answered any more*.

| state | shown as | meaning |
|---|---|---|
| known | the value | read just now |
| none | `none` | AWS answered: there is no such thing |
| unknown | `? why` | AWS answered, and that does not say it (no datapoint); never 0 |
| stale | `value !` | not answered now; the value is of an earlier look, and old |
| silent | `! never seen` | not answered, and never seen since this command began |
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class State(StrEnum):
    """What is known of a fact."""

    KNOWN = "known"
    NONE = "none"
    UNKNOWN = "unknown"
    STALE = "stale"
    SILENT = "silent"


@dataclass(frozen=True)
class Fact(Generic[T]):
    """A value, or why there is none. `at`: when it was true, as far as that is known."""

    state: State
    value: T | None = None
    at: datetime | None = None
    why: str = ""

    @property
    def answered(self) -> bool:
        """Whether AWS answered at this look."""
        return self.state not in (State.STALE, State.SILENT)

    def age(self, now: datetime) -> float | None:
        """Seconds since it was true; None: never seen."""
        return None if self.at is None else max((now - self.at).total_seconds(), 0.0)


def known(value: T, at: datetime) -> Fact[T]:
    """A value, read or true at that time."""
    return Fact(State.KNOWN, value, at)


def failed(why: str, before: Fact[T] | None) -> Fact[T]:
    """No answer: the value of an earlier look if there is one, marked."""
    if before is not None and before.value is not None:
        return Fact(State.STALE, before.value, before.at, why)
    return Fact(State.SILENT, why=why)


def age_text(seconds: float | None) -> str:
    """`now`, `12 s`, `3 min`, `5 h`, `9 d`, or `never`."""
    if seconds is None:
        return "never"
    for limit, unit, name in ((2, 1, ""), (120, 1, "s"), (7200, 60, "min"), (172_800, 3600, "h")):
        if seconds < limit:
            return f"{seconds / unit:.0f} {name}" if name else "now"
    return f"{seconds / 86_400:.0f} d"

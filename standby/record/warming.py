"""What a move did to the load on the database: reads a second where users were before, and where they are after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from standby.record.model import DrillRecord, LoadPoint, MoveRecord

# a drill keeps its load at least that long before and after a move, unless told otherwise
WINDOW = timedelta(seconds=15)


@dataclass(frozen=True)
class Warming:
    """Reads a second: the average of the last seconds before, the average and the highest of the first after."""

    before: float | None
    after: float | None
    highest: float | None


def warming(record: DrillRecord, move: MoveRecord) -> Warming | None:
    """Of one move; None: nobody measured the load. After begins with the first good request, or with the move's end."""
    if not record.load:
        return None
    left = min(move.started, record.outage_started) if _cut(record, move) and record.outage_started else move.started
    first = move.measured.first_good if move.measured else None
    arrived = first or move.ended
    before = _between(record.load, move.from_region, left - WINDOW, left)
    after = _between(record.load, move.to_region, arrived, arrived + WINDOW) if arrived else []
    return Warming(_mean(before), _mean(after), max(after, default=None))


def _cut(record: DrillRecord, move: MoveRecord) -> bool:
    """Whether this is the move that answered the outage: the first one."""
    return bool(record.moves) and record.moves[0].run == move.run


def _between(points: Sequence[LoadPoint], region: str, start: datetime, end: datetime) -> list[float]:
    return [one.reads_per_second for one in points if one.region == region and start <= one.time <= end]


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None

"""A row for each move: when, which way, how, who, how long, what was lost. What is not known says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from standby.record.model import MoveRecord

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Row:
    """One move. `rto_seconds` and `lost` are None where nobody measured them."""

    run: str
    generation: int | None
    started: datetime
    kind: str
    mode: str
    origin: str
    target: str
    who: str
    outcome: str
    rto_seconds: float | None
    lost: int | None
    seconds: float | None  # from the first to the last line of the journal

    def cells(self) -> tuple[str, ...]:
        """As the table shows it."""
        return (
            UNKNOWN if self.generation is None else str(self.generation),
            self.started.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
            f"{self.kind}{f', {self.mode}' if self.mode else ''}",
            f"{self.origin or UNKNOWN} → {self.target or UNKNOWN}",
            self.who or UNKNOWN,
            self.outcome,
            UNKNOWN if self.seconds is None else f"{self.seconds:.1f} s",
            "not measured" if self.rto_seconds is None else f"{self.rto_seconds:.1f} s",
            "not measured" if self.lost is None else str(self.lost),
            self.run,
        )


HEADS = ("generation", "began (UTC)", "move", "from → to", "who", "outcome", "took", "RTO", "lost", "run")


def rows(moves: Iterable[MoveRecord], primary: str = "", dr: str = "") -> tuple[Row, ...]:
    """Newest first. With both regions named, a region that a journal leaves out follows from the other one."""
    found = [_row(move, primary, dr) for move in moves]
    return tuple(sorted(found, key=lambda row: row.started, reverse=True))


def _row(move: MoveRecord, primary: str, dr: str) -> Row:
    target = move.to_region or (primary if move.kind == "failback" else "")
    other = {primary: dr, dr: primary}
    measured = move.measured
    lost = measured.lost if measured else None
    return Row(
        run=move.run,
        generation=move.generation,
        started=move.started,
        kind=move.kind,
        mode=move.mode,
        origin=move.from_region or other.get(target, ""),
        target=target,
        who=_person(move.who),
        outcome=move.outcome,
        rto_seconds=measured.rto_seconds if measured else None,
        lost=len(lost.missing) if lost else None,
        seconds=(move.ended - move.started).total_seconds() if move.ended else None,
    )


def _person(arn: str) -> str:
    """`oncall/ada` of an assumed role's ARN; anything else as it is."""
    return arn.split(":", 5)[5].removeprefix("assumed-role/") if arn.count(":") >= 5 else arn

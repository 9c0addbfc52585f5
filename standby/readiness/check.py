"""One check and its outcome, and the two verdicts that follow from all of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warn", "refuse", "unknown"]
Move = Literal["switchover", "failover"]
MOVES: tuple[Move, ...] = ("switchover", "failover")


@dataclass(frozen=True)
class Check:
    """What was found. `refuse` blocks the moves named in `moves`; `unknown` leaves it open; `warn` is told."""

    level: Level
    name: str
    text: str
    fix: str = ""
    moves: tuple[Move, ...] = MOVES


@dataclass(frozen=True)
class Verdict:
    """Ready for a move: `yes`, `no` or `unknown`, and why not."""

    move: Move
    ready: Literal["yes", "no", "unknown"]
    reasons: tuple[str, ...] = ()

    def line(self) -> str:
        """As the command ends."""
        why = f" ({'; '.join(self.reasons)})" if self.reasons else ""
        return f"ready for {self.move}: {self.ready}{why}"


def verdict(move: Move, checks: Iterable[Check]) -> Verdict:
    """A move is ready when something was checked for it and nothing refuses or stays unknown."""
    about = [check for check in checks if move in check.moves]
    refused = [check for check in about if check.level == "refuse"]
    if refused:
        return Verdict(move, "no", tuple(f"{check.name}: {check.text}" for check in refused))
    open_ = [check for check in about if check.level == "unknown"]
    if open_ or not about:
        return Verdict(
            move, "unknown", tuple(f"{check.name}: {check.text}" for check in open_) or ("nothing was checked",)
        )
    return Verdict(move, "yes")


def verdicts(checks: Iterable[Check]) -> tuple[Verdict, ...]:
    """Both."""
    told = tuple(checks)
    return tuple(verdict(move, told) for move in MOVES)

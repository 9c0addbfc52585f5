"""The lists of calls that runs left beside their journals on this machine: `<run>.calls`, a JSON line for each call."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from standby.journal import CALLS, read_lines
from standby.record.model import MadeCall, MoveRecord


def with_calls(moves: Iterable[MoveRecord], folders: Iterable[Path]) -> tuple[MoveRecord, ...]:
    """The same moves, each with the calls that its run made from this machine, unless it has them already."""
    places = tuple(dict.fromkeys(folders))
    return tuple(
        move if move.made else move.model_copy(update={"made": made_calls(move.run, places)}) for move in moves
    )


def made_calls(run: str, folders: Iterable[Path]) -> tuple[MadeCall, ...]:
    """The calls of one run in their order; what cannot be read is left out."""
    lines = [line for folder in folders for line in read_lines(folder / f"{run}{CALLS}")]
    found = [call for line in lines if (call := _call(line)) is not None]
    return tuple(sorted(found, key=lambda call: call.time))


def _call(line: dict[str, object]) -> MadeCall | None:
    try:
        return MadeCall(
            time=datetime.fromtimestamp(int(str(line["ms"])) / 1000, UTC),
            seconds=float(str(line["seconds"])),
            region=str(line["region"]),
            call=str(line["call"]),
            result=str(line["result"]),
        )
    except (KeyError, ValueError):
        return None

"""The newest events of the newest journals, and when the pair last moved or was drilled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from standby.record.journals import Lines
from standby.record.moves import moment, move_record
from standby.status.fact import age_text
from standby.status.pair_status import PairStatus


def newest_run(status: PairStatus) -> Lines:
    """The lines of the run that wrote last, in either region; none: no journal, or none that answers."""
    runs: dict[str, Lines] = {}
    for side in status.sides:
        told: Mapping[str, Lines] = side.journal.value or {}
        for run, lines in told.items():
            if len(lines) > len(runs.get(run, [])):
                runs[run] = lines
    epoch = datetime.fromtimestamp(0, UTC)
    return max(runs.values(), key=lambda lines: max((moment(one) or epoch for one in lines), default=epoch), default=[])


def event_lines(status: PairStatus, most: int = 6) -> list[str]:
    """The last events, oldest first."""
    found = []
    for line in newest_run(status)[-most:]:
        at = moment(line)
        detail = str(line.get("detail") or line.get("error") or line.get("where") or "")
        stamp = at.strftime("%H:%M:%S") if at else "?"
        found.append(f"{stamp}  {line.get('step', '?')}: {line.get('event', '?')}{f' - {detail}' if detail else ''}")
    return found


def last_move(status: PairStatus) -> str:
    """The last move, as its journal says."""
    lines = [line for line in newest_run(status) if moment(line) is not None]
    if not lines:
        silent = not all(side.journal.answered for side in status.sides)
        return "unknown: a region's journals were not read" if silent else "none on record"
    move = move_record(lines)
    ago = age_text((status.at - (move.ended or move.started)).total_seconds())
    return f"{move.kind}{f' ({move.mode})' if move.mode else ''} {move.outcome}, {ago} ago, run {move.run}"

"""Everything that is known of a pair's moves: its journals, here and in both regions, and the records of its drills."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from standby.aws.cloud import Cloud
from standby.aws.journals import SsmJournals
from standby.errors import UsageError
from standby.journal import state_folder
from standby.record.calls import with_calls
from standby.record.journals import REPORTS, Journals, journals
from standby.record.model import DrillRecord, MoveRecord
from standby.record.moves import move_record
from standby.record.store import read, stored
from standby.stacks.project import Project


@dataclass(frozen=True)
class PairRecords:
    """Moves, oldest first, with what a drill measured of them; records of drills by name; what could not be read."""

    moves: tuple[MoveRecord, ...]
    drills: dict[str, DrillRecord]
    unread: tuple[str, ...] = ()


def pair_records(project: Project, reports: Path | None = None, remote: bool = True) -> PairRecords:
    """All of a pair. `reports`: a further folder of journals; `remote` False: only what is on this machine."""
    primary = project.primary
    folder = state_folder(primary.app, primary.environment)
    folders = [folder, *folder.glob("*/"), project.root / REPORTS, *([reports] if reports else ())]
    sides = (primary, project.dr) if remote else ()
    places = [SsmJournals(Cloud(side.region), side.names.contract_path) for side in sides]
    found = assembled(journals(folders, places), tuple(stored(folder)), primary.app, primary.environment)
    return replace(found, moves=with_calls(found.moves, folders))


def assembled(found: Journals, files: tuple[Path, ...], app: str, environment: str) -> PairRecords:
    """Moves from journals; a drill's record of the same run replaces them, because it has what was measured."""
    unread = list(found.unread)
    drills: dict[str, DrillRecord] = {}
    for file in files:
        try:
            record = read(file)
        except UsageError as problem:
            unread.append(str(problem))
            continue
        drills[record.name] = record
    moves = {move.run: move for record in drills.values() for move in record.moves}
    for run, lines in found.runs.items():
        if run in moves:
            continue
        try:
            moves[run] = move_record(lines, app, environment)
        except UsageError as problem:
            unread.append(f"{run}: {problem}")
    return PairRecords(tuple(sorted(moves.values(), key=lambda move: move.started)), drills, tuple(unread))

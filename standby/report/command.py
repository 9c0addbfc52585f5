"""`standby report`: one HTML file about a drill or a move. What nobody measured, the report says is not measured.

Exit codes: 0; 2 no such run, or a value that cannot be read; 4 the journals cannot be read.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from standby.errors import UsageError
from standby.options import ProjectDir
from standby.output import Format, FormatOption
from standby.private_files import private_write
from standby.record.model import Decision, DrillRecord, incident
from standby.record.pair_records import PairRecords, pair_records
from standby.record.store import read
from standby.report.page import page
from standby.stacks.project import open_project


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(report)


def report(
    run: Annotated[str | None, typer.Argument(help="a drill, a run, or a record's file; default: the newest")] = None,
    project: ProjectDir = Path(),
    output: FormatOption = Format.TABLE,
    out: Annotated[Path | None, typer.Option("--out", help="the HTML file; default: <run>.html here")] = None,
    decided_by: Annotated[str | None, typer.Option("--decided-by", help="who decided to move")] = None,
    decided_at: Annotated[str | None, typer.Option("--decided-at", help="when: 2026-11-26T03:12:00Z")] = None,
    outage_started: Annotated[str | None, typer.Option("--outage-started", help="when the outage began")] = None,
    outage_detected: Annotated[str | None, typer.Option("--outage-detected", help="when somebody noticed")] = None,
    reports: Annotated[Path | None, typer.Option("--reports", help="a further folder of journals (*.jsonl)")] = None,
    local: Annotated[bool, typer.Option("--local", help="only what is on this machine; asks no region")] = False,
) -> None:
    """One HTML file about a drill or a move: result, decisions, steps, requests, lost writes, lines to sign."""
    record = _record(run, project, reports, local)
    times = {"outage_started": _time("--outage-started", outage_started)}
    times["outage_detected"] = _time("--outage-detected", outage_detected)
    record = record.model_copy(update={key: time for key, time in times.items() if time is not None})
    record = decided(record, decided_by, _time("--decided-at", decided_at))
    if output is Format.JSON:
        typer.echo(record.model_dump_json(by_alias=True, indent=1))
        return
    file = out or Path(f"{record.name}.html")
    private_write(file, page(record))
    typer.echo(f"report: {file}")


def decided(record: DrillRecord, who: str | None, when: datetime | None) -> DrillRecord:
    """The record with a decision typed in at its first move."""
    if who is None or not record.moves:
        return record
    first = record.moves[0]
    one = Decision(time=when or first.started, who=who, what="decided to move", typed=True)
    moves = (first.model_copy(update={"decisions": (one, *first.decisions)}), *record.moves[1:])
    return record.model_copy(update={"moves": moves})


def chosen(found: PairRecords, run: str | None) -> DrillRecord:
    """The record of a drill or a run by name, or the newest.

    Raises:
        UsageError: there is none, or none of that name; the message lists what there is.
    """
    records = {move.run: incident(move) for move in found.moves} | found.drills
    parts = {move.run for record in found.drills.values() for move in record.moves}
    whole = [record for name, record in records.items() if name not in parts]
    ordered = sorted(whole, key=lambda record: record.started)
    if not ordered:
        raise UsageError(
            "there is no journal and no record of this pair"
            + (f"; not read: {'; '.join(found.unread)}" if found.unread else "; name a file: standby report FILE")
        )
    if run is None:
        return ordered[-1]
    if run not in records:
        known = ", ".join(record.name for record in ordered[-8:])
        raise UsageError(f"there is no run {run!r}; the newest are: {known}")
    return records[run]


def _record(run: str | None, project: Path, reports: Path | None, local: bool) -> DrillRecord:
    if run is not None and Path(run).is_file():
        return read(Path(run))
    found = pair_records(open_project(project.resolve()), reports, remote=not local)
    for words in found.unread:
        typer.echo(f"not read: {words}", err=True)
    return chosen(found, run)


def _time(option: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text!r} is no time; write it like 2026-11-26T03:12:00Z") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)

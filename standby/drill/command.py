"""`standby drill`: promote DR and fail back while a client writes and reads, then say what users would have seen.

Exit codes: 0 done, and no objective was missed; 2 usage; 3 refused, or an objective was missed; 4 the drill did not get
through; 5 nobody agreed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from standby.aws.lag import LagRegion
from standby.console import ConsoleOperator
from standby.console import output as plain_console
from standby.drill.client import Client, Paths
from standby.drill.course import Course, Mode
from standby.drill.door import Door
from standby.drill.evidence import evidence
from standby.drill.load import LoadSamples
from standby.drill.pair_moves import PairMoves
from standby.drill.samples import LagSamples
from standby.errors import RefusedError
from standby.journal import state_folder
from standby.options import ProjectDir
from standby.output import Format, FormatOption, console, table
from standby.private_files import private_folder, private_write
from standby.record.model import DrillRecord, Place
from standby.record.store import write
from standby.report.judgement import judgements, overall
from standby.report.page import page
from standby.stacks.project import Project, open_project
from standby.status.looks import Looks

RUNBOOK_MODES = {"switchover": "switchover", "failover": "managed"}
MISSED, BROKEN = 3, 4


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(drill)


def drill(
    project: ProjectDir = Path(),
    mode: Annotated[Mode, typer.Option("--mode", help="switchover (planned, no loss) or failover")] = "switchover",
    on: Annotated[Place, typer.Option("--on", help="lab, or account: what this shell's credentials reach")] = "account",
    output: FormatOption = Format.TABLE,
    cut: Annotated[
        str | None, typer.Option("--cut", help="command that cuts the primary off; {region} stands for it")
    ] = None,
    mend: Annotated[str | None, typer.Option("--mend", help="command that mends it")] = None,
    load: Annotated[
        str | None, typer.Option("--load", help="command that prints lines REGION NUMBER: database reads a second")
    ] = None,
    via: Annotated[str | None, typer.Option("--via", help="send requests here, with the public name as Host")] = None,
    writes: Annotated[float, typer.Option("--writes", min=0.1, help="writes a second")] = 10.0,
    reads: Annotated[float, typer.Option("--reads", min=0.1, help="reads a second")] = 10.0,
    before: Annotated[float, typer.Option("--before", min=1.0, help="seconds of load before the move")] = 15.0,
    after: Annotated[float, typer.Option("--after", min=1.0, help="seconds of load after each move")] = 15.0,
    one_way: Annotated[bool, typer.Option("--one-way", help="stay in DR; no failback")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="the report's file; default: beside the record")] = None,
    poll: Annotated[float, typer.Option("--poll", min=0.1, help="seconds between the failback's looks")] = 5.0,
    yes: Annotated[bool, typer.Option("--yes", help="agreed beforehand (lab, or not production)")] = False,
) -> None:
    """Move the pair and bring it back while a client writes and reads; measure RTO and RPO; write the report."""
    opened = open_project(project.resolve())
    operator = ConsoleOperator(plain_console(), ("drill",) if yes else ())
    agreed(opened, mode, on, operator, yes)
    name = f"drill-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    folder = private_folder(state_folder(opened.primary.app, opened.primary.environment)) / name
    door = Door(opened.primary.domain.name, via)
    probe = opened.primary.probe
    client = Client(
        door, Paths(probe.path, probe.write_path, probe.drill_path), folder / "client.jsonl", name, writes, reads
    )
    looks = Looks(opened, deadline=15.0)
    moves = PairMoves(opened, door, folder, RUNBOOK_MODES[mode], operator.say, cut, mend, poll)
    lag = LagSamples(lambda: newest_lag(looks, opened))
    course = Course(mode, client, moves, lag, operator.say, before, after, not one_way)
    samples = LoadSamples(load)
    samples.start()
    try:
        course.run()
    finally:
        samples.stop()
    record = evidence(opened, course, name, on, (folder, folder.parent), looks.look(), samples)
    file = write(record, folder.parent)
    report = out or folder.parent / f"{name}.html"
    private_write(report, page(record))
    if output is Format.JSON:
        typer.echo(record.model_dump_json(by_alias=True, indent=1))
    else:
        _show(record)
    typer.echo(f"record: {file}\nreport: {report}\nclient's log: {client.log}", err=True)
    raise typer.Exit(exit_code(record, course))


def agreed(project: Project, mode: str, place: str, operator: ConsoleOperator, yes: bool) -> None:
    """On the lab nobody needs to agree. In an account a failover loses data: never where customers depend on it.

    Raises:
        RefusedError: a failover drill, or `--yes`, in an environment that is production.
        DeclinedError: nobody typed the pair's name.
    """
    if place == "lab":
        return
    primary = project.primary
    if primary.production and (mode == "failover" or yes):
        what = "a failover drill" if mode == "failover" else "--yes"
        raise RefusedError(
            "production",
            f"{what} is refused: standby:production is true for {primary.names.stem}, and "
            + ("acknowledged writes may be lost. Use --mode switchover" if mode == "failover" else "somebody must type")
            + ", or set standby:production to false where no customer depends on it",
        )
    if primary.production or not yes:
        operator.agree(
            "drill",
            f"A {mode} of {primary.names.stem} from {primary.region} to {project.dr.region} and back: writes fail for "
            "a while, twice.",
            primary.names.stem,
        )


def newest_lag(looks: Looks, project: Project) -> float | None:
    """The newest lag of whichever side replicates: the one that has a datapoint, the fresher if both have."""
    found = [
        hour
        for settings in (project.primary, project.dr)
        if (hour := LagRegion(looks.cloud(settings.region)).hour(settings.names.of("db-cluster"))) is not None
    ]
    fresh = [one for one in found if (datetime.now(UTC) - one.newest_at).total_seconds() < 120]
    return max(fresh, key=lambda one: one.newest_at).newest if fresh else None


def exit_code(record: DrillRecord, course: Course) -> int:
    """0, unless the drill broke or an objective was missed."""
    if course.problem is not None:
        return BROKEN
    return MISSED if overall(record) == "missed" else 0


def _show(record: DrillRecord) -> None:
    rows = [
        (f"{move.kind} to {move.to_region}", one.name, one.found, one.wanted, one.verdict)
        for move in record.moves
        for one in judgements(move, record.objectives)
    ]
    columns = (("move", "left"), ("", "left"), ("measured", "left"), ("objective", "left"), ("", "left"))
    out = console()
    out.print(table(columns, rows, f"{record.name}: objectives {overall(record)}"))
    for note in record.notes:
        out.print(note, markup=False)

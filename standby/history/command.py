"""`standby history`: every move of the pair, newest first, from its journals in both regions and on this machine.

Exit codes: 0, also where a region could not be read (it is said); 2 usage; 4 neither region nor file could be read.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from standby.drawing.html import templates
from standby.errors import StepError
from standby.history.rows import HEADS, Row, rows
from standby.history.trend import trend
from standby.options import ProjectDir
from standby.output import Format, FormatOption, console, print_json, table
from standby.private_files import private_write
from standby.record.model import Objectives
from standby.record.pair_records import pair_records
from standby.report.style import style
from standby.stacks.project import open_project


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(history)


def history(
    project: ProjectDir = Path(),
    output: FormatOption = Format.TABLE,
    html: Annotated[Path | None, typer.Option("--html", help="write the trend over drills to this HTML file")] = None,
    reports: Annotated[Path | None, typer.Option("--reports", help="a further folder of journals (*.jsonl)")] = None,
    local: Annotated[bool, typer.Option("--local", help="only what is on this machine; asks no region")] = False,
) -> None:
    """Every move of the pair: when, which way, how, who, how long, what was lost."""
    opened = open_project(project.resolve())
    found = pair_records(opened, reports, remote=not local)
    told = rows(found.moves, opened.primary.region, opened.dr.region)
    title = opened.primary.names.stem
    for words in found.unread:
        typer.echo(f"not read: {words}", err=True)
    if output is Format.JSON:
        print_json({"pair": title, "moves": [asdict(row) for row in told], "unread": found.unread})
    elif told:
        console().print(table([(head, "left") for head in HEADS], [row.cells() for row in told], f"{title}: moves"))
    else:
        typer.echo(f"{title}: no move is on record")
    if html is not None:
        private_write(html, page(title, told, found.unread))
        typer.echo(f"page: {html}", err=True)
    if not told and len(found.unread) > 1:
        raise StepError("neither region could be read, and there is no journal on this machine; see the reasons above")


def page(title: str, told: tuple[Row, ...], unread: tuple[str, ...]) -> str:
    """The page with the trend and the table."""
    return (
        templates(Path(__file__).parent)
        .get_template("history.html.j2")
        .render(
            pair=title,
            now=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
            style=style(),
            unread=unread,
            chart=trend(told, Objectives().rto_seconds),
            heads=HEADS,
            rows=told,
        )
    )

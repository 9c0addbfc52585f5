"""`standby status`: both regions on one screen, read in parallel, useful within five seconds when one is dead.

Exit codes: 0 both regions answered; 2 usage; 3 something is missing: a region does not answer, refuses, or has no
contract; 4 nothing could be read (both regions silent, or the sign-in has ended).
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.live import Live

from standby.journal import state_folder
from standby.options import ProjectDir
from standby.output import Format, FormatOption, console, print_json
from standby.record.store import SUFFIX, stored
from standby.stacks.project import Project, open_project
from standby.status.diagnosis import troubles
from standby.status.fact import age_text
from standby.status.looks import Looks
from standby.status.pair_status import PairStatus
from standby.status.screen import document, screen

COMPLETE, INCOMPLETE, NOTHING = 0, 3, 4


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(status)


def status(
    project: ProjectDir = Path(),
    output: FormatOption = Format.TABLE,
    watch: Annotated[
        bool, typer.Option("--watch", help="look again and again, with the journal's events below")
    ] = False,
    every: Annotated[float, typer.Option("--every", min=0.5, help="seconds between two looks of --watch")] = 2.0,
    times: Annotated[int | None, typer.Option("--times", min=1, hidden=True)] = None,
) -> None:
    """Both regions on one screen: who serves, who writes, lag, tasks, what is next; each fact with its age."""
    opened = open_project(project.resolve())
    looks = Looks(opened)
    if watch:
        _watch(looks, opened, every, times)
        return
    found = looks.look()
    if output is Format.JSON:
        print_json(document(found, last_drill(opened)))
    else:
        console().print(screen(found, last_drill(opened)))
    raise typer.Exit(exit_code(found))


def exit_code(found: PairStatus) -> int:
    """What the look ends in."""
    told = troubles(found)
    if any(one.total for one in told):
        return NOTHING
    return INCOMPLETE if told else COMPLETE


def last_drill(project: Project) -> str:
    """The last drill on record on this machine."""
    files = stored(state_folder(project.primary.app, project.primary.environment))
    if not files:
        return "none on record on this machine"
    newest = files[-1]
    age = age_text(datetime.now(UTC).timestamp() - newest.stat().st_mtime)
    return f"{newest.name.removesuffix(SUFFIX)}, {age} ago"


def _watch(looks: Looks, project: Project, every: float, times: int | None) -> None:
    """Redraw until Ctrl-C; what a region said last stays, marked with its age, while it is silent."""
    done = 0
    with Live(console=console(), auto_refresh=False, screen=False) as live:
        while times is None or done < times:
            live.update(screen(looks.look(), last_drill(project), events=True), refresh=True)
            done += 1
            if times is None or done < times:
                time.sleep(every)

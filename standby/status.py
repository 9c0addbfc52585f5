"""`standby status`: both regions on one screen, from facts alone."""

from __future__ import annotations

from pathlib import Path

import typer

from standby import connect
from standby.console import show
from standby.errors import StepError
from standby.failback.plan import plan
from standby.options import MaxLag, Options, ProjectDir
from standby.screen import database_line, pair_lines


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(status)


def status(project: ProjectDir = Path(), max_lag_ms: MaxLag = 5000.0) -> None:
    """Show both regions on one screen."""
    connection, facts = connect.look(Options(project, max_lag_ms=max_lag_ms))
    record = facts.record.target or f"unknown: {facts.record.why}"
    show([f"{connection.title}  {facts.at:%Y-%m-%d %H:%M:%S} UTC", "", *pair_lines(facts), ""])
    show([f"record   {facts.record.name} -> {record}"])
    show([f"database {database_line(facts)}", f"         {plan(facts).where}"])
    if not (facts.primary.answers or facts.dr.answers):
        raise StepError("neither region answers; check the network and the login, then run again")

"""`standby settle`: stay in DR for days or weeks, with routine deployments, until a failback."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from standby import connect
from standby.console import show
from standby.errors import RefusedError
from standby.lock import held
from standby.options import Options, ProjectDir
from standby.pair.observe import observe
from standby.settle.settling import against, question, settle

TakeOver = Annotated[str | None, typer.Option("--take-over", help="the dead run that holds the lock")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("settle")(command)


def command(
    project: ProjectDir = Path(),
    yes: Annotated[bool, typer.Option("--yes", help="agree beforehand")] = False,
    take_over: TakeOver = None,
) -> None:
    """Stay in DR for longer: config and freeze are set so that routine deployments work until the failback."""
    connection = connect.open_pair(Options(project, yes_to=("settle",) if yes else (), take_over=take_over), gate=False)
    world = connection.world
    facts = observe(world)
    if facts.config.settled and facts.dr.settled_since and facts.primary.freeze in (None, facts.dr.freeze):
        show([f"{facts.dr.region} has served as settled since {facts.dr.settled_since}; nothing to do."])
        return
    wrong = against(facts)
    if wrong:
        raise RefusedError("cannot-settle", "the pair cannot settle in DR: " + "; ".join(wrong))
    world.operator.agree("settle", question(facts), "yes")
    with held(world.lock):
        diff = settle(world, observe(world))
    show([diff or "config: nothing to change", "", f"{connection.title} is settled in {facts.dr.region}."])
    show(["Commit the changed files. Next: `pulumi up` of the workloads in both regions shows no surprise."])

"""`standby runbook`: the commands of an emergency and of a planned move, with this pair's names filled in.

Print it, and keep it where the on-call engineer finds it when the repository cannot be reached.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from standby.console import show
from standby.errors import UsageError
from standby.options import ProjectDir
from standby.stacks.project import Project, open_project

SCRIPT = "runbooks/promote-dr.sh"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(runbook)


def runbook(
    project: ProjectDir = Path(),
    region: Annotated[str | None, typer.Option("--region", help="the region to promote; default: DR")] = None,
) -> None:
    """Print the commands that promote a region of this pair and that return from it. Changes nothing, asks nobody."""
    found = open_project(project.resolve())
    show(commands(found, region or found.dr.region))


def commands(project: Project, region: str) -> list[str]:
    """The lines of the page.

    Raises:
        UsageError: `region` is none of the pair's.
    """
    sides = {project.primary.region: project.dr.region, project.dr.region: project.primary.region}
    if region not in sides:
        raise UsageError(f"--region {region} is not a region of this pair; the pair is {' and '.join(sides)}")
    names, other = project.primary.names, sides[region]
    call = f"{SCRIPT} --app {names.app} --env {names.environment} --region {region}"
    return [
        f"Promote {region} ({names.app}-{names.environment}; the other region is {other})",
        "",
        "Check. Reads only, takes seconds:",
        f"  {call} --preflight-only",
        "",
        f"{other} is lost. Writes that had not been replicated are lost, too:",
        f"  {call} --mode managed",
        "",
        "The managed failover was refused (the two sides run different versions, or the global database is stuck):",
        f"  {call} --mode detach",
        "",
        "Both regions are healthy, and the move is planned. No acknowledged write is lost:",
        f"  {call} --mode switchover",
        "",
        "It stopped, or somebody else has to go on:",
        f"  {call} --resume",
        "",
        f"It asks for the name of the global database: {names.of('global-cluster')}",
        "When to use which, and what each refusal means: runbooks/promote-dr.md",
        "",
        "Afterwards, when both regions answer again:",
        "  standby failback plan",
        "  standby failback apply",
    ]

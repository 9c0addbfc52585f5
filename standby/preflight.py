"""`standby preflight`: runs the promotion's own preflight, which reads everything and changes nothing, and shows it.

The exit code is the runbook's: 0 a promotion can start, 2 usage, 3 refused.
"""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path
from typing import Annotated

import typer

from standby.console import show
from standby.errors import UsageError
from standby.options import ProjectDir
from standby.stacks.project import Project, open_project

RUNBOOK = Path("runbooks", "promote-dr.sh")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(preflight)


def preflight(
    project: ProjectDir = Path(),
    region: Annotated[str | None, typer.Option("--region", help="the region to promote; default: DR")] = None,
    mode: Annotated[
        str | None, typer.Option("--mode", help="the mode of the promotion; default: the runbook's")
    ] = None,
) -> None:
    """Run the promotion's preflight: could that region be promoted now? Changes nothing."""
    found = open_project(project.resolve())
    command = preflight_command(found, region or found.dr.region, mode)
    show([f"$ {shlex.join(command)}"])
    raise typer.Exit(run(command))


def preflight_command(project: Project, region: str, mode: str | None = None) -> list[str]:
    """The runbook's command line.

    Raises:
        UsageError: `region` is none of the pair's, or the runbook is not there.
    """
    regions = (project.primary.region, project.dr.region)
    if region not in regions:
        raise UsageError(f"--region {region} is not a region of this pair; the pair is {' and '.join(regions)}")
    names = ("--app", project.primary.app, "--env", project.primary.environment, "--region", region)
    return [str(runbook(project.root)), *names, *(("--mode", mode) if mode else ()), "--preflight-only"]


def runbook(root: Path) -> Path:
    """The promotion runbook: the project's own, or the one beside this package.

    Raises:
        UsageError: there is neither.
    """
    for folder in (root, Path(__file__).resolve().parent.parent):
        if (folder / RUNBOOK).is_file():
            return folder / RUNBOOK
    raise UsageError(
        f"there is no {RUNBOOK} in {root}; copy the `runbooks` folder there, or name the project: --project"
    )


def run(command: list[str]) -> int:
    """The command's exit code; what it prints goes to the terminal.

    Raises:
        UsageError: it cannot be started.
    """
    try:
        return subprocess.run(command, check=False).returncode
    except OSError as error:
        raise UsageError(f"{command[0]} cannot be started: {error.strerror}; make it executable (`chmod +x`)") from None

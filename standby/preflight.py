"""The promotion runbook and the command line of its own preflight, which reads everything and changes nothing."""

from __future__ import annotations

from pathlib import Path

from standby.errors import UsageError
from standby.stacks.project import Project

RUNBOOK = Path("runbooks", "promote-dr.sh")


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

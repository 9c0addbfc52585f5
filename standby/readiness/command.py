"""`standby preflight`: every check of the runbook for both kinds of move, what this machine knows, and two verdicts.

Exit codes: 0 ready for both; 2 usage; 3 not ready for at least one (`no`); 4 at least one is `unknown`, none is `no`.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from standby.journal import state_folder
from standby.options import ProjectDir
from standby.output import Format, FormatOption, console, print_json, table
from standby.preflight import preflight_command
from standby.readiness.check import Check, Verdict, verdicts
from standby.readiness.inventories import DEADLINE_SECONDS, inventories
from standby.readiness.laptop_checks import environment, laptop_checks, newest
from standby.readiness.region_checks import region_checks
from standby.readiness.runbook_checks import SECONDS, merged, runbook_checks
from standby.record.store import stored
from standby.stacks.project import Project, open_project
from standby.status.looks import Looks

MODES = {"switchover": "switchover", "failover": "managed"}
READY, NOT_READY, UNKNOWN = 0, 3, 4


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(preflight)


def preflight(
    project: ProjectDir = Path(),
    output: FormatOption = Format.TABLE,
    region: Annotated[str | None, typer.Option("--region", help="the region to promote; default: DR")] = None,
    timeout: Annotated[float, typer.Option("--timeout", min=2.0, help="seconds; what is later is unknown")] = SECONDS,
) -> None:
    """Could the pair switch over or fail over now? Checks everything, changes nothing."""
    opened = open_project(project.resolve())
    target = region or opened.dr.region
    found = checks(opened, target, timeout)
    told = verdicts(found)
    if output is Format.JSON:
        print_json(
            {"region": target, "checks": [asdict(one) for one in found], "verdicts": [asdict(one) for one in told]}
        )
    else:
        _show(found, told, target)
    raise typer.Exit(exit_code(told))


def checks(project: Project, target: str, seconds: float = SECONDS) -> list[Check]:
    """All checks: both preflights and the inventories at once, within `seconds`, then what this machine knows.

    Raises:
        UsageError: `target` is no region of the pair.
    """
    commands = {move: preflight_command(project, target, mode) for move, mode in MODES.items()}
    look = min(DEADLINE_SECONDS, seconds / 2)
    with ThreadPoolExecutor(max_workers=3) as pool:
        switchover = pool.submit(runbook_checks, commands["switchover"], "switchover", project.root, seconds)
        failover = pool.submit(runbook_checks, commands["failover"], "failover", project.root, seconds)
        regions = pool.submit(inventories, project, Looks(project, deadline=look), look)
        found = merged(switchover.result(), failover.result())
        primary, dr = regions.result()
    now = datetime.now(UTC)
    found += region_checks(primary, dr, now)
    last = newest(stored(state_folder(project.primary.app, project.primary.environment)))
    stacks = tuple(project.stacks.values())
    return found + laptop_checks(project.root, stacks, project.primary.region, last, now, environment())


def exit_code(told: tuple[Verdict, ...]) -> int:
    """What the verdicts end in."""
    ready = {one.ready for one in told}
    if "no" in ready:
        return NOT_READY
    return UNKNOWN if "unknown" in ready else READY


def _show(found: list[Check], told: tuple[Verdict, ...], target: str) -> None:
    rows = [
        (one.level, one.name, "both" if len(one.moves) > 1 else one.moves[0], one.text + _fix(one)) for one in found
    ]
    out = console()
    out.print(table((("", "left"), ("check", "left"), ("move", "left"), ("found", "left")), rows, f"to {target}"))
    for one in told:
        typer.echo(one.line())


def _fix(check: Check) -> str:
    return f"\nfix: {check.fix}" if check.fix and check.level != "ok" else ""

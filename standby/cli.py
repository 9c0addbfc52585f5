"""`standby`: where the pair stands, and the way home.

Exit codes: 0 done or nothing to do, 2 usage, 3 refused (a guard, or a named reason), 4 a step failed (resumable),
5 the operator said no.
"""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from standby.connect import Desk, Wishes, connect
from standby.errors import StandbyError
from standby.failback import loop as loop
from standby.failback.plan import plan
from standby.failback.report import PRICE_PER_GIB_MONTH
from standby.failback.rpo import rpo_report
from standby.lock import held, text
from standby.pair.facts import Facts
from standby.pair.observe import observe
from standby.pair.topology import topology
from standby.screen import pair_lines, plan_lines, status_lines

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
failback = typer.Typer(invoke_without_command=True, help="The way home after a failover.")
app.add_typer(failback, name="failback")

ProjectDir = Annotated[Path, typer.Option("--project", help="the project's folder (Pulumi.yaml of the platform)")]
MaxLag = Annotated[float, typer.Option("--max-lag-ms", help="most lag at which a switchover is allowed")]


def _out() -> Console:
    return Console(soft_wrap=True, highlight=False)


def _open(project: Path, max_lag_ms: float) -> tuple[Desk, Facts]:
    desk = connect(Wishes(project=project, max_lag_ms=max_lag_ms), _out())
    return desk, observe(desk.world)


def _title(desk: Desk) -> str:
    return f"{desk.project.home.app}-{desk.project.home.environment}"


def _print(lines: list[str]) -> None:
    for line in lines:
        typer.echo(line)


@app.command()
def status(project: ProjectDir = Path(), max_lag_ms: MaxLag = 5000.0) -> None:
    """Both regions on one screen."""
    desk, facts = _open(project, max_lag_ms)
    record = facts.record.target or f"unknown: {facts.record.why}"
    head = f"{_title(desk)}  {facts.at:%Y-%m-%d %H:%M:%S} UTC"
    _print([head, "", *pair_lines(facts), "", f"record   {facts.record.name} -> {record}"])
    _print([f"database {topology(facts).value}", f"         {plan(facts).where}"])


@app.command()
def preflight(project: ProjectDir = Path()) -> None:
    """How to ask, without changing anything, whether DR could be promoted now."""
    desk = connect(Wishes(project=project), _out())
    home, dr = desk.project.home, desk.project.dr
    typer.echo(
        "The promotion's own preflight reads everything and changes nothing:\n"
        f"  runbooks/promote-dr.sh --app {home.app} --env {home.environment} --region {dr.region} --preflight-only"
    )


@failback.callback()
def failback_root(
    context: typer.Context,
    project: ProjectDir = Path(),
    rpo: Annotated[bool, typer.Option("--rpo-report", help="how to compare what the old writer had")] = False,
) -> None:
    """The way home after a failover."""
    if rpo:
        desk, facts = _open(project, 5000.0)
        typer.echo(rpo_report(facts, desk.project.home.names.of("db-subnet-group")))
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


@failback.command("status")
def failback_status(project: ProjectDir = Path(), max_lag_ms: MaxLag = 5000.0) -> None:
    """Where the pair is, from facts alone, on one screen."""
    desk, facts = _open(project, max_lag_ms)
    _print(status_lines(facts, plan(facts), _title(desk)))


@failback.command("plan")
def failback_plan(project: ProjectDir = Path(), max_lag_ms: MaxLag = 5000.0) -> None:
    """What is next and what comes after; changes nothing."""
    _, facts = _open(project, max_lag_ms)
    _print(plan_lines(plan(facts)))


@failback.command("apply")
def failback_apply(
    project: ProjectDir = Path(),
    step: Annotated[str | None, typer.Option("--step", help="only this step, if it is next")] = None,
    yes_to: Annotated[list[str] | None, typer.Option("--yes-to", help="agree to a step beforehand, or `all`")] = None,
    max_lag_ms: MaxLag = 5000.0,
    policy_pack: Annotated[Path | None, typer.Option("--policy-pack", help="default: the project's own")] = None,
    policy_config: Annotated[Path | None, typer.Option("--policy-pack-config")] = None,
    poll: Annotated[float, typer.Option("--poll", min=0.1, help="seconds between looks")] = 5.0,
    patience: Annotated[float, typer.Option("--patience", min=0.01, help="multiplies every wait's limit")] = 1.0,
    snapshot_price: Annotated[float, typer.Option("--snapshot-price", min=0.0)] = PRICE_PER_GIB_MONTH,
    take_over: Annotated[str | None, typer.Option("--take-over", help="the dead run that holds the lock")] = None,
) -> None:
    """Go home, step by step; asks before each step that destroys or interrupts. Run again to resume."""
    wishes = Wishes(
        project, policy_pack, policy_config, max_lag_ms, poll, patience, snapshot_price, tuple(yes_to or ())
    )
    desk = connect(wishes, _out())
    world = desk.world
    mine = text(world.journal.run, world.clock.now())
    with held((world.dr.parameters, world.home.parameters), mine, take_over, world.operator.say):
        after = loop.apply(world, step)
    _print([after.where] if after.step is None else [f"{after.where} Next is {after.step.name}."])


@failback.command("abort")
def failback_abort(
    project: ProjectDir = Path(),
    take_over: Annotated[str | None, typer.Option("--take-over", help="the dead run that holds the lock")] = None,
) -> None:
    """Stop here: gives the lock back and says where that leaves the pair. Undoes nothing."""
    desk = connect(Wishes(project=project), _out())
    world = desk.world
    mine = text(world.journal.run, world.clock.now())
    with held((world.dr.parameters, world.home.parameters), mine, take_over, world.operator.say):
        facts = observe(world)
        now = plan(facts)
        world.journal.note("abort", "done", where=now.where)
    _print(status_lines(facts, now, _title(desk)))
    _print(["", *loop.left_behind(facts)])


def main() -> None:
    """The entry point: every error of ours is one message and its exit code; nothing else reaches the user raw."""
    try:
        app()
    except StandbyError as error:
        typer.echo(f"standby: {error}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        typer.echo("standby: interrupted; what was begun in AWS goes on. Run again to resume.", err=True)
        sys.exit(5)
    except Exception:  # a bug of ours: the user gets a sentence, the details go to a file
        file = Path(tempfile.gettempdir()) / f"standby-error-{os.getpid()}.log"
        file.write_text(traceback.format_exc())
        typer.echo(f"standby: an error that should not happen; details are in {file}. Run again to resume.", err=True)
        sys.exit(4)

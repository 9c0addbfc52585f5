"""`standby failback`: status, plan, apply and abort of the return to the primary."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from standby import connect
from standby.console import show
from standby.errors import UsageError
from standby.failback import loop
from standby.failback.plan import plan
from standby.failback.report import PRICE_PER_GIB_MONTH
from standby.failback.rpo import rpo_report
from standby.failback.step import Kind
from standby.failback.steps import STEPS
from standby.lock import held
from standby.options import MaxLag, Options, ProjectDir
from standby.pair.observe import observe
from standby.screen import plan_lines, status_lines

TakeOver = Annotated[str | None, typer.Option("--take-over", help="the dead run that holds the lock")]

failback = typer.Typer(invoke_without_command=True, help="Return to the primary after a failover or a switchover.")


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(failback, name="failback")


@failback.callback()
def root(
    context: typer.Context,
    project: ProjectDir = Path(),
    rpo: Annotated[bool, typer.Option("--rpo-report", help="how to compare what the old writer had")] = False,
) -> None:
    """Return to the primary after a failover or a switchover."""
    if rpo:
        connection, facts = connect.look(Options(project))
        show([rpo_report(facts, connection.project.primary.names.of("db-subnet-group"))])
    elif context.invoked_subcommand is None:
        show([context.get_help()])


@failback.command()
def status(project: ProjectDir = Path(), max_lag_ms: MaxLag = 5000.0) -> None:
    """Show where the pair is, from facts alone, on one screen."""
    connection, facts = connect.look(Options(project, max_lag_ms=max_lag_ms))
    show(status_lines(facts, plan(facts), connection.title))


@failback.command("plan")
def show_plan(project: ProjectDir = Path(), max_lag_ms: MaxLag = 5000.0) -> None:
    """Show what is next and what comes after that; changes nothing."""
    _, facts = connect.look(Options(project, max_lag_ms=max_lag_ms))
    show(plan_lines(facts, plan(facts)))


@failback.command()
def apply(
    project: ProjectDir = Path(),
    step: Annotated[str | None, typer.Option("--step", help="only this step, if it is next")] = None,
    yes_to: Annotated[list[str] | None, typer.Option("--yes-to", help="agree to a step beforehand, or `all`")] = None,
    max_lag_ms: MaxLag = 5000.0,
    policy_pack: Annotated[Path | None, typer.Option("--policy-pack", help="default: the project's own")] = None,
    policy_config: Annotated[Path | None, typer.Option("--policy-pack-config")] = None,
    poll: Annotated[float, typer.Option("--poll", min=0.1, help="seconds between looks")] = 5.0,
    patience: Annotated[float, typer.Option("--patience", min=0.01, help="multiplies every wait's limit")] = 1.0,
    snapshot_price: Annotated[float, typer.Option("--snapshot-price", min=0.0)] = PRICE_PER_GIB_MONTH,
    take_over: TakeOver = None,
) -> None:
    """Fail back step by step; asks before each step that destroys or interrupts. Run again to resume."""
    agreed = checked_agreements(yes_to or ())
    options = Options(
        project, policy_pack, policy_config, max_lag_ms, poll, patience, snapshot_price, agreed, take_over
    )
    connection = connect.open_pair(options)
    with held(connection.world.lock):
        after = loop.apply(connection.world, step)
    show([after.where] if after.step is None else [f"{after.where} Next is {after.step.name}."])


@failback.command()
def abort(project: ProjectDir = Path(), take_over: TakeOver = None) -> None:
    """Stop here: release the lock and say where that leaves the pair. Undoes nothing."""
    connection = connect.open_pair(Options(project, take_over=take_over))
    world = connection.world
    with held(connection.world.lock):
        facts = observe(world)
        now = plan(facts)
        world.journal.note("abort", "done", where=now.where)
    show([*status_lines(facts, now, connection.title), "", *loop.left_behind(facts)])


def checked_agreements(names: Sequence[str]) -> tuple[str, ...]:
    """`--yes-to` as given.

    Raises:
        UsageError: a name is no step that asks.
    """
    asking = list(dict.fromkeys(step.agreement or step.name for step in STEPS.values() if step.kind is Kind.ASK))
    for name in names:
        if name not in ("all", *asking):
            near = difflib.get_close_matches(name, asking, 1)
            hint = f"did you mean {near[0]}? " if near else ""
            raise UsageError(
                f"--yes-to {name}: no step of that name asks; {hint}These ask: {', '.join(asking)} (or all)"
            )
    return tuple(names)

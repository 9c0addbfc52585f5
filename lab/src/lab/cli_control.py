"""`lab outage`, `heal`, `fault`, `calls`, `clock`, `lag`: thin commands over the emulator's control API."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from lab import session
from lab.client import Client
from lab.config import home_of

fault = typer.Typer(help="Faults: errors and delays for chosen calls.", no_args_is_help=True, rich_markup_mode=None)
_COLUMNS = ("region", "service", "operation", "outcome", "status")


class Mode(StrEnum):
    """How a region that is gone fails."""

    REFUSE = "refuse"
    HANG = "hang"
    SERVER_ERROR = "5xx"


class ControlPlanes(StrEnum):
    """Whether Route 53 and IAM, which live in us-east-1, survive it."""

    ALIVE = "alive"
    LOST = "lost"


class Process(StrEnum):
    """How replication lag behaves over time."""

    STEADY = "steady"
    SPIKE = "spike"
    GROWING = "growing"


def outage(
    region: str,
    mode: Annotated[Mode, typer.Option(help="How calls to it fail.")] = Mode.REFUSE,
    control_planes: Annotated[ControlPlanes, typer.Option(help="Route 53 and IAM.")] = ControlPlanes.ALIVE,
) -> None:
    """Take a region away."""
    _show(_client().outage(region, mode.value, control_planes.value))


def heal(region: Annotated[str | None, typer.Argument(help="Default: every region.")] = None) -> None:
    """Give a region back."""
    _show(_client().heal(region))


@fault.command("add")
def fault_add(
    error: Annotated[str | None, typer.Option(help="AWS's code, e.g. Throttling, AccessDenied.")] = None,
    service: Annotated[str | None, typer.Option(help="e.g. rds")] = None,
    operation: Annotated[str | None, typer.Option(help="e.g. FailoverGlobalCluster")] = None,
    region: Annotated[str | None, typer.Option()] = None,
    status: Annotated[int | None, typer.Option(help="HTTP status.")] = None,
    message: Annotated[str | None, typer.Option()] = None,
    times: Annotated[int | None, typer.Option(help="How often; default: always.")] = None,
    after: Annotated[int | None, typer.Option(help="Let that many calls through first.")] = None,
    latency: Annotated[float | None, typer.Option(help="Seconds before the answer.")] = None,
    access_key: Annotated[str | None, typer.Option(help="Only calls signed with it.")] = None,
) -> None:
    """Make chosen calls fail or take long."""
    added = _client().add_fault(
        error=error,
        service=service,
        operation=operation,
        region=region,
        status=status,
        message=message,
        times=times,
        after=after,
        latency=latency,
        access_key=access_key,
    )
    _show(added)


@fault.command("list")
def fault_list() -> None:
    """The faults that are set."""
    _show(_client().faults())


@fault.command("clear")
def fault_clear() -> None:
    """Take all faults away."""
    _show(_client().clear_faults())


def calls(
    since: Annotated[int, typer.Option(help="From this number on.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="JSON, for scripts.")] = False,
) -> None:
    """Every call that the lab has answered."""
    journal = _client().calls(since)
    entries = journal.get("calls", []) if isinstance(journal, dict) else journal
    if as_json:
        _show(entries)
        return
    for entry in entries:
        moment = datetime.fromtimestamp(entry["time"]).astimezone().strftime("%H:%M:%S.%f")[:-3]
        words = [str(entry.get(column, "")) for column in _COLUMNS]
        print("  ".join([str(entry["n"]), moment, *words, f"{entry['ms']:.0f} ms"]))


def clock(
    advance: Annotated[float | None, typer.Option(min=0, help="Let that many seconds pass at once.")] = None,
) -> None:
    """The lab's time."""
    client = _client()
    _show(client.clock() if advance is None else client.advance(advance))


def profile(
    name: Annotated[str | None, typer.Argument(help="instant, scaled, real; default: show it.")] = None,
    factor: Annotated[float | None, typer.Option(min=1, help="What `scaled` divides real durations by.")] = None,
) -> None:
    """How long AWS's waits take: shown, or set."""
    client = _client()
    _show(client.profile() if name is None else client.set_profile(name, factor))


def lag(
    global_cluster: Annotated[str | None, typer.Option(help="Name of the global database.")] = None,
    process: Annotated[Process, typer.Option(help="How it behaves over time.")] = Process.STEADY,
    ms: Annotated[float | None, typer.Option(min=0, help="Milliseconds; without it, the lag is shown.")] = None,
) -> None:
    """Replication lag: shown, or set."""
    client = _client()
    _show(client.lag() if ms is None else client.set_lag(global_cluster=global_cluster, process=process.value, ms=ms))


def register(app: typer.Typer) -> None:
    """Add these commands to `lab`."""
    for command in (outage, heal, calls, clock, profile, lag):
        app.command()(command)
    app.add_typer(fault, name="fault")


def _client() -> Client:
    return session.required(home_of(os.environ)).client


def _show(answer: Any) -> None:
    json.dump(answer, sys.stdout, indent=2)
    print()

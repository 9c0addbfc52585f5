"""`lab open`, `resolver`, `data`, `reads`, `logs`, `run-schedule`: what runs on the lab, and the way to it."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Annotated

import typer

from lab import session
from lab.config import home_of
from lab.errors import DataError
from lab.process import Emulator


def open_(path: Annotated[str, typer.Argument(help="The path of the request.")] = "/") -> None:
    """Print the curl line of each public name: record, API domain, link, listener and target are what is deployed."""
    emulator = session.required(home_of(os.environ))
    names = emulator.client.door()["names"]
    if not names:
        raise DataError("no public name leads to an API domain yet: bring the stacks up first")
    for entry in names:
        print(f"curl -i -H 'Host: {entry['name']}' {emulator.url}/{path.lstrip('/')}")
        print(f"  now served by {entry['region'] or 'nobody'}", file=sys.stderr)


def resolver(
    ttl: Annotated[float | None, typer.Argument(min=0, help="Seconds; without it, it is shown.")] = None,
) -> None:
    """How long the public's resolver keeps an answer: clients go on to the old side for that long."""
    client = session.required(home_of(os.environ)).client
    print(json.dumps(client.resolver() if ttl is None else client.set_resolver(ttl)))


def data() -> None:
    """What is real here: databases with their roles, tasks with their processes, promotions with what they lost."""
    print(json.dumps(session.required(home_of(os.environ)).client.data(), indent=2))


def reads(
    every: Annotated[float, typer.Option("--every", min=0.1, help="Seconds between two looks.")] = 1.0,
    times: Annotated[int | None, typer.Option("--times", min=1, help="Looks; without it, until it is ended.")] = None,
) -> None:
    """Rows that each region's database reads in a second, by PostgreSQL's own count: a line is REGION NUMBER."""
    client = session.required(home_of(os.environ)).client
    looks = 0
    while True:
        for database in client.data()["databases"].values():
            if database["region"] and database["up"]:
                print(f"{database['region']} {database['reads_per_second']:g}", flush=True)
        looks += 1
        if looks == times:
            return
        time.sleep(every)


def logs(
    service: Annotated[str, typer.Argument(help="Name of the ECS service, or its end.")],
    region: Annotated[str | None, typer.Option(help="Default: every region.")] = None,
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, help="How many, from the end.")] = 40,
) -> None:
    """What the processes of a service said."""
    folder = home_of(os.environ).task_logs
    found = sorted(folder.glob(f"*{service}.{region or '*'}.log"))
    if not found:
        known = sorted({path.name.split(".")[0] for path in folder.glob("*.log")}) or ["none"]
        raise DataError(f"no log of a service {service!r} in {folder}; there are logs of: {', '.join(known)}")
    for path in found:
        print(f"== {path.stem.split('.', 1)[1]} ({path})")
        print("\n".join(path.read_text(errors="replace").splitlines()[-lines:]))


def run_schedule(
    name: Annotated[str, typer.Argument(help="Name of the EventBridge rule.")],
    region: Annotated[str | None, typer.Option(help="Default: where the rule is enabled.")] = None,
) -> None:
    """Run a scheduled task now, to its end; the exit code is the task's."""
    told = session.required(home_of(os.environ)).client.run_schedule(name, region)
    print(told["said"], end="")
    print(f"{name} ran in {told['region']}: exit code {told['exit_code']}", file=sys.stderr)
    raise typer.Exit(told["exit_code"])


def summary(emulator: Emulator) -> str | None:
    """One line about the lab's data for `lab status`; None where it has none."""
    if not emulator.has_data:
        return None
    told = emulator.client.data()
    if told["problem"]:
        return f"broken: {told['problem']}"
    count = f"{len(told['databases'])} databases, {len(told['tasks'])} processes of tasks"
    return f"{count}, {len(told['moves'])} moves of a writer; caches by {told['cache_server']}"


def register(app: typer.Typer) -> None:
    """Add these commands to `lab`."""
    app.command("open")(open_)
    app.command("run-schedule")(run_schedule)
    for command in (resolver, data, reads, logs):
        app.command()(command)

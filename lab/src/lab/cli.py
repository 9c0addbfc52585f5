"""`lab`: AWS on this machine.

The commands here run the lab; `lab.cli_control` has those that steer what goes wrong in it.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from lab import cli_data, process, session, shell
from lab.cli_control import register
from lab.config import home_of
from lab.errors import EmulatorError, LabError
from lab.profiles import Profile
from lab.toolchain import setup as toolchain_setup
from lab.toolchain.plugin import Provider

app = typer.Typer(
    help="AWS on this machine: an emulator on loopback, and everything that makes ordinary commands talk to it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain words: what goes wrong here is read in scripts' logs too
)


ProfileOption = Annotated[Profile, typer.Option(help="How long AWS's waits take.")]
ProviderOption = Annotated[
    Provider | None,
    typer.Option(help="The lab's own provider (default), or the real pulumi-resource-aws, whose waits take real time."),
]
DataOption = Annotated[bool, typer.Option("--data", help="Real databases, caches and tasks behind the API.")]
FactorOption = Annotated[float | None, typer.Option(min=1, help="What `scaled` divides real durations by.")]


@app.command()
def setup() -> None:
    """Make ready what the lab needs beyond Python: Pulumi's CLI, tools for checks. Quick when it is there."""
    toolchain_setup.run(os.environ, say)


@app.command()
def up(
    profile: ProfileOption = Profile.SCALED,
    factor: FactorOption = None,
    provider: ProviderOption = None,
    data: DataOption = False,
) -> None:
    """Start the lab in the background; fine when it is up already."""
    home = home_of(os.environ)
    before = process.running(home)
    emulator = session.up(home, os.environ, profile.value, factor, provider=provider, data=data)
    if before is not None:
        say(f"the lab is up already: {emulator.url}")
        if data and not emulator.has_data:
            raise EmulatorError("it is up without data: run `lab down`, then `lab up --data`")
        return
    say(f"the lab is up: {emulator.url} (profile {profile.value})")
    say('next: `lab shell`, or in any shell: eval "$(lab env)"')


@app.command()
def down() -> None:
    """Stop the lab and forget its stacks; fine when it is not up."""
    say("the lab is down" if session.down(home_of(os.environ)) else "the lab was not up")


@app.command()
def status() -> None:
    """Say whether the lab is up, and where. Exit code 3 when it is not."""
    home = home_of(os.environ)
    emulator = process.running(home)
    if emulator is None:
        say("the lab is down: run `lab up`")
        raise typer.Exit(3)
    emulator.client.health()
    said = emulator.client.profile()
    say(f"the lab is up: {emulator.url}, process {emulator.pid}, profile {said.get('name')}")
    say(f"files: {home.folder}")
    if (about := cli_data.summary(emulator)) is not None:
        say(f"data: {about}")


@app.command()
def env() -> None:
    """Print the exports that point `pulumi` and `aws` of this shell at the lab: eval "$(lab env)"."""
    home = home_of(os.environ)
    emulator = session.required(home)
    print(shell.change(home, emulator.url, os.environ).exports())


@app.command()
def reset() -> None:
    """Empty the lab: every resource, fault and call, and the state of its stacks."""
    session.reset(home_of(os.environ), os.environ)
    say("the lab is empty; its stacks too")


@app.command("shell")
def interactive() -> None:
    """A bash in which `pulumi` and `aws` talk to the lab; brings the lab up if need be."""
    home = home_of(os.environ)
    emulator = session.up(home, os.environ)
    raise typer.Exit(session.interactive(home, emulator, os.environ))


def say(line: str) -> None:
    """A line for people: on standard error, so that what a command prints stays clean."""
    print(line, file=sys.stderr, flush=True)


register(app)
cli_data.register(app)


def main() -> None:
    """The command's entry point: every error of the lab is one message and exit code 1."""
    try:
        app()
    except LabError as error:
        sys.exit(f"lab: {error}")

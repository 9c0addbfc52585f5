"""The command `standby init`: ask for what is missing, check what can be checked here, write, say what is left."""

from __future__ import annotations

import difflib
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from pattern.errors import PatternError
from pattern.settings import load
from pattern.zones import VPC_LINK_GAPS
from standby.aws.cloud import known_regions
from standby.errors import UsageError
from standby.init.documents import NewPair, shared_values, stack_files, with_values, write
from standby.init.ranges import free_ranges
from standby.stacks.project import stack_config

US_EAST_1 = "us-east-1"


def register(app: typer.Typer) -> None:
    """Add `standby init`."""
    app.command("init")(init)


def init(
    app: Annotated[str | None, typer.Option(help="application name, for example `shop`")] = None,
    primary: Annotated[str | None, typer.Option(help="region that serves in normal operation")] = None,
    dr: Annotated[str | None, typer.Option(help="region that takes over")] = None,
    env: Annotated[str, typer.Option(help="environment name")] = "prod",
    name: Annotated[str | None, typer.Option(help="public name, for example `app.example.com`")] = None,
    zone: Annotated[str | None, typer.Option(help="ID of the hosted zone that holds the public name")] = None,
    reserved: Annotated[list[str] | None, typer.Option(help="address range in use elsewhere; repeat for more")] = None,
    project: Annotated[Path, typer.Option("--project", help="the project's folder")] = Path(),
    force: Annotated[bool, typer.Option("--force", help="overwrite stack files that are there")] = False,
) -> None:
    """Write the configuration of a new pair: four stack files, and the shared values of both projects."""
    pair = _pair(app, env, primary, dr, name, zone, reserved or ())
    files = _files(project, pair, force)
    write(project, files)
    for line in (*(f"wrote    {path}" for path in files), *left_to_do(pair)):
        typer.echo(line)


def left_to_do(pair: NewPair) -> list[str]:
    """What only a person can do or decide, one line each."""
    lines = []
    if not (pair.name and pair.zone_id):
        lines.append(
            "to do    set standby:domain in Pulumi.yaml: hostedZoneId and name (or run again with --name and --zone)"
        )
    lines += [f"warning  {text}" for text in warnings(pair)]
    return [
        *lines,
        "to do    describe your services and schedules in workloads/Pulumi.yaml, and standby:probe in Pulumi.yaml; "
        "until then they are the sample application's (examples/orders)",
        "next     standby check",
        "next     pulumi up --stack primary, pulumi up --stack dr, then the same two in workloads/",
    ]


def warnings(pair: NewPair) -> list[str]:
    """What is allowed and yet should be known before the first `up`."""
    found = []
    if US_EAST_1 in (pair.primary, pair.dr):
        found.append(
            f"{US_EAST_1} holds the control planes of Route 53 and IAM: if it fails, the record may "
            "not move for a while. Choose another region where you can (docs/limits.md)."
        )
    for region in (pair.primary, pair.dr):
        if region in VPC_LINK_GAPS:
            zones = ", ".join(sorted(VPC_LINK_GAPS[region]))
            found.append(
                f"a VPC link does not work in {zones}; the subnet plan of {region} leaves it out where it can."
            )
    return found


def known_region(text: str, option: str) -> str:
    """`text`, if it is a region that the AWS SDK knows; asks nobody.

    Raises:
        UsageError: it is not; the message names the nearest one.
    """
    regions = known_regions()
    if text in regions:
        return text
    near = difflib.get_close_matches(text, regions, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else "."
    raise UsageError(f"{option} {text!r} is not an AWS region{hint} A region is written like 'eu-central-1'.")


def _pair(
    app: str | None,
    env: str,
    primary: str | None,
    dr: str | None,
    name: str | None,
    zone: str | None,
    reserved: Sequence[str],
) -> NewPair:
    given = {"--app": app, "--primary": primary, "--dr": dr}
    asked = {option: _ask(option) if text is None else text for option, text in given.items()}
    regions = [known_region(asked[option], option) for option in ("--primary", "--dr")]
    if regions[0] == regions[1]:
        raise UsageError(f"--primary and --dr are both {regions[0]}; a pair needs two regions")
    if (name is None) != (zone is None):
        raise UsageError(
            "--name and --zone belong together: the public name, and the ID of the hosted zone that holds it"
        )
    one, two = free_ranges(reserved)
    return NewPair(asked["--app"], env, regions[0], regions[1], one, two, name, zone, tuple(reserved))


def _ask(option: str) -> str:
    """The value of a missing option, from the person at the terminal."""
    if not sys.stdin.isatty():
        raise UsageError(f"{option} is missing, and there is no terminal to ask at; see `standby init --help`")
    return str(typer.prompt(option.removeprefix("--")))


def _files(project: Path, pair: NewPair, force: bool) -> dict[str, str]:
    """Everything to write, checked as the programs will check it.

    Raises:
        UsageError: no checkout there, a stack file exists, or a value that the programs would refuse.
    """
    stacks = stack_files(pair)
    present = [path for path in stacks if (project / path).exists()]
    if present and not force:
        raise UsageError(
            f"{', '.join(present)} {'exists' if len(present) == 1 else 'exist'} already; `--force` overwrites, which "
            "belongs only in a checkout whose pair was never brought up"
        )
    files = dict(stacks)
    for path, values in shared_values(pair).items():
        source = project / path
        if not source.is_file():
            raise UsageError(
                f"there is no {path} in {project.resolve()}; run this in a checkout, or name it: --project"
            )
        files[path] = with_values(source.read_text(), values, path)
    _check(files)
    return files


def _check(files: dict[str, str]) -> None:
    """The settings of both platform stacks, read as the program reads them, before anything is written."""
    with tempfile.TemporaryDirectory() as scratch:
        write(Path(scratch), files)
        try:
            for stack in ("primary", "dr"):
                load(stack_config(Path(scratch), stack), stack)
        except PatternError as problem:
            raise UsageError(str(problem)) from None

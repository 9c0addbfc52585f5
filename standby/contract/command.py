"""The commands `standby contract discover`, `write` and `check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pattern.contract import FREEZE, JOURNAL, LOCK
from standby.aws.cloud import Cloud
from standby.aws.zone import ROUTE53_REGION
from standby.console import said_yes
from standby.contract.comparison import differences, doubles
from standby.contract.discovery import Proposal, Request, discover
from standby.contract.document import read, render
from standby.errors import CloudError, DeclinedError, RefusedError, UsageError

contract = typer.Typer(
    no_args_is_help=True, help="Find, write and check the failover contract of a pair, whatever built it."
)

App = Annotated[str, typer.Option("--app", help="application name")]
Environment = Annotated[str, typer.Option("--env", help="environment name")]
RegionOption = Annotated[str, typer.Option("--region", help="the region that the contract is about")]
PeerOption = Annotated[str, typer.Option("--peer-region", help="the other region of the pair")]
ZoneRole = Annotated[str | None, typer.Option("--zone-role", help="role to assume for a zone in another account")]


def register(app: typer.Typer) -> None:
    """Add `standby contract`."""
    app.add_typer(contract, name="contract")


@contract.command("discover")
def discover_command(
    app_name: App,
    environment: Environment,
    region: RegionOption,
    peer_region: PeerOption,
    zone_role: ZoneRole = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="file to write; default: print")] = None,
) -> None:
    """Read an account and propose the contract of one region. Changes nothing."""
    proposal = _proposal(Request(app_name, environment, region, peer_region), zone_role)
    text = render(proposal)
    if output is None:
        typer.echo(text, nl=False)
    else:
        output.write_text(text)
        typer.echo(f"wrote {output}", err=True)
    for key in proposal.open_keys:
        typer.echo(f"open: {key}: {proposal.notes.get(key, 'no value was found')}", err=True)
    typer.echo("next: review it, then `standby contract write FILE`, in both regions", err=True)


@contract.command("write")
def write_command(
    file: Annotated[Path, typer.Argument(help="the reviewed file")],
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
) -> None:
    """Write a reviewed contract into SSM; asks first. Existing values are shown and replaced, nothing is deleted."""
    values = read(file)
    cloud, path = Cloud(values["region"]), _path(values["app"], values["environment"])
    present = _stored(cloud, path)
    changed = {key: value for key, value in values.items() if present.get(key) != value}
    if not changed:
        typer.echo(f"{path} in {cloud.region} says all of it already; nothing to write")
        return
    if twice := doubles({**present, **values}):
        raise RefusedError(
            "contract-doubles",
            f"with {file}, {path} in {cloud.region} would name a thing twice: {'; '.join(twice)}\n"
            f"Keep one name of each: rename it in {file}, or take the other one out of SSM: "
            f"aws ssm delete-parameter --region {cloud.region} --name {path}/KEY",
        )
    for key, value in changed.items():
        typer.echo(f"{key}: {present.get(key, '(new)')} -> {value}")
    if not yes and not said_yes(f"Write {len(changed)} parameters under {path} in {cloud.region}?"):
        raise DeclinedError("nothing was written; agree at the terminal, or with --yes")
    # the version last: readers refuse a contract without one, so an interrupted write promotes nothing
    for key in sorted(changed, key=lambda name: name == "version"):
        cloud.call(
            "ssm", "put_parameter", Name=f"{path}/{key}", Value=changed[key], Type="String", Overwrite=key in present
        )
    typer.echo(f"wrote {len(changed)} parameters")
    typer.echo(
        f"next: runbooks/promote-dr.sh --app {values['app']} --env {values['environment']} "
        f"--region {values['region']} --preflight-only"
    )


@contract.command("check")
def check_command(app_name: App, environment: Environment, region: RegionOption, zone_role: ZoneRole = None) -> None:
    """Compare the contract of a region with what its account really has. Exit code 3: they differ."""
    cloud, path = Cloud(region), _path(app_name, environment)
    stored = _stored(cloud, path)
    if "peer-region" not in stored:
        raise UsageError(f"there is no contract under {path} in {region}; `standby contract discover` proposes one")
    role = zone_role or (None if stored.get("dns/role-arn", "-") == "-" else stored["dns/role-arn"])
    proposal = _proposal(Request(app_name, environment, region, stored["peer-region"]), role)
    found = [*doubles(stored), *(str(one) for one in differences(stored, proposal))]
    for one in found:
        typer.echo(one)
    if found:
        raise RefusedError("contract-differs", f"{path} in {region} differs from the account in {len(found)} places")
    typer.echo(f"{path} in {region} agrees with the account")


def _proposal(request: Request, zone_role: str | None) -> Proposal:
    if request.region == request.peer_region:
        raise UsageError(f"--region and --peer-region are both {request.region}; a pair needs two regions")
    dns = Cloud(ROUTE53_REGION, zone_role)
    return discover(request, Cloud(request.region), Cloud(request.peer_region), dns, zone_role)


def _path(app_name: str, environment: str) -> str:
    return f"/{app_name}/{environment}/standby"


def _stored(cloud: Cloud, path: str) -> dict[str, str]:
    """The contract as it stands, without what runs leave in it."""
    try:
        found = cloud.pages("ssm", "get_parameters_by_path", "Parameters", Path=path, Recursive=True)
    except CloudError as problem:
        raise UsageError(f"the contract under {path} cannot be read: {problem}") from None
    values = {str(one["Name"]).removeprefix(f"{path}/"): str(one["Value"]) for one in found}
    return {key: value for key, value in values.items() if not key.startswith((FREEZE, LOCK, JOURNAL))}

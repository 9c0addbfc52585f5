"""Discovery: what the contract of a region should say, read from the account. Changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pattern.contract import NONE, PLATFORM_KEYS, SERVICES, VERSION
from standby.aws.cloud import Cloud
from standby.contract.database import find_database
from standby.contract.found import Found
from standby.contract.front_door import choose_certificate, find_front_door
from standby.contract.record import find_record
from standby.contract.schedules import find_schedules
from standby.contract.services import Running, find_services, service_entries

COLORS = ("blue", "green")


@dataclass(frozen=True)
class Request:
    """Whose pair to look for. `region` is the one that the contract is about."""

    app: str
    environment: str
    region: str
    peer_region: str


@dataclass(frozen=True)
class Proposal:
    """The contract of one region as far as it could be found: values by key, and a note where one is needed."""

    request: Request
    values: Mapping[str, str]
    notes: Mapping[str, str]

    @property
    def open_keys(self) -> tuple[str, ...]:
        """Keys without a value: missing, or several candidates."""
        known = [key.name for key in PLATFORM_KEYS]
        services = () if any(key.startswith(f"{SERVICES}/") for key in self.values) else (f"{SERVICES}/<name>",)
        return (*(key for key in known if key not in self.values), *services)


def discover(request: Request, cloud: Cloud, peer: Cloud, dns: Cloud, zone_role: str | None) -> Proposal:
    """Look through both regions and the zone.

    Args:
        cloud: the region that the contract is about.
        peer: the other region; it serves now, or could.
        dns: Route 53, under `zone_role` where the zone is in another account.

    Raises:
        CloudError: AWS refused or did not answer; discovery needs both regions, and is for a quiet day.
    """
    found, other = Found(), Found()
    _identity(found, request, zone_role)
    find_database(found, cloud, peer, request.app)
    here, there = find_services(found, cloud, request.app), find_services(other, peer, request.app)
    own = here[1] if here else {}
    peers = there[1] if there else {}
    front = find_front_door(found, cloud, own)
    find_front_door(other, peer, peers)
    _services(found, own, peers, front)
    if here:
        find_schedules(found, cloud, here[0], own)
    targets = [one.values[key] for one in (found, other) if (key := "ingress/api-domain-target") in one.values]
    name = found.values.get("ingress/api-domain", NONE)
    find_record(found, dns, targets, None if name == NONE else name)
    choose_certificate(found, cloud)
    return Proposal(request, found.values, found.notes)


def _identity(found: Found, request: Request, zone_role: str | None) -> None:
    """What the person said, and what no account can tell."""
    found.values |= {
        "version": VERSION,
        "app": request.app,
        "environment": request.environment,
        "region": request.region,
        "peer-region": request.peer_region,
        "dns/role-arn": zone_role or NONE,
        "probe/health-path": "/",
    }
    found.notes["probe/health-path"] = "check: a path that answers 200 to a GET when the application serves"
    found.none("probe/write-path", "check: a path that answers 200 to a POST when the application can write")
    found.none(
        "iam/promotion-role-arn", "a role with the rights of runbooks/iam/promotion-policy.json, if you have one"
    )
    found.none("watch/topic-arn", "an SNS topic that is told how a promotion goes, if you have one")


def _services(found: Found, own: Mapping[str, Running], peers: Mapping[str, Running], front: str | None) -> None:
    groups = {color: found.values.get(f"ingress/{color}-target-group-arn", NONE) for color in COLORS}
    colors = {color: arn for color, arn in groups.items() if arn != NONE}
    values, notes = service_entries(own, peers, front, colors)
    found.values |= values
    found.notes |= notes

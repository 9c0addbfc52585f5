"""The networks of a stack: each VPC's subnets, the sets that they form, and their ways out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from policy.engine.stack import Stack
from policy.engine.subject import Resource
from policy.knowledge import subnets

VPC = "aws:ec2/vpc:Vpc"
NAT = "aws:ec2/natGateway:NatGateway"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
# another way out than a NAT gateway
WAYS_OUT = (
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
    "aws:ec2/vpnGateway:VpnGateway",
)
_SERIES = 3  # without a tier tag, so many subnets of one name make a set


@dataclass(frozen=True)
class Network:
    """The subnets of one VPC. `own`: the VPC itself stands in the stack, None where it does not."""

    own: Resource | None
    members: tuple[Resource, ...]

    @property
    def zones(self) -> set[str]:
        """The zones known."""
        return {zone for subnet in self.members if (zone := subnets.zone(subnet))}

    @property
    def complete(self) -> bool:
        """Whether all zones are known."""
        return all(subnets.zone(subnet) for subnet in self.members)


def networks(stack: Stack) -> Iterator[Network]:
    """Every VPC of which the stack has a subnet."""
    found: dict[str, list[Resource]] = defaultdict(list)
    vpcs: dict[str, Resource] = {}
    for subnet in stack.of(*subnets.SUBNETS):
        held = stack.links(subnet, "vpcId", VPC).resources
        key = held[0].urn if held else subnets.vpc(subnet)
        found[key].append(subnet)
        if held:
            vpcs[key] = held[0]
    for key, members in found.items():
        yield Network(vpcs.get(key), tuple(members))


def doubled(network: Network, tags: Collection[str]) -> Iterator[tuple[Resource, str, str]]:
    """(subnet, tier, zone) of a subnet that stands in a zone twice while its set leaves out another one.

    A set shares tier and name (`private-a`, `private-b`); two sets of one tier may well stand side by side in a zone.
    """
    sets: dict[tuple[str | None, str, object], list[Resource]] = defaultdict(list)
    for subnet in network.members:
        public = subnet.flag("mapPublicIpOnLaunch")
        sets[(subnets.tier(subnet, tags), subnets.stem(subnet.name), public is True)].append(subnet)
    for (tier, _, _), members in sets.items():
        zones = [subnets.zone(subnet) for subnet in members]
        counts = Counter(zones)
        if None in counts or len(set(counts.values())) < 2 or (tier is None and len(members) < _SERIES):
            continue
        twice = next(subnet for at, subnet in enumerate(members) if zones[at] in zones[:at])
        yield twice, tier or "like-named", str(subnets.zone(twice))


def single_tiers(network: Network, tags: Collection[str]) -> Iterator[tuple[Resource, str, str]]:
    """(subnet, tier, zone) of each tier whose several subnets all stand in one zone."""
    tiers: dict[str, list[Resource]] = defaultdict(list)
    for subnet in network.members:
        tier = subnets.tier(subnet, tags)
        if tier:
            tiers[tier].append(subnet)
    for tier, members in tiers.items():
        zones = {subnets.zone(subnet) for subnet in members}
        if len(members) > 1 and len(zones) == 1 and None not in zones:
            yield members[1], tier, str(subnets.zone(members[1]))


@dataclass(frozen=True)
class WayOut:
    """The NAT gateways of a network: how many, their zones, whether all are known, and private zones without one."""

    count: int
    zones: frozenset[str]
    known: bool
    lacking: tuple[tuple[str, Resource], ...]


def way_out(stack: Stack, network: Network, tags: Collection[str], tiers: Collection[str]) -> WayOut:
    """How the private subnets of a network reach the internet. A gateway of unknown place may be of any network."""
    private = [subnet for subnet in network.members if subnets.tier(subnet, tags) in tiers]
    by_zone = {zone: subnet for subnet in private if (zone := subnets.zone(subnet))}
    zones: set[str] = set()
    count, known = 0, True
    for gateway in stack.of(NAT):
        links = subnets.subnets_of(stack, gateway, "subnetId")
        placed, complete = subnets.zones_of(links)
        if gateway.text("availabilityMode") == "regional":
            return WayOut(1, frozenset(by_zone), True, ())
        if not complete or any(subnet.urn in {one.urn for one in network.members} for subnet in links.resources):
            count, known, zones = count + 1, known and complete, zones | placed
    return WayOut(count, frozenset(zones), known, tuple((zone, by_zone[zone]) for zone in sorted(set(by_zone) - zones)))


def other_way_out(stack: Stack) -> bool:
    """Whether something but a NAT gateway leads out."""
    interfaces = any(one.text("vpcEndpointType") == "Interface" for one in stack.of(ENDPOINT))
    return interfaces or any(True for _ in stack.of(*WAYS_OUT))

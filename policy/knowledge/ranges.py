"""Address ranges of VPCs: which resources hold them, whose they are, and which are free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network

from policy.engine.stack import Stack
from policy.engine.subject import Resource

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
ROUTE = "aws:ec2/route:Route"
ROUTE_TABLE = "aws:ec2/routeTable:RouteTable"
PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
# type -> the properties that hold a range of a VPC
RANGES: Mapping[str, tuple[str, ...]] = {
    VPC: ("cidrBlock", "ipv6CidrBlock"),
    "aws:ec2/defaultVpc:DefaultVpc": ("cidrBlock", "ipv6CidrBlock"),
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": ("cidrBlock",),
    "aws:ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation": ("ipv6CidrBlock",),
}
# Ranges that teams use again in every VPC, behind NAT: RFC 6598 (pods on EKS), RFC 2544.
REUSABLE = (ip_network("100.64.0.0/10"), ip_network("198.18.0.0/15"))


@dataclass(frozen=True)
class Range:
    """A range, whose it is in words, and the resource that has it (None: it stands outside the stack)."""

    cidr: str
    whose: str
    resource: Resource | None = None
    vpc: str | None = None
    known_as: frozenset[str] = field(default_factory=frozenset)


def ranges_of(resource: Resource) -> Iterator[Range]:
    """The ranges that a resource gives its VPC."""
    vpc = resource.text("vpcId") or resource.text("id")
    for key in RANGES[resource.type]:
        cidr = resource.text(key)
        if cidr:
            yield Range(cidr, f"{key} of {resource.label}", resource, vpc)


def guest_subnets(stack: Stack) -> Iterator[Range]:
    """Subnets in a VPC that the stack has not made: what the stack knows of that VPC's range."""
    for subnet in stack.of(SUBNET):
        cidr = subnet.text("cidrBlock")
        if cidr and not stack.links(subnet, "vpcId", *RANGES).resources:
            yield Range(cidr, f"cidrBlock of {subnet.label}", subnet)


def network(cidr: str) -> IPv4Network | IPv6Network | None:
    """The network; None for a text that is none. Host bits are forgiven: AWS clears them too."""
    try:
        return ip_network(cidr, strict=False)
    except ValueError:
        return None


def inside(cidr: str, outer: Iterable[IPv4Network | IPv6Network | None]) -> bool:
    """Whether a range lies wholly in one of the networks."""
    mine = network(cidr)
    return any(
        (isinstance(mine, IPv4Network) and isinstance(one, IPv4Network) and mine.subnet_of(one))
        or (isinstance(mine, IPv6Network) and isinstance(one, IPv6Network) and mine.subnet_of(one))
        for one in outer
    )


def free(cidr: str, taken: Iterable[str]) -> str | None:
    """A private IPv4 range of the same size that meets none of those taken; None where there is none to propose."""
    mine = network(cidr)
    if not isinstance(mine, IPv4Network) or not 8 < mine.prefixlen <= 28:
        return None
    used = [one for one in map(network, taken) if isinstance(one, IPv4Network)]
    for _, candidate in zip(range(4096), IPv4Network("10.0.0.0/8").subnets(new_prefix=mine.prefixlen), strict=False):
        if not any(candidate.overlaps(other) for other in used):
            return str(candidate)
    return None


def crossing_routes(stack: Stack) -> Iterator[tuple[Resource, str, Range]]:
    """(resource, destination, own range): routes to a peering that lead into the range of the VPC they start in.

    A route that is wider than the VPC's range is a summary, and the VPC's own local route wins over it.
    """
    own: dict[str, list[Range]] = {}
    for resource in stack.of(*RANGES):
        holder = resource if resource.type == VPC else next(iter(stack.links(resource, "vpcId", VPC).resources), None)
        if holder is not None:
            own.setdefault(holder.urn, []).extend(ranges_of(resource))
    for route, vpc in _peering_routes(stack):
        destination = route.text("destinationCidrBlock")
        for mine in own.get(vpc.urn, ()) if destination else ():
            if destination and inside(destination, [network(mine.cidr)]):
                yield route, destination, mine


def _peering_routes(stack: Stack) -> Iterator[tuple[Resource, Resource]]:
    """(route, the VPC that it starts in) of routes to peerings, where the stack shows both."""
    for route in stack.of(ROUTE):
        peerings = stack.links(route, "vpcPeeringConnectionId", PEERING).resources
        tables = stack.links(route, "routeTableId", ROUTE_TABLE).resources
        if not peerings and not route.text("vpcPeeringConnectionId"):
            continue
        found = [vpc for table in tables for vpc in stack.links(table, "vpcId", VPC).resources]
        if not tables:  # one side of the peering stands here: the route starts there
            sides = [
                vpc
                for one in peerings
                for key in ("vpcId", "peerVpcId")
                for vpc in stack.links(one, key, VPC).resources
            ]
            found = sides if len(sides) == 1 else []
        for vpc in found[:1]:
            yield route, vpc

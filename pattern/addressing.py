"""The subnet plan: which range goes to which tier in which zone.

A VPC is cut into four equal quarters, one for each zone in order; the fourth stays free for a zone added later.
A quarter holds the zone's private range (one half) and its public and isolated ranges (a quarter each), so a zone
that is added never moves a subnet that exists. Sources: a VPC is /16 to /28, a subnet at least /28 (Amazon VPC user
guide, "VPC CIDR blocks"); an ALB wants /27 or larger (Elastic Load Balancing user guide) - hence /24 as our smallest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Literal

from pattern.errors import PatternError

Tier = Literal["private", "public", "isolated"]
TIERS: tuple[Tier, ...] = ("public", "private", "isolated")
LARGEST_PREFIX, SMALLEST_PREFIX = 16, 24
MOST_ZONES = 4


class AddressingError(PatternError):
    """A range that is no network, is too small or too large, or has not got room for the zones."""


@dataclass(frozen=True)
class SubnetPlan:
    """One subnet to be: its tier, its zone (as given to `plan_subnets`), the zone's place, and its IPv4 range."""

    tier: Tier
    zone: str
    index: int
    cidr: str


def parse_vpc_cidr(text: str) -> IPv4Network:
    """The IPv4 network of a VPC, /16 to /24.

    Raises:
        AddressingError: no IPv4 range, host bits set, or a prefix outside /16 to /24.
    """
    try:
        network = IPv4Network(text, strict=False)
    except ValueError:
        raise AddressingError(f"{text!r} is not an IPv4 range; write it like 10.0.0.0/16") from None
    if "/" not in text:
        raise AddressingError(f"{text!r} has no prefix length; write it like {network.network_address}/16")
    if str(network) != text:
        raise AddressingError(f"{text!r} has host bits set; the network is {network}")
    if not LARGEST_PREFIX <= network.prefixlen <= SMALLEST_PREFIX:
        raise AddressingError(
            f"{text!r} is a /{network.prefixlen}; a VPC of this pattern is /{LARGEST_PREFIX} to /{SMALLEST_PREFIX} "
            f"(three tiers in up to {MOST_ZONES} zones must fit)"
        )
    return network


def plan_subnets(vpc_cidr: str, zones: Sequence[str]) -> tuple[SubnetPlan, ...]:
    """The subnets of a VPC: one per tier and zone, by zone and then by tier.

    Args:
        vpc_cidr: the VPC's range, /16 to /24.
        zones: two to four zone names, in the order in which they were first used.

    Raises:
        AddressingError: a bad range, fewer than two zones, more than four, or a zone named twice.
    """
    network = parse_vpc_cidr(vpc_cidr)
    if not 2 <= len(zones) <= MOST_ZONES or len(set(zones)) != len(zones):
        raise AddressingError(f"zones {list(zones)}: 2 to {MOST_ZONES} distinct zones are required in {vpc_cidr}")
    plans: list[SubnetPlan] = []
    for index, (zone, quarter) in enumerate(zip(zones, network.subnets(prefixlen_diff=2), strict=False)):
        private, rest = quarter.subnets(prefixlen_diff=1)
        public, isolated = rest.subnets(prefixlen_diff=1)
        ranges: dict[Tier, IPv4Network] = {"public": public, "private": private, "isolated": isolated}
        plans.extend(SubnetPlan(tier, zone, index, str(ranges[tier])) for tier in TIERS)
    return tuple(plans)


def overlapping(ranges: Iterable[tuple[str, str]]) -> tuple[tuple[str, str, str, str], ...]:
    """Every pair of ranges that share an address.

    Args:
        ranges: (label, CIDR) pairs, IPv4 and IPv6 mixed; a range of the other family never overlaps.

    Returns:
        (label, CIDR, label, CIDR) for each overlapping pair, in the order given.

    Raises:
        ValueError: a CIDR that is no network (host bits are forgiven: AWS clears them too).
    """
    given = list(ranges)
    parsed = [ip_network(cidr, strict=False) for _, cidr in given]
    found: list[tuple[int, int]] = []
    around: list[int] = []  # the ranges that hold the present one: blocks overlap only by nesting
    for place in sorted(range(len(parsed)), key=lambda place: _by_start(parsed[place])):
        while around and not _holds(parsed[around[-1]], parsed[place]):
            around.pop()
        found.extend((min(place, other), max(place, other)) for other in around)
        around.append(place)
    return tuple((*given[one], *given[other]) for one, other in sorted(found))


def _by_start(network: IPv4Network | IPv6Network) -> tuple[int, int, int]:
    return network.version, int(network.network_address), network.prefixlen


def _holds(outer: IPv4Network | IPv6Network, inner: IPv4Network | IPv6Network) -> bool:
    return outer.version == inner.version and int(inner.network_address) <= int(outer.broadcast_address)

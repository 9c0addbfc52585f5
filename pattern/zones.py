"""Which availability zones a region's stack uses.

Zones are chosen by *ID* (`use1-az4`): a name (`us-east-1a`) means another building in each account, and services
publish their gaps by ID. The account is asked for its zones by the caller; here is only the choice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pattern.errors import PatternError

ZoneCount = Literal["auto", 2, 3]
AUTO_COUNT = 3

# API Gateway developer guide, "Set up VPC links V2": regions in which an HTTP API's VPC link lacks zones.
VPC_LINK_GAPS: Mapping[str, frozenset[str]] = {
    "us-east-1": frozenset({"use1-az3"}),
    "us-west-1": frozenset({"usw1-az2"}),
    "ap-east-1": frozenset({"ape1-az1"}),
}


class ZonesError(PatternError):
    """The account has fewer zones than asked for, or none in which a VPC link works."""


@dataclass(frozen=True)
class Zone:
    """An availability zone as the account sees it: `us-east-1a`, `use1-az4`."""

    name: str
    id: str


def supports_vpc_link(region: str, zone_id: str) -> bool:
    """Whether an HTTP API's VPC link may have an interface in this zone."""
    return zone_id not in VPC_LINK_GAPS.get(region, frozenset())


def choose_zones(region: str, available: Sequence[Zone], wanted: ZoneCount) -> tuple[Zone, ...]:
    """The zones to use: those with VPC link support first, then by the number in their ID.

    Args:
        region: the stack's region.
        available: what the account has there.
        wanted: 2 or 3 exactly; `auto` takes three, or two where there are but two.

    Raises:
        ZonesError: fewer than wanted (the message lists what there is), or none with VPC link support.
    """
    count = min(AUTO_COUNT, len(available)) if wanted == "auto" else wanted
    listed = ", ".join(f"{zone.name} ({zone.id})" for zone in available) or "none"
    if len(available) < count or count < 2:
        raise ZonesError(
            f"standby:availabilityZones asks for {wanted}, {max(count, 2)} zones are required, but this account sees "
            f"{len(available)} in {region}: {listed}. Set it to `auto` or 2, or choose another region."
        )
    ordered = sorted(available, key=lambda zone: (not supports_vpc_link(region, zone.id), _number(zone.id), zone.id))
    chosen = tuple(ordered[:count])
    if not any(supports_vpc_link(region, zone.id) for zone in chosen):
        raise ZonesError(f"no zone of {region} supports a VPC link (the account sees {listed}); choose another region.")
    return chosen


def _number(zone_id: str) -> int:
    found = re.search(r"(\d+)$", zone_id)
    return int(found.group(1)) if found else 0

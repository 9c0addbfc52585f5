"""Which address ranges a new pair gets: two /16 ranges of 10.0.0.0/8 that overlap nothing that is in use."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, ip_network

from standby.errors import UsageError

_PRIVATE = IPv4Network("10.0.0.0/8")
_PREFIX = 16


def free_ranges(reserved: Sequence[str]) -> tuple[str, str]:
    """The first two free /16 ranges, for the primary and for DR.

    Args:
        reserved: ranges in use elsewhere (on-premises networks, VPN, other VPCs), in CIDR notation.

    Raises:
        UsageError: a reserved range that is not one, or fewer than two free ranges.
    """
    taken = [_network(text) for text in reserved]
    free = [
        str(candidate)
        for candidate in _PRIVATE.subnets(new_prefix=_PREFIX)
        if not any(isinstance(used, IPv4Network) and candidate.overlaps(used) for used in taken)
    ]
    if len(free) < 2:
        raise UsageError(
            f"{_PRIVATE} has {len(free)} free /{_PREFIX} ranges beside {', '.join(reserved)}; two are required. "
            "Name the reserved ranges more narrowly, or write standby:vpcCidr into the stack files yourself."
        )
    return free[0], free[1]


def _network(text: str) -> object:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise UsageError(f"--reserved {text!r} is not an address range; write it like 172.16.0.0/12") from None

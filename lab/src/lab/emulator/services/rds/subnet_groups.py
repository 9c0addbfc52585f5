"""DB subnet groups must cover two zones; moto takes any."""

from __future__ import annotations

from moto.ec2.models import ec2_backends

from lab.emulator.engine import account
from lab.emulator.services.rds import errors

MIN_ZONES = 2


def check_coverage(region: str, subnet_ids: list[str]) -> None:
    """Raise AWS's error when the subnets stand in fewer than two zones."""
    backend = ec2_backends[account.number()][region]
    zones = sorted({backend.get_subnet(subnet_id).availability_zone for subnet_id in subnet_ids})
    if len(zones) < MIN_ZONES:
        raise errors.too_few_zones(", ".join(zones))

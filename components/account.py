"""What the account says about itself and the region: its number, its partition, its zones. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from pattern.zones import Zone


@dataclass(frozen=True)
class Account:
    """The account and region that the program runs against."""

    id: str
    partition: str
    zones: tuple[Zone, ...]


def read_account() -> Account:
    """Ask AWS once. Zones are the region's ordinary ones (no local or wavelength zones) that are `available`.

    Raises:
        pulumi.RunError: AWS did not answer, or refused; the message carries AWS's own words.
    """
    try:
        zones = aws.get_availability_zones(
            state="available",
            filters=[{"name": "opt-in-status", "values": ["opt-in-not-required"]}],
        )
        account, partition = aws.get_caller_identity().account_id, aws.get_partition().partition
    except Exception as problem:  # the SDK raises nothing narrower for an invoke that failed
        raise pulumi.RunError(
            f"the AWS account cannot be read: {problem}\n"
            "Check the credentials (`aws sts get-caller-identity`) and that the region answers."
        ) from None
    return Account(
        account, partition, tuple(Zone(name, id_) for name, id_ in zip(zones.names, zones.zone_ids, strict=True))
    )

"""A network that is there already, seen as `components.network` shows its own, and compared with what config says."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from pattern.existing import ExistingVpc


class ExistingNetwork:
    """The outputs of `Network`, from config."""

    def __init__(self, vpc: ExistingVpc) -> None:
        self.vpc_id = pulumi.Output.from_input(vpc.id)
        self.public_subnet_ids = _ids(vpc.public_subnet_ids)
        self.private_subnet_ids = _ids(vpc.private_subnet_ids)
        self.isolated_subnet_ids = _ids(vpc.isolated_subnet_ids)
        self.vpc_link_subnet_ids = _ids(vpc.vpc_link_subnet_ids or vpc.private_subnet_ids)


def check_network(vpc: ExistingVpc, vpc_cidr: str) -> None:
    """Compare config with the VPC. Reads only.

    Raises:
        pulumi.RunError: no such VPC, another range, or subnets that are not in it; every one is named.
    """
    try:
        found = aws.ec2.get_vpc(id=vpc.id)
        inside = aws.ec2.get_subnets(filters=[aws.ec2.GetSubnetsFilterArgs(name="vpc-id", values=[vpc.id])]).ids
    except Exception as problem:  # the SDK raises nothing narrower for an invoke that failed
        raise pulumi.RunError(
            f"standby:existing.vpc.id: {vpc.id} cannot be read: {problem}\n"
            "Check that the VPC is in this region and account, and that the credentials may call ec2:DescribeVpcs and "
            "ec2:DescribeSubnets."
        ) from None
    ranges = [found.cidr_block, *(one.cidr_block for one in found.cidr_block_associations)]
    if wrong := differences(vpc, vpc_cidr, ranges, inside):
        raise pulumi.RunError("\n".join(wrong))


def differences(vpc: ExistingVpc, vpc_cidr: str, ranges: Sequence[str], inside: Sequence[str]) -> list[str]:
    """What config says otherwise than the VPC: one sentence per key."""
    found = []
    if vpc_cidr not in ranges:
        found.append(
            f"standby:vpcCidr is {vpc_cidr}, but {vpc.id} has {', '.join(dict.fromkeys(ranges))}; set it to that, "
            "and standby:peer.vpcCidr of the other stack, too"
        )
    for key, value in vpc.model_dump(by_alias=True).items():
        strange = [one for one in value if one not in inside] if key.endswith("SubnetIds") else []
        if strange:
            found.append(
                f"standby:existing.vpc.{key} names {', '.join(strange)}, which {vpc.id} does not have; name subnets of "
                "that VPC"
            )
    return found


def _ids(given: Sequence[str]) -> pulumi.Output[list[str]]:
    return pulumi.Output.from_input(list(given))

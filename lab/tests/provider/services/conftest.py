"""A small VPC made by hand (boto3), for types that stand inside one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class Network:
    """A VPC with two subnets in two zones, and a security group."""

    vpc: str
    subnets: list[str]
    group: str


@pytest.fixture
def network(aws: Callable[..., Any]) -> Network:
    """A VPC of us-east-1."""
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for number, zone in enumerate(("us-east-1a", "us-east-1b"))
    ]
    group = ec2.create_security_group(GroupName="inside", Description="inside", VpcId=vpc)["GroupId"]
    return Network(vpc, subnets, group)

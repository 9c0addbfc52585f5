"""A network that is there already looks like one of ours, and nothing of it is made."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pulumi
import pytest

from components.existing_network import ExistingNetwork, check_network, differences
from pattern.existing import ExistingVpc

VPC = ExistingVpc(
    id="vpc-0a1b2c3d",
    private_subnet_ids=("subnet-1000000a", "subnet-1000000b"),
    isolated_subnet_ids=("subnet-2000000a", "subnet-2000000b"),
)


def test_it_shows_what_config_says_and_makes_nothing(build: Callable[..., Any]) -> None:
    built = build(lambda: ExistingNetwork(VPC))
    assert [one.type for one in built.resources if one.type.startswith("aws:")] == []
    assert built.value == {
        "vpc_id": "vpc-0a1b2c3d",
        "public_subnet_ids": [],
        "private_subnet_ids": ["subnet-1000000a", "subnet-1000000b"],
        "isolated_subnet_ids": ["subnet-2000000a", "subnet-2000000b"],
        "vpc_link_subnet_ids": ["subnet-1000000a", "subnet-1000000b"],
    }


def test_subnets_of_the_vpc_link_are_those_named(build: Callable[..., Any]) -> None:
    narrow = VPC.model_copy(update={"vpc_link_subnet_ids": ("subnet-1000000b",)})
    assert build(lambda: ExistingNetwork(narrow)).value["vpc_link_subnet_ids"] == ["subnet-1000000b"]


INSIDE = [*VPC.private_subnet_ids, *VPC.isolated_subnet_ids]


def test_a_vpc_that_is_as_config_says_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    two = SimpleNamespace(cidr_block="10.0.0.0/16", cidr_block_associations=[SimpleNamespace(cidr_block="10.9.0.0/16")])
    monkeypatch.setattr("components.existing_network.aws.ec2.get_vpc", lambda **_: two)
    monkeypatch.setattr("components.existing_network.aws.ec2.get_subnets", lambda **_: SimpleNamespace(ids=INSIDE))
    check_network(VPC, "10.9.0.0/16")
    with pytest.raises(pulumi.RunError, match=r"standby:vpcCidr is 10\.8\.0\.0/16, but vpc-0a1b2c3d has 10\.0"):
        check_network(VPC, "10.8.0.0/16")


def test_subnets_of_another_vpc_are_named_by_key() -> None:
    [told] = differences(VPC, "10.0.0.0/16", ["10.0.0.0/16"], INSIDE[1:])
    assert told == (
        "standby:existing.vpc.privateSubnetIds names subnet-1000000a, which vpc-0a1b2c3d does not have; name subnets of "
        "that VPC"
    )


def test_a_vpc_that_is_not_there_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def call(**_: Any) -> Any:
        raise RuntimeError("InvalidVpcID.NotFound")

    monkeypatch.setattr("components.existing_network.aws.ec2.get_vpc", call)
    with pytest.raises(pulumi.RunError, match=r"standby:existing\.vpc\.id: vpc-0a1b2c3d cannot be read: InvalidVpcID"):
        check_network(VPC, "10.0.0.0/16")
